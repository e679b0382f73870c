package cybersource

import (
	"encoding/json"
	"fmt"
	"testing"
)

// enrolmentOf is the answer of an enrolment check, read from JSON.
func enrolmentOf(t *testing.T, status, info, rest string) *CheckPayerAuthEnrollmentResponse {
	t.Helper()
	return readAnswer[CheckPayerAuthEnrollmentResponse](t, status, info, rest)
}

func validationOf(t *testing.T, status, info, rest string) *ValidateAuthenticationResultsResponse {
	t.Helper()
	return readAnswer[ValidateAuthenticationResultsResponse](t, status, info, rest)
}

func readAnswer[Answer any](t *testing.T, status, info, rest string) *Answer {
	t.Helper()
	answer := new(Answer)
	text := fmt.Sprintf(`{"status":%q,"consumerAuthenticationInformation":{%s}%s}`, status, info, rest)
	if err := json.Unmarshal([]byte(text), answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// verdictText is an outcome in one line.
func (o AuthenticationOutcome) verdictText() string {
	return fmt.Sprintf("%s; %s; %s; %s", o.Result, o.Liability, o.MayAuthorize, o.Advice)
}

const (
	visaY     = `"veresEnrolled":"Y","paresStatus":"Y","eciRaw":"05","eci":"05","ecommerceIndicator":"vbv","cavv":"AAAB"`
	required  = `,"errorInformation":{"reason":"CONSUMER_AUTHENTICATION_REQUIRED"}`
	notPassed = `,"errorInformation":{"reason":"CONSUMER_AUTHENTICATION_FAILED"}`
	nothing   = "unknown; not shifted; no; authenticate"
)

// The decision table of the enrolment check, row by row, and what fits no row.
func TestEnrolmentCheckOutcomes(t *testing.T) {
	for _, tc := range []struct{ name, status, info, rest, want string }{
		{"frictionless", "AUTHENTICATION_SUCCESSFUL", visaY, "", "authenticated; shifted; yes; none"},
		{"attempted", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"Y","paresStatus":"A","eciRaw":"06","ecommerceIndicator":"vbv_attempted"`, "", "attempted; shifted; yes; none"},
		{"unavailable", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"Y","paresStatus":"U","eciRaw":"07","ecommerceIndicator":"internet"`, "", "unavailable; not shifted; without shift; none"},
		{"not available", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"U","ecommerceIndicator":"internet"`, "", "unavailable; not shifted; without shift; none"},
		{"error of the look-up", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"U","directoryServerErrorCode":"101","ecommerceIndicator":"vbv_failure"`, "", "error; not shifted; without shift; none"},
		{"time-out of the look-up", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"U","directoryServerErrorCode":"402"`, "", "error; not shifted; without shift; none"},
		{"bypassed", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"B"`, "", "bypassed; not shifted; without shift; none"},
		{"failed", "AUTHENTICATION_FAILED", `"veresEnrolled":"Y","paresStatus":"N"`, notPassed, "failed; not shifted; no; ask cardholder"},
		{"rejected", "AUTHENTICATION_FAILED", `"veresEnrolled":"Y","paresStatus":"R"`, notPassed, "rejected; not shifted; no; ask cardholder"},
		{"challenge", "PENDING_AUTHENTICATION", `"veresEnrolled":"Y","paresStatus":"C","challengeRequired":"N"`, required, "challenge required; not shifted; no; authenticate"},
		{"challenge without a paresStatus", "PENDING_AUTHENTICATION", `"veresEnrolled":"Y"`, required, "challenge required; not shifted; no; authenticate"},

		// Successful, and not authenticated all the same.
		{"data only, with the indicator of an authentication", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"Y","paresStatus":"U","eciRaw":"04","ucafCollectionIndicator":"4","ucafAuthenticationData":"AAAB","ecommerceIndicator":"spa"`,
			`,"paymentInformation":{"card":{"type":"MASTERCARD"}}`, "unavailable; not shifted; without shift; none"},
		{"nothing but an ECI", "AUTHENTICATION_SUCCESSFUL", `"eciRaw":"05","ecommerceIndicator":"vbv"`, "", "unavailable; not shifted; without shift; none"},
		{"nothing at all", "AUTHENTICATION_SUCCESSFUL", "", "", "unavailable; not shifted; without shift; none"},
		{"not enrolled", "AUTHENTICATION_SUCCESSFUL", `"veresEnrolled":"N","eciRaw":"06","ecommerceIndicator":"vbv_attempted"`, "", "unavailable; not shifted; without shift; none"},
		{"a new paresStatus", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"I","eciRaw":"05","ecommerceIndicator":"vbv"`, "", "unknown; not shifted; without shift; none"},
		{"failed without a paresStatus", "AUTHENTICATION_FAILED", "", notPassed, "failed; not shifted; no; ask cardholder"},
		{"failed as unavailable, without a challenge", "AUTHENTICATION_FAILED", `"paresStatus":"U"`, notPassed, "error; not shifted; no; ask cardholder"},

		// Contradictions.
		{"successful, with a failure", "AUTHENTICATION_SUCCESSFUL", visaY, notPassed, "unknown; not shifted; no; ask cardholder"},
		{"successful, and failed", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"N","eciRaw":"05","ecommerceIndicator":"vbv"`, "", nothing},
		{"successful, and rejected", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"R"`, "", nothing},
		{"successful, with a challenge to come", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"C","eciRaw":"05","ecommerceIndicator":"vbv"`, "", nothing},
		{"failed, and authenticated", "AUTHENTICATION_FAILED", visaY, notPassed, nothing},
		{"two statuses", "AUTHENTICATION_SUCCESSFUL", visaY, `,"status":"AUTHENTICATION_FAILED"`, nothing},
		{"two results", "AUTHENTICATION_SUCCESSFUL", visaY, `,"consumerAuthenticationInformation":{"paresStatus":"N"}`, nothing},
		{"two values of paresStatus", "AUTHENTICATION_SUCCESSFUL", visaY + `,"paresStatus":"N"`, "", nothing},

		// No result.
		{"no status", "", visaY, "", nothing},
		{"a new status", "AUTHENTICATION_DREAMT", visaY, "", nothing},
		{"a payment's status", "AUTHORIZED", visaY, "", nothing},
		{"a refusal with HTTP 201", "INVALID_REQUEST", "", `,"errorInformation":{"reason":"INVALID_MERCHANT_CONFIGURATION"}`, "unknown; not shifted; no; contact support"},
		{"a failure with HTTP 201", "SERVER_ERROR", "", `,"errorInformation":{"reason":"SYSTEM_ERROR"}`, nothing},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := enrolmentOf(t, tc.status, tc.info, tc.rest).Outcome().verdictText(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// The decision table of the validation, and what fits no row.
func TestValidationOutcomes(t *testing.T) {
	for _, tc := range []struct{ name, status, info, rest, want string }{
		{"passed", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"Y","eciRaw":"05","indicator":"vbv"`, "", "authenticated; shifted; yes; none"},
		{"passed, Mastercard", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"Y","ucafCollectionIndicator":"2","indicator":"spa"`, `,"paymentInformation":{"card":{"type":"MASTERCARD"}}`, "authenticated; shifted; yes; none"},
		{"not passed", "AUTHENTICATION_FAILED", `"paresStatus":"N"`, notPassed, "failed; not shifted; no; ask cardholder"},
		{"unavailable", "AUTHENTICATION_SUCCESSFUL", `"paresStatus":"U","eciRaw":"07","indicator":"internet"`, "", "unavailable; not shifted; without shift; authenticate"},
		{"error", "AUTHENTICATION_FAILED", `"paresStatus":"U"`, notPassed, "error; not shifted; without shift; ask cardholder"},
		{"rejected", "AUTHENTICATION_FAILED", `"paresStatus":"R"`, notPassed, "rejected; not shifted; no; ask cardholder"},
		{"not finished yet", "PENDING_AUTHENTICATION", "", required, "challenge required; not shifted; no; authenticate"},
		{"successful, and nothing that says so", "AUTHENTICATION_SUCCESSFUL", `"indicator":"internet","ucafCollectionIndicator":"0"`, "", "unavailable; not shifted; without shift; authenticate"},
		{"no status", "", `"paresStatus":"Y","eciRaw":"05","indicator":"vbv"`, "", nothing},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := validationOf(t, tc.status, tc.info, tc.rest).Outcome().verdictText(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// An authenticated payer, and all that decides about liability.
func TestLiabilityOfAnAuthenticatedPayer(t *testing.T) {
	for _, tc := range []struct {
		name, cardType, raw, eci, ucaf, indicator string
		want                                      Liability
	}{
		{"Visa", "001", "05", "", "", "vbv", LiabilityShifted},
		{"Visa by name", "VISA", "05", "05", "", "vbv", LiabilityShifted},
		{"Visa, no indicator", "VISA", "05", "", "", "", LiabilityShifted},
		{"Visa, ECI not raw", "001", "", "06", "", "vbv_attempted", LiabilityShifted},
		{"Visa, no ECI", "001", "", "", "", "vbv", LiabilityNotShifted},
		{"Visa, ECI of a failure", "001", "07", "", "", "vbv", LiabilityNotShifted},
		{"Visa, ECI of Mastercard", "001", "02", "", "", "vbv", LiabilityNotShifted},
		{"Visa, two ECIs", "001", "05", "07", "", "vbv", LiabilityNotShifted},
		{"Visa, sent as internet", "001", "05", "05", "", "internet", LiabilityNotShifted},
		{"Visa, a failure of the network", "001", "05", "05", "", "vbv_failure", LiabilityNotShifted},
		{"Visa, indicator of another network", "001", "05", "05", "", "js", LiabilityNotShifted},
		{"Mastercard", "002", "02", "", "2", "spa", LiabilityShifted},
		{"Mastercard, attempted", "MASTERCARD", "01", "", "1", "spa", LiabilityShifted},
		{"Mastercard, its own indicator alone", "002", "", "", "2", "spa", LiabilityShifted},
		{"Mastercard, its own indicator says no", "002", "02", "", "0", "spa", LiabilityNotShifted},
		{"Mastercard, ECI of Visa", "002", "05", "", "", "spa", LiabilityNotShifted},
		{"Mastercard, data only", "002", "04", "", "4", "spa", LiabilityNotShifted},
		{"American Express", "AMERICAN EXPRESS", "05", "", "", "aesk", LiabilityShifted},
		{"Discover", "004", "06", "", "", "dipb_attempted", LiabilityShifted},
		{"Diners Club", "005", "05", "", "", "pb", LiabilityShifted},
		{"JCB", "007", "05", "", "", "js", LiabilityShifted},
		{"no type", "", "05", "", "", "vbv", LiabilityShifted},
		{"a general type", "CARD", "05", "", "", "vbv", LiabilityShifted},
		{"no type, no indicator", "", "05", "", "", "", LiabilityNotShifted},
		{"no type, a general indicator", "CARD", "05", "", "", "internet", LiabilityNotShifted},
		{"no type, a new indicator", "", "05", "", "", "moonshine", LiabilityNotShifted},
		{"UnionPay", "062", "05", "", "", "up3ds", LiabilityUnknown},
		{"Cartes Bancaires", "036", "05", "", "", "vbv", LiabilityUnknown},
		{"Maestro by name", "MAESTRO", "02", "", "2", "spa", LiabilityUnknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			info := fmt.Sprintf(`"paresStatus":"Y","eciRaw":%q,"eci":%q,"ucafCollectionIndicator":%q,"ecommerceIndicator":%q`, tc.raw, tc.eci, tc.ucaf, tc.indicator)
			card := fmt.Sprintf(`,"paymentInformation":{"card":{"type":%q}}`, tc.cardType)
			o := enrolmentOf(t, "AUTHENTICATION_SUCCESSFUL", info, card).Outcome()
			if o.Liability != tc.want || (o.MayAuthorize == AuthorizeYes) != (tc.want == LiabilityShifted) || o.MayAuthorize == AuthorizeNo {
				t.Errorf("got %s", o.verdictText())
			}
		})
	}
}

func TestAuthenticationOutcomeOfNoAnswerAuthorizesNothing(t *testing.T) {
	var enrolment *CheckPayerAuthEnrollmentResponse
	var validation *ValidateAuthenticationResultsResponse
	for _, o := range []AuthenticationOutcome{enrolment.Outcome(), validation.Outcome(), {}} {
		if o.Result != ResultUnknown || o.MayAuthorize != AuthorizeNo || o.Liability == LiabilityShifted {
			t.Errorf("got %s", o.verdictText())
		}
	}
	if o := new(CheckPayerAuthEnrollmentResponse).Outcome(); o.verdictText() != nothing {
		t.Errorf("got %s", o.verdictText())
	}
}

// Outcomes can be stored: their words are read as they are written.
func TestAuthenticationOutcomeIsReadAsItWasWritten(t *testing.T) {
	want := AuthenticationOutcome{
		Result: ResultChallengeRequired, Reason: ReasonConsumerAuthenticationRequired,
		Liability: LiabilityNotShifted, MayAuthorize: AuthorizeWithoutShift, Advice: AdviceAuthenticate,
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const wantText = `{"Result":"challenge required","Reason":"CONSUMER_AUTHENTICATION_REQUIRED","Liability":"not shifted","MayAuthorize":"without shift","Advice":"authenticate"}`
	if string(text) != wantText {
		t.Errorf("got %s", text)
	}
	var got AuthenticationOutcome
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{`{"Result":"sunny"}`, `{"Liability":"maybe"}`, `{"MayAuthorize":"please"}`} {
		if json.Unmarshal([]byte(bad), &got) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
