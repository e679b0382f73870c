package cybersource

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

func recordedP12(t testing.TB) JWTCertificate {
	i := vectors.ReadInventory(t)
	return JWTCertificate{MerchantID: i.MerchantID, P12: vectors.Key(t, "merchant.p12"), Password: i.Password}
}

// endOf is the end of the certificate of the recorded P12.
func endOf(t testing.TB) time.Time {
	t.Helper()
	certificates, err := keys.ParseCertificates(vectors.Key(t, "merchant.cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return certificates[0].NotAfter.UTC()
}

func TestKeySaysWhatSigns(t *testing.T) {
	p12 := recordedP12(t)
	for _, tc := range []struct {
		name        string
		credentials Credentials
		want        Key
	}{
		{"none", nil, Key{}},
		{"shared secret", goodCredentials, Key{ID: goodCredentials.KeyID, Kind: KeySharedSecret}},
		{"HTTP Signature", HTTPSignature(goodCredentials), Key{ID: goodCredentials.KeyID, Kind: KeySharedSecret}},
		{"certificate", p12, Key{ID: "1700000000000000000001", Kind: KeyCertificate, NotAfter: endOf(t)}},
		{"source", JWTKeySource{MerchantID: "m", Key: func(context.Context) (SigningKey, error) { return SigningKey{}, nil }}, Key{Kind: KeySource}},
		{"token", OAuthToken{MerchantID: "m", Token: func(context.Context) (string, error) { return "t", nil }}, Key{Kind: KeyToken}},
	} {
		client := newTestClient(t, func(c *Configuration) { c.Credentials = tc.credentials })
		if got := client.Key(); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
	if got := new(APIClient).Key(); got != (Key{}) {
		t.Errorf("of a client that was not made: %+v", got)
	}
}

// watched makes a client whose clock a test turns, and the lines that it logs about certificates.
func watched(t *testing.T, now *time.Time, change func(*Configuration)) (pay func(), lines func() []string) {
	var out bytes.Buffer
	client := newTestClient(t, func(c *Configuration) {
		c.Credentials, c.Clock = recordedP12(t), func() time.Time { return *now }
		c.Logger = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		c.Transport = transport(func(*http.Request) (*http.Response, error) { return reply(201, `{}`)() })
		change(c)
	})
	pay = func() {
		if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
			t.Fatal(err)
		}
	}
	lines = func() []string {
		text := strings.Split(strings.TrimSpace(out.String()), "\n")
		out.Reset()
		return slices.DeleteFunc(text, func(line string) bool { return !strings.Contains(line, "certificate") })
	}
	return pay, lines
}

func TestCertificateThatEndsIsWarnedOfOnceADay(t *testing.T) {
	end := endOf(t)
	now := end.Add(-warnAhead - time.Hour)
	pay, lines := watched(t, &now, func(*Configuration) {})
	const day = 24 * time.Hour
	suffix := " merchant=vecmerchant_a1 certificate=signing keyId=1700000000000000000001 notAfter=" + end.Format(time.RFC3339) + " daysLeft="
	soon := `level=WARN msg="certificate ends soon"` + suffix
	for _, step := range []struct {
		name string
		wait time.Duration
		want []string
	}{
		{"a month and an hour before", 0, nil},
		{"a day later", day, []string{soon + "29"}},
		{"at once", 0, nil},
		{"23 hours later", day - time.Hour, nil},
		{"the rest of the day", time.Hour, []string{soon + "28"}},
		{"on the last day", 28 * day, []string{soon + "0"}},
		{"after it", 2 * day, []string{`level=ERROR msg="certificate has ended"` + suffix + "0"}},
	} {
		now = now.Add(step.wait)
		pay()
		pay()
		if got := lines(); !slices.Equal(got, step.want) {
			t.Errorf("%s:\n got %q\nwant %q", step.name, got, step.want)
		}
	}
}

func TestKeyIDOfACertificateIsLoggedWhole(t *testing.T) {
	now := endOf(t).AddDate(-1, 0, 0)
	var out bytes.Buffer
	pay, _ := watched(t, &now, func(c *Configuration) { c.Logger = slog.New(slog.NewTextHandler(&out, nil)) })
	pay()
	if text := out.String(); !strings.Contains(text, "keyId=1700000000000000000001 ") {
		t.Errorf("the log lacks the key id:\n%s", text)
	}
}

// A client that is made on the last day says so before it is used, of every certificate that it has.
func TestCertificatesAreWarnedOfWhenTheClientIsMade(t *testing.T) {
	end := endOf(t)
	now := end.Add(-time.Hour)
	pair, err := tls.X509KeyPair(vectors.Key(t, "merchant.cert.pem"), vectors.Key(t, "merchant.key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	unparsed := pair
	unparsed.Leaf = nil
	for _, certificate := range []tls.Certificate{pair, unparsed} {
		_, lines := watched(t, &now, func(c *Configuration) {
			p12 := recordedP12(t)
			c.MessageEncryption = &MessageEncryption{ResponseP12: p12.P12, ResponsePassword: p12.Password}
			c.ClientCertificate, c.Transport = &certificate, nil
		})
		var uses []string
		for _, line := range lines() {
			_, use, _ := strings.Cut(line, " certificate=")
			use, _, _ = strings.Cut(use, " notAfter")
			uses = append(uses, use)
		}
		want := []string{
			"signing keyId=1700000000000000000001", `"encryption of requests" keyId=1665000000000000000003`,
			`"encryption of answers" keyId=1700000000000000000001`, `"client certificate"`,
		}
		if !slices.Equal(uses, want) {
			t.Errorf("got %q, want %q", uses, want)
		}
	}
}

func TestLoggerThatPanicsAtAWarningCostsNoPayment(t *testing.T) {
	now := endOf(t).Add(-time.Hour)
	pay, _ := watched(t, &now, func(c *Configuration) { c.Logger = slog.New(panickingHandler{slog.DiscardHandler}) })
	pay()
}

type panickingHandler struct{ slog.Handler }

func (panickingHandler) Enabled(context.Context, slog.Level) bool { panic("logger") }

func TestCheckCredentialsTakesOnlyTheServicesWord(t *testing.T) {
	const id = "V-C-Correlation-Id"
	refused := reply(401, `{"response":{"rmsg":"Authentication Failed"}}`, id, "c1")
	for _, tc := range []struct {
		name    string
		replies []func() (*http.Response, error)
		want    error
	}{
		{"not found, without a body", []func() (*http.Response, error){reply(404, "", id, "c1")}, nil},
		{"not found, with one", []func() (*http.Response, error){reply(404, `{"errors":[{"type":"notFound"}]}`, id, "c1")}, nil},
		{"found", []func() (*http.Response, error){reply(200, `{}`, id, "c1")}, nil},
		{"refused", []func() (*http.Response, error){refused}, ErrUnauthorized},
		{"forbidden", []func() (*http.Response, error){reply(403, `{}`, id, "c1")}, ErrForbidden},
		{"not found by another", []func() (*http.Response, error){reply(404, "<html>", id, "", "Content-Type", "text/html")}, ErrNotFound},
		{"an error of the service, then not found", []func() (*http.Response, error){reply(500, "", id, "c1"), reply(404, "", id, "c2")}, nil},
		{"errors of the service", []func() (*http.Response, error){reply(500, ""), reply(502, ""), reply(503, "")}, ErrServer},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var end CallResult
			client := newTestClient(t, func(c *Configuration) {
				c.Hooks.CallEnd = func(_ context.Context, r CallResult) { end = r }
			}, tc.replies...)
			err := client.CheckCredentials(t.Context())
			if (err == nil) != (tc.want == nil) || !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
			if end.Operation != "CheckCredentials" || end.Attempts != len(tc.replies) || (end.Ending == EndingAnswered) != (tc.want == nil) || end.Outcome != nil {
				t.Errorf("hooks heard %+v", end)
			}
		})
	}
	client := newTestClient(t, nil, reply(400, `{"reason":"INVALID_DATA"}`, id, "c1"))
	if _, refused := errors.AsType[*APIError](client.CheckCredentials(t.Context())); !refused {
		t.Error("a bad request proves the key")
	}
	if err := new(APIClient).CheckCredentials(t.Context()); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("of a client that was not made: %v", err)
	}
}
