package schema

import "strings"

// A Rule is a condition on one field of a request that the field's own description cannot
// express: that it is required, alone or depending on other fields, or that a given value
// passes some tests. Without Tests and Currency the field is required.
type Rule struct {
	Path      string   // dotted JSON path from the request
	Always    bool     // checked at the default level too; otherwise by strict validation only
	When      []string // paths; the rule applies if one of them is given, always if there are none
	Unless    []string // paths; the rule does not apply if one of them is given
	Within    string   // path of a country; the rule applies if its value is one of Countries
	Countries []string
	Tests     []string // names of tests that a given value must pass
	Currency  string   // path of the currency whose fraction digits a given amount must not exceed
}

// readRules reads the rules of a row, one a line: the path, and then what is said about it, each with
// its values after a colon where it has any:
//
//	orderInformation.shipTo.postalCode within:orderInformation.shipTo.country=US tests:us-zip
func readRules(text string) []Rule {
	if text == "" {
		return nil
	}
	rules := make([]Rule, 0, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		rules = append(rules, readRule(strings.TrimSuffix(line, "\n")))
	}
	return rules
}

func readRule(line string) (r Rule) {
	words := strings.Split(line, " ")
	r.Path = words[0]
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, ":")
		switch key {
		case "always":
			r.Always = true
		case "when":
			r.When = strings.Split(value, ",")
		case "unless":
			r.Unless = strings.Split(value, ",")
		case "within":
			country, values, _ := strings.Cut(value, "=")
			r.Within, r.Countries = country, strings.Split(values, ",")
		case "tests":
			r.Tests = strings.Split(value, ",")
		case "currency":
			r.Currency = value
		}
	}
	return r
}

// Requires reports whether the rule says that its field is required.
func (r *Rule) Requires() bool { return len(r.Tests) == 0 && r.Currency == "" }

// Conditional reports whether the rule depends on other objects of the request than the
// one with its own field.
func (r *Rule) Conditional() bool {
	return len(r.When)+len(r.Unless)+len(r.Countries) > 0 || r.Currency != "" && object(r.Currency) != object(r.Path)
}

// object returns the path of the object that a member is in.
func object(path string) string { return path[:strings.LastIndexByte(path, '.')+1] }
