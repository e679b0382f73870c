package test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What arrived is verified here with code that shares nothing with the client's:
// the standard library and the text of the specification.

// digestOf is the standard base64 of the SHA-256 of a body.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func mac(t *testing.T, secret, text string) []byte {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(secret)
	require.NoError(t, err)
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// requireSigned checks the HTTP signature of a request. The owner of the key is the
// signed merchant id, which with a meta key is not the one in the header.
func requireSigned(t *testing.T, r received, owner, secret string) {
	t.Helper()
	signature := r.Header.Get("Signature")
	parameters := map[string]string{}
	for parameter := range strings.SplitSeq(signature, ", ") {
		name, value, found := strings.Cut(parameter, "=")
		require.True(t, found, "parameter without value")
		parameters[name] = strings.Trim(value, `"`)
	}
	require.Equal(t, "HmacSHA256", parameters["algorithm"])
	lines := []string{
		"host: " + r.Host,
		"date: " + r.Header.Get("Date"),
		"request-target: " + strings.ToLower(r.Method) + " " + signedTarget(r),
	}
	if hasDigest(r.Method) {
		require.Equal(t, "host date request-target digest v-c-merchant-id", parameters["headers"])
		require.Equal(t, "SHA-256="+digestOf(r.Body), r.Header.Get("Digest"))
		lines = append(lines, "digest: "+r.Header.Get("Digest"))
	} else {
		require.Equal(t, "host date request-target v-c-merchant-id", parameters["headers"])
		require.NotContains(t, r.Header, "Digest")
	}
	lines = append(lines, "v-c-merchant-id: "+owner)
	want := base64.StdEncoding.EncodeToString(mac(t, secret, strings.Join(lines, "\n")))
	require.Equal(t, want, parameters["signature"], "signature over\n%s", strings.Join(lines, "\n"))
}

// signedTarget is the request target without the path of an intermediate host.
func signedTarget(r received) string {
	target := r.URL.RequestURI()
	return target[max(strings.Index(target, "/pts/"), 0):]
}

// hasDigest reports whether requests of a method carry the digest of their body.
func hasDigest(method string) bool {
	return method == http.MethodPost || method == http.MethodPatch || method == http.MethodPut
}

// tokenOf takes the bearer token of a request apart.
func tokenOf(t *testing.T, r received) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(compactToken(t, r), ".")
	require.Len(t, parts, 3)
	require.NoError(t, json.Unmarshal(unbase64(t, parts[0]), &header))
	require.NoError(t, json.Unmarshal(unbase64(t, parts[1]), &claims))
	return header, claims
}

func compactToken(t *testing.T, r received) string {
	t.Helper()
	compact, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	require.True(t, found, "no bearer token")
	return compact
}

func unbase64(t *testing.T, text string) []byte {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return data
}

// requireTokenBySecret checks a token that was signed with a shared secret (HS256).
func requireTokenBySecret(t *testing.T, r received, secret string) {
	t.Helper()
	signed, signature := cutToken(t, r)
	require.True(t, hmac.Equal(mac(t, secret, signed), signature), "signature of the token")
}

// requireTokenByCertificate checks a token that was signed with a private key (RS256).
func requireTokenByCertificate(t *testing.T, r received, certificate *x509.Certificate) {
	t.Helper()
	signed, signature := cutToken(t, r)
	sum := sha256.Sum256([]byte(signed))
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	require.True(t, ok)
	require.NoError(t, rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature))
}

func cutToken(t *testing.T, r received) (signed string, signature []byte) {
	t.Helper()
	compact := compactToken(t, r)
	dot := strings.LastIndexByte(compact, '.')
	require.Positive(t, dot)
	return compact[:dot], unbase64(t, compact[dot+1:])
}

// assertClaimsFit checks the claims that follow from the request itself.
func assertClaimsFit(t *testing.T, r received, claims map[string]any) {
	t.Helper()
	if hasDigest(r.Method) {
		assert.Equal(t, digestOf(r.Body), claims["digest"])
		assert.Equal(t, "SHA-256", claims["digestAlgorithm"])
	} else {
		assert.NotContains(t, claims, "digest")
		assert.NotContains(t, claims, "digestAlgorithm")
	}
	assert.Equal(t, strings.ToLower(r.Method), claims["request-method"])
	assert.Equal(t, signedTarget(r), claims["request-resource-path"])
	assert.Equal(t, "2", claims["v-c-jwt-version"])
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, claims["jti"])
	issued, ok := claims["iat"].(float64)
	assert.True(t, ok)
	assert.InDelta(t, issued+120, claims["exp"], 0.1)
}
