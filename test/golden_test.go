package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// whole sends a request with every field set.
func whole[Service, Request, Answer any](
	call method[Service, Request, Answer], service func(c *cybersource.APIClient) Service,
) func(t *testing.T, c *cybersource.APIClient) error {
	return func(t *testing.T, c *cybersource.APIClient) error {
		_, err := call(service(c), t.Context(), paymentID, filled[Request](t))
		return err
	}
}

// With every field set, each request is compared with a golden file: a field that
// is lost, misspelt or moved shows up as one line of diff.
func TestRequestSendsEveryField(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.Validation = cybersource.ValidateOff
	client := newClient(t, cfg)

	requests := []struct {
		file string
		send func(t *testing.T, c *cybersource.APIClient) error
	}{
		{"create_payment", whole(without((*cybersource.PaymentsApi).CreatePayment), paymentsOf)},
		{"increment_auth", whole((*cybersource.PaymentsApi).IncrementAuth, paymentsOf)},
		{"refresh_payment_status", whole((*cybersource.PaymentsApi).RefreshPaymentStatus, paymentsOf)},
		{"capture_payment", whole((*cybersource.CaptureApi).CapturePayment, capturesOf)},
		{"refund_payment", whole((*cybersource.RefundApi).RefundPayment, refundsOf)},
		{"refund_capture", whole((*cybersource.RefundApi).RefundCapture, refundsOf)},
		{"auth_reversal", whole((*cybersource.ReversalApi).AuthReversal, reversalsOf)},
		{"mit_reversal", whole(without((*cybersource.ReversalApi).MitReversal), reversalsOf)},
		{"void_payment", whole((*cybersource.VoidApi).VoidPayment, voidsOf)},
		{"void_capture", whole((*cybersource.VoidApi).VoidCapture, voidsOf)},
		{"void_refund", whole((*cybersource.VoidApi).VoidRefund, voidsOf)},
		{"void_credit", whole((*cybersource.VoidApi).VoidCredit, voidsOf)},
		{"mit_void", whole(without((*cybersource.VoidApi).MitVoid), voidsOf)},
		{"create_credit", whole(without((*cybersource.CreditApi).CreateCredit), creditsOf)},
		{"create_session", whole(without((*cybersource.PaymentsApi).CreateSessionRequest), paymentsOf)},
		{"update_session", whole((*cybersource.PaymentsApi).UpdateSessionRequest, paymentsOf)},
		{"create_order", whole((*cybersource.PaymentsApi).CreateOrderRequest, paymentsOf)},
		{"create_search", whole(without((*cybersource.SearchTransactionsApi).CreateSearch), searchesOf)},
		{"payer_auth_setup", whole(without((*cybersource.PayerAuthenticationApi).PayerAuthSetup), authenticationsOf)},
		{"check_payer_auth_enrollment", whole(without((*cybersource.PayerAuthenticationApi).CheckPayerAuthEnrollment), authenticationsOf)},
		{"validate_authentication_results", whole(validateResult, authenticationsOf)},
		{"generate_capture_context", whole(without((*cybersource.MicroformIntegrationApi).GenerateCaptureContext), microformOf)},
		{"generate_unified_checkout_capture_context", whole(without((*cybersource.UnifiedCheckoutCaptureContextApi).GenerateUnifiedCheckoutCaptureContext), checkoutsOf)},
		{"create_unified_checkout_session", whole(without((*cybersource.UnifiedCheckoutCaptureContextApi).CreateUnifiedCheckoutSession), checkoutsOf)},
	}
	require.Len(t, requests, len(operations)-2, "two have no request")
	for i, tc := range requests {
		t.Run(tc.file, func(t *testing.T) {
			require.NoError(t, tc.send(t, client))
			body := wire.all()[i].Body
			var compact bytes.Buffer
			require.NoError(t, json.Compact(&compact, body))
			assert.True(t, bytes.Equal(compact.Bytes(), body), "bytes that say nothing were sent")
			compareWithGolden(t, tc.file+"_request.json", body)
		})
	}
}

// reader makes a call without references, since what is echoed is not compared with what
// was not sent, and returns the answer without its Meta.
func reader[Service, Request, Answer any](
	call method[Service, Request, Answer], service func(c *cybersource.APIClient) Service,
) func(t *testing.T, c *cybersource.APIClient) any {
	return func(t *testing.T, c *cybersource.APIClient) any {
		t.Helper()
		got, err := call(service(c), t.Context(), paymentID, new(Request))
		require.NoError(t, err)
		reflect.ValueOf(got).Elem().FieldByName("Meta").SetZero()
		return got
	}
}

// With every field set, each answer comes back as it was: no field is lost on the
// way in, and none is mistaken for an unknown member.
func TestAnswerKeepsEveryField(t *testing.T) {
	for _, tc := range []struct {
		file string
		want any
		call func(t *testing.T, c *cybersource.APIClient) any
	}{
		{"create_payment", filled[cybersource.CreatePaymentResponse](t), reader(without((*cybersource.PaymentsApi).CreatePayment), paymentsOf)},
		{"increment_auth", filled[cybersource.IncrementAuthResponse](t), reader((*cybersource.PaymentsApi).IncrementAuth, paymentsOf)},
		{"refresh_payment_status", filled[cybersource.RefreshPaymentStatusResponse](t), reader((*cybersource.PaymentsApi).RefreshPaymentStatus, paymentsOf)},
		{"capture_payment", filled[cybersource.CapturePaymentResponse](t), reader((*cybersource.CaptureApi).CapturePayment, capturesOf)},
		{"refund", filled[cybersource.RefundResponse](t), reader((*cybersource.RefundApi).RefundPayment, refundsOf)},
		{"reversal", filled[cybersource.ReversalResponse](t), reader((*cybersource.ReversalApi).AuthReversal, reversalsOf)},
		{"void", filled[cybersource.VoidResponse](t), reader((*cybersource.VoidApi).VoidPayment, voidsOf)},
		{"create_credit", filled[cybersource.CreateCreditResponse](t), reader(without((*cybersource.CreditApi).CreateCredit), creditsOf)},
		{"session", filled[cybersource.SessionResponse](t), reader(without((*cybersource.PaymentsApi).CreateSessionRequest), paymentsOf)},
		{"create_order", filled[cybersource.CreateOrderResponse](t), reader((*cybersource.PaymentsApi).CreateOrderRequest, paymentsOf)},
		{"get_transaction", filled[cybersource.GetTransactionResponse](t), reader(read((*cybersource.TransactionDetailsApi).GetTransaction), detailsOf)},
		{"search_transactions", filled[cybersource.SearchTransactionsResponse](t), reader(without((*cybersource.SearchTransactionsApi).CreateSearch), searchesOf)},
		{"payer_auth_setup", filled[cybersource.PayerAuthSetupResponse](t), reader(without((*cybersource.PayerAuthenticationApi).PayerAuthSetup), authenticationsOf)},
		{"check_payer_auth_enrollment", filled[cybersource.CheckPayerAuthEnrollmentResponse](t), reader(without((*cybersource.PayerAuthenticationApi).CheckPayerAuthEnrollment), authenticationsOf)},
		{"validate_authentication_results", filled[cybersource.ValidateAuthenticationResultsResponse](t), reader(validateResult, authenticationsOf)},
	} {
		t.Run(tc.file, func(t *testing.T) {
			body, err := json.Marshal(tc.want)
			require.NoError(t, err)
			compareWithGolden(t, tc.file+"_response.json", body)
			cfg := configuration(newRecorder(answer(http.StatusCreated, string(body))))
			cfg.OmitTransactionID, cfg.OmitReferenceCode, cfg.Validation = true, true, cybersource.ValidateOff
			got := tc.call(t, newClient(t, cfg))
			again, err := json.Marshal(got)
			require.NoError(t, err)
			requireSameLines(t, indented(t, body), indented(t, again))
			require.True(t, reflect.DeepEqual(tc.want, got), "the answer differs from what was sent")
		})
	}
}

func compareWithGolden(t *testing.T, file string, body []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", file)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(indented(t, body)), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	requireSameLines(t, string(want), indented(t, body))
}

func indented(t *testing.T, body []byte) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, body, "", "  "))
	b.WriteByte('\n')
	return b.String()
}

// requireSameLines shows the first difference and spares the reader the rest.
func requireSameLines(t *testing.T, want, got string) {
	t.Helper()
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		require.Equal(t, wants[i], gots[i], "line %d; if this change is meant, run the test with -update", i+1)
	}
	require.Len(t, gots, len(wants))
}

// filled returns a model with every field set, to values that differ from each other.
func filled[T any](t *testing.T) *T {
	t.Helper()
	model := new(T)
	n := 0
	fill(t, reflect.ValueOf(model).Elem(), "", &n)
	return model
}

// fill sets one value. Texts name the member they are for; every second truth value
// is false and every array holds one element.
func fill(t *testing.T, v reflect.Value, name string, n *int) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), name, n)
	case reflect.Struct:
		fillStruct(t, v, n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), name, n)
	case reflect.Map:
		fillMap(t, v, name, n)
	case reflect.String:
		*n++
		v.SetString(fmt.Sprintf("%s %d", name, *n))
	case reflect.Int, reflect.Int64:
		*n++
		v.SetInt(int64(*n))
	case reflect.Bool:
		*n++
		v.SetBool(*n%2 == 0)
	default:
		require.Failf(t, "a kind that this test does not know", "%s of %s", v.Kind(), name)
	}
}

func fillStruct(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Name == "Extra":
			v.Field(i).Set(reflect.ValueOf(map[string]json.RawMessage{"notInTheSpec": json.RawMessage(`[1.50]`)}))
		case tag == "-":
		default:
			require.NotEmpty(t, tag, "no JSON name: %s.%s", v.Type(), field.Name)
			fill(t, v.Field(i), tag, n)
		}
	}
}

func fillMap(t *testing.T, v reflect.Value, name string, n *int) {
	t.Helper()
	value := reflect.New(v.Type().Elem()).Elem()
	if value.Type() == reflect.TypeFor[json.RawMessage]() {
		value.SetBytes([]byte(`"` + name + `"`))
	} else {
		fill(t, value, name, n)
	}
	v.Set(reflect.MakeMap(v.Type()))
	v.SetMapIndex(reflect.ValueOf("key").Convert(v.Type().Key()), value)
}
