package verify

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of the algorithms below
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// algorithm is one value of the alg field that the service documents.
type algorithm struct {
	hash crypto.Hash
	hmac bool
	pss  bool
}

var algorithms = map[string]algorithm{
	"HS256": {hash: crypto.SHA256, hmac: true},
	"HS384": {hash: crypto.SHA384, hmac: true},
	"HS512": {hash: crypto.SHA512, hmac: true},
	"RS256": {hash: crypto.SHA256},
	"RS384": {hash: crypto.SHA384},
	"RS512": {hash: crypto.SHA512},
	"PS256": {hash: crypto.SHA256, pss: true},
	"PS384": {hash: crypto.SHA384, pss: true},
	"PS512": {hash: crypto.SHA512, pss: true},
}

// webToken is a JSON Web Token as it was sent.
type webToken struct {
	parts          []string
	header, claims object   // nil for what is not base64url of a JSON object
	demands        []demand // nil as long as nobody has looked
}

// readToken is the token of an Authorization header; nil if there is none.
func readToken(authorization string) *webToken {
	parts := strings.Split(authorization[strings.IndexByte(authorization, ' ')+1:], ".")
	if len(parts) != 3 {
		return nil
	}
	return &webToken{parts: parts, header: decodeObject(parts[0]), claims: decodeObject(parts[1])}
}

// token checks a JSON Web Token: its header, then its signature, then its claims,
// and last that it was not used before.
func (v *Verifier) token(r *Request, t *webToken) (Identity, *Refusal) {
	if t.header == nil {
		return Identity{}, refuse(TokenHeaderForm, "the token's header is not base64url of a JSON object")
	}
	owner, refusal := v.tokenSignature(t.header, t.parts)
	if refusal != nil {
		return Identity{}, refusal
	}
	if t.claims == nil {
		return Identity{}, refuse(TokenClaimsForm, "the token's claims are not base64url of a JSON object")
	}
	t.demands = v.demands(r, t.claims, owner)
	for _, d := range t.demands {
		if !d.holds {
			return Identity{}, d.refused
		}
	}
	return v.tokenIdentity(t.claims, owner, t.header.text("kid"))
}

// tokenSignature checks header and signature and tells whose key signed.
func (v *Verifier) tokenSignature(header object, parts []string) (owner string, refusal *Refusal) {
	if !strings.EqualFold(header.text("typ"), "JWT") {
		return "", refuse(TokenType, "typ of the token's header is not JWT")
	}
	if _, there := header["crit"]; there {
		return "", refuse(TokenCritical, "the token's header has crit, which names extensions that are not supported")
	}
	alg, known := algorithms[header.text("alg")]
	if !known {
		return "", refuse(TokenAlgorithm, "alg of the token's header is none of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512")
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil {
		return "", refuse(TokenSignatureForm, "the token's signature is not base64url")
	}
	signed := []byte(parts[0] + "." + parts[1])
	if alg.hmac {
		return v.checkSecret(header.text("kid"), alg.hash, signed, signature)
	}
	return v.checkCertificate(header.text("kid"), alg, signed, signature)
}

func (v *Verifier) checkSecret(keyID string, hash crypto.Hash, signed, signature []byte) (string, *Refusal) {
	key, known := v.Directory.secrets[keyID]
	if !known {
		return "", refuse(TokenSecretUnknown, "kid of the token's header is not the id of a registered shared secret")
	}
	mac := hmac.New(hash.New, key.key)
	mac.Write(signed)
	if !hmac.Equal(mac.Sum(nil), signature) {
		return "", tokenMismatch(hash, key, signed, signature)
	}
	return key.owner, nil
}

func (v *Verifier) checkCertificate(keyID string, alg algorithm, signed, signature []byte) (string, *Refusal) {
	key, known := v.Directory.certificates[keyID]
	if !known {
		return "", refuse(TokenCertificateUnknown, "kid of the token's header is not the subject serialNumber of a registered certificate")
	}
	digest := alg.hash.New()
	digest.Write(signed)
	var err error
	if alg.pss {
		err = rsa.VerifyPSS(key.key, alg.hash, digest.Sum(nil), signature, nil)
	} else {
		err = rsa.VerifyPKCS1v15(key.key, alg.hash, digest.Sum(nil), signature)
	}
	if err != nil {
		return "", refuse(TokenCertificateMismatch, "the token's signature does not match the certificate of its kid")
	}
	return key.owner, nil
}

// tokenIdentity accepts the token: it is used up from here on.
func (v *Verifier) tokenIdentity(claims object, owner, keyID string) (Identity, *Refusal) {
	id := Identity{Scheme: JWT, Owner: owner, KeyID: keyID, MerchantID: claims.text("v-c-merchant-id")}
	for _, name := range v.ResponseKeyClaims {
		keyID := claims.text(name)
		if keyID == "" {
			continue
		}
		if key, known := v.Directory.responseKeys[keyID]; !known || key.owner != owner {
			return Identity{}, refuse(TokenResponseKey, "claim "+name+" is not the id of a response key of the token's owner")
		}
		id.ResponseKeyID = keyID
	}
	if v.Replays != nil && !v.Replays.first(owner, claims.text("jti")) {
		return Identity{}, refuse(TokenReplayed, "claim jti was used before: every attempt needs a token of its own")
	}
	return id, nil
}

// object is a JSON object whose member names are compared exactly.
type object map[string]json.RawMessage

// decodeObject is nil for what is not base64url of a JSON object.
func decodeObject(part string) object {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil
	}
	var decoded object
	if json.Unmarshal(raw, &decoded) != nil {
		return nil
	}
	return decoded
}

// text is a member's string, or "" if it is absent or no string.
func (o object) text(name string) string {
	var value string
	if json.Unmarshal(o[name], &value) != nil {
		return ""
	}
	return value
}

// seconds is a member's whole number.
func (o object) seconds(name string) (int64, bool) {
	var value int64
	err := json.Unmarshal(o[name], &value)
	return value, err == nil && string(o[name]) != "null"
}
