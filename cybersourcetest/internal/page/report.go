package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
)

// mostReported is how many calls a report has.
const mostReported = 200

// Report are the calls after a number, a line each, and below it why it was refused and which
// members: for the log of a test.
func Report(j *journal.Journal, after uint64) []string {
	page := j.Calls(journal.Filter{After: after}, mostReported)
	var lines []string
	if page.More {
		lines = append(lines, fmt.Sprintf("the newest %d calls:", mostReported))
	}
	for _, c := range slices.Backward(page.Calls) {
		lines = append(lines, summaryLine(&c))
		if e, known := explain.Of(c.Cause); known {
			lines = append(lines, "    "+e.Title+". "+e.Do)
		}
		if _, exchange, _ := j.Call(c.Number); exchange != nil {
			for _, f := range refusedFields(exchange) {
				lines = append(lines, "    "+strings.TrimSuffix(f.Path+": "+f.Reason+", "+f.Sent+"; has to be "+f.Rule, "; has to be "))
			}
		}
	}
	return lines
}

// summaryLine is a call in one line.
func summaryLine(c *journal.Call) string {
	what := c.Operation
	if what == "" {
		what = c.Method + " " + c.Path
	}
	var line strings.Builder
	fmt.Fprintf(&line, "call %d: %s", c.Number, what)
	switch {
	case c.Sent > 0:
		fmt.Fprintf(&line, ": HTTP %d", c.Sent)
	case c.Ended:
		line.WriteString(": no answer,")
	}
	for _, text := range []string{c.Outcome(), c.Status, c.Reason, strings.TrimSpace(c.Amount + " " + c.Currency), c.Code, c.ID} {
		if text != "" && (text != c.Currency || c.Amount != "") {
			line.WriteString(" " + text)
		}
	}
	if c.Fault != "" {
		line.WriteString(", fault " + c.Fault)
	}
	if c.Refusal != "" {
		line.WriteString(", " + c.Refusal)
	}
	return line.String()
}
