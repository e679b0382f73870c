package cybersource

import (
	"cmp"
	"strings"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// asked is how much a request asked for, with which its answer is compared. It is empty where the
// model of the request does not say so.
type asked struct{ amount, currency string }

// askedBy reads the model of a request. A sum that is converted for the payer may come back in
// either currency, and is compared with nothing.
func askedBy(request any) asked {
	s, base, ok := layout.OfModel(request)
	if !ok {
		return asked{}
	}
	order := func(name string) string { return s.TextAt(base, "orderInformation", "amountDetails", name) }
	reversal := func(name string) string { return s.TextAt(base, "reversalInformation", "amountDetails", name) }
	if order("foreignCurrency") != "" || order("foreignAmount") != "" {
		return asked{}
	}
	return asked{
		amount:   cmp.Or(reversal("totalAmount"), order("additionalAmount"), order("totalAmount")),
		currency: cmp.Or(reversal("currency"), order("currency")),
	}
}

// isLessThan reports whether the answer names less than that amount.
func (v *verdict) isLessThan(amount string) bool {
	return isPositiveAmount(v.amount) && isPositiveAmount(amount) && compareAmounts(v.amount, amount) < 0
}

// otherCurrency reports whether an authorization is in another currency than was asked for.
func (v *verdict) otherCurrency() bool {
	return v.family&(familyPayment|familyIncrement) != 0 && v.asked.currency != "" && v.currency != "" && !strings.EqualFold(v.asked.currency, v.currency)
}
