package spec

import (
	"fmt"
	"slices"
	"strings"
)

// check refuses an operation that cannot be generated, and every path in its rules that
// leads nowhere.
func (o *Operation) check(s *Spec) []error {
	c := operationCheck{spec: s, operation: o}
	c.checkFacts()
	c.checkBodies()
	for _, path := range o.Required {
		c.member("x-required", path)
	}
	for _, rule := range o.Rules {
		c.checkRule(rule)
	}
	return c.problems
}

// operationCheck collects the problems of one operation.
type operationCheck struct {
	spec      *Spec
	operation *Operation
	problems  []error
}

func (c *operationCheck) report(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", c.operation.ID, fmt.Sprintf(format, args...)))
}

func (c *operationCheck) checkFacts() {
	o := c.operation
	if !slices.Contains(TransactionIDSources, o.TransactionID) {
		c.report("x-transaction-id %q is not known", o.TransactionID)
	}
	if !slices.ContainsFunc(c.spec.Services, func(s Service) bool { return s.Name == o.Service }) {
		c.report("tag %s is not described under tags", o.Service)
	}
	if len(o.PathIDs()) != strings.Count(o.Path, "{") {
		c.report("the path names a parameter that is not declared")
	}
}

func (c *operationCheck) checkBodies() {
	o := c.operation
	if o.RequestType != "" && c.spec.Type(o.RequestType) == nil {
		c.report("schema %s does not exist", o.RequestType)
	}
	if len(o.Responses) == 0 || !strings.HasPrefix(o.Answer().Status, "2") {
		c.report("the first response is not a success")
	}
	for _, r := range o.Responses {
		if c.spec.Type(r.Type) == nil {
			c.report("schema %s does not exist", r.Type)
		}
	}
	c.checkText()
	if o.TransactionID != "none" {
		c.member("x-transaction-id", "clientReferenceInformation.transactionId")
	}
}

// checkText refuses a model of text that could hold more than one text.
func (c *operationCheck) checkText() {
	for _, r := range c.operation.Responses {
		t := c.spec.Type(r.Type)
		if r.IsText() && t != nil && (len(t.Fields) != 1 || t.Fields[0].Kind != String) {
			c.report("%s is the model of a text, and has not one member of type string", r.Type)
		}
	}
}

func (c *operationCheck) checkRule(r Rule) {
	field := c.member("x-rules", r.Path)
	for _, path := range slices.Concat(r.When, r.Unless) {
		c.member("x-rules", path)
	}
	if r.Within != "" {
		c.member("x-rules", r.Within)
	}
	if r.Currency != "" {
		c.checkCurrency(r, field)
	}
	if (r.Within == "") != (len(r.Countries) == 0) {
		c.report("x-rules: %s: within needs countries", r.Path)
	}
	for _, test := range r.Tests {
		switch {
		case !slices.Contains(Tests, test):
			c.report("x-rules: %s: test %s is not known", r.Path, test)
		case test == "max-length" && field != nil && field.MaxLength == nil:
			c.report("x-rules: %s: no maxLength to test", r.Path)
		}
	}
}

// checkCurrency refuses a rule that compares anything but an amount with its currency.
func (c *operationCheck) checkCurrency(r Rule, amount *Field) {
	currency := c.member("x-rules", r.Currency)
	if amount != nil && amount.Format != "amount" {
		c.report("x-rules: %s: is not an amount that could have a currency", r.Path)
	}
	if currency != nil && currency.Format != "currency" {
		c.report("x-rules: %s: %s is not a currency", r.Path, r.Currency)
	}
}

// member finds the member of the request at a dotted path and reports one that does not exist.
func (c *operationCheck) member(extension, path string) *Field {
	f := c.spec.Member(c.operation.RequestType, path)
	if f == nil {
		c.report("%s: %s has no member %s", extension, c.operation.RequestType, path)
	}
	return f
}

// Member returns the member at a dotted path below a schema, or nil. Lists are passed by
// name alone, without a position.
func (s *Spec) Member(schema, path string) *Field {
	var f *Field
	for name := range strings.SplitSeq(path, ".") {
		t := s.Type(schema)
		if t == nil {
			return nil
		}
		if f = t.Field(name); f == nil {
			return nil
		}
		schema = f.Ref
	}
	return f
}
