package checkout

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// vector is one recorded token, and what has to become of it.
type vector struct {
	Name   string
	Expect string
	Now    int64 `json:"now_s"`
	Token  string
}

func readVector(t *testing.T, path string) (v vector) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// refusals are the errors of the vectors that are to be refused.
var refusals = map[string]error{
	"capture-context-invalid-1-wrong-kid":     ErrUnknownKey,
	"capture-context-invalid-2-alg-none":      ErrAlgorithm,
	"capture-context-invalid-3-alg-hs256":     ErrAlgorithm,
	"capture-context-invalid-4-expired":       ErrExpired,
	"transient-token-invalid-1-tampered":      ErrSignature,
	"transient-token-invalid-2-other-session": ErrOtherSession,
	"transient-token-invalid-3-expired":       ErrExpired,
}

func TestRecordedTokensAreAcceptedOrRefusedAsTheyShould(t *testing.T) {
	paths, err := filepath.Glob("testdata/*-*valid*.json")
	if err != nil || len(paths) != 9 {
		t.Fatalf("%d vectors, want 9: %v", len(paths), err)
	}
	for _, path := range paths {
		v := readVector(t, path)
		t.Run(v.Name, func(t *testing.T) {
			f := vectorFixture(t, v.Now)
			valid := readVector(t, "testdata/capture-context-valid.json")
			_, refused := f.CaptureContext(t.Context(), valid.Token)
			if strings.HasPrefix(v.Name, "capture-context") {
				_, refused = f.CaptureContext(t.Context(), v.Token)
			} else if refused == nil || errors.Is(refused, ErrExpired) { // the session was kept when the context was valid
				f.clock.Store(valid.Now - start.Unix())
				context, err := f.CaptureContext(t.Context(), valid.Token)
				if err != nil {
					t.Fatal(err)
				}
				f.clock.Store(v.Now - start.Unix())
				_, refused = f.TransientToken(context.Session(), v.Token)
			}
			if want := refusals[v.Name]; !errors.Is(refused, want) || (v.Expect == "accept") != (want == nil) {
				t.Errorf("got %v, want %v and %s", refused, want, v.Expect)
			}
		})
	}
}

// vectorFixture serves the key of the vectors.
func vectorFixture(t *testing.T, now int64) *fixture {
	t.Helper()
	key, err := os.ReadFile("testdata/public-key-t1.jwk.json")
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.clock.Store(now - start.Unix())
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != keyPath+"t1" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(key)
	}
	return f
}

func TestRecordedContextIsReadWhole(t *testing.T) {
	v := readVector(t, "testdata/capture-context-valid.json")
	c, err := vectorFixture(t, v.Now).CaptureContext(t.Context(), v.Token)
	if err != nil {
		t.Fatal(err)
	}
	script, err := c.Script()
	if err != nil || script.URL != "https://testflex.cybersource.com/microform/bundle/v2.5.1/flex-microform.min.js" || script.Integrity != integrity {
		t.Errorf("script %+v, %v", script, err)
	}
	if c.ID != "TestCaptureCtx01" || c.Type != "mf-2.1.0" || !c.ExpiresAt.Equal(time.Unix(1795000900, 0)) || !c.IssuedAt.Equal(time.Unix(1795000000, 0)) {
		t.Errorf("read %+v", c)
	}
	if strings.Join(c.AllowedCardNetworks, " ") != "VISA MASTERCARD" || strings.Join(c.TargetOrigins, " ") != "https://shop.example.com" ||
		strings.Join(c.AllowedPaymentTypes, " ") != "CARD" {
		t.Errorf("read %+v", c)
	}
}
