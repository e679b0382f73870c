package cybersource

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// sums are the amounts and currencies that an answer states beside those that were read as its
// own: of the order, of the details of another call, and in a form that no model has.
type sums struct{ amounts, currencies []string }

// sumMembers are the root members of answers in which an amount stands.
var sumMembers = [...]string{"orderInformation", "voidAmountDetails", "reversalAmountDetails", "refundAmountDetails", "creditAmountDetails"}

// sumDepth is how deep an amount stands: in the amountDetails of the order. What is below is of a line item.
const sumDepth = 3

// followUpAmounts are the members that name what a follow-up moved. The amount of what had failed is
// none of them, and neither is a tax, fee or converted sum.
var followUpAmounts = []string{"totalAmount", "voidAmount", "reversedAmount", "refundAmount", "creditAmount", "authorizedAmount"}

// paymentAmounts are the members that name what a payment or increment was authorized for.
var paymentAmounts = []string{"authorizedAmount"}

// ofFollowUp reads what the answer to a reversal, void, refund or credit states of its order, at its
// root, in a list, twice, or under the name of another call. A void may repeat what was authorized beside what
// it voided, and more than that can have been captured.
func (f *answerFacts) ofFollowUp(order *FollowOnResponseOrderInformation, details ...map[string]json.RawMessage) {
	amounts, names := orEmpty(orEmpty(order).AmountDetails), followUpAmounts
	if f.operation == "VoidPayment" && f.amount != "" {
		names = names[:len(names)-1]
	}
	f.asked.converted = f.asked.converted || amounts.ForeignCurrency != ""
	f.sums.addCurrency(amounts.Currency)
	f.readSums(names, orEmpty(order).Extra, append(details, amounts.Extra, f.extra)...)
}

// readSums reads the amounts of these names where no model has them.
func (f *answerFacts) readSums(names []string, order map[string]json.RawMessage, details ...map[string]json.RawMessage) {
	for _, name := range sumMembers {
		f.sums.read(names, name, f.extra[name])
	}
	f.sums.read(names, "amountDetails", order["amountDetails"])
	for _, extra := range details {
		f.sums.read(names, "currency", extra["currency"])
		for _, name := range names {
			f.sums.read(names, name, extra[name])
		}
	}
}

// read reads a member of an answer. An amount that is an object is one that cannot be read.
func (s *sums) read(names []string, name string, raw json.RawMessage) {
	membersOf(name, raw, func(m jsonscan.Member) bool {
		switch parent := m.Path[len(m.Path)-1]; {
		case slices.Contains(names, parent):
			s.addAmount(parent)
		case len(m.Path) > sumDepth || parent != "" && parent != name && parent != "amountDetails" || m.Value == "null":
		case m.Name == "currency":
			s.addCurrency(m.Value)
		case slices.Contains(names, m.Name):
			s.addAmount(m.Value)
		}
		return len(s.amounts) < mostStatements && len(s.currencies) < mostStatements
	})
}

// membersOf visits what stands in an answer under a name that no model reads.
func membersOf(name string, raw json.RawMessage, visit func(jsonscan.Member) bool) {
	if raw != nil {
		jsonscan.Members(slices.Concat([]byte(`{"`+name+`":`), raw, []byte("}")), visit)
	}
}

func (s *sums) addAmount(amount string) {
	if amount != "" {
		s.amounts = append(s.amounts, amount)
	}
}

func (s *sums) addCurrency(currency string) {
	if currency != "" {
		s.currencies = append(s.currencies, currency)
	}
}

// followSums lets the smallest amount of the answer be its own, and a currency that was not asked
// for. More than was asked for is no contradiction: it may be the total of a payment of which a part
// was moved. Of a sum that is converted for the payer the others may be in the other currency, and
// beside that of a call which had failed they are what it was for.
func (v *verdict) followSums() {
	for _, currency := range v.sums.currencies {
		if v.currency == "" || v.asked.currency != "" && !v.asked.converted && !strings.EqualFold(strings.TrimSpace(currency), v.asked.currency) {
			v.currency = currency
		}
	}
	if v.asked.converted || v.original != "" && !isPositiveAmount(v.amount) {
		return
	}
	for _, amount := range v.sums.amounts {
		if isUnreadableAmount(v.amount) {
			return
		}
		than := v.amount
		if than == "" {
			than = readableAmount(v.asked.amount)
		}
		if than == "" || isUnreadableAmount(amount) || compareAmounts(amount, than) < 0 {
			v.amount = amount
		}
	}
}

// currencyTwice reports whether the answer states two currencies.
func (v *verdict) currencyTwice() bool {
	return !v.asked.converted && slices.ContainsFunc(v.sums.currencies, func(currency string) bool {
		return !strings.EqualFold(strings.TrimSpace(currency), strings.TrimSpace(v.currency))
	})
}
