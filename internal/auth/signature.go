package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
)

// HTTPSignature is the service's older scheme: an HMAC over host, date, request
// target, digest and owner. The Host header of the request must be Request.Host,
// also when the connection goes to an intermediate host; net/http takes that from
// http.Request.Host, so setting it is up to the client.
type HTTPSignature struct {
	identity Identity
	keyID    string
	secret   *Secret
}

// NewHTTPSignature signs with the shared secret that belongs to keyID.
func NewHTTPSignature(identity Identity, keyID string, secret *Secret) *HTTPSignature {
	return &HTTPSignature{identity, keyID, secret}
}

// Apply sets Date, Digest (for requests with a body), Signature and
// v-c-merchant-id. The merchant sent is the transacting one, the merchant signed
// is the owner of the key: they differ with a meta key.
func (s *HTTPSignature) Apply(header http.Header, req Request) error {
	if req.ResponseKeyID != "" {
		return errors.New("HTTP Signature cannot ask for an encrypted answer")
	}
	if err := req.wellFormed(); err != nil {
		return err
	}
	merchant, err := s.identity.transacting(req.MerchantID)
	if err != nil {
		return err
	}
	req.signedWith(s.keyID)
	w := s.secret.get()
	defer s.secret.put(w)

	// One string for the three values that are made here, and one backing array for the
	// one-element slices of all four headers.
	w.out = req.Time.UTC().AppendFormat(w.out[:0], http.TimeFormat)
	dateEnd := len(w.out)
	if hasDigest(req.Method) {
		w.out = appendDigest(append(w.out, "SHA-256="...), req.Body)
	}
	digestEnd := len(w.out)
	w.text = s.appendText(w.text[:0], &req, w.out[:dateEnd], w.out[dateEnd:digestEnd])
	w.out = s.appendParameters(w.out, digestEnd > dateEnd, w.authenticate(w.text))
	made := string(w.out)
	values := [4]string{merchant, made[:dateEnd], made[dateEnd:digestEnd], made[digestEnd:]}

	strip(header)
	v := values[:]
	header[headerMerchantID], header[headerDate], header[headerSignature] = v[0:1:1], v[1:2:2], v[3:4:4]
	if v[2] != "" {
		header[headerDigest] = v[2:3:3]
	}
	return nil
}

// appendText appends the text that is signed: lines in fixed order, separated by
// one line feed, none after the last.
func (s *HTTPSignature) appendText(dst []byte, req *Request, date, digest []byte) []byte {
	dst = append(append(dst, "host: "...), req.Host...)
	dst = append(append(dst, "\ndate: "...), date...)
	dst = appendLower(append(dst, "\nrequest-target: "...), req.Method)
	dst = append(append(dst, ' '), req.Target...)
	if len(digest) > 0 {
		dst = append(append(dst, "\ndigest: "...), digest...)
	}
	return append(append(dst, "\nv-c-merchant-id: "...), s.identity.OwnerID...)
}

// appendParameters appends the value of the Signature header. The service knows
// the algorithm by exactly this label.
func (s *HTTPSignature) appendParameters(dst []byte, digest bool, signature []byte) []byte {
	dst = append(append(dst, `keyid="`...), s.keyID...)
	dst = append(dst, `", algorithm="HmacSHA256", headers="host date request-target `...)
	if digest {
		dst = append(dst, "digest "...)
	}
	dst = append(dst, `v-c-merchant-id", signature="`...)
	return append(base64.StdEncoding.AppendEncode(dst, signature), '"')
}

// appendDigest appends the base64 of the SHA-256 of body.
func appendDigest(dst, body []byte) []byte {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.AppendEncode(dst, sum[:])
}

// appendLower appends s in lower case. Methods are ASCII.
func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}
