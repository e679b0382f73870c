package cybersourcetest_test

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// BenchmarkStateFile is what a payment costs in the gateway, without a connection: without a
// state file, with one, and with one that has 20,000 payments already.
func BenchmarkStateFile(b *testing.B) {
	for _, tc := range []struct {
		name  string
		state bool
		full  int
	}{{"none", false, 0}, {"new", true, 0}, {"full", true, 20_000}} {
		b.Run(tc.name, func(b *testing.B) {
			options := cybersourcetest.Options{NoAuthentication: true}
			if tc.state {
				options.StateFile = filepath.Join(b.TempDir(), "state")
			}
			gateway := cybersourcetest.NewGateway(options)
			defer gateway.Close()
			text := payment("bench")
			pay := func() {
				r := httptest.NewRequest("POST", payments, strings.NewReader(text))
				r.Host = "127.0.0.1"
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				gateway.Serve(w, r)
				if w.Code != 201 {
					b.Fatalf("HTTP %d: %s", w.Code, w.Body)
				}
			}
			for range tc.full {
				pay()
			}
			b.ReportAllocs()
			for b.Loop() {
				pay()
			}
		})
	}
}
