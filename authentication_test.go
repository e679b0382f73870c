package cybersource

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// authenticated is a payer who needed no challenge.
func authenticated(t *testing.T, info, card string) Authentication {
	t.Helper()
	return Authentication{
		Enrolment: enrolmentOf(t, "AUTHENTICATION_SUCCESSFUL", info, `,"paymentInformation":{"card":{"type":"`+card+`"}}`),
		Amount:    "102.21", Currency: "USD",
	}
}

const challengeID = "ROTq7M1NVxk5FzKd0mX0"

// challenged is a payer who has passed a challenge.
func challenged(t *testing.T, info string) Authentication {
	t.Helper()
	return Authentication{
		Enrolment: enrolmentOf(t, "PENDING_AUTHENTICATION",
			`"veresEnrolled":"Y","paresStatus":"C","authenticationTransactionId":"`+challengeID+`","specificationVersion":"2.2.0","directoryServerTransactionId":"ds-1"`, required),
		Amount: "102.21", Currency: "USD",
		ValidationRequest: &ValidateAuthenticationResultsRequest{
			OrderInformation:                  &ValidateAuthenticationResultsOrderInformation{AmountDetails: &PayerAuthOrderInformationAmountDetails{TotalAmount: "102.210", Currency: "usd"}},
			ConsumerAuthenticationInformation: &ValidateAuthenticationResultsConsumerAuthenticationInformation{AuthenticationTransactionID: challengeID},
		},
		Validation: validationOf(t, "AUTHENTICATION_SUCCESSFUL", info, ""),
	}
}

// paymentToAuthenticate is for the amount that was authenticated.
func paymentToAuthenticate() *CreatePaymentRequest {
	return &CreatePaymentRequest{
		ProcessingInformation: &ProcessingInformation{Capture: new(true)},
		OrderInformation:      &OrderInformation{AmountDetails: &OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
	}
}

// What goes from the answers to the payment: the table of the guide.
func TestResultIsAddedToThePayment(t *testing.T) {
	for _, tc := range []struct {
		name           string
		authentication Authentication
		want           string // commerce indicator, then the members of consumerAuthenticationInformation
	}{
		{"Visa", authenticated(t, visaY+`,"xid":"WElE","specificationVersion":"2.2.0","directoryServerTransactionId":"ds-1"`, "VISA"),
			`vbv {"cavv":"AAAB","paresStatus":"Y","veresEnrolled":"Y","xid":"WElE","directoryServerTransactionId":"ds-1","paSpecificationVersion":"2.2.0"}`},
		{"Mastercard", authenticated(t, `"veresEnrolled":"Y","paresStatus":"Y","eciRaw":"02","ecommerceIndicator":"spa","cavv":"AAAB","ucafAuthenticationData":"VUNB","ucafCollectionIndicator":"2"`, "MASTERCARD"),
			`spa {"paresStatus":"Y","veresEnrolled":"Y","ucafCollectionIndicator":"2","ucafAuthenticationData":"VUNB"}`},
		{"Mastercard, data only", authenticated(t, `"veresEnrolled":"Y","paresStatus":"U","eciRaw":"04","ecommerceIndicator":"spa","ucafAuthenticationData":"VUNB","ucafCollectionIndicator":"4"`, "MASTERCARD"),
			`spa {"paresStatus":"U","veresEnrolled":"Y","ucafCollectionIndicator":"4","ucafAuthenticationData":"VUNB"}`},
		{"no type and no indicator, but a cryptogram of Mastercard", authenticated(t, `"paresStatus":"U","ucafAuthenticationData":"VUNB"`, "CARD"),
			`internet {"paresStatus":"U","ucafAuthenticationData":"VUNB"}`},
		{"not enrolled", authenticated(t, `"veresEnrolled":"U","ecommerceIndicator":"internet"`, "VISA"), `internet {"veresEnrolled":"U"}`},
		{"failure of the network", authenticated(t, `"veresEnrolled":"U","directoryServerErrorCode":"101","ecommerceIndicator":"vbv_failure"`, "VISA"), `internet {"veresEnrolled":"U"}`},
		{"no indicator", authenticated(t, `"veresEnrolled":"B"`, ""), `internet {"veresEnrolled":"B"}`},
		{"another network", authenticated(t, `"paresStatus":"Y","eciRaw":"05","ecommerceIndicator":"up3ds","cavv":"AAAB","ucafCollectionIndicator":"2"`, "062"),
			`up3ds {"cavv":"AAAB","paresStatus":"Y"}`},
		{"after a challenge", challenged(t, `"paresStatus":"Y","eciRaw":"05","indicator":"vbv","cavv":"AAAB","xid":"WElE","specificationVersion":"2.1.0"`),
			`vbv {"cavv":"AAAB","paresStatus":"Y","veresEnrolled":"Y","xid":"WElE","directoryServerTransactionId":"ds-1","paSpecificationVersion":"2.1.0"}`},
		{"after a challenge that proved nothing", challenged(t, `"indicator":"internet","ucafCollectionIndicator":"0"`),
			`internet {"veresEnrolled":"Y","directoryServerTransactionId":"ds-1","paSpecificationVersion":"2.2.0"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			payment := paymentToAuthenticate()
			if err := tc.authentication.AddTo(payment); err != nil {
				t.Fatal(err)
			}
			info, _ := json.Marshal(payment.ConsumerAuthenticationInformation)
			if got := payment.ProcessingInformation.CommerceIndicator + " " + string(info); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if !*payment.ProcessingInformation.Capture {
				t.Error("what the caller had set is gone")
			}
			if err := tc.authentication.AddTo(payment); err != nil { // it has these values already
				t.Error(err)
			}
		})
	}
}

func TestPaymentThatCannotFollowAnAuthenticationIsRefused(t *testing.T) {
	passed := `"paresStatus":"Y","eciRaw":"05","indicator":"vbv","cavv":"AAAB","authenticationTransactionId":"` + challengeID + `"`
	for _, tc := range []struct {
		name   string
		change func(a *Authentication, payment *CreatePaymentRequest)
		field  string
	}{
		{"no enrolment", func(a *Authentication, _ *CreatePaymentRequest) { a.Enrolment = nil }, "Enrolment"},
		{"challenge not validated", func(a *Authentication, _ *CreatePaymentRequest) { a.Validation = nil }, "Validation"},
		{"validation without a challenge", func(a *Authentication, _ *CreatePaymentRequest) {
			a.Enrolment = enrolmentOf(t, "AUTHENTICATION_SUCCESSFUL", visaY, "")
		}, "Validation"},
		{"no request of the validation", func(a *Authentication, _ *CreatePaymentRequest) { a.ValidationRequest = nil }, "ValidationRequest"},
		{"challenge failed", func(a *Authentication, _ *CreatePaymentRequest) {
			a.Validation = validationOf(t, "AUTHENTICATION_FAILED", `"paresStatus":"N"`, notPassed)
		}, "Outcome"},
		{"frictionless, failed", func(a *Authentication, _ *CreatePaymentRequest) {
			*a = Authentication{Enrolment: enrolmentOf(t, "AUTHENTICATION_FAILED", `"paresStatus":"R"`, notPassed), Amount: "102.21", Currency: "USD"}
		}, "Outcome"},
		{"another authentication asked for", func(a *Authentication, _ *CreatePaymentRequest) {
			a.ValidationRequest.ConsumerAuthenticationInformation.AuthenticationTransactionID = "another"
		}, "ValidationRequest.consumerAuthenticationInformation.authenticationTransactionId"},
		{"another authentication answered", func(a *Authentication, _ *CreatePaymentRequest) {
			a.Validation.ConsumerAuthenticationInformation.AuthenticationTransactionID = "another"
		}, "Validation.consumerAuthenticationInformation.authenticationTransactionId"},
		{"no id of the authentication", func(a *Authentication, _ *CreatePaymentRequest) {
			a.Enrolment.ConsumerAuthenticationInformation.AuthenticationTransactionID = ""
			a.ValidationRequest.ConsumerAuthenticationInformation = nil
			a.Validation.ConsumerAuthenticationInformation.AuthenticationTransactionID = ""
		}, "ValidationRequest.consumerAuthenticationInformation.authenticationTransactionId"},
		{"another amount validated", func(a *Authentication, _ *CreatePaymentRequest) {
			a.ValidationRequest.OrderInformation.AmountDetails.TotalAmount = "102.22"
		}, "ValidationRequest.orderInformation.amountDetails.totalAmount"},
		{"another currency validated", func(a *Authentication, _ *CreatePaymentRequest) {
			a.ValidationRequest.OrderInformation.AmountDetails.Currency = "EUR"
		}, "ValidationRequest.orderInformation.amountDetails.currency"},
		{"no amount", func(a *Authentication, _ *CreatePaymentRequest) {
			a.Amount, a.ValidationRequest.OrderInformation.AmountDetails.TotalAmount = "", ""
		}, "Amount"},
		{"more to be charged", func(_ *Authentication, p *CreatePaymentRequest) {
			p.OrderInformation.AmountDetails.TotalAmount = "102.22"
		}, "orderInformation.amountDetails.totalAmount"},
		{"no amount to be charged", func(_ *Authentication, p *CreatePaymentRequest) {
			p.OrderInformation.AmountDetails.TotalAmount = ""
		}, "orderInformation.amountDetails.totalAmount"},
		{"another currency to be charged", func(_ *Authentication, p *CreatePaymentRequest) { p.OrderInformation.AmountDetails.Currency = "EUR" },
			"orderInformation.amountDetails.currency"},
		{"no order", func(_ *Authentication, p *CreatePaymentRequest) { p.OrderInformation = nil }, "orderInformation.amountDetails.totalAmount"},
		{"authenticated again", func(_ *Authentication, p *CreatePaymentRequest) {
			p.ProcessingInformation.ActionList = []string{"VALIDATE_CONSUMER_AUTHENTICATION"}
		}, "processingInformation.actionList"},
		{"another indicator", func(_ *Authentication, p *CreatePaymentRequest) {
			p.ProcessingInformation.CommerceIndicator = "internet"
		},
			"processingInformation.commerceIndicator"},
		{"another cryptogram", func(_ *Authentication, p *CreatePaymentRequest) {
			p.ConsumerAuthenticationInformation = &ConsumerAuthenticationInformation{CAVV: "OTHER"}
		}, "consumerAuthenticationInformation.cavv"},
		{"a value that the result does not have", func(_ *Authentication, p *CreatePaymentRequest) {
			p.ConsumerAuthenticationInformation = &ConsumerAuthenticationInformation{UCAFAuthenticationData: "OTHER"}
		}, "consumerAuthenticationInformation.ucafAuthenticationData"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, payment := challenged(t, passed), paymentToAuthenticate()
			tc.change(&a, payment)
			before, _ := json.Marshal(payment)
			err := a.AddTo(payment)
			refused, ok := errors.AsType[*InvalidRequestError](err)
			if !ok || !errors.Is(err, ErrInvalidRequest) || refused.Problems[0].Field != tc.field {
				t.Fatalf("got %v, want a problem with %s", err, tc.field)
			}
			if strings.Contains(err.Error(), "OTHER") || strings.Contains(err.Error(), "AAAB") {
				t.Errorf("a value is in %q", err)
			}
			if after, _ := json.Marshal(payment); string(after) != string(before) {
				t.Errorf("the payment has changed to %s", after)
			}
		})
	}
}

func TestAuthenticationAddToRefusesNil(t *testing.T) {
	if err := challenged(t, `"paresStatus":"Y"`).AddTo(nil); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
}

// An order may leave in parts, each a payment of its own.
func TestAmountBelowTheAuthenticatedMayBeCharged(t *testing.T) {
	payment := paymentToAuthenticate()
	payment.OrderInformation.AmountDetails.TotalAmount = "50"
	if err := authenticated(t, visaY, "VISA").AddTo(payment); err != nil {
		t.Error(err)
	}
}

// Requests may share objects that the result must not reach.
func TestResultIsAddedToOnePaymentOnly(t *testing.T) {
	payment := paymentToAuthenticate()
	payment.ConsumerAuthenticationInformation = &ConsumerAuthenticationInformation{MCC: "5411"}
	processing, info := payment.ProcessingInformation, payment.ConsumerAuthenticationInformation
	if err := authenticated(t, visaY, "VISA").AddTo(payment); err != nil {
		t.Fatal(err)
	}
	if processing.CommerceIndicator != "" || !reflect.DeepEqual(info, &ConsumerAuthenticationInformation{MCC: "5411"}) {
		t.Error("the object that was shared has changed")
	}
	if payment.ConsumerAuthenticationInformation.MCC != "5411" {
		t.Error("what the caller had set is gone")
	}
}

// An answer can be kept as JSON while the payer is away.
func TestEnrolmentThatWasStoredMeansTheSame(t *testing.T) {
	a := challenged(t, `"paresStatus":"Y","eciRaw":"05","indicator":"vbv"`)
	text, err := json.Marshal(a.Enrolment)
	if err != nil {
		t.Fatal(err)
	}
	stored := new(CheckPayerAuthEnrollmentResponse)
	if err := json.Unmarshal(text, stored); err != nil {
		t.Fatal(err)
	}
	a.Enrolment = stored
	if err := a.AddTo(paymentToAuthenticate()); err != nil {
		t.Error(err)
	}
}
