// Package validate checks requests against the table of the spec before they are
// sent: formats, lengths, ranges and required fields.
//
// What it refuses at [Certain] is a payment that the service would have refused
// too; what it refuses at [Strict] contradicts the documentation, which some
// accounts and processors relax. Codes of open lists always pass, and so do the
// members of Extra, since nothing is known about them.
//
// A problem names a field and a limit. Values are never part of it.
package validate

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// Level is how much is checked.
type Level uint8

const (
	Certain Level = iota // only what the service is certain to refuse
	Strict               // everything documented, which includes Certain

	levels = iota
)

// Problem is one thing wrong with a request.
type Problem struct {
	Field  string // dotted JSON path, such as "orderInformation.lineItems[2].unitPrice"
	Reason string // what is wrong, to follow the field: "is required"
}

// Check returns every problem of a request, a pointer to a model, in the order of
// the spec and at most one per field. A request without problems costs no
// allocation. A nil pointer has no fields and so no problems.
func Check(request any, level Level) []Problem {
	if reflect.ValueOf(request).Kind() != reflect.Pointer {
		return nil
	}
	s, base, ok := layout.OfModel(request)
	if !ok {
		return nil
	}
	c := checkerOf(s, min(level, Strict))
	problems := c.fields.check(base, nil)
	problems = c.checkRules(base, problems)
	if len(problems) > 1 {
		problems = c.sorted(problems)
	}
	return problems
}

// check appends the problems of a struct, with paths that start at it.
func (o *object) check(base layout.Address, problems []Problem) []Problem {
	for i := range o.members {
		m := &o.members[i]
		before := len(problems)
		problems = m.check(m.In(base), m.Type, problems)
		if m.currency != nil && len(problems) == before {
			problems = m.checkDigits(base, problems)
		}
		if m.number != nil && len(problems) == before {
			problems = m.checkCardType(base, problems)
		}
	}
	return problems
}

func (m *member) check(at layout.Address, t layout.Type, problems []Problem) []Problem {
	switch t.Kind {
	case reflect.String:
		if reason := failing(m.tests, *at.Text()); reason != "" {
			problems = append(problems, Problem{m.name, reason})
		}
		return problems
	case reflect.Slice:
		return m.checkList(at, t, problems)
	case reflect.Pointer:
		if at = at.Pointee(); at.IsNil() {
			return problems
		}
		return m.checkPointee(at, t.Elem, problems)
	default:
		return problems
	}
}

func (m *member) checkPointee(at layout.Address, t layout.Type, problems []Problem) []Problem {
	switch {
	case m.object != nil:
		start := len(problems)
		problems = m.object.check(at, problems)
		inMember(m.name, problems[start:])
	case t.Kind == reflect.Int64:
		if reason := m.numberReason(*at.Int()); reason != "" {
			problems = append(problems, Problem{m.name, reason})
		}
	}
	return problems
}

func (m *member) checkList(at layout.Address, t layout.Type, problems []Problem) []Problem {
	for i := range t.Len(at) {
		start := len(problems)
		if item := t.Index(at, i); m.object != nil {
			problems = m.object.check(item, problems)
		} else if t.Elem.Kind == reflect.String {
			if reason := failing(m.tests, *item.Text()); reason != "" {
				problems = append(problems, Problem{"", reason})
			}
		}
		if len(problems) > start {
			inMember(m.name+"["+strconv.Itoa(i)+"]", problems[start:])
		}
	}
	return problems
}

func (m *member) numberReason(n int64) string {
	switch {
	case m.hasMin && n < m.min:
		return "is less than " + strconv.FormatInt(m.min, 10)
	case m.hasMax && n > m.max:
		return "is greater than " + strconv.FormatInt(m.max, 10)
	case len(m.tests) > 0:
		return failing(m.tests, m.digits(n))
	default:
		return ""
	}
}

// inMember puts the name of a member in front of the paths of problems.
func inMember(name string, problems []Problem) {
	for i := range problems {
		if problems[i].Field == "" {
			problems[i].Field = name
		} else {
			problems[i].Field = name + "." + problems[i].Field
		}
	}
}

// sorted puts problems into the order of the spec and keeps one per field.
func (c *checker) sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return slices.Compare(position(c.spec, a.Field), position(c.spec, b.Field))
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a.Field == b.Field })
}
