package test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var (
	update = flag.Bool("update", false, "write the golden files anew instead of comparing with them")
	soak   = flag.Bool("soak", false, "run the soak tests at full length: 100,000 calls, and as many steps in the lives of payments")

	walkSeed = flag.Uint64("walk-seed", 0, "seed of the random walk over payments and of the soak of lost answers; 0 = a new one each time")
)

// TestMain fails the suite if any test leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
