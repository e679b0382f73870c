package cybersourcetest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource"
)

// This file finds what programs do to cards and payers that no answer tells them. Nothing of
// it is the service's: card networks charge for some of it, and payers complain of the rest.

// MisuseKind is what was done wrong.
type MisuseKind string

// Kinds of misuse.
const (
	// SentAgain: a card was charged again by the merchant after an answer whose advice was
	// [cybersource.AdviceNeverRetry].
	SentAgain MisuseKind = "sent again after never retry"
	// HoldLeft: money of a payer is still on hold, neither captured nor reversed.
	HoldLeft MisuseKind = "hold left behind"
	// PaidTwice: two payments stand under one reference code of a merchant.
	PaidTwice MisuseKind = "paid twice"
)

// Misuse is something that a program should not have done, or should have done by the end of
// a test.
type Misuse struct {
	Kind MisuseKind // what was done wrong
	ID   string     // of the payment that is one too many, or whose hold is left
	Code string     // its reference code
	Text string     // what happened, in one line
}

// String is kind and text in one line.
func (m Misuse) String() string { return string(m.Kind) + ": " + m.Text }

// Misuse is what was done wrong so far, as far as [Gateway.Ledger] and [Gateway.Payments]
// still know it. A test of a whole flow asks at its end, when every hold should have been
// captured or reversed:
//
//	for _, m := range gateway.Misuse() {
//		t.Error(m)
//	}
func (g *Gateway) Misuse() []Misuse {
	return append(g.ledger.sentAgain(), misuseOf(g.Payments())...)
}

// holder is a card at a merchant.
type holder struct {
	merchant string
	card     uint64
}

// sentAgain is every payment with a card that had been declined for good.
func (l *ledger) sentAgain() (found []Misuse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	declined := map[holder]*Request{}
	for r := range l.processed.all() {
		at := holder{r.MerchantID, r.cardKey}
		if r.Operation != CreatePayment || r.cardKey == 0 {
			continue
		}
		if first := declined[at]; first != nil {
			found = append(found, Misuse{SentAgain, r.ID, r.Code, fmt.Sprintf(
				"payment %s (%s) is with the card of payment %s, which was declined as %s", r.ID, r.Code, first.ID, first.Reason)})
		}
		if r.neverRetry {
			declined[at] = r
		}
	}
	return found
}

// misuseOf is what the payments that stand tell.
func misuseOf(payments []Payment) (found []Misuse) {
	standing := map[[2]string]string{} // id by merchant and code
	for _, p := range payments {
		held := hasSum(p.Held)
		if held {
			found = append(found, Misuse{HoldLeft, p.ID, p.Code, fmt.Sprintf("%s %s of payment %s (%s) is on hold", p.Held, p.Currency, p.ID, p.Code)})
		}
		if !held && (!hasSum(p.Captured) || p.Captured == p.Refunded) {
			continue
		}
		key := [2]string{p.MerchantID, p.Code}
		if first := standing[key]; first != "" {
			found = append(found, Misuse{PaidTwice, p.ID, p.Code, fmt.Sprintf("payments %s and %s both stand under the code %s", first, p.ID, p.Code)})
			continue
		}
		standing[key] = p.ID
	}
	return found
}

// hasSum reports whether an amount is not zero.
func hasSum(amount string) bool { return strings.Trim(amount, "0.") != "" }

// isForGood reports whether an answer says that a card must not be charged again.
func isForGood(body []byte) bool {
	var answer cybersource.CreatePaymentResponse
	if err := json.Unmarshal(body, &answer); err != nil {
		return false
	}
	o := answer.Outcome()
	return o.Kind == cybersource.OutcomeDeclined && o.Advice == cybersource.AdviceNeverRetry
}
