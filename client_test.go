package cybersource

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// transport is a function as one.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// untilDone answers when the context of the request ends, as a real transport does.
func untilDone(r *http.Request) (*http.Response, error) {
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(20 * time.Second):
		return nil, errors.New("the request had no deadline")
	}
}

func TestHooksCannotTakeTheDeadlineAway(t *testing.T) {
	for name, hooks := range map[string]Hooks{
		"call":    {CallStart: func(context.Context, CallInfo) context.Context { return context.Background() }},
		"attempt": {AttemptStart: func(context.Context, AttemptInfo) context.Context { return context.Background() }},
		"later": {AttemptStart: func(context.Context, AttemptInfo) context.Context {
			ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
			t.Cleanup(cancel)
			return ctx
		}},
	} {
		t.Run(name, func(t *testing.T) {
			client := newTestClient(t, func(c *Configuration) {
				c.Transport, c.Hooks, c.Timeout = transport(untilDone), hooks, 20*time.Millisecond
			})
			if _, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}); !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "no deadline") {
				t.Errorf("%v, want the deadline", err)
			}
		})
	}
}

func TestCallThatPanicsIsNotReportedAsAnswered(t *testing.T) {
	var heard CallResult
	client := newTestClient(t, func(c *Configuration) {
		c.Transport = transport(func(*http.Request) (*http.Response, error) { panic("transport") })
		c.Hooks.CallEnd = func(_ context.Context, r CallResult) { heard = r }
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
	}()
	if heard.Ending != EndingUnknown || !errors.Is(heard.Err, ErrOutcomeUnknown) || SafeToRetry(heard.Err) {
		t.Errorf("CallEnd heard %q, %v", heard.Ending, heard.Err)
	}
}

// A connection that a token request used, and that failed, must not count as the
// connection of the payment.
func TestTokenRequestSaysNothingOfThePayment(t *testing.T) {
	sent := 0
	client := newTestClient(t, func(c *Configuration) {
		c.Transport = transport(func(r *http.Request) (*http.Response, error) {
			sent++
			_, _ = io.Copy(io.Discard, r.Body)
			return nil, errors.New("lost after writing")
		})
		c.Credentials = OAuthToken{MerchantID: "merchant", Token: func(ctx context.Context) (string, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:1/token", nil)
			if err != nil {
				return "", err
			}
			if _, err = http.DefaultTransport.RoundTrip(request); err == nil {
				t.Error("something listens on port 1")
			}
			return "the-one-kept-from-before", nil
		}}
	})
	_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
	if sent != 1 || !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("sent %d times, %v; want once and ErrOutcomeUnknown", sent, err)
	}
}

func TestAccessTokenServesItsMerchantOnly(t *testing.T) {
	client := newTestClient(t, func(c *Configuration) {
		c.Credentials = OAuthToken{MerchantID: "merchant", Token: func(context.Context) (string, error) { return "token", nil }}
	}, reply(201, approval))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}, WithMerchantID("merchant")); err != nil {
		t.Errorf("its own merchant: %v", err)
	}
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}, WithMerchantID("another")); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("another merchant: %v, want ErrInvalidRequest", err)
	}
}

func TestTransportWithOldTLSIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		config *tls.Config
		good   bool
	}{
		"none":            {nil, true},
		"as it comes":     {&tls.Config{}, true},
		"1.2 and more":    {&tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS13}, true},
		"1.0 and more":    {&tls.Config{MinVersion: tls.VersionTLS10}, false},
		"no more than1.1": {&tls.Config{MaxVersion: tls.VersionTLS11}, false},
	} {
		_, err := NewAPIClient(Configuration{Credentials: goodCredentials, Transport: &http.Transport{TLSClientConfig: tc.config}})
		if got := err == nil; got != tc.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClientWithoutASettingStillHasItsMethods(t *testing.T) {
	new(APIClient).CloseIdleConnections()
	if _, err := new(APIClient).PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{}); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("%v, want ErrInvalidRequest", err)
	}
}

// fmt reads a struct without asking its methods where a field is not exported, and
// where a client was copied.
func TestClientPrintsNoHeaderWhereverItIsKept(t *testing.T) {
	client := newTestClient(t, func(c *Configuration) { c.DefaultHeaders = http.Header{"X-Api-Key": {"canary"}} })
	type shop struct {
		client *APIClient
		copied APIClient
		api    *PaymentsApi
	}
	for _, v := range []any{client, *client, client.PaymentsApi, []any{*client}, shop{client, *client, client.PaymentsApi}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, "canary") || strings.Contains(text, fmt.Sprintf("%x", "canary")) {
				t.Errorf("%T with %s: %.200s", v, verb, text)
			}
		}
	}
}

func TestReferencesSentByExtraStayAndAreKnown(t *testing.T) {
	raw := func(text string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"clientReferenceInformation": json.RawMessage(text)}
	}
	inner := func(name, text string) *ClientReferenceInformation {
		return &ClientReferenceInformation{Code: "C", Extra: map[string]json.RawMessage{name: json.RawMessage(text)}}
	}
	for _, tc := range []struct {
		name    string
		request *CreatePaymentRequest
		body    string
		code    string
		id      string
	}{
		{"all of them", &CreatePaymentRequest{Extra: raw(`{"code":"C","transactionId":"T"}`)}, `{"clientReferenceInformation":{"code":"C","transactionId":"T","partner":{"developerId":"DEV"}}}`, "C", "T"},
		{"the transaction id", &CreatePaymentRequest{ClientReferenceInformation: inner("transactionId", `"T"`)}, `{"clientReferenceInformation":{"code":"C","partner":{"developerId":"DEV"},"transactionId":"T"}}`, "C", "T"},
		{"the partner", &CreatePaymentRequest{ClientReferenceInformation: inner("partner", `{"developerId":"MINE"}`)}, `"partner":{"developerId":"MINE"}`, "C", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var body []byte
			client := newTestClient(t, func(c *Configuration) {
				c.DeveloperID = "DEV"
				c.Transport = transport(func(r *http.Request) (*http.Response, error) {
					body, _ = io.ReadAll(r.Body)
					return nil, errors.New("lost")
				})
			})
			_, err := client.PaymentsApi.CreatePayment(t.Context(), tc.request)
			unknown, ok := errors.AsType[*OutcomeUnknownError](err)
			if !ok || unknown.ReferenceCode != tc.code || tc.id != "" && unknown.TransactionID != tc.id {
				t.Errorf("error %#v, %+v", err, unknown)
			}
			if !bytes.Contains(body, []byte(tc.body)) {
				t.Errorf("sent %s, want %s", body, tc.body)
			}
		})
	}
}
