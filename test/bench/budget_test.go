package bench

import (
	"flag"
	"testing"
)

// The allocations of one signed call over a stub transport, which are the same in
// every run. A change that needs more has to say so here.
//
// Resty's own request takes 6 of them and 700 bytes: clearing one and using it again
// would depend on what resty keeps to itself. One and 350 bytes are the request's own
// map of headers, which resty and net/http write to. The body is written into a buffer that is
// used again and copied once, at its size.
const (
	budgetToken     = 61
	budgetSignature = 61
	budgetBytes     = 10_450 // per call with a token
	budgetLarge     = 26_900 // 16 KB of it are the body
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
