package validate

import (
	"slices"
	"strings"
)

// certain lists the fields that are checked before every call, unless validation is
// off. A row is here because the service refuses such a value on every account and
// with every processor. A wrongly refused payment is a lost sale, so that a field
// whose rule is documented but not universal stays out:
//
//   - Missing fields, bill-to data among them: accounts have relaxed requirements, and
//     tokens bring their own. The two amounts in [rules] are the exceptions.
//   - clientReferenceInformation.code missing: the service makes one up.
//   - Card numbers: encoded account numbers are not digits; a bad check digit is a
//     decline, which is an answer.
//   - The country of delivery: no address check looks at it.
//   - Postal codes, states, e-mail addresses, phone numbers, names and address lines:
//     their limits differ by processor, and where the address check is relaxed so is
//     their form.
//   - All other amounts: processors that do not use a field do not look at it.
//   - Partner ids: a wrong one is marked in reports, and the payment goes through.
//   - Status requests, except for the length of their code: they only read.
//
// Empty fields are absent and pass.
var certain = map[field][]test{
	// The amount that is charged: a decimal string, never negative, of at most 19
	// characters. Processors may allow fewer.
	{"OrderInformationAmountDetails", "totalAmount"}:                   {unsignedAmount, atMost(19)},
	{"IncrementAuthOrderInformationAmountDetails", "totalAmount"}:      {unsignedAmount, atMost(19)},
	{"IncrementAuthOrderInformationAmountDetails", "additionalAmount"}: {unsignedAmount, atMost(19)},

	// Lower case is taken, and so is any code: which currencies an account takes is
	// the account's business.
	{"OrderInformationAmountDetails", "currency"}:              {currency},
	{"IncrementAuthOrderInformationAmountDetails", "currency"}: {currency},

	{"OrderInformationBillTo", "country"}: {country},

	// Months are documented with two digits, but numbers have been taken in their
	// place, which have no leading zero. Some processors take years of two digits. And
	// where an intermediate host puts the card's data in, requests carry placeholders
	// such as {{expiry_month}} in these fields.
	{"PaymentInformationCard", "expirationMonth"}:          {looseMonth},
	{"PaymentInformationCard", "expirationYear"}:           {looseYear},
	{"PaymentInformationTokenizedCard", "expirationMonth"}: {looseMonth},
	{"PaymentInformationTokenizedCard", "expirationYear"}:  {looseYear},
	{"PaymentInformationCard", "securityCode"}:             {looseSecurityCode},

	// The merchant's references, by which a payment is found, reversed and voided.
	{"ClientReferenceInformation", "code"}:                       {atMost(50)},
	{"ClientReferenceInformation", "transactionId"}:              {atMost(30)},
	{"IncrementAuthClientReferenceInformation", "code"}:          {atMost(50)},
	{"IncrementAuthClientReferenceInformation", "transactionId"}: {atMost(30)},
	{"RefreshPaymentStatusClientReferenceInformation", "code"}:   {atMost(50)},
}

// field names a member of a model of the spec.
type field struct{ model, name string }

// certainTests returns a slice that can be appended to.
func certainTests(model, name string) []test {
	tests := certain[field{model, name}]
	return slices.Clip(tests)
}

// leadsToCertain reports whether a model or one below it is in the table: the name of a
// model begins with the name of the one above it. Of the two hundred models of a request
// nearly all are so left alone, on the first call too.
func leadsToCertain(model string) bool {
	for f := range certain {
		if strings.HasPrefix(f.model, model) {
			return true
		}
	}
	return false
}
