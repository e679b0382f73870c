package cybersourcetest

import (
	"fmt"
	"net/http"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
)

// Unexplained are the calls of which the page does not say why they were refused, or that
// never end. Tests look at them after the gateway is closed.
func (g *Gateway) Unexplained() []string {
	var problems []string
	for _, c := range g.journal.Calls(journal.Filter{}, journal.MaxCalls).Calls {
		outcome := c.Outcome()
		_, known := explain.Of(c.Cause)
		switch {
		case outcome == journal.Running:
			problems = append(problems, fmt.Sprintf("call %d has no end", c.Number))
		case (outcome == journal.Refused || outcome == journal.Failed) && c.Answered && !known:
			problems = append(problems, fmt.Sprintf("call %d has no explanation: HTTP %d, cause %q", c.Number, c.HTTPStatus, c.Cause))
		}
	}
	return problems
}

// Serve answers a request without a connection.
func (g *Gateway) Serve(w http.ResponseWriter, r *http.Request) { g.serve(w, r) }
