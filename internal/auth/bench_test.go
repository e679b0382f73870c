package auth

import (
	"net/http"
	"testing"
)

func BenchmarkApply(b *testing.B) {
	for name, scheme := range testSchemes(b) {
		b.Run(name, func(b *testing.B) {
			req, header := testRequest(), http.Header{}
			b.ReportAllocs()
			for b.Loop() {
				if err := scheme.Apply(header, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
