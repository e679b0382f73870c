package cybersource

import (
	"cmp"
	"strings"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// asked is how much a request asked for, with which its answer is compared. It is empty where the
// model of the request does not say so.
type asked struct {
	amount, currency string

	converted bool // for the payer, so that sums and currencies may differ
}

// asks reads the model of a request, or its body where the sum is in Extra. A sum that is
// converted for the payer may come back in either currency, and is compared with nothing.
func (c *call) asks(body []byte) asked {
	s, base, ok := layout.OfModel(c.request)
	if !ok {
		return asked{}
	}
	order := func(name string) string { return s.TextAt(base, "orderInformation", "amountDetails", name) }
	reversal := func(name string) string { return s.TextAt(base, "reversalInformation", "amountDetails", name) }
	if isConverted(order) {
		return asked{converted: true}
	}
	a := asked{
		amount:   cmp.Or(reversal("totalAmount"), order("additionalAmount"), order("totalAmount")),
		currency: cmp.Or(reversal("currency"), order("currency")),
	}
	if a.amount == "" || a.currency == "" {
		b := c.readBody(body)
		a.amount, a.currency = cmp.Or(a.amount, b.amount), cmp.Or(a.currency, b.currency)
	}
	return a
}

// isConverted reports whether amountDetails of an order have a second sum or currency.
func isConverted(order func(name string) string) bool {
	for _, name := range [...]string{"foreignAmount", "foreignCurrency", "originalAmount", "originalCurrency", "settlementAmount", "settlementCurrency", "exchangeRate"} {
		if order(name) != "" {
			return true
		}
	}
	return false
}

// isLessThan reports whether the answer names less than that amount.
func (v *verdict) isLessThan(amount string) bool {
	return isPositiveAmount(v.amount) && isPositiveAmount(amount) && compareAmounts(v.amount, amount) < 0
}

// otherCurrency reports whether the answer is in another currency than was asked for.
func (v *verdict) otherCurrency() bool {
	return v.asked.currency != "" && v.currency != "" && !strings.EqualFold(v.asked.currency, strings.TrimSpace(v.currency))
}

// otherRequest reports whether a payment's answer repeats a smaller sum than was asked for, though
// not less was authorized.
func (v *verdict) otherRequest() bool {
	return v.family == familyPayment && isPositiveAmount(v.requested) && isPositiveAmount(v.asked.amount) &&
		compareAmounts(v.requested, v.asked.amount) < 0 && !v.isLessThan(v.asked.amount)
}

// releasesNothing reports whether a reversal, refund or the like of a sum names zero as what it moved.
func (v *verdict) releasesNothing() bool {
	return v.original == "" && isZeroAmount(v.amount) && isPositiveAmount(v.asked.amount)
}
