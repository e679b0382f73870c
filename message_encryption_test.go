package cybersource

import (
	"crypto"
	"crypto/rsa"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/mle"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

func built(t testing.TB, c Credentials) signer {
	t.Helper()
	s, problems := parsed(c, constructed)
	if problems != nil {
		t.Fatal(problems)
	}
	return s
}

func TestMessageEncryptionWithProblems(t *testing.T) {
	p12, secret := built(t, recordedCertificate(t, "merchant.p12")), built(t, recordedSecret(t))
	inventory := vectors.ReadInventory(t)
	respP12, respPEM := vectors.Key(t, "respmle.p12"), vectors.Key(t, "respmle.pkcs8.pem")
	sjc := vectors.Key(t, "sjc.cert.pem")
	broken, _ := parsed(JWTCertificate{MerchantID: "m", P12: []byte("x")}, constructed)
	for _, tc := range []struct {
		name   string
		config MessageEncryption
		signer signer
		now    time.Time
		want   []string
	}{
		{"HTTP Signature", MessageEncryption{RequestCertificatePEM: sjc}, built(t, HTTPSignature(recordedSecret(t))), constructed, []string{
			"MessageEncryption needs JWT credentials; HTTP Signature would send plain text",
		}},
		{"no credentials", MessageEncryption{}, signer{}, constructed, []string{
			"MessageEncryption needs JWT credentials; HTTP Signature would send plain text",
		}},
		{"no certificate", MessageEncryption{}, secret, constructed, []string{
			"MessageEncryption.RequestCertificatePEM is missing, and there is no Credentials.P12 to take it from",
		}},
		{"no certificate, nothing to encrypt", MessageEncryption{PlainRequests: true}, secret, constructed, nil},
		{"credentials have a problem already", MessageEncryption{}, broken, constructed, nil},
		{"alias not in P12", MessageEncryption{RequestCertificateAlias: "other"}, p12, constructed, []string{
			"Credentials.P12 holds no certificate whose common name is the alias of the request certificate",
		}},
		{"alias of other letters", MessageEncryption{RequestCertificateAlias: "CyberSource_\u017fJC_US"}, p12, constructed, []string{
			"Credentials.P12 holds no certificate whose common name is the alias of the request certificate",
		}},
		{"not valid yet", MessageEncryption{RequestCertificatePEM: sjc}, secret, constructed.AddDate(-2, 0, 0), []string{
			"MessageEncryption.RequestCertificatePEM holds a certificate that is not valid before 2026-11-23T00:36:30Z",
		}},
		{"alias not in P12, nothing to encrypt", MessageEncryption{RequestCertificateAlias: "other", PlainRequests: true}, p12, constructed, nil},
		{"alias not in PEM", MessageEncryption{RequestCertificatePEM: vectors.Key(t, "other.cert.pem"), PlainRequests: true}, p12, constructed, []string{
			"MessageEncryption.RequestCertificatePEM holds no certificate whose common name is the alias of the request certificate",
		}},
		{"certificate expired", MessageEncryption{RequestCertificatePEM: sjc}, secret, expired, []string{
			"MessageEncryption.RequestCertificatePEM holds a certificate that expired on 2036-11-20",
		}},
		{"certificate in P12 expired", MessageEncryption{}, p12, expired, []string{"Credentials.P12 holds a certificate that expired on 2036-11-20"}},
		{"not PEM", MessageEncryption{RequestCertificatePEM: []byte("x")}, secret, constructed, []string{
			"MessageEncryption.RequestCertificatePEM holds no PEM certificate",
		}},
		{"two response keys", MessageEncryption{ResponseP12: respP12, ResponsePrivateKeyPEM: respPEM}, p12, constructed, []string{
			"MessageEncryption has more than one response key: set only one of ResponseP12, ResponsePrivateKeyPEM and ResponseKey",
		}},
		{"wrong password", MessageEncryption{ResponseP12: respP12, ResponsePassword: "wrong"}, p12, constructed, []string{
			"MessageEncryption.ResponseP12 cannot be opened with the password",
		}},
		{"PEM without id", MessageEncryption{ResponsePrivateKeyPEM: respPEM}, p12, constructed, []string{"MessageEncryption.ResponseKeyID is empty"}},
		{"id without key", MessageEncryption{ResponseKeyID: "1"}, p12, constructed, []string{"MessageEncryption.ResponseKeyID is set without a response key"}},
		{"password without key", MessageEncryption{ResponsePassword: "wrong"}, p12, constructed, []string{"MessageEncryption.ResponsePassword is set without a response key"}},
		{"response P12 of somebody else", MessageEncryption{ResponseP12: vectors.Key(t, "portfolio.p12"), ResponsePassword: inventory.Password}, p12, constructed, []string{
			"MessageEncryption.ResponseP12 holds no certificate whose common name is the owner of the key",
		}},
		{"response certificate expired", MessageEncryption{PlainRequests: true, ResponseP12: respP12, ResponsePassword: inventory.Password}, p12, expired, []string{
			"MessageEncryption.ResponseP12 holds a certificate that expired on 2036-11-20",
		}},
		{"response key is no key", MessageEncryption{ResponsePrivateKeyPEM: sjc, ResponseKeyID: "1"}, p12, constructed, []string{
			"MessageEncryption.ResponsePrivateKeyPEM holds no PEM private key",
		}},
		{"response key is a nil pointer", MessageEncryption{ResponseKey: (*rsa.PrivateKey)(nil), ResponseKeyID: "1"}, p12, constructed, []string{
			"MessageEncryption.ResponseKey is a nil pointer",
		}},
		{"claim of another meaning", MessageEncryption{ResponseKeyClaim: "iss"}, p12, constructed, []string{
			"MessageEncryption.ResponseKeyClaim is the name of another claim",
		}},
		{"all at once", MessageEncryption{ResponseKeyClaim: "exp", RequestCertificatePEM: []byte("x"), ResponseKeyID: "1"}, p12, constructed, []string{
			"MessageEncryption.ResponseKeyClaim is the name of another claim",
			"MessageEncryption.RequestCertificatePEM holds no PEM certificate",
			"MessageEncryption.ResponseKeyID is set without a response key",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cipher, problems := parsedEncryption(&tc.config, tc.signer, tc.now)
			if !slices.Equal(problems, tc.want) {
				t.Errorf("problems\n got %q\nwant %q", problems, tc.want)
			}
			if (cipher == nil) != (tc.want != nil) {
				t.Errorf("cipher %v", cipher)
			}
		})
	}
}

func TestMessageEncryptionSwitches(t *testing.T) {
	p12, secret := built(t, recordedCertificate(t, "merchant.p12")), built(t, recordedSecret(t))
	password := vectors.ReadInventory(t).Password
	respP12 := vectors.Key(t, "respmle.p12")
	type switches struct{ requests, responses, canEncrypt, canDecrypt bool }
	for _, tc := range []struct {
		name   string
		config *MessageEncryption
		signer signer
		want   switches
	}{
		{"zero value with a P12", &MessageEncryption{}, p12, switches{true, false, true, false}},
		{"bundle with a shared secret", &MessageEncryption{RequestCertificatePEM: vectors.Key(t, "mle-bundle.pem")}, secret, switches{true, false, true, false}},
		{"alias in another case", &MessageEncryption{RequestCertificateAlias: "cybersource_sjc_us"}, p12, switches{true, false, true, false}},
		{"both ways", &MessageEncryption{ResponseP12: respP12, ResponsePassword: password}, p12, switches{true, true, true, true}},
		{"plain requests, which a call may encrypt", &MessageEncryption{PlainRequests: true}, p12, switches{false, false, true, false}},
		{"answers only", &MessageEncryption{PlainRequests: true, ResponseP12: respP12, ResponsePassword: password}, secret, switches{false, true, false, true}},
		{"answers when a call asks", &MessageEncryption{PlainResponses: true, ResponseP12: respP12, ResponsePassword: password}, p12, switches{true, false, true, true}},
		{"none", nil, p12, switches{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var c *messageCipher
			if tc.config != nil {
				var problems []string
				if c, problems = parsedEncryption(tc.config, tc.signer, constructed); problems != nil {
					t.Fatal(problems)
				}
			}
			got := switches{c.encryptsRequests(), c.encryptsResponses(), c.canEncrypt(), c.canDecrypt()}
			if got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestResponseKeyInEveryForm(t *testing.T) {
	inventory := vectors.ReadInventory(t)
	answer := recordedAnswer(t)
	portfolio := recordedCertificate(t, "portfolio.p12")
	portfolio.PortfolioID = inventory.PortfolioID
	form := func(m MessageEncryption) MessageEncryption {
		m.PlainRequests, m.ResponsePassword = true, inventory.Password
		return m
	}
	mine := built(t, recordedSecret(t))
	for _, tc := range []struct {
		name         string
		config       MessageEncryption
		signer       signer
		wantID       string
		wantClaim    string
		opensOurBody bool
	}{
		{"P12", form(MessageEncryption{ResponseP12: vectors.Key(t, "respmle.p12")}), mine, "1712000000000000000004", "v-c-response-mle-kid", true},
		{"P12 with an id of its own", form(MessageEncryption{ResponseP12: vectors.Key(t, "respmle.p12"), ResponseKeyID: "own"}), mine, "own", "v-c-response-mle-kid", true},
		{"P12 of a portfolio", form(MessageEncryption{ResponseP12: vectors.Key(t, "portfolio.p12")}), built(t, portfolio), "1700000000000000000002", "v-c-response-mle-kid", false},
		{"PKCS #1", form(MessageEncryption{ResponsePrivateKeyPEM: vectors.Key(t, "respmle.pkcs1.pem"), ResponseKeyID: "1"}), mine, "1", "v-c-response-mle-kid", true},
		{"PKCS #1 encrypted", form(MessageEncryption{ResponsePrivateKeyPEM: vectors.Key(t, "respmle.pkcs1.enc.pem"), ResponseKeyID: "1"}), mine, "1", "v-c-response-mle-kid", true},
		{"PKCS #8", form(MessageEncryption{ResponsePrivateKeyPEM: vectors.Key(t, "respmle.pkcs8.pem"), ResponseKeyID: "1"}), mine, "1", "v-c-response-mle-kid", true},
		{"PKCS #8 encrypted", form(MessageEncryption{ResponsePrivateKeyPEM: vectors.Key(t, "respmle.pkcs8.enc.pem"), ResponseKeyID: "1"}), mine, "1", "v-c-response-mle-kid", true},
		{"decrypter", form(MessageEncryption{ResponseKey: struct{ crypto.Decrypter }{recordedKey(t, "respmle.key.pem")}, ResponseKeyID: "1"}), mine, "1", "v-c-response-mle-kid", true},
		{"other claim", form(MessageEncryption{ResponseP12: vectors.Key(t, "respmle.p12"), ResponseKeyClaim: "v-c-api-response-mle-kid"}), mine, "1712000000000000000004", "v-c-api-response-mle-kid", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, problems := parsedEncryption(&tc.config, tc.signer, constructed)
			if problems != nil {
				t.Fatal(problems)
			}
			if claim, id := c.responseKey(); claim != tc.wantClaim || id != tc.wantID {
				t.Errorf("claim %s: %s, want %s: %s", claim, id, tc.wantClaim, tc.wantID)
			}
			plain, encrypted, err := c.decrypt([]byte(answer.Response.Body))
			if !encrypted || (err == nil) != tc.opensOurBody || err == nil && string(plain) != answer.MLEResponse.Plaintext {
				t.Errorf("%s, encrypted %t, error %v", plain, encrypted, err)
			}
		})
	}
}

func recordedAnswer(t *testing.T) vectors.Recording {
	t.Helper()
	return vectors.All(t, func(r *vectors.Recording) bool {
		return r.MLEResponse != nil && r.MLEResponse.Header["kid"] == "1712000000000000000004"
	})[0]
}

func TestRequestIsEncryptedToThePlatform(t *testing.T) {
	s := built(t, recordedCertificate(t, "merchant.reordered.p12"))
	c, problems := parsedEncryption(new(MessageEncryption), s, constructed)
	if problems != nil {
		t.Fatal(problems)
	}
	sent, err := c.encrypt([]byte(`{"id":"1"}`), constructed)
	if err != nil {
		t.Fatal(err)
	}
	var envelope map[string]string
	if err := json.Unmarshal(sent, &envelope); err != nil {
		t.Fatal(err)
	}
	platform, err := mle.NewDecrypter(recordedKey(t, "sjc.key.pem"), "1665000000000000000003")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := platform.Decrypt(envelope["encryptedRequest"]); string(plain) != `{"id":"1"}` {
		t.Errorf("%s, error %v", plain, err)
	}
}

func TestCipherWithoutKeysNeverPassesTextOff(t *testing.T) {
	for name, c := range map[string]*messageCipher{"nil": nil, "no keys": {}} {
		t.Run(name, func(t *testing.T) {
			if body, err := c.encrypt([]byte("{}"), constructed); body != nil || err == nil {
				t.Errorf("encrypt: %s, %v", body, err)
			}
			body, encrypted, err := c.decrypt([]byte(`{"encryptedResponse":"a.b.c.d.e"}`))
			if body != nil || !encrypted || err == nil {
				t.Errorf("encrypted answer: %s, %t, %v", body, encrypted, err)
			}
			plain := []byte(`{"id":"1"}`)
			body, encrypted, err = c.decrypt(plain)
			if &body[0] != &plain[0] || encrypted || err != nil {
				t.Errorf("plain answer: %s, %t, %v", body, encrypted, err)
			}
		})
	}
}

func TestErrorsOfAnswersHoldNothingOfThem(t *testing.T) {
	m := &MessageEncryption{PlainRequests: true, ResponseKey: recordedKey(t, "sjc.key.pem"), ResponseKeyID: "1"}
	c, problems := parsedEncryption(m, built(t, recordedSecret(t)), constructed)
	if problems != nil {
		t.Fatal(problems)
	}
	answer := recordedAnswer(t)
	_, _, err := c.decrypt([]byte(answer.Response.Body))
	if err == nil || strings.Contains(err.Error(), answer.MLEResponse.Compact[:20]) {
		t.Errorf("error %v", err)
	}
}

// parsedEncryption returns what a MessageEncryption is once parsed, and what is wrong with it.
func parsedEncryption(m *MessageEncryption, s signer, now time.Time) (*messageCipher, []string) {
	var p problems
	c := m.build(s, now, &p)
	return c, textsOf(p)
}
