package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

var recordTime = time.Date(2026, 3, 4, 5, 6, 7, 8_000_000, time.UTC)

// recorded makes a call whose answer is lost, and returns the record that was stored before
// it, the one of its error, and what was sent.
func recorded(t *testing.T, change func(*Configuration), call func(*APIClient, ...CallOption) error, options ...CallOption) (stored, lost CallRecord, sent []byte) {
	t.Helper()
	client := newTestClient(t, func(c *Configuration) {
		c.Clock = func() time.Time { return recordTime }
		c.Retry.MaxAttempts = 1
		c.Transport = transport(func(r *http.Request) (*http.Response, error) {
			if stored.Version == 0 {
				t.Error("sent before the record was stored")
			}
			sent, _ = io.ReadAll(r.Body)
			return nil, errors.New("lost")
		})
		if change != nil {
			change(c)
		}
	})
	err := call(client, append(options, WithRecord(func(_ context.Context, r CallRecord) error {
		stored = r
		return nil
	}))...)
	unknown, ok := errors.AsType[*OutcomeUnknownError](err)
	if !ok {
		t.Fatalf("%v, want an unknown outcome", err)
	}
	return stored, unknown.Record(), sent
}

func paySale(c *APIClient, o ...CallOption) error {
	_, err := c.PaymentsApi.CreatePayment(context.Background(), &CreatePaymentRequest{
		ProcessingInformation: &ProcessingInformation{Capture: new(true)},
		PaymentInformation:    &PaymentInformation{Card: &PaymentInformationCard{Number: canaryPAN, ExpirationMonth: "12"}},
		OrderInformation: &OrderInformation{
			AmountDetails: &OrderInformationAmountDetails{TotalAmount: "21.50", Currency: "USD"},
			BillTo:        &OrderInformationBillTo{FirstName: "Canary", Email: "canary@example.com"},
			LineItems:     []OrderInformationLineItems{{ProductName: "Canary", UnitPrice: "1.00"}},
		},
		MerchantDefinedInformation: []MerchantDefinedInformation{{Value: "Canary"}},
	}, o...)
	return err
}

func TestRecordHoldsWhatIsSentAndIsStoredBefore(t *testing.T) {
	ctx := t.Context()
	followOn := &FollowOnOrderInformationAmountDetails{TotalAmount: "8.00", Currency: "EUR"}
	for _, tc := range []struct {
		name string
		call func(*APIClient, ...CallOption) error
		want CallRecord // with code and transaction id if they are not made by the client
	}{
		{"sale", paySale, CallRecord{Operation: "CreatePayment", Amount: "21.50", Currency: "USD", Sale: true}},
		{"authorization with a code", func(c *APIClient, o ...CallOption) error {
			_, err := c.PaymentsApi.CreatePayment(ctx, &CreatePaymentRequest{ClientReferenceInformation: referencesOf("O-1")}, append(o, WithMerchantID("branch"))...)
			return err
		}, CallRecord{Operation: "CreatePayment", ReferenceCode: "O-1", MerchantID: "branch"}},
		{"increment", func(c *APIClient, o ...CallOption) error {
			_, err := c.PaymentsApi.IncrementAuth(ctx, "7/7", &IncrementAuthRequest{OrderInformation: &IncrementAuthOrderInformation{
				AmountDetails: &IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "5", Currency: "usd"},
			}}, o...)
			return err
		}, CallRecord{Operation: "IncrementAuth", PaymentID: "7/7", Amount: "5", Currency: "usd"}},
		{"capture", func(c *APIClient, o ...CallOption) error {
			_, err := c.CaptureApi.CapturePayment(ctx, "7", &CapturePaymentRequest{OrderInformation: &CaptureOrderInformation{AmountDetails: followOn}}, o...)
			return err
		}, CallRecord{Operation: "CapturePayment", PaymentID: "7", Amount: "8.00", Currency: "EUR"}},
		{"reversal", func(c *APIClient, o ...CallOption) error {
			_, err := c.ReversalApi.AuthReversal(ctx, "7", newAuthReversalRequest("O-1", "3.00", "JPY"), o...)
			return err
		}, CallRecord{Operation: "AuthReversal", PaymentID: "7", ReferenceCode: "O-1", Amount: "3.00", Currency: "JPY"}},
		{"converted for the payer", func(c *APIClient, o ...CallOption) error {
			_, err := c.PaymentsApi.CreatePayment(ctx, &CreatePaymentRequest{OrderInformation: &OrderInformation{AmountDetails: &OrderInformationAmountDetails{
				TotalAmount: "9900.00", Currency: "USD", OriginalAmount: "9428.57", OriginalCurrency: "EUR", ExchangeRate: "1.05",
			}}}, o...)
			return err
		}, CallRecord{Operation: "CreatePayment", Amount: "9900.00", Currency: "USD", OtherAmount: "9428.57", OtherCurrency: "EUR"}},
		{"converted for the payer, before", func(c *APIClient, o ...CallOption) error {
			_, err := c.PaymentsApi.CreatePayment(ctx, &CreatePaymentRequest{OrderInformation: &OrderInformation{AmountDetails: &OrderInformationAmountDetails{
				TotalAmount: "102.21", Currency: "USD", OriginalAmount: "102.21", OriginalCurrency: "usd", ForeignAmount: "95.00", ForeignCurrency: "EUR", SettlementCurrency: "978",
			}}}, o...)
			return err
		}, CallRecord{Operation: "CreatePayment", Amount: "102.21", Currency: "USD", OtherAmount: "95.00", OtherCurrency: "EUR"}},
		{"a second currency that is none", func(c *APIClient, o ...CallOption) error {
			_, err := c.CaptureApi.CapturePayment(ctx, "7", &CapturePaymentRequest{OrderInformation: &CaptureOrderInformation{AmountDetails: &FollowOnOrderInformationAmountDetails{
				TotalAmount: "8.00", Currency: "EUR", ForeignAmount: "some", ForeignCurrency: "gbp",
			}}}, o...)
			return err
		}, CallRecord{Operation: "CapturePayment", PaymentID: "7", Amount: "8.00", Currency: "EUR", OtherCurrency: "gbp"}},
		{"void", func(c *APIClient, o ...CallOption) error {
			_, err := c.VoidApi.VoidCapture(ctx, "9", &VoidCaptureRequest{}, o...)
			return err
		}, CallRecord{Operation: "VoidCapture", PaymentID: "9"}},
		{"anything", func(c *APIClient, o ...CallOption) error {
			body := json.RawMessage(`{"clientReferenceInformation":{"code":"O-2","transactionId":"T-2"},"orderInformation":{"amountDetails":{"totalAmount":"much","currency":"gold"}}}`)
			_, err := c.Do(ctx, RawRequest{Method: http.MethodPost, Path: "/pts/v2/orders", Body: body}, nil, o...)
			return err
		}, CallRecord{Operation: "Do", ReferenceCode: "O-2", TransactionID: "T-2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stored, lost, sent := recorded(t, nil, tc.call)
			if !reflect.DeepEqual(stored, lost) {
				t.Errorf("stored %+v\nlost   %+v", stored, lost)
			}
			want := tc.want
			want.Version, want.Host, want.Time = 2, HostTest, recordTime
			want.SendBy, want.QuietAt = recordTime.Add(65*time.Second), recordTime.Add(65*time.Second+6*time.Minute)
			if want.MerchantID == "" {
				want.MerchantID = goodCredentials.MerchantID
			}
			if strings.Contains(string(sent), `"transactionId"`) && want.TransactionID == "" {
				want.TransactionID = stored.TransactionID
				if want.ReferenceCode == "" {
					want.ReferenceCode, want.CodeIsUnique = stored.TransactionID, true
				}
			}
			if !reflect.DeepEqual(stored, want) {
				t.Errorf("got  %+v\nwant %+v", stored, want)
			}
			for _, reference := range []string{stored.ReferenceCode, stored.TransactionID} {
				if !strings.Contains(string(sent), reference) {
					t.Errorf("%q was not sent", reference)
				}
			}
			text, err := json.Marshal(stored)
			if err != nil || strings.Contains(strings.ToLower(string(text)), "canary") || strings.Contains(string(text), canaryPAN) {
				t.Errorf("%s, %v", text, err)
			}
			var again CallRecord
			if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, stored) {
				t.Errorf("read back as %+v, %v", again, err)
			}
		})
	}
}

// What was asked for and the record of a call are both read from the body, where no model has it.
func TestBodyOfACallIsScannedOnce(t *testing.T) {
	c := &call{client: newTestClient(t, nil), op: &voidPayment, request: new(VoidPaymentRequest)}
	c.sent.Body = []byte(`{"orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}}`)
	if c.asked = c.asks(c.sent.Body); c.asked != (asked{amount: "1.00", currency: "USD"}) {
		t.Errorf("%+v", c.asked)
	}
	c.sent.Body = []byte("{}") // which would be seen by a second scan
	if r := c.newRecord(); r.Amount != "1.00" || r.Currency != "USD" {
		t.Errorf("%+v", r)
	}
}

// What is stored today is read in a year.
func TestJSONOfARecordIsStable(t *testing.T) {
	stored, _, _ := recorded(t, nil, paySale)
	stored.ReferenceCode, stored.TransactionID, stored.ID = "C", "T", "7"
	text, err := json.Marshal(stored)
	const want = `{"version":2,"operation":"CreatePayment","host":"apitest.cybersource.com","merchantId":"acme_eu","referenceCode":"C","codeIsUnique":true,` +
		`"transactionId":"T","id":"7","amount":"21.50","currency":"USD","sale":true,"time":"2026-03-04T05:06:07.008Z","sendBy":"2026-03-04T05:07:12.008Z","quietAt":"2026-03-04T05:13:12.008Z"}`
	if err != nil || string(text) != want {
		t.Errorf("%v\n%s\n%s", err, text, want)
	}
}

// The body of an encrypted call cannot be read afterwards.
func TestEncryptedCallHasARecordWithoutBeingAskedForOne(t *testing.T) {
	client := newTestClient(t, func(c *Configuration) {
		c.Credentials, c.MessageEncryption = recordedSecret(t), &MessageEncryption{RequestCertificatePEM: vectors.Key(t, "sjc.cert.pem")}
		c.Clock = func() time.Time { return constructed }
	}, lostAnswer)
	lost, ok := errors.AsType[*OutcomeUnknownError](paySale(client))
	if !ok || lost.Record().Amount != "21.50" || !lost.Record().Sale || lost.Record().TransactionID == "" {
		t.Errorf("%+v", lost)
	}
}

func TestRecordOfAnEncryptedCallHoldsWhatIsInIt(t *testing.T) {
	stored, lost, sent := recorded(t, func(c *Configuration) {
		c.Credentials, c.MessageEncryption = recordedSecret(t), &MessageEncryption{RequestCertificatePEM: vectors.Key(t, "sjc.cert.pem")}
		c.Clock = func() time.Time { return constructed }
	}, paySale)
	if stored.Amount != "21.50" || !stored.Sale || !reflect.DeepEqual(stored, lost) || !strings.Contains(string(sent), "encryptedRequest") {
		t.Errorf("stored %+v\nlost   %+v", stored, lost)
	}
}

func TestDeclaredCodeIsUnique(t *testing.T) {
	pay := func(code string) func(*APIClient, ...CallOption) error {
		return func(c *APIClient, o ...CallOption) error {
			_, err := c.PaymentsApi.CreatePayment(context.Background(), &CreatePaymentRequest{ClientReferenceInformation: referencesOf(code)}, o...)
			return err
		}
	}
	omit := func(c *Configuration) { c.OmitReferenceCode = true }
	partner := func(c *Configuration) { c.DeveloperID = "A1B2C3D4" }
	for _, tc := range []struct {
		name    string
		change  func(*Configuration)
		code    string
		options []CallOption
		want    bool
	}{
		{"made by the client", nil, "", nil, true},
		{"made by the client, beside partner ids", partner, "", nil, true},
		{"of the caller", nil, "O-1", nil, false},
		{"of the caller, declared", nil, "O-1", []CallOption{WithUniqueCode()}, true},
		{"none", omit, "", nil, false},
		{"none, declared", omit, "", []CallOption{WithUniqueCode()}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if stored, _, _ := recorded(t, tc.change, pay(tc.code), tc.options...); stored.CodeIsUnique != tc.want {
				t.Errorf("%+v", stored)
			}
		})
	}
}

func TestCallIsQuietWhenItsSignatureIsTooOld(t *testing.T) {
	for _, tc := range []struct {
		credentials Credentials
		want        time.Duration
	}{
		{goodCredentials, 6 * time.Minute},
		{HTTPSignature(goodCredentials), 10 * time.Minute},
		{OAuthToken{MerchantID: "m", Token: func(context.Context) (string, error) { return "token", nil }}, 10 * time.Minute},
		{nil, 10 * time.Minute},
	} {
		stored, _, _ := recorded(t, func(c *Configuration) { c.Credentials = tc.credentials }, paySale, WithTimeout(time.Minute))
		if got := stored.QuietAt.Sub(stored.SendBy); got != tc.want || stored.SendBy.Sub(stored.Time) != time.Minute {
			t.Errorf("%T: %v after %v", tc.credentials, got, stored.SendBy)
		}
	}
}

func TestCallWhoseRecordCannotBeStoredIsNotMade(t *testing.T) {
	full := errors.New("disk full")
	client := newTestClient(t, nil, func() (*http.Response, error) {
		t.Error("sent")
		return reply(201, approval)()
	})
	err := paySale(client, WithRecord(func(context.Context, CallRecord) error { return full }))
	failed, ok := errors.AsType[*NotProcessedError](err)
	if !ok || !errors.Is(err, full) || !SafeToRetry(err) || failed.Attempts != 0 {
		t.Fatalf("%v", err)
	}
	if r := failed.Record(); !r.NotProcessed || r.Amount != "21.50" || r.TransactionID == "" {
		t.Errorf("%+v", r)
	}
}

func TestCallThatMovesNoMoneyHasNoRecord(t *testing.T) {
	client := newTestClient(t, nil, refusedConnection)
	_, err := client.PaymentsApi.RefreshPaymentStatus(t.Context(), "7", &RefreshPaymentStatusRequest{},
		WithRecord(func(context.Context, CallRecord) error { t.Error("stored"); return nil }))
	if failed, ok := errors.AsType[*NotProcessedError](err); !ok || !reflect.DeepEqual(failed.Record(), CallRecord{}) {
		t.Errorf("%v", err)
	}
	if r := (&OutcomeUnknownError{}).Record(); !reflect.DeepEqual(r, CallRecord{}) {
		t.Errorf("%+v", r)
	}
}

// A process may sleep between its record and its request, with all its timers.
func TestTimeLimitByTheClockEndsACallBeforeSigning(t *testing.T) {
	for name, asleep := range map[string]time.Duration{"to the limit": 65 * time.Second, "past it": 65*time.Second + 1} {
		t.Run(name, func(t *testing.T) {
			now, sent := recordTime, 0
			client := newTestClient(t, func(c *Configuration) {
				c.Clock = func() time.Time { return now }
				c.Transport = transport(func(*http.Request) (*http.Response, error) {
					sent++
					return reply(201, approval)()
				})
			})
			err := paySale(client, WithRecord(func(context.Context, CallRecord) error { now = now.Add(asleep); return nil }))
			if want := asleep <= 65*time.Second; (sent == 1) != want || (err == nil) != want || err != nil && !errors.Is(err, ErrNotProcessed) {
				t.Errorf("sent %d times, %v", sent, err)
			}
		})
	}
}

// The clock that the signature is dated by decides, also where signing takes long.
func TestRequestThatTookTooLongToSignIsNotSent(t *testing.T) {
	now := recordTime
	client := newTestClient(t, func(c *Configuration) {
		c.Clock = func() time.Time { return now }
		c.Credentials = OAuthToken{MerchantID: "m", Token: func(context.Context) (string, error) {
			now = now.Add(time.Hour)
			return "token", nil
		}}
		c.Transport = transport(func(*http.Request) (*http.Response, error) { t.Error("sent"); return reply(201, approval)() })
	})
	if err := paySale(client); !errors.Is(err, ErrNotProcessed) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// Of several attempts the last may have been refused, and another stand.
func TestRecordOfALostCallHasNoIDThatMayBeThatOfARefusal(t *testing.T) {
	for _, tc := range []struct {
		name    string
		replies []func() (*http.Response, error)
		want    string
	}{
		{"one attempt", replies(reply(502, `{"id":"5","status":"SERVER_ERROR"}`)), ""},
		{"one attempt that is final", replies(reply(408, `{"id":"5"}`)), "5"},
		{"refused after one that was lost", replies(lostAnswer, reply(400, `{"id":"5","reason":"NOT_VOIDABLE"}`)), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newTestClient(t, nil, tc.replies...).VoidApi.VoidCapture(t.Context(), "9", &VoidCaptureRequest{})
			lost, ok := errors.AsType[*OutcomeUnknownError](err)
			if !ok || lost.Record().ID != tc.want {
				t.Errorf("%+v", err)
			}
		})
	}
}

// The answer in Response is that of the attempt that the status is of.
func TestLostAttemptKeepsItsOwnAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	attempts := 0
	client := newTestClient(t, func(c *Configuration) {
		c.Retry.Sleep = func(ctx context.Context, _ time.Duration) error {
			if attempts++; attempts == 2 {
				cancel()
			}
			return ctx.Err()
		}
	}, reply(503, `{"reason":"SYSTEM_ERROR"}`), reply(429, `{"reason":"SLOW_DOWN"}`, "Retry-After", "1"))
	_, err := client.VoidApi.VoidCapture(ctx, "9", &VoidCaptureRequest{})
	lost, ok := errors.AsType[*OutcomeUnknownError](err)
	if !ok || lost.HTTPStatus != 503 || lost.Response == nil || lost.Response.HTTPStatus != 503 || lost.Response.Reason != "SYSTEM_ERROR" {
		t.Fatalf("%+v", err)
	}
}
