package checkout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
)

func TestTransientTokenIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	signed := func(changes object) string { return sign(pageKey(), rs256(pageKeyID), tokenOf(changes)) }
	good := signed(nil)
	parts := strings.Split(good, ".")
	for _, tc := range []struct {
		name, token string
		want        error
	}{
		{"as it should be", good, nil},
		{"not a token", "a.b", ErrMalformed},
		{"in quotes", `"` + good + `"`, ErrMalformed},
		{"not signed", part(object{"alg": "none", "kid": pageKeyID}) + "." + parts[1] + ".", ErrAlgorithm},
		{"changed", parts[0] + "." + part(tokenOf(object{"jti": "other"})) + "." + parts[2], ErrSignature},
		{"of another session", sign(nobodysKey(), rs256("08AnotherPage"), tokenOf(nil)), ErrOtherSession},
		{"of another key under this session's id", sign(nobodysKey(), rs256(pageKeyID), tokenOf(nil)), ErrSignature},
		{"of this session's key under another id", sign(pageKey(), rs256("08AnotherName"), tokenOf(nil)), nil},
		{"for this session by its metadata", signed(object{"metadata": object{"ccJti": "CaptureContext01"}}), nil},
		{"for another session by its metadata", signed(object{"metadata": object{"ccJti": "CaptureContext02"}}), ErrOtherSession},
		{"expired", signed(object{"exp": start.Add(-leeway - time.Second).Unix()}), ErrExpired},
		{"expired within the leeway", signed(object{"exp": start.Add(-leeway).Unix()}), nil},
		{"no expiry", signed(object{"exp": 0}), ErrMalformed},
		{"no id", signed(object{"jti": ""}), ErrMalformed},
		{"odd content", signed(object{"content": "?"}), nil},
		{"another issuer", signed(object{"iss": "Flex/00"}), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			token, err := f.TransientToken(session(), tc.token)
			if !errors.Is(err, tc.want) || (token == nil) != (tc.want != nil) {
				t.Errorf("got %v, %v, want %v", token, err, tc.want)
			}
			if f.fetched.Load() != 0 {
				t.Error("a key was asked for")
			}
		})
	}
}

// A slow payer's token is valid when the capture context no longer is.
func TestSessionVerifiesATokenAfterItsContextHasExpired(t *testing.T) {
	f := newFixture(t)
	c, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil)))
	if err != nil {
		t.Fatal(err)
	}
	f.pass(29 * time.Minute)
	made := f.now().Add(-time.Minute)
	late := sign(pageKey(), rs256(pageKeyID), tokenOf(object{"iat": made.Unix(), "exp": made.Add(15 * time.Minute).Unix()}))
	if _, err := f.TransientToken(c.Session(), late); err != nil {
		t.Error(err)
	}
	if _, err := f.TransientToken(c.Session(), sign(pageKey(), rs256(pageKeyID), tokenOf(nil))); !errors.Is(err, ErrExpired) {
		t.Errorf("a token of the beginning: %v", err)
	}
}

func TestTokenTellsOfItsCard(t *testing.T) {
	f := newFixture(t)
	text := sign(pageKey(), rs256(pageKeyID), tokenOf(nil))
	token, err := f.TransientToken(session(), text)
	if err != nil {
		t.Fatal(err)
	}
	want := &TransientToken{
		Token: text, ID: strings.Repeat("T", 64), Type: "mf-2.1.0", IssuedAt: start, ExpiresAt: start.Add(15 * time.Minute),
		Card: &Card{MaskedNumber: "XXXXXXXXXXXX1111", Prefix: "411111", Types: []string{"001"}, ExpirationMonth: "12", ExpirationYear: "2031"},
	}
	if !reflect.DeepEqual(token, want) {
		t.Errorf("got %s\nwant %s", unmasked(t, token), unmasked(t, want))
	}
	written := object{"paymentInformation": object{"card": object{"number": object{"prefix": "41111111"}, "type": object{"value": "001"}}}}
	token, err = f.TransientToken(session(), sign(pageKey(), rs256(pageKeyID), tokenOf(object{"content": written})))
	if err != nil || token.Card.Prefix != "41111111" || !reflect.DeepEqual(token.Card.Types, []string{"001"}) {
		t.Errorf("got %v, %v", token, err)
	}
}

func unmasked(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSessionThatCannotBeRightIsRefused(t *testing.T) {
	f := newFixture(t)
	for name, change := range map[string]func(*Session){
		"session.ID": func(s *Session) { s.ID = "" },
		"modulus":    func(s *Session) { s.Modulus = "" },
		"short":      func(s *Session) { s.Modulus = s.Modulus[:100] },
		"exponent":   func(s *Session) { s.Exponent = "AQ" },
		"text":       func(s *Session) { s.Modulus = "?" },
	} {
		stored := session()
		change(&stored)
		_, err := f.TransientToken(stored, sign(pageKey(), rs256(pageKeyID), tokenOf(nil)))
		if !errors.Is(err, cybersource.ErrInvalidRequest) || !strings.Contains(err.Error(), "session") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestTokenPrintsMasked(t *testing.T) {
	f := newFixture(t)
	token, err := f.TransientToken(session(), sign(pageKey(), rs256(pageKeyID), tokenOf(nil)))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "token", token, "card", token.Card, "in", []any{token})
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "token", *token, "card", *token.Card)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&log, verb+verb+verb, token, *token, token.Card)
	}
	for _, secret := range []string{token.Token, token.ID, "411111", "2031"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%.10s is shown: %s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "1111") || !strings.Contains(log.String(), "mf-2.1.0") {
		t.Errorf("nothing is shown: %s", log.String())
	}
	if text := unmasked(t, token); !strings.Contains(string(text), token.ID) {
		t.Errorf("JSON that is no log is masked: %s", text)
	}
}

// FuzzTokens checks that no text at all panics, and that none passes which the test has not signed.
func FuzzTokens(f *testing.F) {
	fixture := newFixture(f)
	good := sign(pageKey(), rs256(pageKeyID), tokenOf(nil))
	signed := sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))
	for _, seed := range []string{"", "a.b.c", "...", good, signed, good + ".", `{"payload":""}`, part(object{"alg": "none"}) + ".e30."} {
		f.Add(seed)
	}
	order := Order{SessionID: "s", ReferenceCode: "c", Amount: "1", Currency: "USD"}
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := fixture.TransientToken(session(), text); (token == nil) != (err != nil) || err == nil && !sameSigned(text, good) {
			t.Errorf("transient token %q: %v", text, err)
		}
		if c, err := fixture.CaptureContext(t.Context(), text); (c == nil) != (err != nil) || err == nil && !sameSigned(text, signed) {
			t.Errorf("capture context %q: %v", text, err)
		}
		if r, err := fixture.Result(t.Context(), text, order); err == nil {
			t.Errorf("result %q: %v", text, r)
		}
	})
}

// sameSigned reports whether two tokens say the same: the last character of a signature has
// bits that mean nothing.
func sameSigned(a, b string) bool {
	return a[:strings.LastIndexByte(a, '.')] == b[:strings.LastIndexByte(b, '.')]
}
