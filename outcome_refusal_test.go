package cybersource

import "testing"

func TestRefusalAnswersTwoQuestions(t *testing.T) {
	field := func(name string, reason Reason) ErrorInformationDetails {
		return ErrorInformationDetails{Field: name, Reason: reason}
	}
	for _, tc := range []struct {
		operation      string
		reason         Reason
		details        []ErrorInformationDetails
		own            bool
		moved, earlier bool
	}{
		{"CreatePayment", ReasonInvalidAmount, nil, false, false, false},
		{"IncrementAuth", ReasonInvalidAmount, nil, false, false, false},
		{"CapturePayment", ReasonInvalidAmount, nil, true, false, true},
		{"RefundCapture", ReasonInvalidAmount, nil, true, false, true},
		{"CreateCredit", ReasonInvalidAmount, nil, true, false, true},
		{"MitReversal", ReasonInvalidAmount, nil, true, false, true},
		{"VoidRefund", ReasonInvalidAmount, nil, true, false, true},
		{"VoidCapture", ReasonMissingField, nil, false, false, false},
		{"CreatePayment", ReasonCardTypeNotAccepted, nil, false, false, false},
		{"CreatePayment", "DEBIT_CARD_USEAGE_EXCEEDD_LIMIT", nil, false, false, false},
		{"CreatePayment", "DEBIT_CARD_USAGE_EXCEEDED_LIMIT", nil, false, false, false},
		{"CreatePayment", "INVALID_OR_MISSING_CONFIG", nil, false, false, false},
		{"CreatePayment", "REASON_OF_TOMORROW", nil, true, false, true},
		{"CreatePayment", "", nil, true, false, true},
		{"CreatePayment", ReasonDuplicateRequest, nil, true, false, true},
		{"CreatePayment", ReasonServerTimeout, nil, true, true, true},
		{"CreatePayment", ReasonProcessorUnavailable, nil, true, true, true},
		{"VoidCapture", ReasonNotVoidable, nil, true, false, true},
		{"AuthReversal", ReasonAuthAlreadyReversed, nil, true, false, true},

		{"CreatePayment", ReasonInvalidData, nil, true, false, false},
		{"CreatePayment", ReasonInvalidData, nil, false, false, true},
		{"CapturePayment", ReasonInvalidData, nil, true, false, true},
		{"CapturePayment", ReasonInvalidData, []ErrorInformationDetails{field("orderInformation.amountDetails.currency", ReasonInvalidData)}, false, false, false},
		{"CapturePayment", ReasonInvalidData, []ErrorInformationDetails{field("id", ReasonInvalidData)}, true, false, true},
		{"CreatePayment", ReasonInvalidData, []ErrorInformationDetails{field("clientReferenceInformation.transactionId", "")}, true, false, true},
		{"CreatePayment", ReasonInvalidData, []ErrorInformationDetails{field("", ReasonInvalidData)}, true, false, true},
		{"CreatePayment", ReasonMissingField, []ErrorInformationDetails{field("clientReferenceInformation.transactionId", ReasonInvalidData)}, true, false, true},
		{"MitVoid", ReasonMissingField, []ErrorInformationDetails{field("clientReferenceInformation.transactionId", ReasonMissingField)}, false, false, false},
		{"CreatePayment", ReasonMissingField, []ErrorInformationDetails{field("a", ReasonServerTimeout)}, true, true, true},
	} {
		rule := refusalOf(tc.operation, tc.reason, tc.details, tc.own)
		if rule.mayHaveMoved != tc.moved || rule.earlierMayStand != tc.earlier || (rule.advice == AdviceLookUp) == rule.certain() {
			t.Errorf("%s, %s %v: %+v", tc.operation, tc.reason, tc.details, rule)
		}
	}
}

func TestStatusOutweighsTheHTTPStatusIfItShowsProcessing(t *testing.T) {
	for status, want := range map[Status]bool{
		StatusAuthorized: true, StatusPending: true, StatusServerError: true, StatusAuthorizedRiskDeclined: true, StatusVoided: true,
		StatusInvalidRequest: false, StatusDeclined: false, "": false, "404": false, "UNKNOWN_STATUS": false,
	} {
		if got := statusShowsProcessing("CreatePayment", status); got != want {
			t.Errorf("%q: %t", status, got)
		}
	}
}

func TestWordsOfAnOutcomeAreReadAsTheyAreWritten(t *testing.T) {
	mustReadWords[OutcomeKind](t, len(outcomeKindWords))
	mustReadWords[Money](t, len(moneyWords))
	mustReadWords[UndoCall](t, len(undoWords))
	mustReadWords[Advice](t, len(adviceWords))
	kind := OutcomeApproved
	if err := kind.UnmarshalText([]byte("aproved")); err == nil || kind != OutcomeApproved {
		t.Errorf("got %v, %s", err, kind)
	}
}

func mustReadWords[T ~uint8, P interface {
	*T
	MarshalText() ([]byte, error)
	UnmarshalText([]byte) error
}](t *testing.T, count int) {
	t.Helper()
	for i := range count {
		want, got := T(i), T(0)
		text, err := P(&want).MarshalText()
		if err == nil {
			err = P(&got).UnmarshalText(text)
		}
		if err != nil || got != want {
			t.Errorf("%s: %v, %d became %d", text, err, want, got)
		}
	}
}
