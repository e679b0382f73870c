package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// fillPage replaces what stands between the markers of each generated table.
// A marker line reads <!-- modelgen: NAME --> and ends at <!-- modelgen: end -->.
func (t *outcomeTable) fillPage(page []byte) ([]byte, error) {
	text := string(page)
	for _, section := range []struct{ name, table string }{
		{"advice", t.adviceTable()},
		{"statuses", t.statusTable("payment")},
		{"capture statuses", t.statusTable("capture")},
		{"refund statuses", t.statusTable("refund", "credit")},
		{"reversal and void statuses", t.statusTable("reversal", "void")},
		{"record statuses", t.statusTable("capture record", "credit record")},
		{"applications", t.applicationTable()},
		{"flags", t.flagTable()},
		{"declines", t.reasonTable("decline")},
		{"refusals", t.refusalTable()},
		{"failures", t.reasonTable("failure")},
		{"merchant advice", t.merchantAdviceTable()},
	} {
		const end = "<!-- modelgen: end -->"
		start := "<!-- modelgen: " + section.name + " -->\n"
		before, rest, ok := strings.Cut(text, start)
		if !ok {
			return nil, fmt.Errorf("no marker for %s", section.name)
		}
		_, after, ok := strings.Cut(rest, end)
		if !ok {
			return nil, fmt.Errorf("no end of %s", section.name)
		}
		text = before + start + "\n" + section.table + "\n" + end + after
	}
	return []byte(text), nil
}

func (t *outcomeTable) adviceTable() string {
	m := newGrid("Advice", "Go", "What to do")
	for _, a := range t.Advice {
		m.row(a.Advice, code(outcomeAdvice[a.Advice]), a.Text)
	}
	return m.String()
}

// statusTable lists the rows that hold for one of the families.
func (t *outcomeTable) statusTable(families ...string) string {
	m := newGrid("Status", "Outcome", "Money", "Advice", "Meaning")
	for _, r := range t.Statuses {
		rest := slices.DeleteFunc(slices.Clone(families), func(f string) bool { return !slices.Contains(r.families(), f) })
		if len(rest) == 0 {
			continue
		}
		meaning := r.Meaning
		if len(rest) < len(families) {
			meaning = "Of a " + strings.Join(rest, ", ") + " only. " + meaning
		}
		m.row(code(r.Status), r.Kind, moneyText(r.Money), r.Advice, meaning)
	}
	return m.String()
}

func moneyText(word string) string {
	if word == "if approved" {
		return "held if there is an approval code"
	}
	return word
}

// refusalTable says for which operations a refusal proves that no earlier call is meant.
func (t *outcomeTable) refusalTable() string {
	m := newGrid("Reason", "Number", "Meaning", "Certain for", "Advice where certain")
	for _, r := range t.Reasons {
		if r.Group != "refusal" {
			continue
		}
		certain, advice := strings.Join(r.Certain, ", "), r.Advice
		switch {
		case r.ByField:
			certain = "all, if it names fields and none is an id"
		case certain == "all":
			certain = "all operations"
		case certain == "":
			certain, advice = "none", ""
		}
		m.row(code(r.Reason), r.Number, r.Meaning, certain, advice)
	}
	return m.String()
}

func (t *outcomeTable) reasonTable(group string) string {
	m := newGrid("Reason", "Number", "Meaning", "Advice")
	for _, r := range t.Reasons {
		if r.Group == group {
			m.row(code(r.Reason), r.Number, r.Meaning, adviceWithWait(r.Advice, r.After))
		}
	}
	return m.String()
}

func (t *outcomeTable) merchantAdviceTable() string {
	names := map[string]string{"visa": "Visa", "mastercard": "Mastercard", "other": "other or not stated"}
	m := newGrid("Card", "Code", "Meaning", "Advice")
	for _, network := range []string{"visa", "mastercard", "other"} {
		for _, r := range t.adviceOf(network) {
			m.row(names[network], code(strings.Join(r.Codes, "`, `")), r.Meaning, adviceWithWait(r.Advice, r.After))
		}
	}
	return m.String()
}

// adviceWithWait writes an advice with its wait, such as "retry later: after 2 days".
func adviceWithWait(word string, after time.Duration) string {
	const day = 24 * time.Hour
	unit, n := "minute", after/time.Minute
	switch {
	case after == 0:
		return word
	case after%day == 0:
		unit, n = "day", after/day
	case after%time.Hour == 0:
		unit, n = "hour", after/time.Hour
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%s: after %d %s", word, n, unit)
}

// grid is a Markdown table in the making.
type grid struct{ bytes.Buffer }

func newGrid(heads ...string) *grid {
	g := new(grid)
	g.row(heads...)
	g.WriteString(strings.Repeat("|---", len(heads)) + "|\n")
	return g
}

func (g *grid) row(cells ...string) {
	g.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
