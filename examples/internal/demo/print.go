package demo

import (
	"fmt"
	"time"

	"github.com/cybersource-go/cybersource"
)

// Code returns an order number that is new in every run: the service may refuse one
// that succeeded a few minutes ago.
func Code(prefix string) string { return prefix + "-" + time.Now().UTC().Format("20060102-150405") }

// Show prints what became of a payment and what a merchant does next.
func Show(payment *cybersource.CreatePaymentResponse) {
	outcome := payment.Outcome()
	Line("status", string(payment.Status))
	Line("means", outcome.Kind.String())
	Line("id", payment.ID)
	Line("authorized", Money(outcome.Amount, outcome.Currency))
	if outcome.Captured {
		Line("captured", "yes")
	}
	if payment.ErrorInformation != nil {
		Line("reason", string(payment.ErrorInformation.Reason))
	}
	Line("next", Next(outcome))
	Line("correlation id", payment.Meta.CorrelationID)
	fmt.Println()
}

// Next is what a merchant does about an outcome, in words.
func Next(outcome cybersource.Outcome) string {
	switch {
	case outcome.Captured:
		return "deliver"
	case outcome.Approved():
		return "deliver, and capture what is delivered"
	case outcome.Kind == cybersource.OutcomePartiallyApproved:
		return "take the rest in another way, or reverse this part"
	case outcome.HoldsFunds:
		return "the money is held: " + outcome.Advice.String()
	case outcome.RetryAfter > 0:
		return fmt.Sprintf("%s, in %s", outcome.Advice, outcome.RetryAfter)
	default:
		return outcome.Advice.String()
	}
}

// Money is an amount with its currency, or "" without an amount.
func Money(amount, currency string) string {
	if amount == "" {
		return ""
	}
	return amount + " " + currency
}

// Refused prints why the service refused a request and reports whether it did; not
// every account, card and processor can do everything. Any other error ends the program.
func Refused(err error) bool {
	refused, ok := refusal(err)
	if !ok {
		Check(err)
		return false
	}
	Line("refused", refused.Error())
	fmt.Println()
	return true
}
