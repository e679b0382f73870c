package verify

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

const (
	recordedMerchant  = "vecmerchant_a1"
	recordedPortfolio = "vecportfolio_a"
)

// TestRecordingsOfTheOfficialSDKs lets in every recorded call at its own time: both
// spellings of the digest's algorithm, both cases of the method, meta keys, escaped
// ids, encrypted bodies.
func TestRecordingsOfTheOfficialSDKs(t *testing.T) {
	for _, recording := range vectors.All(t, func(*vectors.Recording) bool { return true }) {
		t.Run(recording.Name, func(t *testing.T) {
			v := recordingVerifier(t, &recording)
			id := expect(t, v, recorded(&recording), "")
			if want := recordingOwner(&recording); id.MerchantID != recordedMerchant || id.Owner != want {
				t.Errorf("identity %+v, want %s acting for %s", id, want, recordedMerchant)
			}
			if recording.JWT != nil {
				want, _ := recording.JWT.Claims["v-c-response-mle-kid"].(string)
				if id.ResponseKeyID != want {
					t.Errorf("response key %q, want %q", id.ResponseKeyID, want)
				}
			}
		})
	}
}

// TestRecordingsBelongToTheirBodies changes one byte of each recorded body.
func TestRecordingsBelongToTheirBodies(t *testing.T) {
	signed := func(r *vectors.Recording) bool {
		return r.Request.Method != http.MethodGet && !strings.Contains(r.Name, "oauth")
	}
	for _, recording := range vectors.All(t, signed) {
		t.Run(recording.Name, func(t *testing.T) {
			r := recorded(&recording)
			r.Body[len(r.Body)/2] ^= 1
			expect(t, recordingVerifier(t, &recording), r, "hash of the body received")
		})
	}
}

func recorded(recording *vectors.Recording) *Request {
	header := make(http.Header)
	for _, h := range recording.Request.Headers {
		header.Add(h[0], h[1])
	}
	return &Request{
		Method: recording.Request.Method, Host: recording.Header("Host"), Target: recording.Request.Target,
		Header: header, Body: recording.Request.Body,
	}
}

func recordingOwner(recording *vectors.Recording) string {
	if strings.Contains(recording.Name, "metakey") {
		return recordedPortfolio
	}
	return recordedMerchant
}

// recordingVerifier knows the keys of one recording, since they all use one key id.
func recordingVerifier(t *testing.T, recording *vectors.Recording) *Verifier {
	t.Helper()
	directory, owner := NewDirectory(), recordingOwner(recording)
	directory.Allow(owner, recordedMerchant)
	inventory := vectors.ReadInventory(t)
	secret, err := base64.StdEncoding.DecodeString(inventory.SharedSecret)
	if err != nil {
		t.Fatal(err)
	}
	directory.AddSecret(owner, inventory.KeyID, secret)
	directory.AddToken(recordedMerchant, "opaque-access-token")
	if jwt := recording.JWT; jwt != nil {
		if jwt.VerifyWith != "" {
			certificate := recordedCertificate(t, jwt.VerifyWith)
			directory.AddCertificate(owner, certificate.Subject.SerialNumber, certificate.PublicKey.(*rsa.PublicKey))
		}
		if keyID, _ := jwt.Claims["v-c-response-mle-kid"].(string); keyID != "" {
			directory.AddResponseKey(owner, keyID, &testRSA.PublicKey)
		}
	}
	return &Verifier{
		Directory:         directory,
		Hosts:             []string{testHost, recording.Header("Host")},
		Now:               func() time.Time { return recording.Time() },
		ResponseKeyClaims: []string{"v-c-response-mle-kid"},
		Replays:           NewReplays(10),
	}
}

func recordedCertificate(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(vectors.Key(t, name))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
