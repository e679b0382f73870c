package bench

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
)

// turn is how long a contender runs before another one has its turn, about.
const turn = 100 * time.Millisecond

// measure runs calls with the given concurrency and reports, beside what the
// framework does, the processor time of this process per call.
func measure(b *testing.B, concurrency int, call contender) {
	b.Helper()
	compare(b, concurrency, call, nil)
}

// compare measures a contender and reports its processor time as a ratio to that of a
// yardstick too. The two take turns, so that what else the machine does weighs on both,
// and the ratio is the median of those of all turns.
func compare(b *testing.B, concurrency int, call, yardstick contender) {
	b.Helper()
	calls := warm(b, concurrency, call)
	if yardstick != nil {
		warm(b, concurrency, yardstick)
	}
	var own int64
	var ratios []float64
	b.ReportAllocs()
	b.ResetTimer()
	for left := b.N; left > 0; left -= calls {
		n := min(calls, left)
		took := run(b, concurrency, n, call)
		own += took
		if yardstick != nil {
			b.StopTimer()
			ratios = append(ratios, float64(took)/float64(run(b, concurrency, n, yardstick)))
			b.StartTimer()
		}
	}
	b.ReportMetric(float64(own)/float64(b.N), "cpu-ns/op")
	if yardstick != nil {
		slices.Sort(ratios)
		b.ReportMetric(ratios[len(ratios)/2], "ratio")
	}
}

// warm opens the connections and brings code and memory into use: whoever comes first
// would pay for the others too. It returns how many calls make a turn. The framework's
// first try, a single call, is not worth it.
func warm(b *testing.B, concurrency int, call contender) (calls int) {
	b.Helper()
	if b.N == 1 {
		return 1
	}
	run(b, concurrency, 3*concurrency, call)
	for start := time.Now(); time.Since(start) < turn/4; calls += concurrency {
		run(b, concurrency, concurrency, call)
	}
	return max(4*calls, 1)
}

// run makes n calls and returns the processor time that this process took for them.
func run(b *testing.B, concurrency, n int, call contender) int64 {
	b.Helper()
	before := processorTime()
	if concurrency > 1 {
		spread(b, concurrency, n, call)
		return processorTime() - before
	}
	for range n {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
	return processorTime() - before
}

func spread(b *testing.B, concurrency, n int, call contender) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	for range concurrency {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := call(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// processorTime is what this process has used so far, in nanoseconds.
func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// both is the sum of two contenders.
func both(first, second contender) contender {
	return func() error {
		if err := first(); err != nil {
			return err
		}
		return second()
	}
}

// BenchmarkCall is one signed CreatePayment: place / concurrency / contender.
func BenchmarkCall(b *testing.B) {
	for _, scenario := range []struct {
		at          func() place
		concurrency int
	}{{stub, 1}, {loopback, 1}, {loopback, 8}, {loopback, 64}} {
		at := scenario.at()
		b.Run(fmt.Sprintf("%s-%d", at.name, scenario.concurrency), func(b *testing.B) {
			beside := func(b *testing.B, call contender) { compare(b, scenario.concurrency, call, newHandWritten(b, at, 0)) }
			b.Run("hand-written", func(b *testing.B) { measure(b, scenario.concurrency, newHandWritten(b, at, 0)) })
			b.Run("precomputed", func(b *testing.B) { beside(b, newPrecomputed(b, at, 0)) })
			b.Run("resty", func(b *testing.B) { beside(b, newResty(b, at, 0)) })
			b.Run("ours-jwt", func(b *testing.B) { beside(b, newOurs(b, at, 0, nil)) })
			b.Run("ours-signature", func(b *testing.B) { beside(b, newOurs(b, at, 0, httpSignature)) })
		})
	}
}

// BenchmarkLineItems shows how a call grows with its request.
func BenchmarkLineItems(b *testing.B) {
	at := stub()
	for _, items := range []int{100, 1000} {
		b.Run(fmt.Sprintf("items-%d", items), func(b *testing.B) {
			b.Run("hand-written", func(b *testing.B) { measure(b, 1, newHandWritten(b, at, items)) })
			b.Run("ours-jwt", func(b *testing.B) { compare(b, 1, newOurs(b, at, items, nil), newHandWritten(b, at, items)) })
		})
	}
}

// BenchmarkListeners shows what logging and hooks cost when they are off.
func BenchmarkListeners(b *testing.B) {
	at := stub()
	b.Run("none", func(b *testing.B) { measure(b, 1, newOurs(b, at, 0, nil)) })
	b.Run("logger-disabled", func(b *testing.B) {
		silenced := func(cfg *cybersource.Configuration) { cfg.Logger = slog.New(slog.DiscardHandler) }
		compare(b, 1, newOurs(b, at, 0, silenced), newOurs(b, at, 0, nil))
	})
}

// BenchmarkRSA shows that certificates and encryption cost a call their RSA
// operations and little else: no key is parsed per call.
func BenchmarkRSA(b *testing.B) {
	at, p := stub(), needParty(b)
	signature := func() error { return signOnce(p) }
	b.Run("one-signature", func(b *testing.B) { measure(b, 1, signature) })
	b.Run("ours-rs256", func(b *testing.B) {
		compare(b, 1, newOurs(b, at, 0, certificate(b)), both(signature, newOurs(b, at, 0, nil)))
	})
	b.Run("rsa-both-ways", func(b *testing.B) { measure(b, 1, encryptedOnce(b, p)) })
	b.Run("ours-mle", func(b *testing.B) {
		compare(b, 1, newOurs(b, at, 0, messageEncryption(b)), both(encryptedOnce(b, p), newOurs(b, at, 0, nil)))
	})
}

// BenchmarkColdStart is a client from its configuration to its first answer, over
// a connection of its own.
func BenchmarkColdStart(b *testing.B) {
	cold := func(newClient func(at place) contender) contender {
		return func() error {
			transport := tunedTransport().(*http.Transport)
			defer transport.CloseIdleConnections()
			return newClient(place{"https", serverURL, func() http.RoundTripper { return transport }})()
		}
	}
	handWritten := func(b *testing.B) contender {
		return cold(func(at place) contender { return newHandWritten(b, at, 0) })
	}
	b.Run("hand-written", func(b *testing.B) { measure(b, 1, handWritten(b)) })
	b.Run("ours-jwt", func(b *testing.B) {
		ours := cold(func(at place) contender {
			return newOurs(b, at, 0, func(cfg *cybersource.Configuration) { cfg.Transport, cfg.RootCAs = at.transport(), nil })
		})
		compare(b, 1, ours, handWritten(b))
	})
}

// BenchmarkProtocol compares the client's HTTP/1.1 connections with one HTTP/2
// connection, at the concurrency where it matters.
func BenchmarkProtocol(b *testing.B) {
	with := func(protocols func(*http.Protocols)) func(*cybersource.Configuration) {
		return func(cfg *cybersource.Configuration) {
			transport := cybersource.NewTransport()
			transport.TLSClientConfig.RootCAs = serverCAs
			protocols(transport.Protocols)
			cfg.Transport, cfg.RootCAs = transport, nil
		}
	}
	http1 := func(b *testing.B) contender { return newOurs(b, loopback(), 0, with(func(*http.Protocols) {})) }
	b.Run("http1-64", func(b *testing.B) { measure(b, 64, http1(b)) })
	b.Run("http2-64", func(b *testing.B) {
		http2 := newOurs(b, loopback(), 0, with(func(p *http.Protocols) { p.SetHTTP2(true) }))
		compare(b, 64, http2, http1(b))
	})
}

// BenchmarkReconnect is a call that needs a new connection, with and without the
// session that the last one left behind.
func BenchmarkReconnect(b *testing.B) {
	reconnecting := func(b *testing.B, change func(*http.Transport)) contender {
		b.Helper()
		transport := cybersource.NewTransport()
		transport.TLSClientConfig.RootCAs = serverCAs
		change(transport)
		call := newOurs(b, loopback(), 0, func(cfg *cybersource.Configuration) { cfg.Transport, cfg.RootCAs = transport, nil })
		return func() error {
			defer transport.CloseIdleConnections()
			return call()
		}
	}
	forgetful := func(t *http.Transport) { t.TLSClientConfig.ClientSessionCache = nil }
	b.Run("session-cache-false", func(b *testing.B) { measure(b, 1, reconnecting(b, forgetful)) })
	b.Run("session-cache-true", func(b *testing.B) {
		compare(b, 1, reconnecting(b, func(*http.Transport) {}), reconnecting(b, forgetful))
	})
}
