package validate

import (
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/layout"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// A rule is one of the specification's with its paths resolved for one Go type.
type rule struct {
	*schema.Rule
	field        route
	when, unless []route
	country      route
	currency     route
	tests        []test
}

func newRule(s *layout.Struct, r *schema.Rule) rule {
	c := rule{Rule: r, field: routeTo(s, r.Path), when: routesTo(s, r.When), unless: routesTo(s, r.Unless)}
	if r.Within != "" {
		c.country = routeTo(s, r.Within)
	}
	if r.Currency != "" {
		c.currency = routeTo(s, r.Currency)
	}
	c.tests = testsNamed(r.Tests, c.field.spec())
	return c
}

func (c *checker) checkRules(base layout.Address, problems []Problem) []Problem {
	for i := range c.rules {
		if reason := c.rules[i].check(base); reason != "" {
			problems = append(problems, Problem{c.rules[i].Path, reason})
		}
	}
	return problems
}

// check returns what is wrong, "" if nothing is.
func (r *rule) check(base layout.Address) (reason string) {
	found := r.field.find(base)
	if !r.Requires() {
		if reason = r.failing(base, found.text); reason != "" && r.applies(base) {
			return reason
		}
		return ""
	}
	// What the service refuses on every account is certain only as long as everything that
	// the request holds is known.
	if found.given || r.Always && found.besideUnknown || !r.applies(base) {
		return ""
	}
	return isRequired
}

// failing returns the reason of the first test of the rule that a text fails, "" if there
// is none.
func (r *rule) failing(base layout.Address, text string) string {
	if reason := failing(r.tests, text); reason != "" || len(r.currency) == 0 {
		return reason
	}
	return surplusReason(text, r.currency.find(base).text)
}

func (r *rule) applies(base layout.Address) bool {
	isGiven := func(to route) bool { return to.find(base).given }
	if len(r.when) > 0 && !slices.ContainsFunc(r.when, isGiven) || slices.ContainsFunc(r.unless, isGiven) {
		return false
	}
	return len(r.Countries) == 0 ||
		slices.ContainsFunc(r.Countries, func(country string) bool { return strings.EqualFold(country, r.country.find(base).text) })
}

// failing returns the reason of the first test that a text fails, "" if there is none. How
// long a text is says little once its form is wrong. An empty text is an absent member.
func failing(tests []test, text string) string {
	if text == "" {
		return ""
	}
	for i := range tests {
		if !tests[i].passes(text) {
			return tests[i].reason
		}
	}
	return ""
}
