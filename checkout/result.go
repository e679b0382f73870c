package checkout

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource"
)

// Order is what the result of a checkout has to be about: what the server knows of the
// session and the order that it began. All of it is required.
type Order struct {
	SessionID     string // [Session].ID of the page that was shown
	ReferenceCode string // clientReferenceInformation.code of the session's request
	Amount        string // orderInformation.amountDetails.totalAmount, likewise
	Currency      string // orderInformation.amountDetails.currency, likewise
}

// Result is the verified result of a payment that Unified Checkout made by itself.
type Result struct {
	ID      string // of the payment, for captures, refunds and look-ups
	Status  string // such as "AUTHORIZED", for an authorization as for a sale
	Outcome string // what the page calls its end; "" with older versions
	Message string
	TokenID string // of the transient token that was paid with

	// Payment is the payment's answer, as if CreatePayment had given it. What it means is
	// its Outcome. Its Meta is empty.
	//
	// Where the result says something twice and differently, such as a status of its own
	// and another one in the details, Payment.Extra holds the second, and the outcome is unknown.
	// So it is where the page calls its end by a word that is not known to mean the same as the
	// status.
	Payment *cybersource.CreatePaymentResponse
}

// Result verifies the result of a checkout, which the browser hands over: that the service
// signed it, and that it is about order. It has no expiry, so the binding to the order is
// all that keeps a result from being used twice: keep the ID with the order, and
// accept one result for each order.
//
// A result that is not about the order fails with [ErrOtherSession], [ErrOtherOrder] or
// [ErrOtherAmount]; a partial approval that tells only its own amount is one of the last.
// The error then names the payment, which exists: GetTransaction reads its record. ctx is for fetching the key,
// as with [Verifier.CaptureContext].
func (v *Verifier) Result(ctx context.Context, token string, order Order) (*Result, error) {
	if err := order.check(); err != nil {
		return nil, err
	}
	payload, err := v.open(ctx, token, byResult)
	if err != nil {
		return nil, fmt.Errorf("checkout result: %w", err)
	}
	r, places, err := readResult(payload)
	if err != nil {
		return nil, fmt.Errorf("checkout result: %w", err)
	}
	if err := order.compare(r, places); err != nil {
		return nil, fmt.Errorf("checkout result: %w; it is of payment %s", err, r.ID)
	}
	return r, nil
}

func (o Order) check() error {
	var problems []cybersource.FieldProblem
	for _, member := range []struct{ name, value string }{
		{"order.SessionID", o.SessionID}, {"order.ReferenceCode", o.ReferenceCode},
		{"order.Amount", o.Amount}, {"order.Currency", o.Currency},
	} {
		if strings.TrimSpace(member.value) == "" {
			problems = append(problems, cybersource.FieldProblem{Field: member.name, Reason: "is empty"})
		}
	}
	if len(problems) > 0 {
		return &cybersource.InvalidRequestError{Operation: "VerifyCheckoutResult", Problems: problems}
	}
	return nil
}

// resultClaims are the claims of a result. The answer of the payment stands under details,
// and in older versions beside the rest.
type resultClaims struct {
	ID       string         `json:"id"`
	Status   string         `json:"status"`
	Outcome  string         `json:"outcome"`
	Message  string         `json:"message"`
	Details  jsontext.Value `json:"details"`
	Metadata struct {
		TokenID string `json:"ttJti"`
	} `json:"metadata"`
}

// readResult returns what a result says, and the places where it says it.
func readResult(payload []byte) (*Result, []members, error) {
	var said resultClaims
	if err := read(payload, &said); err != nil {
		return nil, nil, err
	}
	if said.ID == "" || said.Status == "" {
		return nil, nil, fmt.Errorf("%w: no id or no status of a payment", ErrMalformed)
	}
	places, err := said.places(payload)
	if err != nil {
		return nil, nil, err
	}
	payment, err := said.payment(places)
	if err != nil {
		return nil, nil, err
	}
	return &Result{
		ID: said.ID, Status: said.Status, Outcome: said.Outcome, Message: said.Message,
		TokenID: said.Metadata.TokenID, Payment: payment,
	}, places, nil
}

// compare finds out whether a result is about the order. What it does not say is not so, and
// what it says in several places is so in all of them.
func (o Order) compare(r *Result, places []members) error {
	if !allAre(o.SessionID, stated(places, "metadata", "ccJti")) {
		return ErrOtherSession
	}
	if !allAre(o.ReferenceCode, stated(places, "clientReferenceInformation", "code")) {
		return ErrOtherOrder
	}
	order := r.Payment.OrderInformation
	if order == nil || order.AmountDetails == nil {
		return ErrOtherAmount
	}
	total := order.AmountDetails.TotalAmount
	if total == "" {
		total = order.AmountDetails.AuthorizedAmount
	}
	if !strings.EqualFold(order.AmountDetails.Currency, o.Currency) || !sameAmount(total, o.Amount, o.Currency) {
		return ErrOtherAmount
	}
	return nil
}

// sameAmount compares amounts by their value: "5", "5.0" and "5.00" US dollars are the same.
func sameAmount(a, b, currency string) bool {
	first, err := cybersource.ParseAmount(a, currency)
	if err != nil {
		return a == b && a != ""
	}
	second, err := cybersource.ParseAmount(b, currency)
	return err == nil && first == second
}
