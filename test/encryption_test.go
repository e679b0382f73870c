package test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// openRequest opens an encrypted body with the standard library alone.
func openRequest(t *testing.T, body []byte, key *rsa.PrivateKey) (header map[string]any, plaintext []byte) {
	t.Helper()
	var envelope map[string]string
	require.NoError(t, json.Unmarshal(body, &envelope))
	require.Len(t, envelope, 1, "a body that is encrypted says nothing else")
	parts := strings.Split(envelope["encryptedRequest"], ".")
	require.Len(t, parts, 5)

	require.NoError(t, json.Unmarshal(unbase64(t, parts[0]), &header))
	require.Equal(t, "RSA-OAEP-256", header["alg"])
	require.Equal(t, "A256GCM", header["enc"])
	contentKey, err := rsa.DecryptOAEP(sha256.New(), nil, key, unbase64(t, parts[1]), nil)
	require.NoError(t, err)
	block, err := aes.NewCipher(contentKey)
	require.NoError(t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(t, err)
	sealed := append(unbase64(t, parts[3]), unbase64(t, parts[4])...)
	plaintext, err = gcm.Open(nil, unbase64(t, parts[2]), sealed, []byte(parts[0]))
	require.NoError(t, err)
	return header, plaintext
}

func readPrivateKey(t *testing.T, name string) *rsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(readKeyFile(t, name))
	require.NotNil(t, block)
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	key, ok := parsed.(*rsa.PrivateKey)
	require.True(t, ok)
	return key
}
