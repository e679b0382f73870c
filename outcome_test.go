package cybersource

import (
	"testing"
	"time"
)

// answer is the short form of an answer to a payment, for the tables below.
type answer struct {
	status       Status
	reason       Reason
	approvalCode string
	cardType     string
	code, raw    string // merchant advice
	authorized   string
}

func (a answer) payment() *CreatePaymentResponse {
	r := &CreatePaymentResponse{
		Status: a.status,
		ProcessorInformation: &CreatePaymentResponseProcessorInformation{
			ApprovalCode:   a.approvalCode,
			MerchantAdvice: &CreatePaymentResponseProcessorInformationMerchantAdvice{Code: a.code, CodeRaw: a.raw},
		},
		PaymentAccountInformation: &CreatePaymentResponsePaymentAccountInformation{
			Card: &CreatePaymentResponsePaymentAccountInformationCard{Type: a.cardType},
		},
		OrderInformation: &CreatePaymentResponseOrderInformation{
			AmountDetails: &CreatePaymentResponseOrderInformationAmountDetails{AuthorizedAmount: a.authorized, Currency: "USD"},
		},
	}
	if a.reason != "" {
		r.ErrorInformation = &ErrorInformation{Reason: a.reason}
	}
	return r
}

func TestStatusesHaveOutcomes(t *testing.T) {
	for _, tc := range []struct {
		status Status
		kind   OutcomeKind
		holds  bool
		advice Advice
	}{
		{StatusAuthorized, OutcomeApproved, true, AdviceNone},
		{StatusPartialAuthorized, OutcomePartiallyApproved, true, AdviceReview},
		{StatusAuthorizedPendingReview, OutcomeReview, true, AdviceReview},
		{StatusAuthorizedRiskDeclined, OutcomeDeclined, true, AdviceReverseHold},
		{StatusPendingAuthentication, OutcomeAuthenticationRequired, false, AdviceAuthenticate},
		{StatusPendingReview, OutcomeReview, false, AdviceReview},
		{StatusDeclined, OutcomeDeclined, false, AdviceAskCardholder},
		{StatusInvalidRequest, OutcomeFailed, false, AdviceFixData},
		{StatusAuthenticationFailed, OutcomeDeclined, false, AdviceAskCardholder},
		{StatusAuthenticationSuccessful, OutcomePending, false, AdviceAuthenticate},
		{StatusPending, OutcomePending, false, AdviceLookUp},
		{StatusCreated, OutcomePending, false, AdviceAskCardholder},
		{"PAYER_ACTION_REQUIRED", OutcomePending, false, AdviceAskCardholder},
		{"PAYER_ACTION_REQUIRE", OutcomePending, false, AdviceAskCardholder},
		{StatusTransmitted, OutcomeApproved, true, AdviceNone},
		{StatusFunded, OutcomeApproved, true, AdviceNone},
		{StatusSettled, OutcomeApproved, true, AdviceNone},
		{StatusCompleted, OutcomeApproved, true, AdviceNone},
		{StatusSucceeded, OutcomeApproved, true, AdviceNone},
		{StatusFailed, OutcomeFailed, false, AdviceAskCardholder},
		{StatusAbandoned, OutcomeFailed, false, AdviceAskCardholder},
		{StatusCancelled, OutcomeFailed, false, AdviceAskCardholder},
		{StatusReject, OutcomeDeclined, false, AdviceAskCardholder},
		{StatusRejected, OutcomeDeclined, false, AdviceAskCardholder},
		{StatusRefunded, OutcomeUndone, false, AdviceNone},
		{StatusVoided, OutcomeUndone, false, AdviceNone},
		{StatusReversed, OutcomeUndone, false, AdviceNone},
		{StatusServerError, OutcomeUnknown, false, AdviceLookUp},
		{"ACCEPTED", OutcomeUnknown, false, AdviceLookUp},
		{"CHALLENGE", OutcomeUnknown, false, AdviceLookUp},
		{"SUCCESS", OutcomeUnknown, false, AdviceLookUp},
		{"", OutcomeUnknown, false, AdviceLookUp},
		{"authorized", OutcomeUnknown, false, AdviceLookUp},
		{"AUTHORIZED_SOMEHOW", OutcomeUnknown, false, AdviceLookUp},
	} {
		t.Run("status "+string(tc.status), func(t *testing.T) {
			for operation, got := range map[string]Outcome{
				"payment":   (&CreatePaymentResponse{Status: tc.status}).Outcome(),
				"increment": (&IncrementAuthResponse{Status: tc.status}).Outcome(),
				"refresh":   (&RefreshPaymentStatusResponse{Status: tc.status}).Outcome(),
			} {
				if got.Kind != tc.kind || got.HoldsFunds != tc.holds || got.Advice != tc.advice {
					t.Errorf("%s: got %+v, want %s, %t, %s", operation, got, tc.kind, tc.holds, tc.advice)
				}
			}
		})
	}
}

func TestOutcomeOfNoAnswerIsUnknown(t *testing.T) {
	for operation, got := range map[string]Outcome{
		"payment":   (*CreatePaymentResponse)(nil).Outcome(),
		"increment": (*IncrementAuthResponse)(nil).Outcome(),
		"refresh":   (*RefreshPaymentStatusResponse)(nil).Outcome(),
	} {
		if got != (Outcome{Kind: OutcomeUnknown, Advice: AdviceLookUp}) {
			t.Errorf("%s: %+v", operation, got)
		}
	}
}

func TestHeldMoneyIsNeverOverlooked(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer answer
		holds  bool
		advice Advice
	}{
		{"address check failed", answer{status: StatusAuthorizedPendingReview, reason: ReasonAVSFailed}, true, AdviceReview},
		{"security code failed", answer{status: StatusAuthorizedPendingReview, reason: ReasonCVFailed}, true, AdviceReview},
		{"review is due", answer{status: StatusAuthorizedPendingReview, reason: ReasonDecisionProfileReview}, true, AdviceReview},
		{"new reason for a review", answer{status: StatusAuthorizedPendingReview, reason: "NEW"}, true, AdviceReview},
		{"issuer wants a call", answer{status: StatusAuthorizedPendingReview, reason: ReasonContactProcessor}, false, AdviceAskCardholder},
		{"issuer wants a call, but approved", answer{status: StatusAuthorizedPendingReview, reason: ReasonContactProcessor, approvalCode: "831000"}, true, AdviceReview},
		{"risk rules rejected an approval", answer{status: StatusAuthorizedRiskDeclined, reason: ReasonDecisionProfileReject, approvalCode: "831000"}, true, AdviceReverseHold},
		{"score rejected an approval", answer{status: StatusAuthorizedRiskDeclined, reason: ReasonScoreExceedsThreshold}, true, AdviceReverseHold},
		{"declined", answer{status: StatusDeclined, reason: ReasonProcessorDeclined}, false, AdviceAskCardholder},
		{"declined, with a stray approval code", answer{status: StatusDeclined, approvalCode: "831000"}, false, AdviceAskCardholder},
		{"review before the authorization", answer{status: StatusPendingReview, reason: ReasonDecisionProfileReview}, false, AdviceReview},
		{"review before, and yet approved", answer{status: StatusPendingReview, approvalCode: "831000"}, true, AdviceReview},
		{"unknown status with an approval code", answer{status: "AUTHORIZED_SOMEHOW", approvalCode: "831000"}, true, AdviceLookUp},
		{"no status, but an approval code", answer{approvalCode: "831000"}, true, AdviceLookUp},
		{"authorization of zero", answer{status: StatusAuthorized, authorized: "0.00", approvalCode: "831000"}, false, AdviceNone},
		{"authorization of zero yen", answer{status: StatusAuthorized, authorized: "0"}, false, AdviceNone},
		{"authorization of a cent", answer{status: StatusAuthorized, authorized: "0.01"}, true, AdviceNone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := tc.answer.payment().Outcome()
			if got.HoldsFunds != tc.holds || got.Advice != tc.advice {
				t.Errorf("got %+v, want holds %t and %s", got, tc.holds, tc.advice)
			}
		})
	}
}

func TestReasonRefinesTheAdviceOfARefusal(t *testing.T) {
	for _, tc := range []struct {
		status Status
		reason Reason
		advice Advice
		after  time.Duration
	}{
		{StatusDeclined, ReasonIssuerUnavailable, AdviceRetryLater, 5 * time.Minute},
		{StatusDeclined, ReasonStolenLostCard, AdviceNeverRetry, 0},
		{StatusDeclined, ReasonSuspendedAccount, AdviceNeverRetry, 0},
		{StatusDeclined, ReasonBlacklistedCustomer, AdviceNeverRetry, 0},
		{StatusDeclined, ReasonInsufficientFund, AdviceAskCardholder, 0},
		{StatusDeclined, ReasonExpiredCard, AdviceAskCardholder, 0},
		{StatusDeclined, ReasonProcessorError, AdviceLookUp, 0},
		{StatusDeclined, ReasonInvalidMerchantConfiguration, AdviceContactSupport, 0},
		{StatusDeclined, ReasonConsumerAuthenticationRequired, AdviceAuthenticate, 0},
		{StatusDeclined, ReasonAVSFailed, AdviceAskCardholder, 0},
		{StatusDeclined, ReasonScoreExceedsThreshold, AdviceNeverRetry, 0},
		{StatusDeclined, "NEVER_HEARD_OF", AdviceAskCardholder, 0},
		{StatusInvalidRequest, ReasonInvalidMerchantConfiguration, AdviceContactSupport, 0},
		{StatusInvalidRequest, ReasonProcessorError, AdviceLookUp, 0},
		{StatusInvalidRequest, ReasonDuplicateRequest, AdviceLookUp, 0},
		{StatusFailed, ReasonIssuerUnavailable, AdviceRetryLater, 5 * time.Minute},
		// An approval that gives a reason contradicts itself, and where the end is open or
		// not known most reasons change nothing.
		{StatusAuthorized, ReasonStolenLostCard, AdviceLookUp, 0},
		{StatusPending, ReasonStolenLostCard, AdviceLookUp, 0},
		{StatusServerError, ReasonIssuerUnavailable, AdviceLookUp, 0},
		{"", ReasonIssuerUnavailable, AdviceRetryLater, 5 * time.Minute}, // no status: the reason of a decline decides
		{"", ReasonDuplicateRequest, AdviceLookUp, 0},
	} {
		t.Run(string(tc.status)+" for "+string(tc.reason), func(t *testing.T) {
			got := answer{status: tc.status, reason: tc.reason}.payment().Outcome()
			if got.Advice != tc.advice || got.RetryAfter != tc.after {
				t.Errorf("got %s after %v, want %s after %v", got.Advice, got.RetryAfter, tc.advice, tc.after)
			}
		})
	}
}

func TestNetworkAdviceIsReadByCardBrand(t *testing.T) {
	const visa, mastercard, maestro, amex, hour = "001", "002", "042", "003", time.Hour
	for _, tc := range []struct {
		name      string
		card      string
		code, raw string
		reason    Reason
		advice    Advice
		after     time.Duration
	}{
		{"Visa: never", visa, "1", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Visa: not now", visa, "2", "", ReasonProcessorDeclined, AdviceRetryLater, 24 * hour},
		{"Visa: data", visa, "3", "", ReasonProcessorDeclined, AdviceFixData, 0},
		{"Visa with two digits: the stricter reading", visa, "03", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Visa knows no Mastercard code", visa, "24", "", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"Mastercard: new account data", mastercard, "01", "", ReasonProcessorDeclined, AdviceFixData, 0},
		{"Mastercard without its zero", mastercard, "1", "", ReasonProcessorDeclined, AdviceFixData, 0},
		{"Mastercard: later", mastercard, "02", "", ReasonProcessorDeclined, AdviceRetryLater, 72 * hour},
		{"Mastercard: do not", mastercard, "03", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Mastercard without its zero: do not", mastercard, "3", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Mastercard: agreement ended", mastercard, "21", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Mastercard: product", mastercard, "22", "", ReasonProcessorDeclined, AdviceContactSupport, 0},
		{"Mastercard: one hour", mastercard, "24", "", ReasonProcessorDeclined, AdviceRetryLater, hour},
		{"Mastercard: one day", mastercard, "25", "", ReasonProcessorDeclined, AdviceRetryLater, 24 * hour},
		{"Mastercard: two days", mastercard, "26", "", ReasonProcessorDeclined, AdviceRetryLater, 2 * 24 * hour},
		{"Mastercard: four days", mastercard, "27", "", ReasonProcessorDeclined, AdviceRetryLater, 4 * 24 * hour},
		{"Mastercard: six days", mastercard, "28", "", ReasonProcessorDeclined, AdviceRetryLater, 6 * 24 * hour},
		{"Mastercard: eight days", mastercard, "29", "", ReasonProcessorDeclined, AdviceRetryLater, 8 * 24 * hour},
		{"Mastercard: ten days", mastercard, "30", "", ReasonProcessorDeclined, AdviceRetryLater, 10 * 24 * hour},
		{"Mastercard: prepaid", mastercard, "40", "", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"Mastercard: sanctions", mastercard, "42", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Mastercard: do not, other number", mastercard, "99", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"Maestro follows Mastercard", maestro, "01", "", ReasonProcessorDeclined, AdviceFixData, 0},
		{"Maestro of the United Kingdom too", "024", "01", "", ReasonProcessorDeclined, AdviceFixData, 0},
		{"another brand: the stricter reading", amex, "1", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"brand not stated: the stricter reading", "", "3", "", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"brand not stated: an unmistakable code", "", "24", "", ReasonProcessorDeclined, AdviceRetryLater, hour},
		{"no advice given", mastercard, "00", "", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"unknown code", mastercard, "77", "", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"raw code behind 79", mastercard, "", "7903", ReasonProcessorDeclined, AdviceNeverRetry, 0},
		{"the code counts before the raw code", mastercard, "24", "7903", ReasonProcessorDeclined, AdviceRetryLater, hour},
		{"other raw codes are the processor's own", mastercard, "", "03", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"raw code behind 79 is Mastercard's for every card", visa, "", "7924", ReasonProcessorDeclined, AdviceRetryLater, hour},
		{"raw code of two digits", mastercard, "", "79", ReasonProcessorDeclined, AdviceAskCardholder, 0},
		{"raw code of three digits", mastercard, "", "793", ReasonProcessorDeclined, AdviceAskCardholder, 0},

		{"the network's wait replaces the reason's", mastercard, "24", "", ReasonIssuerUnavailable, AdviceRetryLater, hour},
		{"the network's never replaces the reason's later", mastercard, "03", "", ReasonIssuerUnavailable, AdviceNeverRetry, 0},
		{"the reason's never stays", mastercard, "24", "", ReasonStolenLostCard, AdviceNeverRetry, 0},
		{"the network's never replaces anything", mastercard, "03", "", ReasonInvalidMerchantConfiguration, AdviceNeverRetry, 0},
		{"the reason's correction stays", mastercard, "24", "", ReasonInvalidCardType, AdviceFixData, 0},
		{"the reason's support stays", mastercard, "24", "", ReasonInvalidMerchantConfiguration, AdviceContactSupport, 0},
		{"the reason's look-up stays", mastercard, "24", "", ReasonProcessorError, AdviceLookUp, 0},
		{"the reason's authentication stays", mastercard, "01", "", ReasonConsumerAuthenticationRequired, AdviceAuthenticate, 0},
		{"without a reason", mastercard, "24", "", "", AdviceRetryLater, hour},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := answer{status: StatusDeclined, reason: tc.reason, cardType: tc.card, code: tc.code, raw: tc.raw}.payment().Outcome()
			if got.Advice != tc.advice || got.RetryAfter != tc.after {
				t.Errorf("got %s after %v, want %s after %v", got.Advice, got.RetryAfter, tc.advice, tc.after)
			}
		})
	}
}

// Approvals of the test system carry the code 01, which would read "never" on a decline.
func TestNetworkAdviceMeansNothingOnAnApproval(t *testing.T) {
	for _, status := range []Status{StatusAuthorized, StatusPartialAuthorized, StatusAuthorizedPendingReview, StatusAuthorizedRiskDeclined, StatusPending, "", StatusInvalidRequest} {
		plain := answer{status: status, cardType: "001", authorized: "1.00"}
		advised := plain
		advised.code, advised.raw = "01", "M001"
		if got, want := advised.payment().Outcome(), plain.payment().Outcome(); got != want {
			t.Errorf("status %q: got %+v, want %+v", status, got, want)
		}
	}
}

func TestBrandIsFoundWhereverTheAnswerStatesIt(t *testing.T) {
	card := func(brand string) *CreatePaymentResponsePaymentAccountInformationCard {
		return &CreatePaymentResponsePaymentAccountInformationCard{Type: brand}
	}
	token := &CreatePaymentResponsePaymentAccountInformationTokenizedCard{Type: "002"}
	for name, method := range map[string]*CreatePaymentResponsePaymentInformation{
		"card":                             {Card: card("002")},
		"token":                            {TokenizedCard: token},
		"token beside a meaningless card":  {Card: card("CARD"), TokenizedCard: token},
		"card beside a token without type": {Card: card("002"), TokenizedCard: &CreatePaymentResponsePaymentAccountInformationTokenizedCard{}},
	} {
		t.Run(name, func(t *testing.T) {
			r := answer{status: StatusDeclined, code: "01"}.payment()
			r.PaymentAccountInformation, r.PaymentInformation = nil, method
			if got := r.Outcome().Advice; got != AdviceFixData {
				t.Errorf("got %s, want Mastercard's meaning of 01", got)
			}
		})
	}
}
