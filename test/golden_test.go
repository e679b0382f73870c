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

// With every field set, each request is compared with a golden file: a field that
// is lost, misspelt or moved shows up as one line of diff.
func TestEveryFieldOfEachRequestIsOnTheWire(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.Validation = cybersource.ValidateOff
	api := newClient(t, cfg).PaymentsApi

	for i, tc := range []struct {
		file string
		send func(t *testing.T) error
	}{
		{"create_payment_request.json", func(t *testing.T) error {
			_, err := api.CreatePayment(t.Context(), filled[cybersource.CreatePaymentRequest](t))
			return err
		}},
		{"increment_auth_request.json", func(t *testing.T) error {
			_, err := api.IncrementAuth(t.Context(), paymentID, filled[cybersource.IncrementAuthRequest](t))
			return err
		}},
		{"refresh_payment_status_request.json", func(t *testing.T) error {
			_, err := api.RefreshPaymentStatus(t.Context(), paymentID, filled[cybersource.RefreshPaymentStatusRequest](t))
			return err
		}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			require.NoError(t, tc.send(t))
			body := wire.all()[i].Body
			var compact bytes.Buffer
			require.NoError(t, json.Compact(&compact, body))
			assert.True(t, bytes.Equal(compact.Bytes(), body), "bytes that say nothing were sent")
			compareWithGolden(t, tc.file, body)
		})
	}
}

// With every field set, each answer comes back as it was: no field is lost on the
// way in, and none is mistaken for an unknown member.
func TestEveryFieldOfEachAnswerIsRead(t *testing.T) {
	for _, tc := range []struct {
		file string
		want any
		call func(t *testing.T, api *cybersource.PaymentsApi) (any, error)
	}{
		{"create_payment_response.json", filled[cybersource.CreatePaymentResponse](t), func(t *testing.T, api *cybersource.PaymentsApi) (any, error) {
			req := payment()
			req.ClientReferenceInformation = nil // what is echoed is not compared with what was not sent
			got, err := api.CreatePayment(t.Context(), req)
			require.NoError(t, err)
			got.Meta = cybersource.Meta{}
			return got, err
		}},
		{"increment_auth_response.json", filled[cybersource.IncrementAuthResponse](t), func(t *testing.T, api *cybersource.PaymentsApi) (any, error) {
			req := increment()
			req.ClientReferenceInformation = nil
			got, err := api.IncrementAuth(t.Context(), paymentID, req)
			require.NoError(t, err)
			got.Meta = cybersource.Meta{}
			return got, err
		}},
		{"refresh_payment_status_response.json", filled[cybersource.RefreshPaymentStatusResponse](t), func(t *testing.T, api *cybersource.PaymentsApi) (any, error) {
			req := refresh()
			req.ClientReferenceInformation = nil
			got, err := api.RefreshPaymentStatus(t.Context(), paymentID, req)
			require.NoError(t, err)
			got.Meta = cybersource.Meta{}
			return got, err
		}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			body, err := json.Marshal(tc.want)
			require.NoError(t, err)
			compareWithGolden(t, tc.file, body)
			cfg := configuration(newRecorder(answer(http.StatusCreated, string(body))))
			cfg.OmitTransactionID = true
			got, err := tc.call(t, newClient(t, cfg).PaymentsApi)
			require.NoError(t, err)
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
