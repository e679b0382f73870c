package exchange

import "testing"

// A connection is looked at once for the requests with one client's settings, and again after a
// problem, and for those of another client.
func TestConnectionProblemIsAskedForOncePerSettings(t *testing.T) {
	var c answerConn
	asked := 0
	says := func(problem string) func() string {
		return func() string { asked++; return problem }
	}
	one, other := new(Settings), new(Settings)
	for i, step := range []struct {
		settings *Settings
		problem  string
		want     string
		asked    int
	}{
		{one, "no TLS", "no TLS", 1},
		{one, "", "", 2},
		{one, "is not asked for", "", 2},
		{other, "no TLS", "no TLS", 3},
		{other, "", "", 4},
		{one, "", "", 5},
	} {
		if got := c.problemFor(step.settings, says(step.problem)); got != step.want || asked != step.asked {
			t.Errorf("step %d: %q after %d looks, want %q after %d", i, got, asked, step.want, step.asked)
		}
	}
	if got := (*answerConn)(nil).problemFor(one, says("no TLS")); got != "no TLS" {
		t.Errorf("a connection of another kind: %q", got)
	}
}
