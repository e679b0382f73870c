package simulator

import (
	"slices"
	"testing"
)

// publishedStatuses are the statuses of createPayment that are documented or were seen.
var publishedStatuses = []string{
	"AUTHORIZED", "PARTIAL_AUTHORIZED", "AUTHORIZED_PENDING_REVIEW", "AUTHORIZED_RISK_DECLINED",
	"PENDING_AUTHENTICATION", "PENDING_REVIEW", "DECLINED", "INVALID_REQUEST", "PENDING", "AUTHENTICATION_FAILED",
	"AUTHENTICATION_SUCCESSFUL", "SETTLED", "COMPLETED", "CREATED", "FAILED", "REVERSED", "TRANSMITTED",
	"SUCCEEDED", "VOIDED", "CANCELLED", "REJECTED",
}

// publishedReasons are the reasons that are documented or were seen, by HTTP status.
var publishedReasons = map[int][]string{
	201: {
		"AVS_FAILED", "CV_FAILED", "CONTACT_PROCESSOR", "EXPIRED_CARD", "PROCESSOR_DECLINED", "INSUFFICIENT_FUND",
		"STOLEN_LOST_CARD", "ISSUER_UNAVAILABLE", "UNAUTHORIZED_CARD", "CVN_NOT_MATCH", "EXCEEDS_CREDIT_LIMIT",
		"INVALID_CVN", "DECLINED_CHECK", "BLACKLISTED_CUSTOMER", "SUSPENDED_ACCOUNT", "BLOCKED_BY_CARDHOLDER",
		"PAYMENT_REFUSED", "INVALID_ACCOUNT", "GENERAL_DECLINE", "PROCESSOR_ERROR", "INVALID_MERCHANT_CONFIGURATION",
		"ALLOWABLE_PIN_RETRIES_EXCEEDED", "SCORE_EXCEEDS_THRESHOLD", "DECISION_PROFILE_REJECT", "DECISION_PROFILE_REVIEW",
		"DECISION_PROFILE_CHALLENGE", "CONSUMER_AUTHENTICATION_REQUIRED", "PENDING_AUTHENTICATION",
		"CONSUMER_AUTHENTICATION_FAILED", "ACH_VERIFICATION_FAILED", "CUSTOMER_WATCHLIST_MATCH",
		"ADDRESS_COUNTRY_WATCHLIST_MATCH", "EMAIL_COUNTRY_WATCHLIST_MATCH", "IP_COUNTRY_WATCHLIST_MATCH",
		"DAGGREJECTED", "DAGGDENIED", "DSYSREJECTED", "ACCOUNT_NOT_ALLOWED_CNP",
	},
	400: {
		"MISSING_FIELD", "INVALID_DATA", "DUPLICATE_REQUEST", "INVALID_CARD", "INVALID_CARD_TYPE",
		"CARD_TYPE_NOT_ACCEPTED", "INVALID_MERCHANT_CONFIGURATION", "PROCESSOR_UNAVAILABLE", "INVALID_AMOUNT",
		"INVALID_PAYMENT_ID", "MISSING_AUTH", "AUTH_ALREADY_REVERSED", "TRANSACTION_ALREADY_SETTLED",
		"TRANSACTION_ALREADY_REVERSED_OR_SETTLED", "NOT_VOIDABLE", "EXCEEDS_AUTH_AMOUNT", "NOT_SUPPORTED",
		"DEBIT_CARD_USEAGE_EXCEEDD_LIMIT", "CONSUMER_AUTHENTICATION_FAILED",
	},
	502: {"SYSTEM_ERROR", "SERVER_TIMEOUT", "SERVICE_TIMEOUT", "INVALID_OR_MISSING_CONFIG"},
}

func TestReasonsCanAllBeProvokedByAnAmount(t *testing.T) {
	seen := map[int][]string{}
	for _, row := range triggerTable {
		if row.amount == "" || row.reason == "" {
			continue
		}
		r := newGateway(t, Options{}).pay(cardPayment(t, with{amountsPath + "totalAmount": row.amount, cardPath + "securityCode": "123"}))
		seen[r.status] = append(seen[r.status], r.reason())
	}
	for http, reasons := range publishedReasons {
		for _, reason := range reasons {
			if !slices.Contains(seen[http], reason) {
				t.Errorf("no amount gives HTTP %d %s", http, reason)
			}
		}
	}
}

func TestReasonsCanAllBeScripted(t *testing.T) {
	for http, reasons := range publishedReasons {
		for _, reason := range reasons {
			g := newGateway(t, Options{})
			script(t, g, Step{Reason: reason, HTTPStatus: http})
			r := g.pay(cardPayment(t))
			if r.status != http || r.reason() != reason {
				t.Errorf("%d %s: got %d %s", http, reason, r.status, r.reason())
			}
			if r.text("message")+r.text("errorInformation.message") == "" {
				t.Errorf("%d %s has no message", http, reason)
			}
			if r.text("status") == "" {
				t.Errorf("%d %s has no status", http, reason)
			}
		}
	}
}

func TestStatusesCanAllBeScripted(t *testing.T) {
	for _, status := range publishedStatuses {
		g := newGateway(t, Options{})
		script(t, g, Step{Status: status, HTTPStatus: 201})
		if r := g.pay(cardPayment(t)); r.status != 201 || r.text("status") != status {
			t.Errorf("%s: got %d %s", status, r.status, r.text("status"))
		}
	}
}

// outcomes are triggers and what is known to come of them.
var outcomes = []struct {
	name           string
	profile        string
	change         with
	http           int
	status, reason string
	response       string
}{
	{"any ordinary amount", "", with{amountsPath + "totalAmount": "20"}, 201, "AUTHORIZED", "", "100"},
	{"approved with another code", "", with{amountsPath + "totalAmount": "164.00"}, 201, "AUTHORIZED", "", "164"},
	{"call the issuer", "", with{amountsPath + "totalAmount": "401"}, 201, "AUTHORIZED_PENDING_REVIEW", "CONTACT_PROCESSOR", "401"},
	{"declined", "", with{amountsPath + "totalAmount": "1500"}, 201, "DECLINED", "PROCESSOR_DECLINED", "303"},
	{"system error", "", with{amountsPath + "totalAmount": "2000"}, 502, "SERVER_ERROR", "SYSTEM_ERROR", ""},
	{"no such account", "", with{amountsPath + "totalAmount": "2201"}, 201, "DECLINED", "INVALID_ACCOUNT", "201"},
	{"general decline", "", with{amountsPath + "totalAmount": "2234"}, 201, "DECLINED", "GENERAL_DECLINE", "234"},
	{"another system error", "", with{amountsPath + "totalAmount": "2236"}, 502, "SERVER_ERROR", "SYSTEM_ERROR", ""},
	{"address does not match", "", with{amountsPath + "totalAmount": "2836"}, 201, "AUTHORIZED_PENDING_REVIEW", "AVS_FAILED", "100"},
	{"security code does not match", "", with{amountsPath + "totalAmount": "1", cardPath + "securityCode": "2222"}, 201, "AUTHORIZED_PENDING_REVIEW", "CV_FAILED", "100"},
	{"security code matches", "", with{amountsPath + "totalAmount": "1", cardPath + "securityCode": "1111"}, 201, "AUTHORIZED", "", "100"},
	{"postal code fails a card check", "", with{amountsPath + "totalAmount": "0", billToPath + "postalCode": "28650"}, 201, "AUTHORIZED_PENDING_REVIEW", "AVS_FAILED", "100"},
	{"postal code passes a card check", "", with{amountsPath + "totalAmount": "0", billToPath + "postalCode": "28660"}, 201, "AUTHORIZED", "", "100"},
	{"postal code acts on card checks only", "", with{amountsPath + "totalAmount": "5", billToPath + "postalCode": "28650"}, 201, "AUTHORIZED", "", "100"},
	{"default honours Visa Platform Connect", "", with{amountsPath + "totalAmount": "4005"}, 201, "DECLINED", "PROCESSOR_DECLINED", "05"},
	{"default honours TSYS", "", with{amountsPath + "totalAmount": "2051"}, 201, "DECLINED", "INSUFFICIENT_FUND", "51"},
	{"default leaves everyday amounts alone", "", with{amountsPath + "totalAmount": "40.00"}, 201, "AUTHORIZED", "", "100"},
	{"Visa Platform Connect does not", ProfileVisaPlatformConnect, with{amountsPath + "totalAmount": "40.00"}, 201, "AUTHORIZED_PENDING_REVIEW", "AVS_FAILED", "00"},
	{"Visa Platform Connect ignores the default", ProfileVisaPlatformConnect, with{amountsPath + "totalAmount": "2201"}, 201, "AUTHORIZED", "", "00"},
	{"Visa Platform Connect card check", ProfileVisaPlatformConnect, with{amountsPath + "totalAmount": "0", cardPath + "securityCode": "002"}, 201, "AUTHORIZED_PENDING_REVIEW", "CV_FAILED", "00"},
	{"TSYS timeout", ProfileTSYS, with{amountsPath + "totalAmount": "2091"}, 502, "SERVER_ERROR", "SERVER_TIMEOUT", ""},
	{"TSYS lost card", ProfileTSYS, with{amountsPath + "totalAmount": "2041"}, 201, "DECLINED", "STOLEN_LOST_CARD", "41"},
	{"set-up at the processor", ProfileTSYS, with{amountsPath + "totalAmount": "2003"}, 400, "INVALID_REQUEST", "INVALID_MERCHANT_CONFIGURATION", ""},
	{"refused with an id", "", with{amountsPath + "totalAmount": "9234.50"}, 201, "INVALID_REQUEST", "INVALID_MERCHANT_CONFIGURATION", ""},
	{"review before the authorization", "", with{amountsPath + "totalAmount": "9480.50"}, 201, "PENDING_REVIEW", "DECISION_PROFILE_REVIEW", ""},
	{"risk rules are skipped", "", with{amountsPath + "totalAmount": "9481", "processingInformation.actionList": "DECISION_SKIP"}, 201, "AUTHORIZED", "", "100"},
	{"failed address check is waived", "", with{amountsPath + "totalAmount": "2836", "processingInformation.authorizationOptions.ignoreAvsResult": "true"}, 201, "AUTHORIZED", "", "100"},
	{"failed code check is waived", "", with{amountsPath + "totalAmount": "9230", "processingInformation.authorizationOptions.ignoreCvResult": true}, 201, "AUTHORIZED", "", "100"},
	{"a reason in no list", "", with{amountsPath + "totalAmount": "9909"}, 201, "DECLINED", "REASON_OF_TOMORROW", ""},
	{"a status in no list", "", with{amountsPath + "totalAmount": "9910"}, 201, "STATUS_OF_TOMORROW", "", ""},
	{"card of 17 digits", "", with{cardPath + "number": "42423482938483873"}, 201, "DECLINED", "INVALID_ACCOUNT", ""},
	{"card with a wrong check digit", "", with{cardPath + "number": "4111111111111112"}, 201, "DECLINED", "INVALID_ACCOUNT", ""},
	{"card that expired last month", "", with{cardPath + "expirationMonth": "10", cardPath + "expirationYear": "2026"}, 201, "DECLINED", "EXPIRED_CARD", ""},
	{"card that expires this month", "", with{cardPath + "expirationMonth": "11", cardPath + "expirationYear": "2026"}, 201, "AUTHORIZED", "", "100"},
	{"card type that contradicts the number", "", with{cardPath + "type": "002"}, 400, "INVALID_REQUEST", "INVALID_CARD_TYPE", ""},
	{"card of no known brand", "", with{cardPath + "number": "9111111111111111"}, 400, "INVALID_REQUEST", "CARD_TYPE_NOT_ACCEPTED", ""},
}

func TestTriggersGiveWhatIsKnown(t *testing.T) {
	for _, tc := range outcomes {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{Profile: tc.profile}).pay(cardPayment(t, tc.change))
			expectOutcome(t, r, tc.http, tc.status, tc.reason)
			expect(t, r.document, map[string]string{"processorInformation.responseCode": tc.response})
		})
	}
}

func TestBankAccountsAreTriggers(t *testing.T) {
	g := newGateway(t, Options{})
	refused := with{bankPath + "routingNumber": "121107882", bankPath + "account.number": "550111"}
	expectOutcome(t, g.pay(checkPayment(t, refused)), 201, "DECLINED", "PROCESSOR_DECLINED")
	expectOutcome(t, g.pay(checkPayment(t, with{amountsPath + "totalAmount": "9220"})), 201, "DECLINED", "DECLINED_CHECK")
	published := with{amountsPath + "totalAmount": "2201", bankPath + "account.number": "4200"}
	expectOutcome(t, g.pay(checkPayment(t, published)), 201, "PENDING", "")
	expectOutcome(t, g.pay(bankTransfer(t, with{amountsPath + "totalAmount": "9223"})), 201, "DECLINED", "PAYMENT_REFUSED")
}

func TestOrderOfTheTableDoesNotMatter(t *testing.T) {
	g := newGateway(t, Options{})
	slices.Reverse(g.triggers)
	partial := with{amountsPath + "totalAmount": "6003", "processingInformation.authorizationOptions.partialAuthIndicator": true}
	expectOutcome(t, g.pay(cardPayment(t, partial)), 201, "PARTIAL_AUTHORIZED", "")
	expectOutcome(t, g.pay(checkPayment(t, with{amountsPath + "totalAmount": "9220"})), 201, "DECLINED", "DECLINED_CHECK")
}

func TestResultsOfChecksAreShown(t *testing.T) {
	for _, tc := range []struct {
		name string
		body with
		want map[string]string
	}{
		{"address", with{amountsPath + "totalAmount": "2837"}, map[string]string{"processorInformation.avs.code": "R", "processorInformation.avs.codeRaw": "IS"}},
		{"address without a raw code", with{amountsPath + "totalAmount": "2835.5"}, map[string]string{"processorInformation.avs.code": "1", "processorInformation.avs.codeRaw": ""}},
		{"security code", with{amountsPath + "totalAmount": "1", cardPath + "securityCode": "6666"}, map[string]string{"processorInformation.cardVerification.resultCode": "I"}},
		{"no result", with{amountsPath + "totalAmount": "1", cardPath + "securityCode": "8888"}, map[string]string{"processorInformation.cardVerification.resultCode": ""}},
		{"advice", with{amountsPath + "totalAmount": "9203.24"}, map[string]string{"processorInformation.merchantAdvice.code": "24"}},
		{"risk", with{amountsPath + "totalAmount": "9400"}, map[string]string{"riskInformation.score.result": "84", "embeddedActions.DECISION.status": "REJECTED"}},
		{"watchlist", with{amountsPath + "totalAmount": "9701"}, map[string]string{"embeddedActions.WATCHLIST_SCREENING.reason": "ADDRESS_COUNTRY_WATCHLIST_MATCH"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			expect(t, newGateway(t, Options{}).pay(cardPayment(t, tc.body)).document, tc.want)
		})
	}
}

func TestFailureMayHideAnApproval(t *testing.T) {
	for _, tc := range []struct {
		name, amount string
		body         func(*testing.T, ...with) []byte
		status       string
		holds        bool
	}{
		{"nothing happened", "9151", cardPayment, "SERVER_ERROR", false},
		{"only the answer was lost", "9151.50", cardPayment, "AUTHORIZED", true},
		{"a check was taken", "9151.50", checkPayment, "PENDING", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			r := g.pay(tc.body(t, with{amountsPath + "totalAmount": tc.amount}))
			expectOutcome(t, r, 502, "SERVER_ERROR", "SERVER_TIMEOUT")
			found, ok := g.Lookup(r.id())
			if !ok || found.Status != tc.status || found.HoldsFunds() != tc.holds || found.HTTPStatus != 502 {
				t.Errorf("got %+v, %v", found, ok)
			}
		})
	}
}
