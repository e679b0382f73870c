// Package notify makes notifications as the service delivers them (webhooks): the body,
// its signature and its encryption. It is written against the standard library's
// cryptography alone, so that it does not agree with the client's verifier by accident.
//
// Simulates: body version 3, the headers, signatures over body or payload member, and
// encryption in every form that is in use.
//
// Guesses: requestType RETRY, a new time of signing for each attempt, the key id in
// encrypted deliveries, and which form of encryption is the usual one, as none was
// published.
//
// Not simulated: subscriptions of securityType oAuth.
package notify

import (
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/envelope"
)

// Notification is one attempt to tell of an event.
type Notification struct {
	EventType      string          `json:"eventType"`
	WebhookID      string          `json:"webhookId"`
	ProductID      string          `json:"productId"`
	OrganizationID string          `json:"organizationId"`
	EventDate      string          `json:"eventDate"` // without a zone, UTC
	TraceID        string          `json:"transactionTraceId"`
	Retry          int             `json:"retryNumber"`
	RequestType    string          `json:"requestType"`
	Payload        json.RawMessage `json:"payload"`
}

// DateOf is a time as notifications write it.
func DateOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// What is encrypted, and under which name it is sent.
const (
	FormBody             = "body"             // all of it, a bare JWE
	FormEncData          = "encData"          // all of it, in an object with this member
	FormEncryptedRequest = "encryptedRequest" // likewise
	FormEncryptedPayload = "encryptedPayload" // the payload, in a member of this name
	FormPayload          = "payload"          // the payload, in its own place
)

// What a signature covers.
const (
	SignsBody      = "body"      // the bytes that are sent
	SignsPlaintext = "plaintext" // what was encrypted
	SignsPayload   = "payload"   // the payload member of what is sent
)

// Sender makes the deliveries of one subscription.
type Sender struct {
	KeyID  string
	Secret []byte
	Signs  string // "" = SignsBody

	EncryptTo       *rsa.PublicKey // nil = plain
	EncryptionKeyID string
	Form            string // "" = FormEncryptedPayload
}

// Check says what is wrong with a sender. Errors begin with the name of a field.
func (s Sender) Check() error {
	var problems []error
	if !slices.Contains([]string{"", FormBody, FormEncData, FormEncryptedRequest, FormEncryptedPayload, FormPayload}, s.Form) {
		problems = append(problems, errors.New("Form is not one of body, encData, encryptedRequest, encryptedPayload, payload"))
	}
	if !slices.Contains([]string{"", SignsBody, SignsPlaintext, SignsPayload}, s.Signs) {
		problems = append(problems, errors.New("Signs is not one of body, plaintext, payload"))
	}
	if s.Signs == SignsPayload && s.EncryptTo != nil && s.Form != FormPayload {
		problems = append(problems, errors.New("Signs is payload, which is not sent in this Form"))
	}
	return errors.Join(problems...)
}

// Make is the body of a delivery and its header.
func (s Sender) Make(n Notification, now time.Time) (body []byte, header http.Header, err error) {
	plain, err := json.Marshal(n)
	if err != nil {
		return nil, nil, err
	}
	var compacted struct{ Payload json.RawMessage }
	if err := json.Unmarshal(plain, &compacted); err != nil {
		return nil, nil, err
	}
	body, member, text := plain, []byte(compacted.Payload), plain
	if s.EncryptTo != nil {
		body, member, text, err = s.encrypt(n, plain, member, now)
	}
	signed := map[string][]byte{"": body, SignsBody: body, SignsPlaintext: text, SignsPayload: member}[s.Signs]
	return body, s.header(n, signed, now), err
}

// encrypt returns the body to send, its payload member, and what was encrypted.
func (s Sender) encrypt(n Notification, whole, payload []byte, now time.Time) (body, member, text []byte, err error) {
	text = whole
	if s.Form == "" || s.Form == FormEncryptedPayload || s.Form == FormPayload {
		text = payload
	}
	compact, err := envelope.Seal(text, s.EncryptionKeyID, s.EncryptTo, now)
	if err != nil {
		return nil, nil, nil, err
	}
	quoted := []byte(`"` + compact + `"`)
	switch s.Form {
	case FormBody:
		return []byte(compact), nil, text, nil
	case FormEncData, FormEncryptedRequest:
		return envelope.Wrap(s.Form, compact), nil, text, nil
	case FormPayload:
		n.Payload = quoted
		body, err = json.Marshal(n)
		return body, quoted, text, err
	}
	body, err = json.Marshal(struct {
		Notification
		Payload   json.RawMessage `json:"payload,omitempty"`
		Encrypted json.RawMessage `json:"encryptedPayload"`
	}{n, nil, quoted})
	return body, nil, text, err
}

// header is what a delivery has besides its body. Only v-c-signature is signed.
func (s Sender) header(n Notification, signed []byte, now time.Time) http.Header {
	h := http.Header{}
	for name, value := range map[string]string{
		"Content-Type":             "application/json",
		"V-C-Signature":            s.sign(signed, now),
		"V-C-Event-Type":           n.EventType,
		"V-C-Organization-Id":      n.OrganizationID,
		"V-C-Product-Name":         n.ProductID,
		"V-C-Request-Type":         n.RequestType,
		"V-C-Retry-Count":          strconv.Itoa(n.Retry),
		"V-C-Transaction-Trace-Id": n.TraceID,
		"V-C-Webhook-Id":           n.WebhookID,
	} {
		h.Set(name, value)
	}
	return h
}

// sign is the value of the signature header.
func (s Sender) sign(text []byte, now time.Time) string {
	t := strconv.FormatInt(now.UnixMilli(), 10)
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write(append([]byte(t+"."), text...))
	return "t=" + t + ";keyId=" + s.KeyID + ";sig=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
