package bench

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
)

// measure runs calls with the given concurrency and reports, beside what the
// framework does, the processor time of this process per call.
func measure(b *testing.B, concurrency int, call contender) {
	b.Helper()
	warm(b, concurrency, call)
	b.ReportAllocs()
	b.ResetTimer()
	before := processorTime()
	if concurrency == 1 {
		for b.Loop() {
			if err := call(); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		spread(b, concurrency, call)
	}
	b.ReportMetric(float64(processorTime()-before)/float64(b.N), "cpu-ns/op")
}

// warmth is how long a contender runs before it is measured.
const warmth = 50 * time.Millisecond

// warm opens the connections and brings code and memory into use: whoever comes first
// would pay for the others too.
func warm(b *testing.B, concurrency int, call contender) {
	b.Helper()
	var all sync.WaitGroup
	for end := time.Now().Add(warmth); concurrency > 0; concurrency-- {
		all.Go(func() {
			for first := true; first || time.Now().Before(end); first = false {
				if err := call(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

func spread(b *testing.B, concurrency int, call contender) {
	var left atomic.Int64
	left.Store(int64(b.N))
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

// BenchmarkCall is one signed CreatePayment: place / concurrency / contender.
func BenchmarkCall(b *testing.B) {
	for _, scenario := range []struct {
		at          func() place
		concurrency int
	}{{stub, 1}, {loopback, 1}, {loopback, 8}, {loopback, 64}} {
		at := scenario.at()
		b.Run(fmt.Sprintf("%s-%d", at.name, scenario.concurrency), func(b *testing.B) {
			b.Run("hand-written", func(b *testing.B) { measure(b, scenario.concurrency, newHandWritten(b, at, 0)) })
			b.Run("precomputed", func(b *testing.B) { measure(b, scenario.concurrency, newPrecomputed(b, at, 0)) })
			b.Run("resty", func(b *testing.B) { measure(b, scenario.concurrency, newResty(b, at, 0)) })
			b.Run("ours-jwt", func(b *testing.B) { measure(b, scenario.concurrency, newOurs(b, at, 0, nil)) })
			b.Run("ours-signature", func(b *testing.B) { measure(b, scenario.concurrency, newOurs(b, at, 0, httpSignature)) })
		})
	}
}

// BenchmarkLineItems shows how a call grows with its request.
func BenchmarkLineItems(b *testing.B) {
	at := stub()
	for _, items := range []int{100, 1000} {
		b.Run(fmt.Sprintf("items-%d", items), func(b *testing.B) {
			b.Run("hand-written", func(b *testing.B) { measure(b, 1, newHandWritten(b, at, items)) })
			b.Run("ours-jwt", func(b *testing.B) { measure(b, 1, newOurs(b, at, items, nil)) })
		})
	}
}

// BenchmarkListeners shows what logging and hooks cost when they are off.
func BenchmarkListeners(b *testing.B) {
	at := stub()
	b.Run("none", func(b *testing.B) { measure(b, 1, newOurs(b, at, 0, nil)) })
	b.Run("logger-disabled", func(b *testing.B) {
		measure(b, 1, newOurs(b, at, 0, func(cfg *cybersource.Configuration) { cfg.Logger = slog.New(slog.DiscardHandler) }))
	})
}

// BenchmarkRSA shows that certificates and encryption cost a call their RSA
// operations and little else: no key is parsed per call.
func BenchmarkRSA(b *testing.B) {
	at, p := stub(), needParty(b)
	b.Run("ours-jwt", func(b *testing.B) { measure(b, 1, newOurs(b, at, 0, nil)) })
	b.Run("one-signature", func(b *testing.B) { measure(b, 1, func() error { return signOnce(p) }) })
	b.Run("ours-rs256", func(b *testing.B) { measure(b, 1, newOurs(b, at, 0, certificate(b))) })
	b.Run("rsa-both-ways", func(b *testing.B) { measure(b, 1, encryptedOnce(b, p)) })
	b.Run("ours-mle", func(b *testing.B) { measure(b, 1, newOurs(b, at, 0, messageEncryption(b))) })
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
	b.Run("hand-written", func(b *testing.B) {
		measure(b, 1, cold(func(at place) contender { return newHandWritten(b, at, 0) }))
	})
	b.Run("ours-jwt", func(b *testing.B) {
		measure(b, 1, cold(func(at place) contender {
			return newOurs(b, at, 0, func(cfg *cybersource.Configuration) { cfg.Transport, cfg.RootCAs = at.transport(), nil })
		}))
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
	b.Run("http1-64", func(b *testing.B) {
		measure(b, 64, newOurs(b, loopback(), 0, with(func(*http.Protocols) {})))
	})
	b.Run("http2-64", func(b *testing.B) {
		measure(b, 64, newOurs(b, loopback(), 0, with(func(p *http.Protocols) { p.SetHTTP2(true) })))
	})
}

// BenchmarkReconnect is a call that needs a new connection, with and without the
// session that the last one left behind.
func BenchmarkReconnect(b *testing.B) {
	for _, remembered := range []bool{true, false} {
		b.Run(fmt.Sprintf("session-cache-%t", remembered), func(b *testing.B) {
			transport := cybersource.NewTransport()
			transport.TLSClientConfig.RootCAs = serverCAs
			if !remembered {
				transport.TLSClientConfig.ClientSessionCache = nil
			}
			call := newOurs(b, loopback(), 0, func(cfg *cybersource.Configuration) { cfg.Transport, cfg.RootCAs = transport, nil })
			measure(b, 1, func() error {
				defer transport.CloseIdleConnections()
				return call()
			})
		})
	}
}
