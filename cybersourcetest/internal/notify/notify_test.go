package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// The guide of the service publishes a key, a time, a text and their signature.
func TestSignatureIsThePublishedOne(t *testing.T) {
	s := Sender{KeyID: "bf44c857-b182-bb05-e053-34b8d30a7a72", Secret: []byte("test_key")}
	got := s.sign([]byte("this is a decrypted payload"), time.UnixMilli(1617830804768))
	want := "t=1617830804768;keyId=bf44c857-b182-bb05-e053-34b8d30a7a72;sig=CzHY47nzJgCSD/BREtSIb+9l/vfkaaL4qf9n8MNJ4CY="
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBodyOfANotification(t *testing.T) {
	n := Notification{
		EventType: "payments.capture.status.accepted", WebhookID: "w1", ProductID: "payments", OrganizationID: "shop",
		EventDate: DateOf(time.Date(2022, 7, 20, 13, 38, 45, 0, time.FixedZone("", 7200))), TraceID: "t1", Retry: 1, RequestType: "RETRY",
		Payload: json.RawMessage(`{"data": {}}`),
	}
	body, header, err := Sender{}.Make(n, time.UnixMilli(1))
	want := `{"eventType":"payments.capture.status.accepted","webhookId":"w1","productId":"payments","organizationId":"shop",` +
		`"eventDate":"2022-07-20T11:38:45","transactionTraceId":"t1","retryNumber":1,"requestType":"RETRY","payload":{"data":{}}}`
	if err != nil || string(body) != want {
		t.Errorf("got  %s\nwant %s\nerror %v", body, want, err)
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "v-c-event-type": n.EventType, "v-c-organization-id": "shop", "v-c-product-name": "payments",
		"v-c-request-type": "RETRY", "v-c-retry-count": "1", "v-c-transaction-trace-id": "t1", "v-c-webhook-id": "w1",
	} {
		if got := header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if !strings.HasPrefix(header.Get("v-c-signature"), "t=1;") {
		t.Errorf("signature %s", header.Get("v-c-signature"))
	}
}
