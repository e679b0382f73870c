package cybersource

import (
	"slices"
	"strings"
)

// Authentication is what a payer was asked to authenticate and what became of it: the
// answer of the enrolment check and, after a challenge, its validation.
//
//	authentication := cybersource.Authentication{Enrolment: enrolment, Amount: "102.21", Currency: "USD"}
//	if err := authentication.AddTo(payment); err != nil {
//		// this payment must not be sent
//	}
//
// Between enrolment check and validation the payer's browser is away. Enrolment, Amount and
// Currency are kept with the order meanwhile; the answer can be stored as JSON, holds no
// card number, and is of no use to anybody without the merchant's keys.
type Authentication struct {
	// Enrolment is the answer of CheckPayerAuthEnrollment. Required.
	Enrolment *CheckPayerAuthEnrollmentResponse

	// Amount and Currency are those that CheckPayerAuthEnrollment asked for: a decimal
	// string such as "102.21", and an ISO 4217 code. Required; no answer repeats them.
	Amount, Currency string

	// ValidationRequest and Validation are request and answer of
	// ValidateAuthenticationResults. After a challenge both are required, without one
	// both are nil.
	ValidationRequest *ValidateAuthenticationResultsRequest
	Validation        *ValidateAuthenticationResultsResponse
}

// Outcome is that of the validation, or without one that of the enrolment check.
func (a Authentication) Outcome() AuthenticationOutcome {
	if a.Validation != nil {
		return a.Validation.Outcome()
	}
	return a.Enrolment.Outcome()
}

// AddTo adds the result of the authentication to a payment that is yet to be sent: the
// commerce indicator, and the members of ConsumerAuthenticationInformation that go with
// the card network. A commerce indicator that the service did not give, or that tells of a
// failure, becomes "internet".
//
// It is an error, and the payment stays as it is, if nothing may be authorized after the
// result, if the validation is of another authentication or amount, if the payment is in
// another currency or for more than was authenticated, or if it has one of the members
// already with another value. The error matches [ErrInvalidRequest] and names what is
// wrong.
func (a Authentication) AddTo(payment *CreatePaymentRequest) error {
	problems := a.problems(payment)
	if len(problems) == 0 {
		problems = a.copyTo(payment)
	}
	if len(problems) > 0 {
		return &InvalidRequestError{Operation: createPayment.name, Problems: problems}
	}
	return nil
}

// problems are the reasons why the authentication permits no payment, or not this one.
func (a *Authentication) problems(payment *CreatePaymentRequest) []FieldProblem {
	switch {
	case payment == nil:
		return []FieldProblem{{"payment", "is nil"}}
	case a.Enrolment == nil:
		return []FieldProblem{{"Enrolment", "is nil"}}
	}
	if found := a.resultProblems(); found != nil {
		return found
	}
	found := slices.Concat(a.validationProblems(), a.amountProblems(orEmpty(orEmpty(payment.OrderInformation).AmountDetails)))
	for _, action := range orEmpty(payment.ProcessingInformation).ActionList {
		if action == "CONSUMER_AUTHENTICATION" || action == "VALIDATE_CONSUMER_AUTHENTICATION" {
			found = append(found, FieldProblem{"processingInformation.actionList", "asks for an authentication, which has been made"})
		}
	}
	return found
}

// resultProblems: the authentication has not ended, or ended badly.
func (a *Authentication) resultProblems() []FieldProblem {
	challenged := a.Enrolment.Outcome().Result == ResultChallengeRequired
	switch {
	case challenged && a.Validation == nil:
		return []FieldProblem{{"Validation", "is nil: the payer has to go through the challenge first"}}
	case !challenged && a.Validation != nil:
		return []FieldProblem{{"Validation", "is set, but the enrolment check asked for no challenge"}}
	case a.Validation != nil && a.ValidationRequest == nil:
		return []FieldProblem{{"ValidationRequest", "is nil"}}
	}
	if o := a.Outcome(); o.MayAuthorize == AuthorizeNo {
		return []FieldProblem{{"Outcome", "permits no payment: the result is " + o.Result.String()}}
	}
	return nil
}

// validationProblems: what was validated is something else than what was begun.
func (a *Authentication) validationProblems() []FieldProblem {
	if a.Validation == nil {
		return nil
	}
	var found []FieldProblem
	begun := orEmpty(a.Enrolment.ConsumerAuthenticationInformation).AuthenticationTransactionID
	asked := orEmpty(a.ValidationRequest.ConsumerAuthenticationInformation).AuthenticationTransactionID
	answered := orEmpty(a.Validation.ConsumerAuthenticationInformation).AuthenticationTransactionID
	const member = "consumerAuthenticationInformation.authenticationTransactionId"
	if begun == "" || asked != begun {
		found = append(found, FieldProblem{"ValidationRequest." + member, "is not that of the enrolment check"})
	}
	if answered != "" && answered != begun {
		found = append(found, FieldProblem{"Validation." + member, "is not that of the enrolment check"})
	}
	amounts := orEmpty(orEmpty(a.ValidationRequest.OrderInformation).AmountDetails)
	if compareAmounts(amounts.TotalAmount, a.Amount) != 0 {
		found = append(found, FieldProblem{"ValidationRequest.orderInformation.amountDetails.totalAmount", "is not that of the enrolment check"})
	}
	if !strings.EqualFold(amounts.Currency, a.Currency) {
		found = append(found, FieldProblem{"ValidationRequest.orderInformation.amountDetails.currency", "is not that of the enrolment check"})
	}
	return found
}

// amountProblems: the payer authenticated something else than what is to be charged. Less
// is fine: the goods may leave in parts.
func (a *Authentication) amountProblems(charged *OrderInformationAmountDetails) []FieldProblem {
	var found []FieldProblem
	if _, _, readable := decimalParts(a.Amount); !readable {
		return []FieldProblem{{"Amount", "is not a decimal amount"}}
	}
	switch _, _, readable := decimalParts(charged.TotalAmount); {
	case !readable:
		found = append(found, FieldProblem{"orderInformation.amountDetails.totalAmount", "is not a decimal amount, to be compared with that of the enrolment check"})
	case compareAmounts(charged.TotalAmount, a.Amount) > 0:
		found = append(found, FieldProblem{"orderInformation.amountDetails.totalAmount", "is more than the payer has authenticated"})
	}
	if a.Currency == "" || !strings.EqualFold(charged.Currency, a.Currency) {
		found = append(found, FieldProblem{"orderInformation.amountDetails.currency", "is not that of the enrolment check"})
	}
	return found
}
