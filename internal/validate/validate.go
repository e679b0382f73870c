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
	v := reflect.ValueOf(request)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	v = v.Elem()
	r := rootOf(v.Type(), min(level, Strict))
	problems := r.fields.check(v, nil)
	problems = r.checkRules(v, problems)
	if len(problems) > 1 {
		problems = r.sorted(problems)
	}
	return problems
}

// check appends the problems of a struct, with paths that start at it.
func (p *plan) check(v reflect.Value, problems []Problem) []Problem {
	for i := range p.members {
		m := &p.members[i]
		field := v.Field(m.index)
		if m.required && absent(field) {
			if _, given := p.extra.of(v)[m.name]; !given {
				problems = append(problems, Problem{m.name, isRequired})
			}
			continue
		}
		problems = m.check(field, problems)
	}
	return problems
}

func (m *member) check(v reflect.Value, problems []Problem) []Problem {
	switch v.Kind() {
	case reflect.String:
		return m.checkText(v.String(), m.name, problems)
	case reflect.Slice:
		return m.checkList(v, problems)
	case reflect.Pointer:
		return m.checkPointer(v, problems)
	default:
		return problems
	}
}

func (m *member) checkPointer(v reflect.Value, problems []Problem) []Problem {
	switch {
	case v.IsNil():
		return problems
	case m.model != nil:
		start := len(problems)
		problems = m.model.check(v.Elem(), problems)
		within(m.name, problems[start:])
		return problems
	case v.Elem().Kind() == reflect.Int64:
		return m.checkNumber(v.Elem().Int(), problems)
	default:
		return problems
	}
}

func (m *member) checkList(v reflect.Value, problems []Problem) []Problem {
	for i := range v.Len() {
		start := len(problems)
		if item := v.Index(i); item.Kind() == reflect.String {
			problems = m.checkText(item.String(), "", problems)
		} else if m.model != nil {
			problems = m.model.check(item, problems)
		}
		if len(problems) > start {
			within(m.name+"["+strconv.Itoa(i)+"]", problems[start:])
		}
	}
	return problems
}

// checkText stops at the first test that fails: how long a text is says little once
// its form is wrong. An empty text is an absent member.
func (m *member) checkText(s, path string, problems []Problem) []Problem {
	if s == "" {
		return problems
	}
	for _, t := range m.tests {
		if !t.passes(s) {
			return append(problems, Problem{path, t.reason})
		}
	}
	return problems
}

func (m *member) checkNumber(n int64, problems []Problem) []Problem {
	switch {
	case m.hasMin && n < m.min:
		return append(problems, Problem{m.name, "is less than " + strconv.FormatInt(m.min, 10)})
	case m.hasMax && n > m.max:
		return append(problems, Problem{m.name, "is greater than " + strconv.FormatInt(m.max, 10)})
	case len(m.tests) > 0:
		return m.checkText(m.digits(n), m.name, problems)
	default:
		return problems
	}
}

// within puts a name in front of the paths of problems.
func within(name string, problems []Problem) {
	for i := range problems {
		if problems[i].Field == "" {
			problems[i].Field = name
		} else {
			problems[i].Field = name + "." + problems[i].Field
		}
	}
}

// sorted puts problems into the order of the spec and keeps one per field.
func (r *root) sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return slices.Compare(position(r.schema, a.Field), position(r.schema, b.Field))
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a.Field == b.Field })
}
