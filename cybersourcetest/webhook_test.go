package cybersourcetest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/webhook"
)

// receiver is a shop's server that keeps the events it verified.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	handler  webhook.Handler
	refusals []error // of the next events
	events   []webhook.Event
	came     chan webhook.Event
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{came: make(chan webhook.Event, 100)}
	r.handler.Handle = r.handle
	r.handler.Verifier = new(webhook.Verifier)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.Header.Get("V-C-Signature") == "" { // the health check comes before the key is known
			return
		}
		r.handler.ServeHTTP(w, request)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) handle(_ context.Context, e webhook.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	r.came <- e
	if len(r.refusals) == 0 {
		return nil
	}
	err := r.refusals[0]
	r.refusals = r.refusals[1:]
	return err
}

// next waits for an event.
func (r *receiver) next(t *testing.T) webhook.Event {
	t.Helper()
	select {
	case e := <-r.came:
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no event came")
		return webhook.Event{}
	}
}

// types are those of the events that came.
func (r *receiver) types() (types []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		types = append(types, string(e.Type))
	}
	return types
}

// subscribe subscribes the receiver and gives it the key.
func (r *receiver) subscribe(t *testing.T, gateway *cybersourcetest.Gateway, w cybersourcetest.Webhook, privateKeys ...webhook.PrivateKey) *cybersourcetest.Subscription {
	t.Helper()
	w.URL = r.URL
	s, err := gateway.Subscribe(w)
	if err != nil {
		t.Fatal(err)
	}
	r.handler.Verifier, err = webhook.NewVerifier(webhook.Config{
		Keys:              []webhook.Key{{ID: s.Key().KeyID, Secret: s.Key().Secret}},
		PrivateKeys:       privateKeys,
		PayloadSignatures: w.Signs == "payload",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// call makes a signed call and returns the id of its answer.
func call(t *testing.T, gateway *cybersourcetest.Gateway, path, text string) string {
	t.Helper()
	r := newRequest(t, gateway, path, text)
	signerOf(t, gateway).token(r, text, nil)
	return mustDo(t, gateway, r).fields(t).ID
}

const amount = `"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}`

func TestNotificationsTellWhatIsProcessed(t *testing.T) {
	sale := strings.Replace(payment("S-1"), "{", `{"processingInformation":{"capture":true},`, 1)
	reversal := `{"clientReferenceInformation":{"code":"R-1"},"reversalInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`
	for _, tc := range []struct {
		name string
		do   func(*cybersourcetest.Gateway)
		want []string
	}{
		{"an authorization", func(g *cybersourcetest.Gateway) { call(t, g, payments, body) }, []string{"payments.authorization.status.accepted"}},
		{"a sale", func(g *cybersourcetest.Gateway) { call(t, g, payments, sale) }, []string{"payments.authorization.status.accepted", "payments.capture.status.accepted"}},
		{"a decline", func(g *cybersourcetest.Gateway) {
			g.Next(cybersourcetest.Decline("EXPIRED_CARD"))
			call(t, g, payments, body)
		}, []string{"payments.authorization.status.rejected"}},
		{"a part of the amount", func(g *cybersourcetest.Gateway) {
			g.Next(cybersourcetest.Status("PARTIAL_AUTHORIZED"))
			call(t, g, payments, body)
		}, []string{"payments.authorization.status.partiallyApproved"}},
		{"a review", func(g *cybersourcetest.Gateway) {
			g.Next(cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"))
			call(t, g, payments, body)
		}, []string{"payments.authorization.status.reviewed"}},
		{"a payment whose answer is lost", func(g *cybersourcetest.Gateway) {
			g.Next(cybersourcetest.DropAnswer())
			_, _ = post(t, g, body)
		}, []string{"payments.authorization.status.accepted"}},
		{"a payment that did not arrive", func(g *cybersourcetest.Gateway) {
			g.Next(cybersourcetest.CloseBeforeReading())
			_, _ = post(t, g, body)
		}, nil},
		{"a payment that was refused", func(g *cybersourcetest.Gateway) { call(t, g, payments, "{}") }, nil},
		{"a capture, its void and a refund", func(g *cybersourcetest.Gateway) {
			id := call(t, g, payments, sale)
			refund := call(t, g, payments+"/"+id+"/refunds", "{"+amount+"}")
			call(t, g, "/pts/v2/refunds/"+refund+"/voids", "{}")
		}, []string{"payments.authorization.status.accepted", "payments.capture.status.accepted", "payments.refund.status.accepted", "payments.void.status.accepted"}},
		{"a capture", func(g *cybersourcetest.Gateway) {
			id := call(t, g, payments, body)
			call(t, g, payments+"/"+id+"/captures", "{"+amount+"}")
		}, []string{"payments.authorization.status.accepted", "payments.capture.status.accepted"}},
		{"a reversal", func(g *cybersourcetest.Gateway) {
			id := call(t, g, payments, body)
			call(t, g, payments+"/"+id+"/reversals", reversal)
		}, []string{"payments.authorization.status.accepted", "payments.reversal.status.accepted"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
			s := server.subscribe(t, gateway, cybersourcetest.Webhook{})
			tc.do(gateway)
			if len(server.types()) > 0 || s.Waiting() != len(tc.want) {
				t.Errorf("%d events came before they were delivered, %d wait", len(server.types()), s.Waiting())
			}
			s.Deliver(t.Context())
			if got := server.types(); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEventSaysWhatWasProcessed(t *testing.T) {
	noon := time.Now().Truncate(time.Second)
	gateway, server := newGateway(t, cybersourcetest.Options{Now: func() time.Time { return noon }}), newReceiver(t)
	s := server.subscribe(t, gateway, cybersourcetest.Webhook{EventTypes: []string{"payments.authorization.status.accepted"}})
	id := call(t, gateway, payments, body)
	call(t, gateway, payments+"/"+id+"/captures", "{"+amount+"}") // not subscribed to
	s.Deliver(t.Context())
	if len(server.events) != 1 {
		t.Fatalf("%d events, want 1", len(server.events))
	}
	e, payload := server.events[0], string(server.events[0].Payload)
	if e.WebhookID != s.ID() || e.ProductID != "payments" || e.OrganizationID != gateway.Account().ID || !e.Date.Equal(noon) || !e.SentAt.Equal(noon) || e.RequestType != "NEW" {
		t.Errorf("%v", e)
	}
	for _, part := range []string{`"id":"` + id + `"`, `"code":"TC-1"`, `"status":"AUTHORIZED"`, `"totalAmount":"102.21"`, `"currency":"USD"`} {
		if !strings.Contains(payload, part) {
			t.Errorf("payload %s lacks %s", payload, part)
		}
	}
	if strings.Contains(payload, "1111") || strings.Contains(payload, "Lovelace") {
		t.Errorf("payload %s", payload)
	}
}

func TestDeliveryIsVerifiedInEveryForm(t *testing.T) {
	key, text := certificate()
	for _, tc := range []struct {
		form, signs string
		plain       bool
		want        webhook.Signed
	}{
		{"", "", true, webhook.SignedBody},
		{"", "payload", true, webhook.SignedPayload},
		{"", "", false, webhook.SignedBody},
		{"body", "body", false, webhook.SignedBody},
		{"encData", "", false, webhook.SignedBody},
		{"encryptedRequest", "", false, webhook.SignedBody},
		{"encryptedPayload", "", false, webhook.SignedBody},
		{"payload", "", false, webhook.SignedBody},
		{"payload", "payload", false, webhook.SignedPayload},
		{"body", "plaintext", false, webhook.SignedPlaintext},
		{"encData", "plaintext", false, webhook.SignedPlaintext},
		{"encryptedRequest", "plaintext", false, webhook.SignedPlaintext},
		{"encryptedPayload", "plaintext", false, webhook.SignedPayload},
		{"payload", "plaintext", false, webhook.SignedPayload},
	} {
		t.Run(tc.form+" signs "+tc.signs, func(t *testing.T) {
			gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
			w := cybersourcetest.Webhook{Form: tc.form, Signs: tc.signs}
			if !tc.plain {
				w.Certificate = text
			}
			s := server.subscribe(t, gateway, w, webhook.PrivateKey{Key: key})
			d := s.Send(t.Context(), "uc.orders.transactionresults", []byte(`{ "a" : "<1>" }`))
			if d.Err != nil || !d.Taken() || len(server.events) != 1 {
				t.Fatalf("%v, %d events", d, len(server.events))
			}
			e := server.events[0]
			if e.Signed != tc.want || e.Encrypted == tc.plain || e.Type != webhook.UnifiedCheckoutResult || !strings.Contains(string(e.Payload), `"a"`) {
				t.Errorf("%v with payload %s, want signed %s", e, e.Payload, tc.want)
			}
		})
	}
}

func TestDeliveryThatIsNotTakenIsRetriedThreeTimes(t *testing.T) {
	gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
	s := server.subscribe(t, gateway, cybersourcetest.Webhook{})
	server.refusals = []error{webhook.ErrNotYet, errors.New("database")}
	call(t, gateway, payments, body)
	for _, want := range []int{503, 500, 200} {
		if d := s.Deliver(t.Context()); len(d) != 1 || d[0].Status != want {
			t.Fatalf("%v, want HTTP %d", d, want)
		}
	}
	if s.Waiting() != 0 || len(s.Deliver(t.Context())) != 0 {
		t.Error("an event that was taken is delivered again")
	}
	digests, traces := map[string]bool{}, map[string]bool{}
	for i, e := range server.events {
		digests[e.Digest], traces[e.TraceID] = true, true
		if e.Retry != i || (e.RequestType == "NEW") != (i == 0) {
			t.Errorf("attempt %d states %d, %s", i, e.Retry, e.RequestType)
		}
	}
	if len(digests) != 1 || len(traces) != 3 {
		t.Errorf("%d digests and %d trace ids, want 1 and 3", len(digests), len(traces))
	}

	server.refusals = slices.Repeat([]error{webhook.ErrNotYet}, 10)
	call(t, gateway, payments, payment("TC-2"))
	attempts := 0
	for s.Waiting() > 0 {
		attempts += len(s.Deliver(t.Context()))
	}
	if attempts != 4 {
		t.Errorf("%d attempts, want 4", attempts)
	}
}

func TestDuplicateIsDeliveredOnDemand(t *testing.T) {
	gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
	s := server.subscribe(t, gateway, cybersourcetest.Webhook{})
	call(t, gateway, payments, body)
	first := s.Deliver(t.Context())[0]
	second := s.Repeat(t.Context(), first)
	if !second.Taken() || second.Retry != 1 || len(server.events) != 2 || server.events[0].Digest != server.events[1].Digest {
		t.Errorf("%v, %d events", second, len(server.events))
	}
	if second.Header.Get("V-C-Signature") == "" || string(server.events[1].Body) != string(second.Body()) {
		t.Error("the delivery is not what was sent")
	}
}

func TestHealthIsCheckedFirst(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	var methods []string
	answers := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods = append(methods, r.Method+" "+r.URL.Path)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(answers[r.Method])
	}))
	defer server.Close()
	for _, tc := range []struct {
		name      string
		get, post int
		want      string
	}{
		{"healthy", 200, 200, ""},
		{"GET is unknown", 404, 200, "webhook: health check: GET was answered with HTTP 404, not 200"},
		{"an empty POST is refused", 200, 401, "webhook: health check: POST was answered with HTTP 401, not 200"},
		{"redirected", 302, 200, "webhook: health check: GET was answered with HTTP 302, not 200"},
	} {
		answers["GET"], answers["POST"] = tc.get, tc.post
		_, err := gateway.Subscribe(cybersourcetest.Webhook{URL: server.URL + "/hooks", HealthCheckURL: server.URL + "/health"})
		if text := errorText(err); text != tc.want {
			t.Errorf("%s: error %q, want %q", tc.name, text, tc.want)
		}
	}
	if want := []string{"GET /health", "POST /health"}; !slices.Equal(methods[:2], want) {
		t.Errorf("got %q, want %q", methods[:2], want)
	}
	server.Close()
	if _, err := gateway.Subscribe(cybersourcetest.Webhook{URL: server.URL}); err == nil {
		t.Error("a server that is away is subscribed")
	}
	if _, err := gateway.Subscribe(cybersourcetest.Webhook{URL: server.URL, NoHealthCheck: true}); err != nil {
		t.Errorf("without the check: error %v", err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestSubscriptionThatCannotBe(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	_, text := certificate()
	const local = "http://127.0.0.1:1"
	for _, tc := range []struct {
		name    string
		webhook cybersourcetest.Webhook
		want    string
	}{
		{"nothing", cybersourcetest.Webhook{}, "URL is not an http or https URL"},
		{"another scheme", cybersourcetest.Webhook{URL: "ftp://127.0.0.1"}, "URL is not an http or https URL"},
		{"another machine", cybersourcetest.Webhook{URL: "https://shop.example/hooks"}, "URL is not of loopback"},
		{"a name like loopback", cybersourcetest.Webhook{URL: "https://localhost.example"}, "URL is not of loopback"},
		{"another machine for the health check", cybersourcetest.Webhook{URL: local, HealthCheckURL: "http://10.0.0.1"}, "HealthCheckURL is not of loopback"},
		{"an unknown form", cybersourcetest.Webhook{URL: local, Form: "jwe"}, "Form is not one of"},
		{"an unknown signature", cybersourcetest.Webhook{URL: local, Signs: "all"}, "Signs is not one of"},
		{"a signature of what is not sent", cybersourcetest.Webhook{URL: local, Signs: "payload", Certificate: text}, "Signs is payload, which is not sent"},
		{"no certificate", cybersourcetest.Webhook{URL: local, Certificate: "x"}, "Certificate is not a certificate in PEM"},
		{"a key without id", cybersourcetest.Webhook{URL: local, Key: cybersourcetest.SharedSecret{Secret: "c2VjcmV0"}}, "Key.KeyID is empty"},
		{"a key that is not base64", cybersourcetest.Webhook{URL: local, Key: cybersourcetest.SharedSecret{KeyID: "k", Secret: "?"}}, "Key.Secret is not base64, or is empty"},
		{"a negative delay", cybersourcetest.Webhook{URL: local, RetryDelay: -1}, "RetryDelay is negative"},
	} {
		if _, err := gateway.Subscribe(tc.webhook); !strings.Contains(errorText(err), "webhook: "+tc.want) {
			t.Errorf("%s: error %v, want %q", tc.name, err, tc.want)
		}
	}
}

// roundTripper is a transport as a function.
type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSubscribeTakesAnotherMachineWhenAskedTo(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	var hosts []string
	s, err := gateway.Subscribe(cybersourcetest.Webhook{
		URL: "https://shop.example/hooks", AnyHost: true,
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			hosts = append(hosts, r.URL.Host)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
		}),
	})
	if err != nil || !s.Send(t.Context(), "x", []byte("{}")).Taken() || len(hosts) != 3 {
		t.Errorf("requests to %q, error %v", hosts, err)
	}
}

func TestEventsAreDeliveredInTheBackground(t *testing.T) {
	gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
	server.refusals = []error{webhook.ErrNotYet}
	server.subscribe(t, gateway, cybersourcetest.Webhook{Background: true, RetryDelay: time.Millisecond})
	call(t, gateway, payments, body)
	first, second := server.next(t), server.next(t)
	if first.Retry != 0 || second.Retry != 1 || first.Digest != second.Digest {
		t.Errorf("%v, then %v", first, second)
	}
	gateway.Close() // returns
	if _, err := gateway.Subscribe(cybersourcetest.Webhook{URL: server.URL}); errorText(err) != "webhook: the gateway is closed" {
		t.Errorf("error %v", err)
	}
}

func TestDeliveryThatCannotBeMade(t *testing.T) {
	gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
	s := server.subscribe(t, gateway, cybersourcetest.Webhook{})
	if d := s.Send(t.Context(), "x", []byte("no JSON")); d.Err == nil || d.Taken() || len(server.events) > 0 {
		t.Errorf("%v", d)
	}
	call(t, gateway, payments, body)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if d := s.Deliver(ended); len(d) != 0 || s.Waiting() != 1 {
		t.Errorf("%v after the context ended, %d wait", d, s.Waiting())
	}
	server.Close()
	if d := s.Deliver(t.Context()); len(d) != 1 || d[0].Err == nil || d[0].Status != 0 || s.Waiting() != 1 {
		t.Errorf("%v, %d wait", d, s.Waiting())
	}
}

func TestSubscriptionShowsNoKeyAndADeliveryNoBody(t *testing.T) {
	gateway, server := newGateway(t, cybersourcetest.Options{}), newReceiver(t)
	s := server.subscribe(t, gateway, cybersourcetest.Webhook{})
	d := s.Send(t.Context(), "tms.token.created", []byte(`{"token":"4111111111111111 CANARY"}`))
	secret, err := base64.StdEncoding.DecodeString(s.Key().Secret)
	if err != nil || len(secret) != 32 {
		t.Fatalf("a secret of %d bytes, error %v", len(secret), err)
	}
	show(t, "Delivery", d, "tms.token.created")
	shown(t, "Subscription", s, s.ID())
	shown(t, "Key", s.Key(), "***")
}
