package webhook_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/webhook"
)

// verified reads a body whose signature is right.
func verified(t *testing.T, body string) webhook.Event {
	t.Helper()
	e, err := verifier(t).Verify(signed(body), []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEventHasAllMembersOfItsNotification(t *testing.T) {
	e := verified(t, notification)
	got := fmt.Sprint(e.Type, e.WebhookID, e.ProductID, e.OrganizationID, e.Date, e.TraceID, e.Retry, e.RequestType, string(e.Payload), e.Signed, e.Encrypted)
	want := fmt.Sprint(webhook.CaptureAccepted, "w1", "payments", "shop_eu", time.Date(2026, 11, 18, 8, 26, 40, 0, time.UTC), "t1", 0, "NEW", payload, webhook.SignedBody, false)
	if got != want || string(e.Body) != notification {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNotificationsAreReadTolerantly(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		want       func(webhook.Event) bool
	}{
		{"no JSON", "this is a decrypted payload", func(e webhook.Event) bool { return e.Type == "" && e.Payload == nil }},
		{"empty", "", func(e webhook.Event) bool { return e.Type == "" && len(e.Body) == 0 }},
		{"a list", `[{"eventType":"x"}]`, func(e webhook.Event) bool { return e.Type == "" }},
		{"cut short", `{"eventType":"x"`, func(e webhook.Event) bool { return e.Type == "" }},
		{"something behind it", `{"eventType":"x"}x`, func(e webhook.Event) bool { return e.Type == "" }},
		{"one member twice", `{"eventType":"x","eventType":"y","payload":{}}`, func(e webhook.Event) bool { return e.Type == "" && e.Payload == nil }},
		{"one member twice, deeper", `{"eventType":"x","payload":{"a":1,"a":2}}`, func(e webhook.Event) bool { return e.Type == "x" && string(e.Payload) == `{"a":1,"a":2}` }},
		{"text that is no UTF-8", "{\"eventType\":\"x\",\"payload\":\"\xff\"}", func(e webhook.Event) bool { return e.Type == "x" && string(e.Payload) == "\"\xff\"" }},
		{"an unknown type", `{"eventType":"new.kind"}`, func(e webhook.Event) bool { return e.Type == "new.kind" }},
		{"a type with an escape", `{"eventT\u0079pe":"a\u002eb"}`, func(e webhook.Event) bool { return e.Type == "a.b" }},
		{"a payload as a list", `{"payload" : [ {"data":1e2} ] }`, func(e webhook.Event) bool { return string(e.Payload) == `[ {"data":1e2} ]` }},
		{"a payload as text", `{"payload":"a.b.c"}`, func(e webhook.Event) bool { return string(e.Payload) == `"a.b.c"` && !e.Encrypted }},
		{"no payload, as in the test notification", `{"eventType":"x","payloads":{"testPayload":{"message":"m"}}}`, func(e webhook.Event) bool { return e.Payload == nil && len(e.Body) > 0 }},
		{"an empty member for encryption", `{"payload":{"a":1},"encData":null}`, func(e webhook.Event) bool { return string(e.Payload) == `{"a":1}` && !e.Encrypted }},
		{"a number in quotes", `{"retryNumber":"2"}`, func(e webhook.Event) bool { return e.Retry == 2 }},
		{"a number", `{"retryNumber":3}`, func(e webhook.Event) bool { return e.Retry == 3 }},
		{"no number", `{"retryNumber":"many","eventType":"x"}`, func(e webhook.Event) bool { return e.Retry == 0 && e.Type == "x" }},
		{"an id as a number", `{"webhookId":17}`, func(e webhook.Event) bool { return e.WebhookID == "17" }},
		{"members of other types", `{"eventType":{"a":1},"webhookId":["x"],"organizationId":null,"productId":true}`, func(e webhook.Event) bool {
			return e.Type == "" && e.WebhookID == "" && e.OrganizationID == "" && e.ProductID == "true"
		}},
		{"a date with a zone", `{"eventDate":"2026-11-18T08:26:40.5+02:00"}`, func(e webhook.Event) bool {
			return e.Date.Equal(time.Date(2026, 11, 18, 6, 26, 40, 5e8, time.UTC))
		}},
		{"no date", `{"eventDate":"yesterday","eventType":"x"}`, func(e webhook.Event) bool { return e.Date.IsZero() && e.Type == "x" }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if e := verified(t, tc.body); !tc.want(e) || string(e.Body) != tc.body {
				t.Errorf("%v with payload %s", e, e.Payload)
			}
		})
	}
}

// A body that two programs may read in two ways has no payload that could be signed.
func TestDoubledPayloadIsNotVerified(t *testing.T) {
	body := `{"payload":` + payload + `,"payload":{"data":{"id":"1"}}}`
	if _, err := verifier(t, payloadSignatures).Verify(signed(payload), []byte(body)); !errors.Is(err, webhook.ErrWrongSignature) {
		t.Errorf("error %v", err)
	}
}

func TestDigestIsTheSameForARetryOnly(t *testing.T) {
	first := verified(t, notification)
	if len(first.Digest) != 64 {
		t.Errorf("digest %q", first.Digest)
	}
	for _, tc := range []struct {
		name, old, changed string
		same               bool
	}{
		{"another attempt", `"transactionTraceId":"t1","retryNumber":0,"requestType":"NEW"`, `"transactionTraceId":"t2","retryNumber":1,"requestType":"RETRY"`, true},
		{"members in another order", `"eventType":"payments.capture.status.accepted","webhookId":"w1"`, `"webhookId":"w1","eventType":"payments.capture.status.accepted"`, true},
		{"another subscription", `"w1"`, `"w2"`, false},
		{"another type", "capture", "refund", false},
		{"another payload", `"7950000000000000000002"`, `"7950000000000000000003"`, false},
		{"the payload written in another way", `"data":{`, `"data": {`, false},
		{"a letter moved from one part to the next", `"payments.capture.status.accepted","webhookId":"w1"`, `"ayments.capture.status.accepted","webhookId":"w1p"`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body := strings.Replace(notification, tc.old, tc.changed, 1)
			if second := verified(t, body); body == notification || (second.Digest == first.Digest) != tc.same {
				t.Errorf("the same: %t, want %t", second.Digest == first.Digest, tc.same)
			}
		})
	}
	if verified(t, `{"payloads":1}`).Digest == verified(t, `{"payloads":2}`).Digest {
		t.Error("two notifications without payload have one digest")
	}
}

func TestDigestOfAnEncryptedDeliveryIsThatOfThePlainOne(t *testing.T) {
	plain := verified(t, enveloped("payload", payload))
	for range 2 { // each encryption gives other bytes
		body := enveloped("payload", quoted(jwe(t, payload, privateKey())))
		e, err := verifier(t, withPrivateKey).Verify(signed(body), []byte(body))
		if err != nil || e.Digest != plain.Digest {
			t.Errorf("digest %s, want %s (%v)", e.Digest, plain.Digest, err)
		}
	}
}

func TestTamperedDeliveryIsRefusedWhereverItWasChanged(t *testing.T) {
	v := verifier(t)
	header := signed(notification)
	for i := range notification {
		body := []byte(notification)
		body[i] ^= 1
		if _, err := v.Verify(header, body); !errors.Is(err, webhook.ErrWrongSignature) {
			t.Fatalf("byte %d changed: error %v", i, err)
		}
	}
	if _, err := v.Verify(header, append([]byte(notification), ' ')); !errors.Is(err, webhook.ErrWrongSignature) {
		t.Errorf("a blank added: error %v", err)
	}
	if _, err := v.Verify(http.Header{"V-C-Signature": header["V-C-Signature"]}, nil); !errors.Is(err, webhook.ErrWrongSignature) {
		t.Errorf("without a body: error %v", err)
	}
}
