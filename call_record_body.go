package cybersource

import (
	"cmp"
	"strings"

	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// readBody takes over what a record keeps of the body of its request: how much, and the
// references, which the body of [APIClient.Do] has where nothing else does. Whatever is no
// amount or currency is left out, and so is everything else.
func (r *CallRecord) readBody(body []byte) {
	var order, increment, reversal string
	jsonscan.Members(body, func(m jsonscan.Member) bool {
		switch strings.Join(m.Path, ".") + "." + m.Name { // the body itself has no name
		case ".orderInformation.amountDetails.totalAmount":
			order = m.Value
		case ".orderInformation.amountDetails.additionalAmount":
			increment = m.Value
		case ".reversalInformation.amountDetails.totalAmount":
			reversal = m.Value
		case ".orderInformation.amountDetails.currency", ".reversalInformation.amountDetails.currency":
			r.Currency = m.Value
		case ".processingInformation.capture":
			r.Sale = r.Operation == createPayment.name && m.Value == "true"
		case ".clientReferenceInformation.code":
			r.ReferenceCode = cmp.Or(r.ReferenceCode, m.Value)
		case ".clientReferenceInformation.transactionId":
			r.TransactionID = cmp.Or(r.TransactionID, m.Value)
		}
		return true
	})
	if r.Amount = cmp.Or(reversal, increment, order); isUnreadableAmount(r.Amount) {
		r.Amount = ""
	}
	if !isCurrencyCode(r.Currency) {
		r.Currency = ""
	}
}

// isCurrencyCode reports whether a text has the form of a currency of ISO 4217, in either case.
func isCurrencyCode(text string) bool {
	const length = 3
	return len(text) == length && !strings.ContainsFunc(text, func(c rune) bool { return (c|' ') < 'a' || (c|' ') > 'z' })
}
