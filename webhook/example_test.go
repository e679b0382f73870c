package webhook_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/webhook"
)

// A server that takes notifications of captures, and what it makes of a delivery, its
// retry and one that somebody changed.
func Example() {
	verifier, err := webhook.NewVerifier(webhook.Config{
		Keys: []webhook.Key{{
			ID:     "0f5a2c1e-7d3b-4c8a-9b60-5e1d2c3b4a59",
			Secret: "b3duLXRlc3Qtc2VjcmV0LTMyLWJ5dGVzLWxvbmchISE=", // from where the shop keeps its secrets
		}},
		Now: func() time.Time { return time.UnixMilli(1795000000000) }, // only because the delivery below is old
	})
	if err != nil {
		log.Fatal(err) // names every bad setting
	}

	known := map[string]bool{} // in a shop: in the database, in the transaction that changes the order
	handler := &webhook.Handler{Verifier: verifier, Handle: func(_ context.Context, e webhook.Event) error {
		if known[e.Digest] {
			fmt.Println("once more:", e.Type)
			return nil
		}
		known[e.Digest] = true
		if e.Type == webhook.CaptureAccepted {
			fmt.Println("captured:", string(e.Payload))
		}
		return nil
	}}

	fmt.Println("health check:", send(handler, http.MethodGet, ""))
	fmt.Println("first:", send(handler, http.MethodPost, notification))
	fmt.Println("retry:", send(handler, http.MethodPost, strings.Replace(notification, `"retryNumber":0`, `"retryNumber":1`, 1)))
	fmt.Println("changed:", send(handler, http.MethodPost, notification+" "))

	// Output:
	// health check: 200
	// captured: {"data":{"id":"7950000000000000000002"}}
	// first: 200
	// once more: payments.capture.status.accepted
	// retry: 200
	// changed: 401
}

// send delivers a notification as the service does, but for one that somebody changed on
// the way.
func send(h http.Handler, method, body string) int {
	r := httptest.NewRequest(method, "/webhooks", strings.NewReader(body))
	if body != "" {
		r.Header["V-C-Signature"] = signed(strings.TrimSuffix(body, " "))["V-C-Signature"]
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}
