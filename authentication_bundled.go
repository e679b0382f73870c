package cybersource

import "cmp"

// AuthenticationOutcome says what became of the authentication that a payment asked for, with
// CONSUMER_AUTHENTICATION or VALIDATE_CONSUMER_AUTHENTICATION in its action list: whether the
// payer has to be challenged first, and of a payment that was authorized who is liable. See
// [AuthenticationOutcome]; r may be nil. It is an unknown outcome if none was asked for.
//
// The service has acted by it already: it authorizes nothing after an authentication that
// failed. Whether to keep a payment without a shift of liability is the merchant's decision.
// What became of the payment says [CreatePaymentResponse.Outcome].
func (r *CreatePaymentResponse) AuthenticationOutcome() AuthenticationOutcome {
	if r == nil {
		return AuthenticationOutcome{}
	}
	info := orEmpty(r.ConsumerAuthenticationInformation)
	actions := orEmpty(r.EmbeddedActions)
	action := cmp.Or(actions.ValidateConsumerAuthentication, actions.ConsumerAuthentication)
	f := authenticationFacts{
		validated: actions.ValidateConsumerAuthentication != nil,
		extra:     r.Extra, infoExtra: info.Extra,
		veresEnrolled: info.VeresEnrolled, paresStatus: info.ParesStatus, errorCode: info.DirectoryServerErrorCode,
		indicator: cmp.Or(info.Indicator, info.EcommerceIndicator),
		cardType:  cmp.Or(orEmpty(orEmpty(r.PaymentAccountInformation).Card).Type, orEmpty(orEmpty(r.PaymentInformation).Card).Type),
		ecis:      givenECIs(info.ECIRaw, info.ECI, info.UCAFCollectionIndicator),
	}
	f.status, f.failure = r.authenticationStatus(action)
	return f.outcome()
}

// authenticationStatus is the status that the authentication would have as a call of its
// own, and why it ended so. The answer as a whole says it of one that ended the payment, the
// action of one that the payment has followed.
func (r *CreatePaymentResponse) authenticationStatus(action *EmbeddedAction) (Status, *ErrorInformation) {
	switch {
	case r.Status == StatusPendingAuthentication, r.Status == StatusAuthenticationFailed:
		return r.Status, r.ErrorInformation
	case action == nil:
		return "", r.ErrorInformation
	case action.Reason != "":
		return action.Status, &ErrorInformation{Reason: action.Reason}
	default:
		return action.Status, nil
	}
}
