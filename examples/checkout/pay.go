package main

import (
	"cmp"
	"context"
	"net/http"

	"github.com/cybersource-go/cybersource"
)

// This file authenticates the payer, and pays. The context of what it sends is not that of
// the browser's request: a closed browser must not cut a payment off half-way.

// postPayment asks the bank about the payer, and pays unless a challenge is due.
func (s *shop) postPayment(w http.ResponseWriter, r *http.Request, o order) {
	o, ok := s.orders.change(o.Code, func(o *order) { o.State = busy }, open)
	if !ok {
		reply(w, frame{}) // the page of the order tells how it stands
		return
	}
	ctx := context.WithoutCancel(r.Context())
	enrolment, err := s.client.PayerAuthenticationApi.CheckPayerAuthEnrollment(ctx, s.enrolment(r, o))
	if err != nil {
		s.fail(w, o, err)
		return
	}
	authentication := cybersource.Authentication{Enrolment: enrolment, Amount: o.Amount, Currency: o.Currency}
	if enrolment.Outcome().Result != cybersource.ResultChallengeRequired {
		s.pay(ctx, o, authentication)
		reply(w, frame{})
		return
	}
	s.orders.change(o.Code, func(o *order) { o.State, o.Authentication = challenged, authentication }, busy)
	info := challengeOf(enrolment)
	reply(w, frame{URL: info.StepUpURL, AccessToken: info.AccessToken, MD: s.seal.close("challenge", o.Code)})
}

// challengeOf is what an enrolment check says of its challenge; empty if it asks for none.
func challengeOf(enrolment *cybersource.CheckPayerAuthEnrollmentResponse) *cybersource.CheckPayerAuthEnrollmentResponseConsumerAuthenticationInformation {
	none := &cybersource.CheckPayerAuthEnrollmentResponseConsumerAuthenticationInformation{}
	if enrolment == nil {
		return none
	}
	return cmp.Or(enrolment.ConsumerAuthenticationInformation, none)
}

// postReturn is where the payer comes back to from the challenge, in the frame, by a form
// of another site. Browsers send such a form without the shop's cookie: MD says which order
// it is about. It says nothing of the result, which the service is asked for.
func (s *shop) postReturn(w http.ResponseWriter, r *http.Request) {
	code, genuine := s.seal.open("challenge", r.PostFormValue("MD"))
	if !genuine {
		http.Error(w, "There is no such order.", http.StatusNotFound)
		return
	}
	back := func(o *order) {
		if id := challengeOf(o.Authentication.Enrolment).AuthenticationTransactionID; id != "" && id == r.PostFormValue("TransactionId") {
			o.State = busy
		}
	}
	if o, ok := s.orders.change(code, back, challenged); ok && o.State == busy {
		s.validate(context.WithoutCancel(r.Context()), o)
	}
	s.render(w, "return", nil)
}

// validate fetches the result of the challenge, and pays with it.
func (s *shop) validate(ctx context.Context, o order) {
	authentication := o.Authentication
	authentication.ValidationRequest = &cybersource.ValidateAuthenticationResultsRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: o.Code},
		TokenInformation:           &cybersource.ValidateAuthenticationResultsTokenInformation{JTI: o.TokenID},
		OrderInformation: &cybersource.ValidateAuthenticationResultsOrderInformation{
			AmountDetails: &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
		},
		ConsumerAuthenticationInformation: &cybersource.ValidateAuthenticationResultsConsumerAuthenticationInformation{
			AuthenticationTransactionID: challengeOf(authentication.Enrolment).AuthenticationTransactionID, // the stored one
		},
	}
	var err error
	authentication.Validation, err = s.client.PayerAuthenticationApi.ValidateAuthenticationResults(ctx, authentication.ValidationRequest)
	if err != nil {
		s.log.Error("not paid", "order", o.Code, "error", err)
		s.end(o, open, notCharged)
		return
	}
	s.pay(ctx, o, authentication)
}

// What customers are told.
const (
	notCharged = "We could not process your payment. You have not been charged. Please try again."
	refused    = "Your bank did not confirm that it is you. You have not been charged."
	declined   = "Your bank declined the payment. You have not been charged."
	thanks     = "Thank you. Your order is on its way."
	underWay   = "We are reviewing your payment and will write to you."
	checking   = "We are checking your payment with the bank. Please do not pay again."
)

// pay authorizes the order with the result of the authentication, also where that leaves
// the liability with the shop: whether to do so is a merchant's choice.
func (s *shop) pay(ctx context.Context, o order, authentication cybersource.Authentication) {
	outcome := authentication.Outcome()
	s.orders.change(o.Code, func(o *order) {
		o.Result = outcome.Result.String() + ", liability " + outcome.Liability.String()
	}, busy)
	payment := &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: o.Code},
		TokenInformation:           &cybersource.TokenInformation{TransientTokenJWT: o.Token},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
		},
	}
	if err := authentication.AddTo(payment); err != nil {
		s.log.Info("not paid", "order", o.Code, "error", err)
		s.end(o, open, refused)
		return
	}
	answer, err := s.client.PaymentsApi.CreatePayment(ctx, payment)
	if err != nil {
		s.log.Error("payment", "order", o.Code, "safeToRetry", cybersource.SafeToRetry(err), "error", err)
	}
	state, message := verdict(answer, err)
	s.end(o, state, message)
}

// verdict is what the end of a payment means for its order. Only if certainly nothing was
// paid may the customer try again.
func verdict(payment *cybersource.CreatePaymentResponse, err error) (state, string) {
	outcome := payment.Outcome()
	switch {
	case err != nil && cybersource.SafeToRetry(err):
		return open, notCharged
	case err != nil, outcome.Advice == cybersource.AdviceLookUp:
		return unknown, checking
	case outcome.Approved():
		return paid, thanks
	case outcome.HoldsFunds, outcome.Undecided():
		return review, underWay
	default:
		return open, declined
	}
}

// end records how an order stands after what the shop has done about it.
func (s *shop) end(o order, to state, message string) {
	s.orders.change(o.Code, func(o *order) { o.State, o.Message = to, message }, open, busy)
}
