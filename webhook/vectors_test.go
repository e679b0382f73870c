package webhook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/webhook"
)

// vector is a delivery with all that its verification depends on.
type vector struct {
	Name         string            `json:"name"`
	Milliseconds int64             `json:"now_ms"`
	Headers      map[string]string `json:"headers"`
	Body         []byte            `json:"body_base64"`
	Key          struct {
		ID     string `json:"keyId"`
		Secret string `json:"secretBase64"`
	} `json:"key"`
}

func (v vector) verify(payloadSignatures bool) (webhook.Event, error) {
	verifier, err := webhook.NewVerifier(webhook.Config{
		Keys:              []webhook.Key{{ID: v.Key.ID, Secret: v.Key.Secret}},
		PayloadSignatures: payloadSignatures,
		Now:               func() time.Time { return time.UnixMilli(v.Milliseconds) },
	})
	if err != nil {
		return webhook.Event{}, err
	}
	header := http.Header{}
	for name, value := range v.Headers {
		header.Set(name, value)
	}
	return verifier.Verify(header, v.Body)
}

func TestVectorsAreJudgedRightly(t *testing.T) {
	wants := map[string]error{
		"webhook-official-example":             nil,
		"webhook-valid-1-ascii":                nil,
		"webhook-valid-2-non-ascii":            nil,
		"webhook-valid-3-pretty-printed":       nil,
		"webhook-policy-1-parts-reordered":     nil,
		"webhook-policy-2-payload-member-only": webhook.ErrWrongSignature,
		"webhook-invalid-1-tampered-body":      webhook.ErrWrongSignature,
		"webhook-invalid-2-wrong-key":          webhook.ErrWrongSignature,
		"webhook-invalid-3-old-timestamp":      webhook.ErrTooOld,
		"webhook-invalid-4-missing-part":       webhook.ErrSignatureHeader,
		"webhook-invalid-5-not-base64":         webhook.ErrSignatureHeader,
		"webhook-invalid-6-swapped-order":      webhook.ErrWrongSignature,
	}
	files, err := filepath.Glob("testdata/webhook-*.json")
	if err != nil || len(files) != len(wants) {
		t.Fatalf("%d vectors, want %d (%v)", len(files), len(wants), err)
	}
	for _, file := range files {
		v := readVector(t, file)
		t.Run(v.Name, func(t *testing.T) {
			want, known := wants[v.Name]
			e, err := v.verify(false)
			if !known || !errors.Is(err, want) || want == nil && (e.Signed != webhook.SignedBody || !bytes.Equal(e.Body, v.Body)) {
				t.Errorf("error %v, want %v; signed %q", err, want, e.Signed)
			}
		})
	}
}

// The bytes of the payload are those that arrived, not ones that were written again.
func TestSignatureOfThePayloadIsAnExplicitChoice(t *testing.T) {
	e, err := readVector(t, "testdata/webhook-policy-2-payload-member-only.json").verify(true)
	if err != nil || e.Signed != webhook.SignedPayload || e.Type != webhook.UnifiedCheckoutResult {
		t.Errorf("%v, error %v", e, err)
	}
	e, err = readVector(t, "testdata/webhook-valid-3-pretty-printed.json").verify(true)
	if err != nil || e.Signed != webhook.SignedBody {
		t.Errorf("%v, error %v", e, err)
	}
}

func readVector(t *testing.T, file string) vector {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
