package cybersource

import (
	"encoding/json"
	"slices"
)

// AuthenticationOutcome is what an answer about payer authentication means for a
// merchant. The status alone does not say it: AUTHENTICATION_SUCCESSFUL comes also where
// the payer could not be authenticated. All statements of the answer are read; if two of
// them contradict each other, the outcome is unknown or the liability not shifted.
//
//	switch outcome := enrolment.Outcome(); {
//	case outcome.Result == cybersource.ResultChallengeRequired:
//		// send the browser to the challenge
//	case outcome.MayAuthorize == cybersource.AuthorizeYes:
//		// pay with the result: see Authentication.AddTo
//	case outcome.MayAuthorize == cybersource.AuthorizeWithoutShift:
//		// the same, if the merchant bears the risk
//	default:
//		// do not authorize; see outcome.Advice
//	}
//
// It says nothing of money: none has moved. The zero value, which is also what a nil
// answer has, is an unknown outcome after which nothing may be authorized. The rules are
// those of the service for each network, as far as they are published.
type AuthenticationOutcome struct {
	Result       AuthenticationResult // what became of the authentication, in one word
	Reason       Reason               // why, as received in errorInformation; "" if the answer gives none
	Liability    Liability            // who bears the loss if the payment turns out to be fraud
	MayAuthorize MayAuthorize         // whether the payment may be sent to be authorized

	// Advice is what to do next: nothing but pay ([AdviceNone]), authenticate or do it
	// anew ([AdviceAuthenticate]), ask for another card ([AdviceAskCardholder]), or what
	// the reason of a refusal calls for.
	Advice Advice
}

// Outcome says what the answer to an enrolment check means. See [AuthenticationOutcome]; r
// may be nil.
func (r *CheckPayerAuthEnrollmentResponse) Outcome() AuthenticationOutcome {
	if r == nil {
		return AuthenticationOutcome{}
	}
	info := orEmpty(r.ConsumerAuthenticationInformation)
	return authenticationFacts{
		status: r.Status, failure: r.ErrorInformation, extra: r.Extra, infoExtra: info.Extra,
		veresEnrolled: info.VeresEnrolled, paresStatus: info.ParesStatus, errorCode: info.DirectoryServerErrorCode,
		indicator: info.EcommerceIndicator, cardType: r.cardType(),
		ecis: givenECIs(info.ECIRaw, info.ECI, info.UCAFCollectionIndicator),
	}.outcome()
}

// Outcome says what the result of a challenge means. See [AuthenticationOutcome]; r may be
// nil. The answer need not say which card network it is about: then its indicator does.
func (r *ValidateAuthenticationResultsResponse) Outcome() AuthenticationOutcome {
	if r == nil {
		return AuthenticationOutcome{}
	}
	info := orEmpty(r.ConsumerAuthenticationInformation)
	return authenticationFacts{
		validated: true,
		status:    r.Status, failure: r.ErrorInformation, extra: r.Extra, infoExtra: info.Extra,
		paresStatus: info.ParesStatus, errorCode: info.DirectoryServerErrorCode,
		indicator: info.Indicator, cardType: r.cardType(),
		ecis: givenECIs(info.ECIRaw, info.ECI, info.UCAFCollectionIndicator),
	}.outcome()
}

// cardType is what the answer says of the card network: a code or a name, "CARD" if the
// service does not say.
func (r *CheckPayerAuthEnrollmentResponse) cardType() string {
	return orEmpty(orEmpty(r.PaymentInformation).Card).Type
}

func (r *ValidateAuthenticationResultsResponse) cardType() string {
	return textOf(valueIn(r.Extra, "paymentInformation", "card", "type"))
}

// valueIn is a member of members that a model does not know.
func valueIn(members map[string]json.RawMessage, path ...string) json.RawMessage {
	for _, name := range path[:len(path)-1] {
		var inner map[string]json.RawMessage
		_ = json.Unmarshal(members[name], &inner) // what is no object has no members
		members = inner
	}
	return members[path[len(path)-1]]
}

// authenticationFacts is what of an answer decides its outcome.
type authenticationFacts struct {
	validated bool // it is the result of a challenge
	status    Status
	failure   *ErrorInformation

	veresEnrolled string // of the enrolment check
	paresStatus   string // of the authentication
	errorCode     string // of the directory server
	indicator     string // commerce indicator for the payment
	cardType      string
	ecis          []string // in all members that state one

	extra, infoExtra map[string]json.RawMessage // members that were not read
}

// outcome says what the facts mean.
func (f authenticationFacts) outcome() AuthenticationOutcome {
	o := AuthenticationOutcome{Liability: LiabilityNotShifted, Advice: AdviceAuthenticate}
	if f.failure != nil {
		o.Reason = f.failure.Reason
	}
	switch {
	case f.statedTwice():
	case f.status == StatusPendingAuthentication:
		o.Result = ResultChallengeRequired
	case f.status == StatusAuthenticationFailed:
		f.failed(&o)
	case f.status == StatusAuthenticationSuccessful && f.failure == nil:
		f.ended(&o)
	default:
		o.adviseByReason()
	}
	return o
}

// statedTwice reports whether a member that decides stands in the answer a second time:
// what was read need not be what counts.
func (f *authenticationFacts) statedTwice() bool {
	isIn := func(members map[string]json.RawMessage) func(string) bool {
		return func(name string) bool { return members[name] != nil }
	}
	return slices.ContainsFunc([]string{"status", "errorInformation", "consumerAuthenticationInformation"}, isIn(f.extra)) ||
		slices.ContainsFunc([]string{"paresStatus", "eciRaw", "eci", "ucafCollectionIndicator"}, isIn(f.infoExtra))
}

// failed is an authentication that the payer did not pass.
func (f *authenticationFacts) failed(o *AuthenticationOutcome) {
	switch f.paresStatus {
	case "Y", "A", "C": // it contradicts the status
		return
	case "R":
		o.Result = ResultRejected
	case "U":
		o.Result = ResultError
		if f.validated { // the payer is not to blame
			o.MayAuthorize = AuthorizeWithoutShift
		}
	default:
		o.Result = ResultFailed
	}
	o.Advice = AdviceAskCardholder
}

// ended is an authentication that ended without a refusal.
func (f *authenticationFacts) ended(o *AuthenticationOutcome) {
	switch f.paresStatus {
	case "N", "R", "C": // it contradicts the status
		return
	case "Y":
		o.Result, o.Liability = ResultAuthenticated, f.liability()
	case "A":
		o.Result, o.Liability = ResultAttempted, f.liability()
	case "", "U":
		o.Result = f.unfinished()
	}
	o.Advice, o.MayAuthorize = AdviceNone, AuthorizeWithoutShift
	switch {
	case o.Liability == LiabilityShifted:
		o.MayAuthorize = AuthorizeYes
	case f.validated && o.Result == ResultUnavailable:
		o.Advice = AdviceAuthenticate // a second try may do
	}
}

// unfinished is why the payer was neither authenticated nor refused.
func (f *authenticationFacts) unfinished() AuthenticationResult {
	switch {
	case f.errorCode != "":
		return ResultError
	case f.veresEnrolled == "B":
		return ResultBypassed
	default:
		return ResultUnavailable
	}
}

// adviseByReason takes the advice of a reason that is about something else than the
// authentication. There is nothing to look up: nothing was processed.
func (o *AuthenticationOutcome) adviseByReason() {
	if rule, known := reasonRuleOf(o.Reason); known && rule.advice != AdviceLookUp {
		o.Advice = rule.advice
	}
}
