package cybersource

import (
	"cmp"
	"slices"
)

// basis is what a follow-up takes over from an answer.
type basis struct {
	answer  string // what was answered, for errors: "payment"
	outcome Outcome
	amount  string // that the follow-up is for, all of it
	from    string // where the answer states the amount
	code    string // clientReferenceInformation.code
}

func (r *CreatePaymentResponse) basis() basis {
	b := basis{answer: "payment", outcome: r.Outcome(), from: "orderInformation.amountDetails.authorizedAmount"}
	if r != nil {
		b.code = codeOf(r.parts())
	}
	b.amount = b.outcome.Amount
	return b
}

func (r *IncrementAuthResponse) basis() basis {
	b := basis{answer: "increment", outcome: r.Outcome(), from: "orderInformation.amountDetails.totalAmount"}
	if r != nil {
		b.code = codeOf(r.parts())
	}
	b.amount = b.outcome.Total
	return b
}

func (r *CapturePaymentResponse) basis() basis {
	b := basis{answer: "capture", outcome: r.Outcome(), from: "orderInformation.amountDetails.totalAmount"}
	if r != nil {
		b.code = codeOf(r.parts())
	}
	b.amount = b.outcome.Amount
	return b
}

func (r *RefundResponse) basis() basis {
	b := basis{answer: "refund", outcome: r.Outcome()}
	if r != nil {
		b.code = codeOf(r.parts())
	}
	return b
}

func (r *CreateCreditResponse) basis() basis {
	b := basis{answer: "credit", outcome: r.Outcome()}
	if r != nil {
		b.code = codeOf(r.parts())
	}
	return b
}

// codeOf is the reference code of a call: as it was sent, or in an answer that was stored
// and read again as it was echoed.
func codeOf(p answerParts) string { return cmp.Or(p.meta.ReferenceCode, p.code) }

// moneyOfSale adds a held amount to where the money of a sale can be, if the answer does
// not show that it is an authorization: without links the two look the same.
func (r *CreatePaymentResponse) moneyOfSale(places ...Money) []Money {
	if r == nil {
		return places
	}
	links := orEmpty(r.Links)
	if links.Capture != nil || links.AuthReversal != nil || links.Reversal != nil {
		return places
	}
	return append(places, MoneyHeld)
}

// problem says why no follow-up of the operation can rest on the answer, if its money has
// to be in one of the places.
func (b *basis) problem(operation string, places []Money) error {
	var reason string
	switch o := &b.outcome; {
	case o.Kind == OutcomeUnknown:
		reason = "has an unknown outcome: look it up first"
	case !slices.Contains(places, o.Money):
		reason = "does not allow it: its outcome is " + o.Kind.String() + ", its money is " + o.Money.String()
	default:
		return nil
	}
	return &InvalidRequestError{Operation: operation, Problems: []FieldProblem{{Field: b.answer, Reason: reason}}}
}

// problemWithAmount is the same for follow-ups that state an amount.
func (b *basis) problemWithAmount(operation string, places []Money) error {
	if err := b.problem(operation, places); err != nil {
		return err
	}
	var problems []FieldProblem
	if !isPositiveAmount(b.amount) {
		problems = append(problems, FieldProblem{Field: b.from, Reason: "of the answer states no amount"})
	}
	if b.outcome.Currency == "" {
		problems = append(problems, FieldProblem{Field: "orderInformation.amountDetails.currency", Reason: "of the answer states no currency"})
	}
	if problems == nil {
		return nil
	}
	return &InvalidRequestError{Operation: operation, Problems: problems}
}

func (b basis) captureRequest() (*CapturePaymentRequest, error) {
	if err := b.problemWithAmount("CapturePayment", []Money{MoneyHeld}); err != nil {
		return nil, err
	}
	return &CapturePaymentRequest{OrderInformation: &CaptureOrderInformation{AmountDetails: b.amountDetails()}}, nil
}

func (b basis) reversalRequest() (*AuthReversalRequest, error) {
	if err := b.problemWithAmount("AuthReversal", []Money{MoneyHeld, MoneyOnItsWay}); err != nil {
		return nil, err
	}
	return newAuthReversalRequest(b.code, b.amount, b.outcome.Currency), nil
}

func (b basis) refundOrder(operation string, places ...Money) (*RefundOrderInformation, error) {
	if err := b.problemWithAmount(operation, places); err != nil {
		return nil, err
	}
	return &RefundOrderInformation{AmountDetails: b.amountDetails()}, nil
}

func (b basis) voidReferences(operation string, places ...Money) (*ClientReferenceInformation, error) {
	if err := b.problem(operation, places); err != nil {
		return nil, err
	}
	return referencesOf(b.code), nil
}

func (b *basis) amountDetails() *FollowOnOrderInformationAmountDetails {
	return &FollowOnOrderInformationAmountDetails{TotalAmount: b.amount, Currency: b.outcome.Currency}
}

// newAuthReversalRequest releases an amount. Reversals and voids carry the code of what
// they undo, so that a search for it finds both.
func newAuthReversalRequest(code, amount, currency string) *AuthReversalRequest {
	return &AuthReversalRequest{
		ClientReferenceInformation: referencesOf(code),
		ReversalInformation: &ReversalInformation{
			AmountDetails: &ReversalAmountDetails{TotalAmount: amount, Currency: currency},
		},
	}
}

// referencesOf returns references with a code, nil without one.
func referencesOf(code string) *ClientReferenceInformation {
	if code == "" {
		return nil
	}
	return &ClientReferenceInformation{Code: code}
}
