package idempotency

import (
	"strings"

	"github.com/cybersource-go/cybersource"
)

// Key names one step of one order: {"20418", "pay-1"}, and {"20418", "capture-1"} for what
// follows. It is unique within host, merchant and operation. The same step is never carried
// out twice: a repeat of it returns what was answered. After a decline the next try of the
// payer, with another card for instance, is the next step.
//
// Both are 1 to 64 printable ASCII characters without a space at either end. Upper and
// lower case differ. They are stored as they are, so that neither should be personal data.
type Key struct {
	Order string `json:"order"` // what is paid once, such as the number of an order
	Step  string `json:"step"`  // one intention in it, the same in every repeat
}

// String is order and step: "20418/pay-1".
func (k Key) String() string { return k.Order + "/" + k.Step }

const longestKey = 64 // bytes of an order or a step

// check refuses a key that no store could tell from every other one.
func (k Key) check(operation string) error {
	var problems []cybersource.FieldProblem
	for _, part := range []struct{ field, text string }{{"Key.Order", k.Order}, {"Key.Step", k.Step}} {
		if reason := keyProblem(part.text); reason != "" {
			problems = append(problems, cybersource.FieldProblem{Field: part.field, Reason: reason})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return &cybersource.InvalidRequestError{Operation: operation, Problems: problems}
}

func keyProblem(text string) string {
	switch {
	case text == "":
		return "is empty"
	case len(text) > longestKey:
		return "is longer than 64 bytes"
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }):
		return "holds characters other than printable ASCII"
	case strings.TrimSpace(text) != text:
		return "begins or ends with a space"
	default:
		return ""
	}
}
