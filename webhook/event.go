package webhook

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// Signed says what the signature of a delivery covers: what can be relied on.
type Signed string

// What a signature covers.
const (
	// SignedBody: the body as it arrived, and so all of the event.
	SignedBody Signed = "body"

	// SignedPlaintext: what the body decrypted to, and so all of the event.
	SignedPlaintext Signed = "plaintext"

	// SignedPayload: Event.Payload only. All other members of the event, and with them
	// its Digest, are what anybody may have written. So it is with Config.PayloadSignatures, and where the payload
	// alone is encrypted and the signature is that of its plain text.
	SignedPayload Signed = "payload"
)

// Event is a notification that was verified. Printed and logged it shows its ids and
// sizes, and nothing of the payload.
type Event struct {
	Type           EventType // eventType
	WebhookID      string    // webhookId: the subscription
	ProductID      string    // productId, such as "payments"
	OrganizationID string    // organizationId: whose event it is

	// Date is eventDate. It states no zone and is taken as UTC. Zero if it cannot be read.
	Date time.Time

	// TraceID is transactionTraceId: another one with each attempt to deliver.
	TraceID string

	// Retry is retryNumber: 0 for the first attempt, and where it cannot be read.
	Retry int

	// RequestType is requestType: "NEW" for the first attempt; the word for a retry is
	// not published.
	RequestType string

	// Payload is the payload member byte by byte, decrypted: an object or a list, whose
	// form depends on the product. nil if there is none, as in the test notification.
	Payload json.RawMessage

	// Body is the whole delivery as it arrived, or what it decrypts to if all of it was
	// encrypted.
	Body []byte

	// Signed says what of all this the signature covers.
	Signed Signed

	// Encrypted says that the delivery, or its payload, arrived encrypted.
	Encrypted bool

	KeyID  string    // of the key that signed, in lower case
	SentAt time.Time // when this attempt was signed, UTC

	// Digest is the same for each delivery of one event: SHA-256 in hexadecimal over
	// webhook id, event type and payload; over the whole body if there is no payload. The
	// service gives events no id. Keep the digests of events that were dealt with, for as
	// long as retries may arrive.
	Digest string
}

// event reads what a message states. Members of another type than expected are read as
// far as that makes sense: numbers come as numbers and as strings.
func (m message) event() Event {
	retry, _ := strconv.Atoi(m.text("retryNumber")) // 0 if it is none
	e := Event{
		Type:           EventType(m.text("eventType")),
		WebhookID:      m.text("webhookId"),
		ProductID:      m.text("productId"),
		OrganizationID: m.text("organizationId"),
		Date:           dateOf(m.text("eventDate")),
		TraceID:        m.text("transactionTraceId"),
		Retry:          retry,
		RequestType:    m.text("requestType"),
		Payload:        m.payload,
		Body:           m.body,
	}
	e.Digest = e.digest()
	return e
}

func (m message) text(member string) string { return textOf(m.members[member]) }

// dateOf reads a date with or without a zone.
func dateOf(text string) time.Time {
	const withoutZone = "2006-01-02T15:04:05"
	for _, layout := range []string{withoutZone, time.RFC3339} {
		if date, err := time.Parse(layout, text); err == nil {
			return date.UTC()
		}
	}
	return time.Time{}
}

// digest hashes the parts with their lengths, so that no two lists of parts give one text.
func (e *Event) digest() string {
	content := []byte(e.Payload)
	if content == nil {
		content = e.Body
	}
	hash := sha256.New()
	for _, part := range [][]byte{[]byte(e.WebhookID), []byte(e.Type), content} {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		hash.Write(part)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
