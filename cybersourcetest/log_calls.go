package cybersourcetest

import (
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
)

// TestingT is what [Gateway.LogCalls] needs of a test: *testing.T and *testing.B have it.
type TestingT interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
}

// FailingT is what [Gateway.ScriptDone] needs of a test: *testing.T and *testing.B have it.
type FailingT interface {
	TestingT
	Errorf(format string, args ...any)
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

// ScriptDone fails a test at its end if steps of the script are left over: the calls that they
// were for never came. Call it when the gateway is made.
func (g *Gateway) ScriptDone(t FailingT) {
	t.Helper()
	t.Cleanup(func() {
		var left []string
		for _, step := range g.Pending() {
			left = append(left, step.String())
		}
		if len(left) > 0 {
			t.Errorf("steps of the script that met no call: %s", strings.Join(left, "; "))
		}
	})
}
