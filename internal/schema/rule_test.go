package schema

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestRulesAreRead(t *testing.T) {
	const (
		code  = "clientReferenceInformation.code"
		state = "orderInformation.billTo.administrativeArea"
	)
	for _, tc := range []struct {
		line string
		want Rule
	}{
		{code, Rule{Path: code}},
		{code + " always tests:max-length", Rule{Path: code, Always: true, Tests: []string{"max-length"}}},
		{state + " when:a.b,c unless:d,e.f within:orderInformation.billTo.country=US,CA tests:x,y", Rule{
			Path: state, When: []string{"a.b", "c"}, Unless: []string{"d", "e.f"},
			Within: "orderInformation.billTo.country", Countries: []string{"US", "CA"}, Tests: []string{"x", "y"},
		}},
		{"amount always currency:details.currency", Rule{Path: "amount", Always: true, Currency: "details.currency"}},
	} {
		got := readRules(tc.line + "\n" + tc.line + "\n")
		if len(got) != 2 || !reflect.DeepEqual(got[0], tc.want) || !reflect.DeepEqual(got[1], tc.want) {
			t.Errorf("%s: got %+v", tc.line, got)
		}
		if again := writtenRule(&got[0]); again != tc.line {
			t.Errorf("written as %q, want %q", again, tc.line)
		}
	}
	if got := readRules(""); got != nil {
		t.Errorf("got %+v of no text", got)
	}
}

// writtenRule is a line of a row's rules, made from what was read of it.
func writtenRule(r *Rule) string {
	words := []string{r.Path}
	list := func(key string, values []string) {
		if len(values) > 0 {
			words = append(words, key+strings.Join(values, ","))
		}
	}
	if r.Always {
		words = append(words, "always")
	}
	list("when:", r.When)
	list("unless:", r.Unless)
	list("within:"+r.Within+"=", r.Countries)
	list("tests:", r.Tests)
	if r.Currency != "" {
		words = append(words, "currency:"+r.Currency)
	}
	return strings.Join(words, " ")
}

// A rule whose path no request has would never be checked.
func TestRulesOfTheTableAreUnderstoodAndLeadSomewhere(t *testing.T) {
	for _, r := range rows {
		typ := Lookup(r.name)
		var again strings.Builder
		for i := range typ.Rules {
			rule := &typ.Rules[i]
			again.WriteString(writtenRule(rule) + "\n")
			for _, path := range rule.paths() {
				if typ.find(path) == nil {
					t.Errorf("%s: a rule mentions %s, which is not in the table", r.name, path)
				}
			}
		}
		if again.String() != r.rules {
			t.Errorf("%s: rules read as\n%swritten as\n%s", r.name, again.String(), r.rules)
		}
	}
}

func (r *Rule) paths() []string {
	paths := slices.Concat([]string{r.Path}, r.When, r.Unless)
	for _, path := range []string{r.Within, r.Currency} {
		if path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

// find returns the field at a dotted JSON path; nil if the table has none, or a list is on the way.
func (t *Type) find(path string) (f *Field) {
	for name := range strings.SplitSeq(path, ".") {
		if t == nil || f != nil && f.Kind != Object {
			return nil
		}
		if f = t.Field(name); f == nil {
			return nil
		}
		t = f.Model()
	}
	return f
}
