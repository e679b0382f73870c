package cybersourcetest

import "github.com/cybersource-go/cybersource/cybersourcetest/internal/page"

// TestingT is what [Gateway.LogCalls] needs of a test: *testing.T and *testing.B have it.
type TestingT interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
}

// LogCalls prints the calls of a test if it fails: one line each, masked, and below it why the
// call was refused and which members. Call it when the gateway is made, or at the beginning of
// a test that shares one.
func (g *Gateway) LogCalls(t TestingT) {
	t.Helper()
	_, before := g.journal.Change()
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		for _, line := range page.Report(g.journal, before) {
			t.Logf("%s", line)
		}
	})
}
