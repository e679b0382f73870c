package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// cardPayment is a typical payment, complete for an account without relaxed requirements.
func cardPayment() *CreatePaymentRequest {
	return &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation:      &ProcessingInformation{Capture: new(false), CommerceIndicator: "internet"},
		PaymentInformation: &PaymentInformation{
			Card: &PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: "001",
			},
		},
		OrderInformation: &OrderInformation{
			AmountDetails: &OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &OrderInformationBillTo{
				FirstName: "Jane", LastName: "Miller", Address1: "1 Market St", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "jane@example.com", PhoneNumber: "4158880000",
			},
		},
	}
}

func TestValidateNamesEverythingThatIsWrong(t *testing.T) {
	wrong := cardPayment()
	wrong.ClientReferenceInformation.Code = ""
	wrong.PaymentInformation.Card.ExpirationMonth = "13"
	wrong.OrderInformation.BillTo.Country = "USA"
	wrong.OrderInformation.BillTo.Email = strings.Repeat("x", 250) + "@example.com"
	for _, tc := range []struct {
		name    string
		request interface{ Validate() error }
		want    string // "" = nothing wrong
	}{
		{"payment", cardPayment(), ""},
		{"payment with problems", wrong, "create payment: invalid request: clientReferenceInformation.code is required; " +
			"paymentInformation.card.expirationMonth is not a month from 01 to 12; " +
			"orderInformation.billTo.country is not a country code of two letters; " +
			"orderInformation.billTo.email is longer than 255 characters"},
		{"no payment", (*CreatePaymentRequest)(nil), "create payment: invalid request: req is nil"},
		{"increment", &IncrementAuthRequest{
			ClientReferenceInformation: &IncrementAuthClientReferenceInformation{Code: "ORDER-20418"},
			OrderInformation: &IncrementAuthOrderInformation{
				AmountDetails: &IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "22.49", Currency: "USD"},
			},
		}, ""},
		{"empty increment", &IncrementAuthRequest{}, "increment authorization: invalid request: clientReferenceInformation.code is required; " +
			"orderInformation.amountDetails.additionalAmount is required; orderInformation.amountDetails.currency is required"},
		{"no increment", (*IncrementAuthRequest)(nil), "increment authorization: invalid request: req is nil"},
		{"empty status request", &RefreshPaymentStatusRequest{}, "refresh payment status: invalid request: " +
			"paymentInformation.paymentType.name is required; paymentInformation.paymentType.method.name is required; " +
			"clientReferenceInformation.code is required; processingInformation.actionList is required"},
		{"no status request", (*RefreshPaymentStatusRequest)(nil), "refresh payment status: invalid request: req is nil"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.request.Validate()
			if tc.want == "" {
				if err != nil {
					t.Errorf("Validate: %v", err)
				}
				return
			}
			var invalid *InvalidRequestError
			if !errors.As(err, &invalid) || !errors.Is(err, ErrInvalidRequest) || err.Error() != tc.want {
				t.Errorf("got %T %v\nwant %s", err, err, tc.want)
			}
		})
	}
}

func TestLevelDecidesWhatIsSent(t *testing.T) {
	unusual := cardPayment() // contradicts the documentation, and may go through
	unusual.OrderInformation.BillTo = nil
	impossible := cardPayment()
	impossible.OrderInformation.AmountDetails.TotalAmount = "12,50"
	for _, tc := range []struct {
		name    string
		level   Validation
		request *CreatePaymentRequest
		sent    bool
	}{
		{"certain, documented", ValidateCertain, cardPayment(), true},
		{"certain, unusual", ValidateCertain, unusual, true},
		{"certain, impossible", ValidateCertain, impossible, false},
		{"strict, documented", ValidateStrict, cardPayment(), true},
		{"strict, unusual", ValidateStrict, unusual, false},
		{"strict, impossible", ValidateStrict, impossible, false},
		{"off, impossible", ValidateOff, impossible, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sent := false
			client, err := NewAPIClient(Configuration{Validation: tc.level, Transport: transport(func(*http.Request) (*http.Response, error) {
				sent = true
				return &http.Response{StatusCode: http.StatusCreated, ContentLength: -1, Body: io.NopCloser(strings.NewReader(`{"id":"1","status":"AUTHORIZED"}`))}, nil
			})})
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.PaymentsApi.CreatePayment(context.Background(), tc.request)
			if sent != tc.sent || errors.Is(err, ErrInvalidRequest) == tc.sent || (err == nil) != tc.sent {
				t.Errorf("sent %v, error %v", sent, err)
			}
			if !sent && !SafeToRetry(err) {
				t.Error("nothing was sent, and it is not safe to retry")
			}
		})
	}
}

// fill sets every text below v to the one given, making every object on the way, and
// returns the JSON paths of the texts that have a format or a greatest length.
func fill(v reflect.Value, text, path string) (checked []string) {
	model := schema.Lookup(v.Type().Name())
	for i := range model.Fields {
		f := &model.Fields[i]
		field := v.FieldByName(f.Go)
		at := path + f.JSON
		switch f.Kind {
		case schema.String:
			field.SetString(text)
			if f.Format != "" && f.Format != "region" || f.MaxLength > 0 && f.MaxLength < len(text) {
				checked = append(checked, at)
			}
		case schema.Strings:
			field.Set(reflect.ValueOf([]string{text}))
		case schema.Object:
			field.Set(reflect.New(field.Type().Elem()))
			checked = append(checked, fill(field.Elem(), text, at+".")...)
		case schema.Objects:
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
			checked = append(checked, fill(field.Index(0), text, at+"[0].")...)
		}
	}
	return checked
}

func requests() []any {
	return []any{new(CreatePaymentRequest), new(IncrementAuthRequest), new(RefreshPaymentStatusRequest)}
}

func TestStrictReachesEveryFieldAndQuotesNone(t *testing.T) {
	const canary = "~canary 4111111111111111~"
	total := 0
	for _, request := range requests() {
		want := fill(reflect.ValueOf(request).Elem(), canary, "")
		problems := ValidateStrict.check(request)
		var got []string
		for _, p := range problems {
			got = append(got, p.Field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%T:\n got %q\nwant %q", request, got, want)
		}
		total += len(got)
		checkPrinted(t, problems, canary)
	}
	if total < 400 {
		t.Errorf("only %d fields were checked", total)
	}
}

var pathForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(\[\d+\])?(\.[A-Za-z0-9_-]+(\[\d+\])?)*$`)

func checkPrinted(t *testing.T, problems []FieldProblem, canary string) {
	t.Helper()
	for _, p := range problems {
		if !pathForm.MatchString(p.Field) || p.Reason == "" || strings.Contains(p.Field+p.Reason, canary) {
			t.Errorf("problem %q: %q", p.Field, p.Reason)
		}
	}
}

func TestDefaultLevelCostsNoAllocation(t *testing.T) {
	r := cardPayment()
	if n := testing.AllocsPerRun(100, func() { ValidateCertain.check(r) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzValidateAnyText(f *testing.F) {
	for _, seed := range []string{"", "-1", "99999999999999999999", "2026-02-30", "\xff", "a@b.c", "..", "https://[::1", "=", "\x00"} {
		f.Add(seed)
	}
	filled := requests()
	f.Fuzz(func(t *testing.T, text string) {
		canary := "~" + text + "4111111111111111~"
		for _, request := range filled {
			fill(reflect.ValueOf(request).Elem(), text, "")
			ValidateCertain.check(request)
			ValidateStrict.check(request)
			fill(reflect.ValueOf(request).Elem(), canary, "")
			checkPrinted(t, ValidateCertain.check(request), canary)
			checkPrinted(t, ValidateStrict.check(request), canary)
		}
	})
}

func FuzzValidateAnyRequest(f *testing.F) {
	body, err := json.Marshal(cardPayment())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"orderInformation":{"lineItems":[null,{"quantity":-1}],"amountDetails":"1"},"travelInformation":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, request := range requests() {
			if jsonx.Unmarshal(body, request) != nil {
				return
			}
			checkPrinted(t, ValidateCertain.check(request), "\x00")
			checkPrinted(t, ValidateStrict.check(request), "\x00")
		}
	})
}

func BenchmarkValidation(b *testing.B) {
	r := cardPayment()
	for name, level := range map[string]Validation{"certain": ValidateCertain, "strict": ValidateStrict} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if level.check(r) != nil {
					b.Fatal("has problems")
				}
			}
		})
	}
}
