package cybersource

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// answers gives one answer after another, and the last for ever. It wraps a transport
// that reaches no server: only one that was seen to fail proves that nothing was sent.
type answers struct {
	replies []func() (*http.Response, error)
	below   http.RoundTripper
}

var unreachable = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
}}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	next := a.replies[0]
	if len(a.replies) > 1 {
		a.replies = a.replies[1:]
	}
	response, err := next()
	if errors.Is(err, errUnreachable) {
		return a.below.RoundTrip(r)
	}
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return response, err
}

func reply(status int, body string, headers ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		header := http.Header{"V-C-Correlation-Id": {"corr-1"}}
		for i := 0; i+1 < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
	}
}

var errUnreachable = errors.New("is sent to the transport below")

func refusedConnection() (*http.Response, error) { return nil, errUnreachable }

// newTestClient never waits.
func newTestClient(t *testing.T, change func(*Configuration), replies ...func() (*http.Response, error)) *APIClient {
	t.Helper()
	cfg := Configuration{
		Credentials: goodCredentials,
		Transport:   unreachable,
		Validation:  ValidateOff,
		Retry:       RetryPolicy{Sleep: func(context.Context, time.Duration) error { return nil }},
	}
	if change != nil {
		change(&cfg)
	}
	if cfg.Transport == unreachable {
		cfg.WrapTransport = func(below http.RoundTripper) http.RoundTripper { return &answers{replies, below} }
	}
	client, err := NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

const canaryPAN = "4111111111111111"

func canaryPayment() *CreatePaymentRequest {
	return &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: "ORDER-1"},
		PaymentInformation:         &PaymentInformation{Card: &PaymentInformationCard{Number: canaryPAN, SecurityCode: "987"}},
	}
}

func TestHooksHearEveryStepInOrder(t *testing.T) {
	var heard []string
	type key struct{}
	say := func(ctx context.Context, format string, values ...any) {
		heard = append(heard, fmt.Sprintf(format, values...)+fmt.Sprintf(" ctx=%v", ctx.Value(key{})))
	}
	hooks := Hooks{
		CallStart: func(ctx context.Context, c CallInfo) context.Context {
			say(ctx, "call %s %s %s %s", c.Operation, c.Method, c.Route, c.MerchantID)
			return context.WithValue(ctx, key{}, "call")
		},
		AttemptStart: func(ctx context.Context, a AttemptInfo) context.Context {
			say(ctx, "attempt %d", a.Number)
			return context.WithValue(ctx, key{}, fmt.Sprint("attempt ", a.Number))
		},
		AttemptEnd: func(ctx context.Context, a AttemptResult) {
			say(ctx, "ended %d: HTTP %d, sent %v, failed %v", a.Number, a.HTTPStatus, a.Sent, a.Err != nil)
		},
		Retry: func(ctx context.Context, r RetryInfo) { say(ctx, "retry %d: %s", r.Next, r.Cause) },
		CallEnd: func(ctx context.Context, c CallResult) {
			say(ctx, "end %d attempts, HTTP %d, %s, %s, %s", c.Attempts, c.HTTPStatus, c.Status, c.Ending, c.CorrelationID)
		},
	}
	client := newTestClient(t, func(cfg *Configuration) { cfg.Hooks = hooks },
		refusedConnection, reply(http.StatusTooManyRequests, "", "Retry-After", "1"), reply(http.StatusCreated, `{"id":"1","status":"AUTHORIZED"}`))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"call CreatePayment POST /pts/v2/payments acme_eu ctx=<nil>",
		"attempt 1 ctx=call",
		"ended 1: HTTP 0, sent false, failed true ctx=attempt 1",
		"retry 2: not sent ctx=call",
		"attempt 2 ctx=call",
		"ended 2: HTTP 429, sent true, failed false ctx=attempt 2",
		"retry 3: asked to come back ctx=call",
		"attempt 3 ctx=call",
		"ended 3: HTTP 201, sent true, failed false ctx=attempt 3",
		"end 3 attempts, HTTP 201, AUTHORIZED, answered, corr-1 ctx=call",
	}
	if !reflect.DeepEqual(heard, want) {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(heard, "\n"), strings.Join(want, "\n"))
	}
}

func TestCallEndNamesTheKindOfEnd(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply func() (*http.Response, error)
		want  CallEnding
	}{
		{"success", reply(201, `{}`), EndingAnswered},
		{"refusal", reply(400, `{"status":"INVALID_REQUEST"}`), EndingRefused},
		{"failure", reply(502, `{}`), EndingUnknown},
		{"never sent", refusedConnection, EndingNotProcessed},
		{"refused before sending", nil, EndingNotSent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got CallEnding
			client := newTestClient(t, func(cfg *Configuration) {
				cfg.Hooks.CallEnd = func(_ context.Context, c CallResult) { got = c.Ending }
				if tc.reply == nil {
					cfg.Validation = ValidateStrict
				}
			}, tc.reply)
			_, _ = client.PaymentsApi.CreatePayment(t.Context(), canaryPayment())
			if got != tc.want {
				t.Errorf("outcome %q, want %q", got, tc.want)
			}
		})
	}
}

func TestLogTellsWhatHappenedAndNoCardData(t *testing.T) {
	var out bytes.Buffer
	client := newTestClient(t, func(cfg *Configuration) {
		cfg.Logger = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTimes}))
	},
		refusedConnection,
		reply(201, `{"id":"7","status":"DECLINED","errorInformation":{"message":"card 4111 1111 1111 1111"},"odd":"`+canaryPAN+`"}`),
		reply(400, `{"status":"INVALID_REQUEST","message":"number `+canaryPAN+` is bad","details":[{"field":"`+canaryPAN+`","reason":"INVALID_DATA"}]}`),
		reply(500, `not JSON `+canaryPAN))
	for range 3 {
		_, _ = client.PaymentsApi.CreatePayment(t.Context(), canaryPayment())
	}
	text := out.String()
	for _, secret := range []string{canaryPAN, "4111 1111 1111 1111", "987", goodCredentials.SharedSecret, "Bearer"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log shows %q:\n%s", secret, text)
		}
	}
	for _, fact := range []string{`"operation":"CreatePayment"`, `"httpStatus":201`, `"attempts":2`, `"correlationId":"corr-1"`,
		`"status":"DECLINED"`, `"cause":"not sent"`, `"ending":"unknown"`, `"code":"ORDER-1"`, `INVALID_DATA`,
		`"outcome":"declined"`, `"advice":"look up"`, `"holdsFunds":false`, `"id":"7"`, `"keyId":"` + goodCredentials.KeyID, `"destination":"https://apitest.cybersource.com"`} {
		if !strings.Contains(text, fact) {
			t.Errorf("the log lacks %s:\n%s", fact, text)
		}
	}
}

// withoutTimes drops what may hold the digits of a secret by chance.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	if kind := a.Value.Kind(); kind == slog.KindTime || kind == slog.KindDuration {
		return slog.Attr{}
	}
	return a
}

// "holdsFunds=false" would be read as "nothing to worry about".
func TestLogOfALostAnswerDoesNotSayThatNoFundsAreHeld(t *testing.T) {
	var out bytes.Buffer
	client := newTestClient(t, func(cfg *Configuration) { cfg.Logger = slog.New(slog.NewTextHandler(&out, nil)) }, reply(502, ""))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); !errors.Is(err, ErrOutcomeUnknown) {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, " outcome=unknown ") || strings.Contains(text, "holdsFunds") {
		t.Errorf("the log says\n%s", text)
	}
}

func TestBodiesAreLoggedOnTheDebugLevelOnly(t *testing.T) {
	var out bytes.Buffer
	client := newTestClient(t, func(cfg *Configuration) { cfg.Logger = slog.New(slog.NewTextHandler(&out, nil)) }, reply(201, `{"id":"1","status":"AUTHORIZED"}`))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "body=") || strings.Count(text, "\n") != 1 {
		t.Errorf("not one line without body:\n%s", text)
	}
}

func TestLoggingAndHooksThatAreOffAllocateNothing(t *testing.T) {
	// The cheapest of many calls, for the race detector empties pools by chance.
	measure := func(change func(*Configuration)) float64 {
		client := newTestClient(t, change, reply(201, `{"id":"1","status":"AUTHORIZED"}`))
		req := canaryPayment()
		cheapest := math.Inf(1)
		for range 100 {
			cheapest = min(cheapest, testing.AllocsPerRun(1, func() {
				if _, err := client.PaymentsApi.CreatePayment(context.Background(), req); err != nil {
					t.Fatal(err)
				}
			}))
		}
		return cheapest
	}
	without := measure(nil)
	off := measure(func(cfg *Configuration) { cfg.Logger = slog.New(slog.DiscardHandler) })
	if off > without {
		t.Errorf("%v allocations with a logger that is off, %v without one", off, without)
	}
}
