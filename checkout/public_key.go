package checkout

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"

	"github.com/go-jose/go-jose/v4"
)

// minKeyBits is the length of the shortest key that is trusted. go-jose refuses very
// long ones, and exponents that cannot be.
const minKeyBits = 2048

var errNoKey = errors.New("no RSA key of 2048 bits or more")

// publicKey is a key in the members of a JSON Web Key. Its use is not looked at: the service
// says "enc" of keys that verify signatures.
type publicKey struct {
	Type     string `json:"kty"`
	ID       string `json:"kid"`
	Modulus  string `json:"n"`
	Exponent string `json:"e"`
}

// parse returns the key itself.
func (k publicKey) parse() (*rsa.PublicKey, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, errNoKey
	}
	var read jose.JSONWebKey
	if read.UnmarshalJSON(text) != nil {
		return nil, errNoKey
	}
	key, ok := read.Key.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < minKeyBits {
		return nil, errNoKey
	}
	return key, nil
}

// publicKeyOf is the inverse of parse.
func publicKeyOf(id string, key *rsa.PublicKey) publicKey {
	return publicKey{
		Type: "RSA", ID: id,
		Modulus:  base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		Exponent: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}
}
