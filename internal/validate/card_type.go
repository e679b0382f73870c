package validate

import (
	"reflect"
	"strings"

	"github.com/cybersource-go/cybersource/internal/cardtype"
	"github.com/cybersource-go/cybersource/internal/layout"
)

// cardNumberBeside returns the number of a card whose type is in the same struct; nil where the
// struct is no card.
func cardNumberBeside(s *layout.Struct) *layout.Field {
	if !strings.HasSuffix(s.Spec().Type.Name, "Card") {
		return nil
	}
	if f := s.Field([]byte("number")); f != nil && f.Type.Kind == reflect.String {
		return f
	}
	return nil
}

// checkCardType compares the type of a card with its number, where the two cannot be of one card:
// such a payment is declined, or handled as the wrong brand.
func (m *member) checkCardType(base layout.Address, problems []Problem) []Problem {
	given := *m.In(base).Text()
	if of := cardtype.Contradiction(*m.number.In(base).Text(), given); of != "" {
		reason := "is " + given + " (" + cardtype.Name(given) + "), and the number beside it is of " + of + " (" + cardtype.Name(of) + ")"
		problems = append(problems, Problem{m.name, reason})
	}
	return problems
}
