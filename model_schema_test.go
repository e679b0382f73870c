package cybersource

import (
	"reflect"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/schema"
)

// bodies are the roots of all JSON that is sent and received.
var bodies = []reflect.Type{
	reflect.TypeFor[CreatePaymentRequest](),
	reflect.TypeFor[IncrementAuthRequest](),
	reflect.TypeFor[RefreshPaymentStatusRequest](),
	reflect.TypeFor[CreatePaymentResponse](),
	reflect.TypeFor[IncrementAuthResponse](),
	reflect.TypeFor[RefreshPaymentStatusResponse](),
	reflect.TypeFor[ErrorResponse](),
	reflect.TypeFor[CapturePaymentRequest](),
	reflect.TypeFor[CapturePaymentResponse](),
	reflect.TypeFor[RefundPaymentRequest](),
	reflect.TypeFor[RefundCaptureRequest](),
	reflect.TypeFor[RefundResponse](),
	reflect.TypeFor[AuthReversalRequest](),
	reflect.TypeFor[MitReversalRequest](),
	reflect.TypeFor[ReversalResponse](),
	reflect.TypeFor[VoidPaymentRequest](),
	reflect.TypeFor[VoidCaptureRequest](),
	reflect.TypeFor[VoidRefundRequest](),
	reflect.TypeFor[VoidCreditRequest](),
	reflect.TypeFor[MitVoidRequest](),
	reflect.TypeFor[VoidResponse](),
	reflect.TypeFor[CreateCreditRequest](),
	reflect.TypeFor[CreateCreditResponse](),
	reflect.TypeFor[GetTransactionResponse](),
	reflect.TypeFor[CreateSearchRequest](),
	reflect.TypeFor[SearchTransactionsResponse](),
	reflect.TypeFor[PayerAuthSetupRequest](),
	reflect.TypeFor[PayerAuthSetupResponse](),
	reflect.TypeFor[CheckPayerAuthEnrollmentRequest](),
	reflect.TypeFor[CheckPayerAuthEnrollmentResponse](),
	reflect.TypeFor[ValidateAuthenticationResultsRequest](),
	reflect.TypeFor[ValidateAuthenticationResultsResponse](),
	reflect.TypeFor[CreateSessionRequest](),
	reflect.TypeFor[UpdateSessionRequest](),
	reflect.TypeFor[SessionResponse](),
	reflect.TypeFor[CreateOrderRequest](),
	reflect.TypeFor[CreateOrderResponse](),
	reflect.TypeFor[GenerateCaptureContextRequest](),
	reflect.TypeFor[CaptureContextResponse](),
	reflect.TypeFor[GenerateUnifiedCheckoutCaptureContextRequest](),
	reflect.TypeFor[CreateUnifiedCheckoutSessionRequest](),
}

// modelTypes finds every struct below the bodies, in the order of discovery.
func modelTypes() []reflect.Type {
	var found []reflect.Type
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t == reflect.TypeFor[Meta]() || seen[t] {
			return
		}
		seen[t] = true
		found = append(found, t)
		for field := range t.Fields() {
			walk(field.Type)
		}
	}
	for _, body := range bodies {
		walk(body)
	}
	return found
}

func TestModelsAndSchemaTableAgreeFieldByField(t *testing.T) {
	fields := 0
	for _, model := range modelTypes() {
		entry := schema.Lookup(model.Name())
		if entry == nil {
			t.Errorf("%s is not in the schema table", model.Name())
			continue
		}
		fields += len(entry.Fields)
		compareModel(t, model, entry)
	}
	if n := len(modelTypes()); n != 554 || fields != 3265 {
		t.Errorf("%d models with %d fields, want 554 with 3265", n, fields)
	}
}

// compareModel checks the order too: Meta if any, the fields of the spec, Extra.
func compareModel(t *testing.T, model reflect.Type, entry *schema.Type) {
	t.Helper()
	first := 0
	if model.Field(0).Name == "Meta" {
		first = 1
	}
	if got, want := model.NumField(), first+len(entry.Fields)+1; got != want {
		t.Errorf("%s: %d struct fields, want %d", model.Name(), got, want)
		return
	}
	for i := range entry.Fields {
		compareField(t, model, model.Field(first+i), &entry.Fields[i])
	}
	if extra := model.Field(model.NumField() - 1); extra.Name != "Extra" || extra.Tag != `json:",embed,inline"` {
		t.Errorf("%s: last field is %s `%s`", model.Name(), extra.Name, extra.Tag)
	}
}

func compareField(t *testing.T, model reflect.Type, got reflect.StructField, want *schema.Field) {
	t.Helper()
	if got.Name != want.Go {
		t.Errorf("%s: field %s stands where %s is expected", model.Name(), got.Name, want.Go)
	}
	if tag := got.Tag.Get("json"); tag != want.JSON+",omitzero" {
		t.Errorf("%s.%s: tag %q, want %q", model.Name(), got.Name, tag, want.JSON+",omitzero")
	}
	if kind, name := kindOf(got.Type); kind != want.Kind || name != want.Type {
		t.Errorf("%s.%s: %s is kind %d of %q, want kind %d of %q", model.Name(), got.Name, got.Type, kind, name, want.Kind, want.Type)
	}
}

// kindOf is the kind by which a Go type stands in the table, and the model it holds.
func kindOf(t reflect.Type) (kind schema.Kind, model string) {
	const unknown = schema.Kind(255)
	switch {
	case t.Kind() == reflect.String:
		return schema.String, ""
	case t == reflect.TypeFor[*int64]():
		return schema.Integer, ""
	case t == reflect.TypeFor[*bool]():
		return schema.Boolean, ""
	case t == reflect.TypeFor[[]string]():
		return schema.Strings, ""
	case t == reflect.TypeFor[map[string]map[string]string]():
		return schema.StringMaps, ""
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		return schema.Object, t.Elem().Name()
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return schema.Objects, t.Elem().Name()
	default:
		return unknown, t.String()
	}
}

func TestMetaIsCarriedByTheAnswersOfOperationsOnly(t *testing.T) {
	want := map[string]bool{}
	for _, body := range bodies {
		want[body.Name()] = strings.HasSuffix(body.Name(), "Response") && body.Name() != "ErrorResponse"
	}
	for _, model := range modelTypes() {
		meta, has := model.FieldByName("Meta")
		if has != want[model.Name()] {
			t.Errorf("%s: has Meta: %v", model.Name(), has)
		}
		if has && meta.Tag != `json:"-"` {
			t.Errorf("%s.Meta: tag %q would put it into JSON", model.Name(), meta.Tag)
		}
	}
}

// The names of the published reference are the same types, not copies.
func TestPublishedNamesAreAliases(t *testing.T) {
	for _, tc := range []struct{ published, ours reflect.Type }{
		{reflect.TypeFor[PtsV2PaymentsPost201Response](), reflect.TypeFor[CreatePaymentResponse]()},
		{reflect.TypeFor[PtsV2IncrementalAuthorizationPatch201Response](), reflect.TypeFor[IncrementAuthResponse]()},
		{reflect.TypeFor[PtsV2PaymentsPost201Response1](), reflect.TypeFor[RefreshPaymentStatusResponse]()},
		{reflect.TypeFor[PtsV2PaymentsCapturesPost201Response](), reflect.TypeFor[CapturePaymentResponse]()},
		{reflect.TypeFor[PtsV2PaymentsRefundPost201Response](), reflect.TypeFor[RefundResponse]()},
		{reflect.TypeFor[PtsV2PaymentsReversalsPost201Response](), reflect.TypeFor[ReversalResponse]()},
		{reflect.TypeFor[PtsV2PaymentsVoidsPost201Response](), reflect.TypeFor[VoidResponse]()},
		{reflect.TypeFor[PtsV2CreditsPost201Response](), reflect.TypeFor[CreateCreditResponse]()},
		{reflect.TypeFor[TssV2TransactionsGet200Response](), reflect.TypeFor[GetTransactionResponse]()},
		{reflect.TypeFor[TssV2TransactionsPost201Response](), reflect.TypeFor[SearchTransactionsResponse]()},
		{reflect.TypeFor[RiskV1AuthenticationSetupsPost201Response](), reflect.TypeFor[PayerAuthSetupResponse]()},
		{reflect.TypeFor[RiskV1AuthenticationsPost201Response](), reflect.TypeFor[CheckPayerAuthEnrollmentResponse]()},
		{reflect.TypeFor[ValidateRequest](), reflect.TypeFor[ValidateAuthenticationResultsRequest]()},
		{reflect.TypeFor[RiskV1AuthenticationResultsPost201Response](), reflect.TypeFor[ValidateAuthenticationResultsResponse]()},
		{reflect.TypeFor[CreateSessionReq](), reflect.TypeFor[CreateSessionRequest]()},
		{reflect.TypeFor[PtsV2PaymentsPost201Response2](), reflect.TypeFor[SessionResponse]()},
		{reflect.TypeFor[OrderPaymentRequest](), reflect.TypeFor[CreateOrderRequest]()},
		{reflect.TypeFor[PtsV2PaymentsOrderPost201Response](), reflect.TypeFor[CreateOrderResponse]()},
	} {
		if tc.published != tc.ours {
			t.Errorf("%s is not %s", tc.published, tc.ours)
		}
	}
}
