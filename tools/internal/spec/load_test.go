package spec

import (
	"slices"
	"strings"
	"testing"
)

func load(t *testing.T) *Spec {
	t.Helper()
	s, err := Load("../../../spec/payments.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWholeModelIsRead(t *testing.T) {
	s := load(t)
	fields, kinds, sensitive := 0, map[Kind]int{}, map[string]int{}
	for _, typ := range s.Types {
		fields += len(typ.Fields)
		for _, f := range typ.Fields {
			kinds[f.Kind]++
			sensitive[f.Sensitive]++
		}
	}
	if len(s.Types) != 554 || fields != 3265 {
		t.Errorf("%d schemas with %d fields, want 554 with 3265", len(s.Types), fields)
	}
	for kind, want := range map[Kind]int{String: 2248, Integer: 88, Boolean: 90, Object: 733, Strings: 48, Objects: 57, StringMaps: 1} {
		if kinds[kind] != want {
			t.Errorf("kind %d: %d fields, want %d", kind, kinds[kind], want)
		}
	}
	for mark, want := range map[string]int{"secret": 81, "account": 58, "personal": 225} {
		if sensitive[mark] != want {
			t.Errorf("%s: %d fields, want %d", mark, sensitive[mark], want)
		}
	}
}

func TestMembersKeepTheOrderOfTheDocument(t *testing.T) {
	var names []string
	for _, f := range load(t).Type("ClientReferenceInformation").Fields {
		names = append(names, f.JSON)
	}
	want := "code reconciliationId pausedRequestId transactionId comments partner applicationName applicationVersion applicationUser"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestDescriptionBesideAReferenceWins(t *testing.T) {
	s := load(t)
	for _, f := range s.Type("Links").Fields {
		if f.Ref != "Link" || f.Doc == "" || f.Doc == s.Type("Link").Doc {
			t.Errorf("%s: reference %q, description %q", f.JSON, f.Ref, f.Doc)
		}
	}
}

func TestOperationsCarryTheirBodies(t *testing.T) {
	var got []string
	for _, o := range load(t).Delivered() {
		got = append(got, strings.Join([]string{o.ID, o.Method, o.Path, o.RequestType, o.Answer().Status, o.Answer().Type}, " "))
	}
	want := []string{
		"createPayment POST /pts/v2/payments CreatePaymentRequest 201 CreatePaymentResponse",
		"incrementAuth PATCH /pts/v2/payments/{id} IncrementAuthRequest 201 IncrementAuthResponse",
		"refreshPaymentStatus POST /pts/v2/refresh-payment-status/{id} RefreshPaymentStatusRequest 201 RefreshPaymentStatusResponse",
		"capturePayment POST /pts/v2/payments/{id}/captures CapturePaymentRequest 201 CapturePaymentResponse",
		"refundPayment POST /pts/v2/payments/{id}/refunds RefundPaymentRequest 201 RefundResponse",
		"refundCapture POST /pts/v2/captures/{id}/refunds RefundCaptureRequest 201 RefundResponse",
		"authReversal POST /pts/v2/payments/{id}/reversals AuthReversalRequest 201 ReversalResponse",
		"mitReversal POST /pts/v2/reversals MitReversalRequest 201 ReversalResponse",
		"voidPayment POST /pts/v2/payments/{id}/voids VoidPaymentRequest 201 VoidResponse",
		"voidCapture POST /pts/v2/captures/{id}/voids VoidCaptureRequest 201 VoidResponse",
		"voidRefund POST /pts/v2/refunds/{id}/voids VoidRefundRequest 201 VoidResponse",
		"voidCredit POST /pts/v2/credits/{id}/voids VoidCreditRequest 201 VoidResponse",
		"mitVoid POST /pts/v2/voids MitVoidRequest 201 VoidResponse",
		"createCredit POST /pts/v2/credits CreateCreditRequest 201 CreateCreditResponse",
		"getTransaction GET /tss/v2/transactions/{id}  200 GetTransactionResponse",
		"createSearch POST /tss/v2/searches CreateSearchRequest 201 SearchTransactionsResponse",
		"getSearch GET /tss/v2/searches/{searchId}  200 SearchTransactionsResponse",
		"payerAuthSetup POST /risk/v1/authentication-setups PayerAuthSetupRequest 201 PayerAuthSetupResponse",
		"checkPayerAuthEnrollment POST /risk/v1/authentications CheckPayerAuthEnrollmentRequest 201 CheckPayerAuthEnrollmentResponse",
		"validateAuthenticationResults POST /risk/v1/authentication-results ValidateAuthenticationResultsRequest 201 ValidateAuthenticationResultsResponse",
		"createSessionRequest POST /pts/v2/payment-references CreateSessionRequest 201 SessionResponse",
		"updateSessionRequest PATCH /pts/v2/payment-references/{id} UpdateSessionRequest 201 SessionResponse",
		"createOrderRequest POST /pts/v2/payment-references/{id}/intents CreateOrderRequest 201 CreateOrderResponse",
		"generateCaptureContext POST /microform/v2/sessions GenerateCaptureContextRequest 201 CaptureContextResponse",
		"generateUnifiedCheckoutCaptureContext POST /up/v1/capture-contexts GenerateUnifiedCheckoutCaptureContextRequest 201 CaptureContextResponse",
		"createUnifiedCheckoutSession POST /uc/v1/sessions CreateUnifiedCheckoutSessionRequest 201 CaptureContextResponse",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// What may be sent again, and whose transaction id a request has, decides about money:
// one line per operation, to be read by a person.
func TestFactsOfTheOperations(t *testing.T) {
	var got []string
	for _, o := range load(t).Operations {
		facts := []string{o.ID, o.TransactionID}
		if o.MovesMoney {
			facts = append(facts, "money")
		}
		if o.Repeatable {
			facts = append(facts, "repeatable")
		}
		if o.List {
			facts = append(facts, "list")
		}
		if o.Delayed {
			facts = append(facts, "delayed")
		}
		if !o.Encryption {
			facts = append(facts, "plain")
		}
		got = append(got, strings.Join(facts, " "))
	}
	want := []string{
		"createPayment generated money", "incrementAuth generated money", "refreshPaymentStatus none repeatable",
		"capturePayment generated money", "refundPayment generated money", "refundCapture generated money",
		"authReversal none money", "mitReversal original money",
		"voidPayment none money repeatable", "voidCapture none money repeatable", "voidRefund none money repeatable",
		"voidCredit none money repeatable", "mitVoid original money repeatable",
		"createCredit generated money", "getTransaction none repeatable delayed",
		"createSearch none repeatable list", "getSearch none repeatable list",
		"payerAuthSetup none repeatable", "checkPayerAuthEnrollment none", "validateAuthenticationResults none",
		"createSessionRequest none money", "updateSessionRequest none money", "createOrderRequest none money",
		"generateCaptureContext none repeatable plain", "generateUnifiedCheckoutCaptureContext none repeatable plain",
		"createUnifiedCheckoutSession none repeatable plain",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestFileThatIsNoDescriptionIsAnError(t *testing.T) {
	for _, text := range []string{"", "{", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
