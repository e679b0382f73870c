package validate

import (
	"reflect"
	"strconv"
	"strings"

	iso "github.com/cybersource-go/cybersource/internal/currency"
	"github.com/cybersource-go/cybersource/internal/layout"
)

// surplusReason says why an amount cannot be one of a currency: the service cuts off,
// without a word, the fraction digits that the currency does not have. Nothing is wrong
// with an amount in a currency that is not known, nor with what is not an amount, which
// other tests refuse.
func surplusReason(amount, currency string) string {
	given := fractionDigits(amount)
	if given == 0 {
		return ""
	}
	switch digits, known := iso.FractionDigits(currency); {
	case !known || given <= digits:
		return ""
	case digits == 0:
		return "has fraction digits, and its currency has none"
	default:
		return "has more than the " + strconv.Itoa(digits) + " fraction digits of its currency"
	}
}

// currencyBeside returns the field that says in which currency an amount of the same
// struct is: the one that a rule names, or else foreignCurrency of foreignAmount, and
// currency where it has none of its own. nil if there is none.
func currencyBeside(s *layout.Struct, named, amount string) *layout.Field {
	for _, name := range []string{named, strings.TrimSuffix(amount, "Amount") + "Currency", "currency"} {
		if f := s.Field([]byte(name)); f != nil && f.Type.Kind == reflect.String {
			return f
		}
	}
	return nil
}

// checkDigits compares an amount of the struct at base with the currency beside it.
func (m *member) checkDigits(base layout.Address, problems []Problem) []Problem {
	if reason := surplusReason(*m.In(base).Text(), *m.currency.In(base).Text()); reason != "" {
		problems = append(problems, Problem{m.name, reason})
	}
	return problems
}

// fractionDigits counts the digits behind the point of an amount that change it: zeros at
// the end do not.
func fractionDigits(amount string) int {
	if !isDecimal(amount) {
		return 0
	}
	_, fraction, _ := strings.Cut(amount, ".")
	return len(strings.TrimRight(fraction, "0"))
}

// isPlainDecimal takes a point between digits only.
func isPlainDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func isSignedPlainDecimal(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return isPlainDecimal(s)
}

// isKnownCurrency takes the codes of ISO 4217 as they are written there, in capitals.
func isKnownCurrency(s string) bool {
	_, known := iso.FractionDigits(s)
	return known && all(s, func(c byte) bool { return 'A' <= c && c <= 'Z' })
}
