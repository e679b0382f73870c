package validate

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/layout"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// A checker is what is checked of one type of request at one level: its fields one by
// one, and the rules that depend on others.
type checker struct {
	spec   *schema.Type
	fields *object
	rules  []rule
}

// An object lists the members of a struct that have something to check, in the order
// of the struct.
type object struct{ members []member }

type member struct {
	*layout.Field
	name   string
	tests  []test
	object *object // of an object, or of the elements of a list; nil if nothing in it is checked

	number   *layout.Field // of the type of a card: the field beside it that has the card's number; nil if they are not compared
	currency *layout.Field // of an amount: the field beside it that says in which currency it is; nil if none is compared

	min, max       int64
	hasMin, hasMax bool
	width          int // digits of a number that stands for a date or time
}

// A test is one condition on a text that is not empty.
type test struct {
	passes func(string) bool
	reason string // when it does not
}

const isRequired = "is required"

var checkers [levels]sync.Map // *layout.Struct -> *checker

func checkerOf(s *layout.Struct, level Level) *checker {
	known := &checkers[level]
	if c, ok := known.Load(s); ok {
		return c.(*checker)
	}
	c, _ := known.LoadOrStore(s, newChecker(s, level))
	return c.(*checker)
}

func newChecker(s *layout.Struct, level Level) *checker {
	c := &checker{spec: s.Spec().Type}
	if c.spec == nil { // nothing is known about it, and so nothing is wrong with it
		c.spec, c.fields = new(schema.Type), new(object)
		return c
	}
	b := builder{level: level, objects: map[*layout.Struct]*object{}}
	var ruled []ruledField
	for i := range c.spec.Rules {
		r := &c.spec.Rules[i]
		switch {
		case level < Strict && !r.Always:
		case r.Always && !r.Requires() && !r.Conditional():
			ruled = append(ruled, ruledField{r.Path, r.Tests, r.Currency})
		default:
			c.rules = append(c.rules, newRule(s, r))
		}
	}
	c.fields = b.object(s, ruled)
	return c
}

// A ruledField is a field whose value has to pass tests whatever else the request holds.
type ruledField struct {
	path     string // from the object that is being built
	tests    []string
	currency string // path of the field beside it with which an amount is compared
}

// fieldsIn returns those of the ruled fields that are in the member of that name, and
// what rules say of the member itself.
func fieldsIn(name string, ruled []ruledField) (inside []ruledField, itself ruledField) {
	for _, f := range ruled {
		switch first, rest, deeper := strings.Cut(f.path, "."); {
		case first != name:
		case deeper:
			inside = append(inside, ruledField{rest, f.tests, strings.TrimPrefix(f.currency, name+".")})
		default:
			itself.tests = append(itself.tests, f.tests...)
			itself.currency = cmp.Or(itself.currency, f.currency)
		}
	}
	return inside, itself
}

// builder makes the objects that one request consists of.
type builder struct {
	level   Level
	objects map[*layout.Struct]*object // those without ruled fields
}

func (b *builder) object(s *layout.Struct, ruled []ruledField) *object {
	if o, ok := b.objects[s]; ok && len(ruled) == 0 {
		return o
	}
	o, spec := new(object), s.Spec()
	if len(ruled) == 0 {
		b.objects[s] = o
	}
	for i := range s.Fields {
		if f := spec.Fields[i]; f != nil {
			if m := b.member(s, &s.Fields[i], f, ruled); m.checksAnything() {
				o.members = append(o.members, m)
			}
		}
	}
	return o
}

func (b *builder) member(s *layout.Struct, field *layout.Field, f *schema.Field, ruled []ruledField) member {
	inside, itself := fieldsIn(f.JSON, ruled)
	m := member{Field: field, name: f.JSON, tests: testsNamed(itself.tests, f)}
	if b.level == Strict {
		m.document(s.Spec().Type.Name, f)
	}
	if itself.currency != "" || b.level == Strict && f.Format == "amount" {
		m.currency = currencyBeside(s, itself.currency, f.JSON)
	}
	if b.level == Strict && f.JSON == "type" {
		m.number = cardNumberBeside(s)
	}
	if b.level == Strict || len(inside) > 0 { // else the layouts of all models would be made, which a request uses few of
		if below := field.Type.Object(); below != nil {
			m.object = b.object(below, inside)
		}
	}
	return m
}

func (m *member) checksAnything() bool {
	return m.hasMin || m.hasMax || m.currency != nil || m.number != nil || len(m.tests) > 0 || m.object != nil && len(m.object.members) > 0
}

// document adds everything that the spec says about a field.
func (m *member) document(model string, f *schema.Field) {
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

// digits writes a number as the text whose form is checked: 905 is the time 0905.
func (m *member) digits(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, m.width-len(s))) + s
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
