package bench

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource"
)

// BenchmarkGrowth shows how the cost of a call grows with what surrounds it, one
// dimension at a time: dimension / size / contender.
func BenchmarkGrowth(b *testing.B) {
	for _, items := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("items/%d", items), func(b *testing.B) { growth(b, stub(), items, 1) })
	}
	for _, kilobytes := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("answer-KB/%d", kilobytes), func(b *testing.B) {
			growth(b, stubAnswering(padded(kilobytes<<10)), 0, 1)
		})
	}
	for _, concurrency := range []int{1, 4, 16, 64, 256} {
		b.Run(fmt.Sprintf("concurrency/%d", concurrency), func(b *testing.B) { growth(b, loopback(), 0, concurrency) })
	}
	for _, clients := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("clients/%d", clients), func(b *testing.B) { manyClients(b, clients) })
	}
}

func growth(b *testing.B, at place, items, concurrency int) {
	b.Run("hand-written", func(b *testing.B) { measure(b, concurrency, newHandWritten(b, at, items)) })
	b.Run("ours-jwt", func(b *testing.B) { compare(b, concurrency, newOurs(b, at, items, nil), newHandWritten(b, at, items)) })
}

// padded is the usual answer with members that no model knows, up to the size.
func padded(size int) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(approval, "}"))
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,"unknown%d":{"name":"value of a member that is not in the model","number":%d}`, i, i)
	}
	b.WriteString("}")
	return b.String()
}

// manyClients takes turns between clients of different merchants that share a
// transport, and so its connections.
func manyClients(b *testing.B, n int) {
	at := loopback()
	transport := cybersource.NewTransport()
	transport.TLSClientConfig.RootCAs = serverCAs
	clients := make([]contender, n)
	for i := range clients {
		clients[i] = newOurs(b, at, 0, func(cfg *cybersource.Configuration) {
			cfg.Transport, cfg.RootCAs = transport, nil
			cfg.Credentials = cybersource.JWTSharedSecret{MerchantID: fmt.Sprintf("merchant_%d", i), KeyID: keyID, SharedSecret: secret}
		})
	}
	turn := 0
	b.Run("ours-jwt", func(b *testing.B) {
		measure(b, 1, func() error { turn++; return clients[turn%n]() })
	})
}
