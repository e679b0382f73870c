package cybersource

import (
	"cmp"
	"strings"

	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// requestBody is what is kept of the body of a request: how much, and the references, which the
// body of [APIClient.Do] has where nothing else does.
type requestBody struct {
	amount, currency           string
	otherAmount, otherCurrency string // of a sum that was converted for the payer
	capture                    bool   // of an authorization in the same call
	code, transactionID        string
}

// readBody reads the body of a call, before it is encrypted, once.
func (c *call) readBody(body []byte) *requestBody {
	if c.body == nil {
		c.body = new(readRequestBody(body))
	}
	return c.body
}

// readRequestBody reads a body. Whatever is no amount or currency is left out, and so is
// everything else.
func readRequestBody(body []byte) requestBody {
	var b requestBody
	var order, increment, reversal string
	var foreign, original struct{ amount, currency string }
	jsonscan.Members(body, func(m jsonscan.Member) bool {
		switch strings.Join(m.Path, ".") + "." + m.Name { // the body itself has no name
		case ".orderInformation.amountDetails.totalAmount":
			order = m.Value
		case ".orderInformation.amountDetails.additionalAmount":
			increment = m.Value
		case ".reversalInformation.amountDetails.totalAmount":
			reversal = m.Value
		case ".orderInformation.amountDetails.currency", ".reversalInformation.amountDetails.currency":
			b.currency = m.Value
		case ".orderInformation.amountDetails.foreignAmount":
			foreign.amount = m.Value
		case ".orderInformation.amountDetails.foreignCurrency":
			foreign.currency = m.Value
		case ".orderInformation.amountDetails.originalAmount":
			original.amount = m.Value
		case ".orderInformation.amountDetails.originalCurrency":
			original.currency = m.Value
		case ".processingInformation.capture":
			b.capture = m.Value == "true"
		case ".clientReferenceInformation.code":
			b.code = cmp.Or(b.code, m.Value)
		case ".clientReferenceInformation.transactionId":
			b.transactionID = cmp.Or(b.transactionID, m.Value)
		}
		return true
	})
	b.amount, b.currency = readableAmount(cmp.Or(reversal, increment, order)), currencyCode(b.currency)
	for _, other := range [...]struct{ amount, currency string }{foreign, original} {
		if currency := currencyCode(other.currency); currency != "" && !strings.EqualFold(currency, b.currency) {
			b.otherAmount, b.otherCurrency = readableAmount(other.amount), currency
			break
		}
	}
	return b
}

// readableAmount is an amount; "" if it is none.
func readableAmount(text string) string {
	if isUnreadableAmount(text) {
		return ""
	}
	return text
}

// currencyCode is a text that has the form of a currency of ISO 4217, in either case; else "".
func currencyCode(text string) string {
	if !isCurrencyCode(text) {
		return ""
	}
	return text
}

// isCurrencyCode reports whether a text has the form of a currency of ISO 4217, in either case.
func isCurrencyCode(text string) bool {
	const length = 3
	return len(text) == length && !strings.ContainsFunc(text, func(c rune) bool { return (c|' ') < 'a' || (c|' ') > 'z' })
}

// take copies what a body says into a record.
func (r *CallRecord) take(b *requestBody) {
	r.Amount, r.Currency, r.OtherAmount, r.OtherCurrency = b.amount, b.currency, b.otherAmount, b.otherCurrency
	r.Sale = b.capture && r.Operation == createPayment.name
	r.ReferenceCode = cmp.Or(r.ReferenceCode, b.code)
	r.TransactionID = cmp.Or(r.TransactionID, b.transactionID)
}

// askedIn is how much the call asked for in the currency of a record. It reports false if it asked
// for nothing in that one, or for what is not known. Of a sum that was converted for the payer a
// record without a currency may have either: then it is the smaller one.
func (r *CallRecord) askedIn(currency string) (amount string, asked bool) {
	zero := isZeroAmount(r.Amount) && isZeroAmount(r.OtherAmount) // of a verified account
	known := isPositiveAmount(r.OtherAmount) || zero
	switch {
	case r.OtherCurrency == "", currency != "" && differs(r.OtherCurrency, currency):
		return r.Amount, !differs(r.Currency, currency)
	case currency == "" && known && compareAmounts(r.Amount, r.OtherAmount) < 0:
		return r.Amount, true
	default:
		return r.OtherAmount, known
	}
}
