// Package vectors reads the recordings in test/testdata/vectors, for tests only.
package vectors

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Recording is one call of an official SDK. A part that the call did not have is nil.
type Recording struct {
	Name         string `json:"name"`
	EpochSeconds int64  `json:"epochSeconds"`
	Request      struct {
		Method  string      `json:"method"`
		Target  string      `json:"target"`
		Headers [][2]string `json:"headers"`
		Body    []byte      `json:"bodyBase64"`
	} `json:"request"`
	HTTPSignature *HTTPSignature `json:"httpSignature"`
	JWT           *JWT           `json:"jwt"`
	MLERequest    *JWE           `json:"mleRequest"`
	MLEResponse   *JWE           `json:"mleResponse"`
	Response      struct {
		Status int    `json:"status"`
		Body   string `json:"body"`
	} `json:"response"`
}

// HTTPSignature is the Signature header in parts, and what it was made of.
type HTTPSignature struct {
	KeyID            string `json:"keyid"`
	StringToSign     string `json:"stringToSign"`
	KeySecretBase64  string `json:"keySecretBase64"`
	SignedMerchantID string `json:"signedMerchantId"`
	HeaderMerchantID string `json:"headerMerchantId"`
}

// JWT is a token in parts. VerifyWith is a file name, "" for HS256.
type JWT struct {
	Compact         string         `json:"compact"`
	Header          map[string]any `json:"header"`
	Claims          map[string]any `json:"claims"`
	VerifyWith      string         `json:"verifyWith"`
	KeySecretBase64 string         `json:"keySecretBase64"`
}

// JWE is an encrypted body and what is in it. DecryptWith is a file name.
type JWE struct {
	Compact     string         `json:"compact"`
	Header      map[string]any `json:"protectedHeader"`
	Plaintext   string         `json:"plaintext"`
	DecryptWith string         `json:"decryptWith"`
}

// Time is the frozen clock of the recording.
func (r *Recording) Time() time.Time { return time.Unix(r.EpochSeconds, 0) }

// Header returns the value of a request header, whatever its case, "" if absent.
func (r *Recording) Header(name string) string {
	for _, h := range r.Request.Headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// All returns every recording for which keep is true. None is an error of the
// test: it would pass without having tested anything.
func All(t testing.TB, keep func(*Recording) bool) []Recording {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder(t), "*-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []Recording
	for _, name := range names {
		var r Recording
		decode(t, name, &r)
		if keep(&r) {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		t.Fatal("no recording matches")
	}
	return all
}

// Inventory is the ids and secrets that the recordings share.
type Inventory struct {
	Password     string         `json:"password"`
	MerchantID   string         `json:"merchantId"`
	PortfolioID  string         `json:"portfolioId"`
	KeyID        string         `json:"keyId"`
	SharedSecret string         `json:"sharedSecretBase64"`
	P12          map[string]P12 `json:"p12"`
}

// P12 is what a P12 file holds.
type P12 struct {
	Layout        string `json:"layout"`
	Owner         string `json:"privateKeyBelongsTo"`
	KeyID         string `json:"kid"`
	RequestMLEKID string `json:"requestMleKid"`
	Certificates  []struct {
		CN string `json:"cn"`
	} `json:"certificates"`
}

// ReadInventory reads the inventory.
func ReadInventory(t testing.TB) Inventory {
	t.Helper()
	var i Inventory
	decode(t, filepath.Join(folder(t), "inventory.json"), &i)
	return i
}

// Key reads a file of the folder keys.
func Key(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder(t), "keys", filepath.Base(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t testing.TB, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(name), err)
	}
}

// folder looks upwards from the package under test.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "test", "testdata", "vectors")
		if _, err := os.Stat(found); err == nil {
			return found
		}
	}
	t.Fatal("test/testdata/vectors is nowhere above the package")
	return ""
}
