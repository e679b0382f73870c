package webhook_test

import (
	"crypto"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/webhook"
)

const payload = `{"data":{"id":"7950000000000000000002"}}`

// enveloped is a delivery whose payload is a value.
func enveloped(member, value string) string {
	return `{"eventType":"payments.capture.status.accepted","webhookId":"w1","` + member + `":` + value + `}`
}

// quoted is a text as a JSON string.
func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// encryptedForms are the ways in which deliveries are, or may be, encrypted.
func encryptedForms(t testing.TB) map[string]struct{ body, plain string } {
	whole, part := jwe(t, notification, privateKey()), jwe(t, payload, privateKey())
	return map[string]struct{ body, plain string }{
		"bare":                                 {whole, notification},
		"bare, with a line end":                {whole + "\r\n", notification},
		"bare, behind a byte order mark":       {"\ufeff" + whole, notification},
		"a string":                             {quoted(whole), notification},
		"encData":                              {`{"encData":` + quoted(whole) + `}`, notification},
		"encryptedRequest":                     {` { "encryptedRequest" : ` + quoted(whole) + ` } `, notification},
		"encryptedPayload":                     {enveloped("encryptedPayload", quoted(part)), payload},
		"encryptedPayload, of everything":      {`{"encryptedPayload":` + quoted(whole) + `}`, notification},
		"payload":                              {enveloped("payload", quoted(part)), payload},
		"payload, of everything":               {enveloped("payload", quoted(whole)), notification},
		"encData within the payload":           {enveloped("payload", `{"encData":`+quoted(part)+`}`), payload},
		"encData beside a plain empty payload": {`{"eventType":"payments.capture.status.accepted","webhookId":"w1","payload":null,"encData":` + quoted(part) + `}`, payload},
	}
}

func TestEncryptedDeliveriesAreOpenedInEveryForm(t *testing.T) {
	v := verifier(t, withPrivateKey)
	for name, form := range encryptedForms(t) {
		overPlain := webhook.SignedPlaintext
		if form.plain == payload {
			overPlain = webhook.SignedPayload
		}
		for _, tc := range []struct {
			over, text string
			want       webhook.Signed
		}{
			{"the bytes received", form.body, webhook.SignedBody},
			{"the plain text", form.plain, overPlain},
		} {
			t.Run(name+", signed over "+tc.over, func(t *testing.T) {
				e, err := v.Verify(signed(tc.text), []byte(form.body))
				if err != nil {
					t.Fatal(err)
				}
				if e.Signed != tc.want || !e.Encrypted || e.Type != webhook.CaptureAccepted || e.WebhookID != "w1" || string(e.Payload) != payload {
					t.Errorf("%v with payload %s; want signed %s", e, e.Payload, tc.want)
				}
			})
		}
	}
}

// A notification is told from a payload by its own members.
func TestEncryptedNotificationWithoutTypeIsNoPayload(t *testing.T) {
	body := `{"webhookId":"w2","eventType":"x","encData":` + quoted(jwe(t, `{"webhookId":"w1","payload":`+payload+`}`, privateKey())) + `}`
	e, err := verifier(t, withPrivateKey).Verify(signed(body), []byte(body))
	if err != nil || e.WebhookID != "w1" || e.Type != "" || string(e.Payload) != payload {
		t.Errorf("%v with payload %s, error %v", e, e.Payload, err)
	}
}

func TestEncryptedDeliveriesAreNeverTakenForPlainOnes(t *testing.T) {
	for name, form := range encryptedForms(t) {
		for _, text := range []string{form.body, form.plain} {
			if e, err := verifier(t).Verify(signed(text), []byte(form.body)); !errors.Is(err, webhook.ErrNoPrivateKey) || e.Type != "" || e.Payload != nil {
				t.Errorf("%s: %v, error %v", name, e, err)
			}
			wrong := signed(text + "x")
			if _, err := verifier(t, withPrivateKey).Verify(wrong, []byte(form.body)); !errors.Is(err, webhook.ErrWrongSignature) {
				t.Errorf("%s, wrong signature: error %v", name, err)
			}
		}
	}
}

func TestEncryptedDeliveryThatDoesNotOpenIsRefused(t *testing.T) {
	mine, other := privateKey(), newKey()
	good := jwe(t, payload, mine)
	for _, tc := range []struct {
		name, message string
		want          error
	}{
		{"RSA-OAEP", jweWith(t, payload, mine, jose.RSA_OAEP, jose.A256GCM), nil},
		{"for another key", jwe(t, payload, other), webhook.ErrDecryption},
		{"damaged", damaged(good), webhook.ErrDecryption},
		{"cut short", good[:len(good)-30], webhook.ErrDecryption},
		{"not a JWE", "nothing", webhook.ErrDecryption},
		{"empty", "", webhook.ErrDecryption},
		{"encrypted twice", jwe(t, good, mine), webhook.ErrDecryption},
		{"A128GCM", jweWith(t, payload, mine, jose.RSA_OAEP_256, jose.A128GCM), webhook.ErrAlgorithm},
		{"A256CBC", jweWith(t, payload, mine, jose.RSA_OAEP_256, jose.A256CBC_HS512), webhook.ErrAlgorithm},
		{"RSA1_5", jweWith(t, payload, mine, jose.RSA1_5, jose.A256GCM), webhook.ErrAlgorithm},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body := enveloped("encData", quoted(tc.message))
			e, err := verifier(t, withPrivateKey).Verify(signed(body), []byte(body))
			if !errors.Is(err, tc.want) || err != nil && e.Payload != nil {
				t.Errorf("error %v, want %v; payload %s", err, tc.want, e.Payload)
			}
		})
	}
	for _, value := range []string{`{"ciphertext":"x"}`, `["x"]`, `1`, `true`} {
		body := enveloped("encryptedPayload", value)
		if _, err := verifier(t, withPrivateKey).Verify(signed(body), []byte(body)); !errors.Is(err, webhook.ErrDecryption) {
			t.Errorf("encryptedPayload %s: error %v", value, err)
		}
	}
}

func TestPrivateKeysAreAllTried(t *testing.T) {
	body := jwe(t, notification, privateKey())
	down := errors.New("key service unreachable")
	for _, tc := range []struct {
		name string
		keys []webhook.PrivateKey
		want error
	}{
		{"as PEM", []webhook.PrivateKey{{PEM: pemOf(t, privateKey())}}, nil},
		{"behind another one", []webhook.PrivateKey{{Key: newKey()}, {Key: privateKey()}}, nil},
		{"a remote one", []webhook.PrivateKey{{Key: remote{privateKey(), nil}}}, nil},
		{"a remote one out of reach", []webhook.PrivateKey{{Key: remote{privateKey(), down}}}, down},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := verifier(t, func(c *webhook.Config) { c.PrivateKeys = tc.keys })
			if e, err := v.Verify(signed(body), []byte(body)); !errors.Is(err, tc.want) || err == nil && string(e.Payload) != payload {
				t.Errorf("%v, error %v, want %v", e, err, tc.want)
			}
		})
	}
}

type remote struct {
	*rsa.PrivateKey
	err error
}

// Decrypt implements [crypto.Decrypter].
func (r remote) Decrypt(rand io.Reader, message []byte, options crypto.DecrypterOpts) ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	return r.PrivateKey.Decrypt(rand, message, options)
}

// The choice to accept signatures of the payload alone holds for encrypted deliveries too.
func TestSignatureOfAnEncryptedPayloadAlone(t *testing.T) {
	member := quoted(jwe(t, payload, privateKey()))
	for name, tc := range map[string]struct{ signed, body string }{
		"of the member as it arrived": {member, enveloped("payload", member)},
		"within what it decrypts to":  {payload, jwe(t, enveloped("payload", payload), privateKey())},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := verifier(t, withPrivateKey, payloadSignatures).Verify(signed(tc.signed), []byte(tc.body))
			if err != nil || e.Signed != webhook.SignedPayload || string(e.Payload) != payload {
				t.Errorf("%v, error %v", e, err)
			}
			if _, err := verifier(t, withPrivateKey).Verify(signed(tc.signed), []byte(tc.body)); !errors.Is(err, webhook.ErrWrongSignature) {
				t.Errorf("without the choice: error %v", err)
			}
		})
	}
}
