package test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var (
	update = flag.Bool("update", false, "write the golden files anew instead of comparing with them")
	soak   = flag.Bool("soak", false, "run the soak test at full length: 100,000 calls")
)

// TestMain fails the suite if any test leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
