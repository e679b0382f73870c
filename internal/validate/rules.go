package validate

import (
	"reflect"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/schema"
)

// A rule is about one field and depends on others, which the table of the spec
// cannot say. Without fits it says that the field is required.
type rule struct {
	level  Level // from which on it applies
	path   string
	when   []string // applies if one of these is given; always if there are none
	unless []string // does not apply if one of these is given

	within    string // applies if this field is one of countries, in any case
	countries []string

	fits   func(string) bool // what a given value must satisfy
	reason string            // when it does not
}

const (
	amounts = "orderInformation.amountDetails."
	billTo  = "orderInformation.billTo."
	shipTo  = "orderInformation.shipTo."
	card    = "paymentInformation.card."
)

var (
	usAndCanada = []string{"US", "CA"}

	// stored are the members that stand for a means of payment known to the service,
	// which brings its own address.
	stored = []string{
		"tokenInformation", "paymentInformation.customer", "paymentInformation.paymentInstrument",
		"paymentInformation.instrumentIdentifier", "paymentInformation.legacyToken",
	}
	// notKeyed are the members of a payment whose card is not keyed in: at a terminal, in
	// an encrypted container, or stored.
	notKeyed = append([]string{"pointOfSaleInformation", "paymentInformation.fluidData"}, stored...)
)

// rules by the name of the request's type. Strict ones are the documented minimum of
// an account without relaxed requirements.
var rules = map[string][]rule{
	"CreatePaymentRequest": {
		// A card is to be charged and nothing says how much: line items, transient
		// tokens, other services and members unknown here could.
		{
			level: Certain, path: amounts + "totalAmount",
			when: []string{card + "number", "paymentInformation.tokenizedCard.number"},
			unless: []string{
				"orderInformation.lineItems", amounts + "order", "tokenInformation",
				"processingInformation.actionList", "invoiceDetails",
			},
		},
		{level: Strict, path: "clientReferenceInformation.code"},
		{level: Strict, path: card + "expirationMonth", when: []string{card + "number"}, unless: notKeyed},
		{level: Strict, path: card + "expirationYear", when: []string{card + "number"}, unless: notKeyed},
		{level: Strict, path: amounts + "totalAmount", unless: []string{"orderInformation.lineItems", "tokenInformation"}},
		{level: Strict, path: amounts + "currency", unless: []string{"tokenInformation"}},
		billing("firstName"), billing("lastName"), billing("address1"), billing("locality"),
		billing("country"), billing("email"),
		inUSAndCanada(billing("administrativeArea"), billTo),
		inUSAndCanada(billing("postalCode"), billTo),
		{level: Strict, path: shipTo + "country", when: []string{shipTo + "address1"}},
		form(billTo, "administrativeArea", "US", isCountry, "is not a state code of two letters"),
		form(billTo, "administrativeArea", "CA", isCountry, "is not a province code of two letters"),
		form(billTo, "postalCode", "US", isZIP, "is not a ZIP code of five digits, or five and four"),
		form(billTo, "postalCode", "CA", isCanadianCode, "is not a Canadian postal code such as A1B 2C3"),
		form(shipTo, "postalCode", "US", isZIP, "is not a ZIP code of five digits, or five and four"),
		form(shipTo, "postalCode", "CA", isCanadianCode, "is not a Canadian postal code such as A1B 2C3"),
	},
	"IncrementAuthRequest": {
		// Some guides put the increment into totalAmount.
		{level: Certain, path: amounts + "additionalAmount", unless: []string{amounts + "totalAmount"}},
		{level: Strict, path: "clientReferenceInformation.code"},
		{level: Strict, path: amounts + "additionalAmount"},
		{level: Strict, path: amounts + "currency"},
	},
	"RefreshPaymentStatusRequest": {
		{level: Strict, path: "paymentInformation.paymentType.name"},
		{level: Strict, path: "paymentInformation.paymentType.method.name"},
		{level: Strict, path: "clientReferenceInformation.code"},
		{level: Strict, path: "processingInformation.actionList"},
	},
}

// billing requires a bill-to field for a card that is keyed in.
func billing(name string) rule {
	return rule{level: Strict, path: billTo + name, when: []string{card + "number"}, unless: notKeyed}
}

func inUSAndCanada(r rule, address string) rule {
	r.within, r.countries = address+"country", usAndCanada
	return r
}

// form is how a field of an address is written in one country.
func form(address, name, country string, fits func(string) bool, reason string) rule {
	return rule{
		level: Strict, path: address + name, within: address + "country", countries: []string{country},
		fits: fits, reason: reason,
	}
}

func isZIP(s string) bool { return hasPattern(s, "99999") || hasPattern(s, "99999-9999") }

func isCanadianCode(s string) bool { return hasPattern(strings.ToUpper(s), "A9A 9A9") }

// hasPattern compares s with a pattern in which 9 is a digit and A a capital letter.
func hasPattern(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		switch p := pattern[i]; {
		case p == '9' && !digit(s[i]), p == 'A' && (s[i] < 'A' || s[i] > 'Z'):
			return false
		case p != '9' && p != 'A' && p != s[i]:
			return false
		}
	}
	return true
}

// A compiledRule is a rule with its paths resolved for one Go type.
type compiledRule struct {
	*rule
	field        route
	when, unless []route
	within       route
}

func compileRules(t reflect.Type, s *schema.Type, level Level) []compiledRule {
	var compiled []compiledRule
	for i, r := range rules[s.Name] {
		if r.level > level {
			continue
		}
		c := compiledRule{rule: &rules[s.Name][i], field: routeTo(t, s, r.path)}
		c.when, c.unless = routesTo(t, s, r.when), routesTo(t, s, r.unless)
		if r.within != "" {
			c.within = routeTo(t, s, r.within)
		}
		compiled = append(compiled, c)
	}
	return compiled
}

func (r *root) checkRules(v reflect.Value, problems []Problem) []Problem {
	for i := range r.rules {
		if c := &r.rules[i]; !c.satisfied(v) {
			problems = append(problems, Problem{c.path, c.complaint()})
		}
	}
	return problems
}

func (c *compiledRule) complaint() string {
	if c.fits == nil {
		return isRequired
	}
	return c.reason
}

func (c *compiledRule) satisfied(v reflect.Value) bool {
	found := c.field.find(v)
	if c.fits != nil {
		text := found.text()
		return text == "" || !c.applies(v) || c.fits(text)
	}
	return found.given || c.level == Certain && found.strangers || !c.applies(v)
}

func (c *compiledRule) applies(v reflect.Value) bool {
	given := func(r route) bool { return r.find(v).given }
	if len(c.when) > 0 && !slices.ContainsFunc(c.when, given) || slices.ContainsFunc(c.unless, given) {
		return false
	}
	return len(c.countries) == 0 ||
		slices.ContainsFunc(c.countries, func(country string) bool { return strings.EqualFold(country, c.within.find(v).text()) })
}
