package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/webhook"
)

func TestNotificationsAreDeliveredAndSigned(t *testing.T) {
	const id, secret = "7c9e1f52", "c2VjcmV0IG9mIGEgdGVzdCB0aGF0IGlzIGxvbmcgZW5vdWdo"
	verifier, err := webhook.NewVerifier(webhook.Config{Keys: []webhook.Key{{ID: id, Secret: secret}}})
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan webhook.Event, 1)
	server := httptest.NewServer(&webhook.Handler{Verifier: verifier, Handle: func(_ context.Context, e webhook.Event) error {
		events <- e
		return nil
	}})
	defer server.Close()
	printed, stop := program(t, "-no-auth", "-webhook", server.URL, "-webhook-key", id+":"+secret)
	printed.await(t, "shared secret   "+secret)
	answer, err := http.Post(address(t, printed)+"/pts/v2/payments", "application/json", strings.NewReader(payment))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if e := <-events; e.Type != webhook.AuthorizationAccepted || !strings.Contains(string(e.Payload), "ORDER-1") {
		t.Errorf("%v with payload %s", e, e.Payload)
	}
	stop()
}

func TestWebhookThatCannotBeIsSaid(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		args       []string
	}{
		{"no address", "-webhook-key is given without -webhook", []string{"-webhook-key", "a:b"}},
		{"no URL", "webhook: URL is not an http or https URL", []string{"-webhook", "shop.example"}},
		{"half a key", "webhook: Key.Secret is not base64, or is empty", []string{"-webhook", "http://127.0.0.1:1", "-webhook-key", "a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := run(t.Context(), append([]string{"-addr", "127.0.0.1:0"}, tc.args...), io.Discard, io.Discard)
			if err == nil || err.Error() != tc.want {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}
