package auth

import (
	"crypto"
	"encoding/base64"
	"testing"

	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

// testSecret is that of the recordings: 256 bits and more, which the verifying
// library insists on.
const testSecret = "u7+/Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHM="

func testSigner(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := keys.ParsePrivateKey(vectors.Key(t, "merchant.key.pem"), "")
	if err != nil {
		t.Fatalf("merchant.key.pem %v", err)
	}
	return key
}

func decodeBase64(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decodeRawURL(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// text is the error's text, "" without an error.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
