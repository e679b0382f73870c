//go:build !race

// The race detector makes sync.Pool forget things at random, so that counting
// allocations means nothing under it.

package auth

import (
	"net/http"
	"testing"
)

func TestAllocationBudget(t *testing.T) {
	budget := map[string]float64{"HTTP Signature": 4, "JWT HS256": 2, "JWT RS256": 4}
	for name, scheme := range testSchemes(t) {
		t.Run(name, func(t *testing.T) {
			req, header := testRequest(), http.Header{}
			got := testing.AllocsPerRun(100, func() {
				if err := scheme.Apply(header, req); err != nil {
					t.Fatal(err)
				}
			})
			if got > budget[name] {
				t.Errorf("%v allocations, budget is %v", got, budget[name])
			}
		})
	}
}
