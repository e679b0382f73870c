package validate

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/schema"
)

// A root is what checking one type of request needs to know.
type root struct {
	schema *schema.Type
	fields *plan
	rules  []compiledRule
}

// A plan lists the members of a struct that have something to check, in the order
// of the spec. Objects without such a member, at any depth, are left out.
type plan struct {
	members []member
	extra   extraField
}

type member struct {
	name     string
	index    int  // of the field in the Go struct
	required bool // by the spec, whatever else the request holds
	tests    []test
	model    *plan // of an object, or of the elements of a list

	min, max       int64
	hasMin, hasMax bool
	width          int // digits of a number that stands for a date or time
}

// digits writes a number as the text whose form is checked: 905 is the time 0905.
func (m *member) digits(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, m.width-len(s))) + s
}

// A test is one condition on a text that is not empty.
type test struct {
	passes func(string) bool
	reason string // when it does not
}

const isRequired = "is required"

var roots [levels]sync.Map // reflect.Type -> *root

func rootOf(t reflect.Type, level Level) *root {
	cache := &roots[level]
	if r, ok := cache.Load(t); ok {
		return r.(*root)
	}
	r, _ := cache.LoadOrStore(t, newRoot(t, level))
	return r.(*root)
}

func newRoot(t reflect.Type, level Level) *root {
	b := builder{level: level, plans: map[reflect.Type]*plan{}}
	s := schema.Lookup(t.Name())
	if s == nil {
		s = new(schema.Type) // nothing is known about it, and so nothing is wrong with it
	}
	return &root{schema: s, fields: b.plan(t, s), rules: compileRules(t, s, level)}
}

// builder makes the plans of the types that one request consists of.
type builder struct {
	level Level
	plans map[reflect.Type]*plan
}

func (b *builder) plan(t reflect.Type, s *schema.Type) *plan {
	if p, ok := b.plans[t]; ok {
		return p
	}
	p := &plan{extra: extraFieldOf(t)}
	b.plans[t] = p
	for i := range s.Fields {
		f := &s.Fields[i]
		if field, ok := t.FieldByName(f.Go); ok {
			if m, something := b.member(field, s, f); something {
				p.members = append(p.members, m)
			}
		}
	}
	return p
}

// member returns what to check of one field, and whether that is anything.
func (b *builder) member(field reflect.StructField, s *schema.Type, f *schema.Field) (m member, something bool) {
	m = member{name: f.JSON, index: field.Index[0], tests: certainTests(s.Name, f.JSON)}
	if b.level == Strict {
		m.document(s.Name, f)
	}
	if f.Type != "" && (b.level == Strict || leadsToCertain(f.Type)) {
		m.model = b.plan(elem(field.Type), f.Model())
		something = len(m.model.members) > 0
	}
	return m, something || m.required || m.hasMin || m.hasMax || len(m.tests) > 0
}

// document adds everything that the spec says about a field.
func (m *member) document(model string, f *schema.Field) {
	m.required = f.Required
	m.min, m.hasMin, m.max, m.hasMax = f.Min, f.HasMin, f.Max, f.HasMax
	if t, ok := formatTest(model, f); ok {
		m.tests = append(m.tests, t)
	}
	if f.Kind == schema.Integer {
		m.width = numberWidth(f.Format)
		return
	}
	if f.MinLength > 0 {
		m.tests = append(m.tests, atLeast(f.MinLength))
	}
	if f.MaxLength > 0 {
		m.tests = append(m.tests, atMost(f.MaxLength))
	}
}

func atLeast(limit int) test {
	return test{
		func(s string) bool { return utf8.RuneCountInString(s) >= limit },
		"is shorter than " + characters(limit),
	}
}

// atMost counts only when it must: a text has no more characters than bytes.
func atMost(limit int) test {
	return test{
		func(s string) bool { return len(s) <= limit || utf8.RuneCountInString(s) <= limit },
		"is longer than " + characters(limit),
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

// elem is the struct type of an object or of a list of objects.
func elem(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}
