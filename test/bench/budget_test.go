package bench

import (
	"flag"
	"testing"
)

// The allocations of one signed call over a stub transport, which are the same in
// every run. A change that needs more has to say so here.
const (
	budgetToken     = 53
	budgetSignature = 53
	budgetBytes     = 8_800  // per call with a token
	budgetLarge     = 12_000 // however large the request, unless the collector empties the pools
)

func TestACallStaysWithinItsAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates too: the budget holds without it")
	}
	defer setBenchtime(t, "1000x")()
	for _, tc := range []struct {
		name     string
		make     func(b *testing.B) contender
		allocs   int64
		maxBytes int64
	}{
		{"JWT", func(b *testing.B) contender { return newOurs(b, stub(), 0, nil) }, budgetToken, budgetBytes},
		{"HTTP Signature", func(b *testing.B) contender { return newOurs(b, stub(), 0, httpSignature) }, budgetSignature, budgetBytes},
		{"100 line items", func(b *testing.B) contender { return newOurs(b, stub(), 100, nil) }, budgetToken, budgetLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			result := testing.Benchmark(func(b *testing.B) { measure(b, 1, tc.make(b)) })
			if result.N == 0 {
				t.Fatal("the benchmark failed")
			}
			if got := result.AllocsPerOp(); got > tc.allocs {
				t.Errorf("%d allocations a call, budget %d", got, tc.allocs)
			}
			if got := result.AllocedBytesPerOp(); got > tc.maxBytes {
				t.Errorf("%d bytes a call, budget %d", got, tc.maxBytes)
			}
		})
	}
}

// setBenchtime changes how long benchmarks run, and returns what undoes it.
func setBenchtime(t *testing.T, value string) (restore func()) {
	t.Helper()
	benchtime := flag.Lookup("test.benchtime")
	before := benchtime.Value.String()
	if err := benchtime.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	return func() { _ = benchtime.Value.Set(before) }
}
