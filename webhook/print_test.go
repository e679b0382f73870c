package webhook_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// printed is a value in all ways in which values get into logs.
func printed(t *testing.T, value any) []string {
	t.Helper()
	var logs bytes.Buffer
	slog.New(slog.NewTextHandler(&logs, nil)).Info("x", "value", value)
	slog.New(slog.NewJSONHandler(&logs, nil)).Info("x", "value", value)
	texts := strings.Split(strings.TrimSpace(logs.String()), "\n")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, value))
	}
	if text, err := json.Marshal(value); err == nil { // functions have no JSON
		texts = append(texts, string(text))
	}
	return texts
}

func pemOf(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}
