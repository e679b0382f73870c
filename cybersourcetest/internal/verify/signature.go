package verify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Window is how far the date of an HTTP signature may be from the service's clock,
// either way. No figure is published; five minutes is our guess.
const Window = 5 * time.Minute

// signatureHeader is the Signature header taken apart.
type signatureHeader struct {
	keyID, algorithm, signature string
	headers                     []string // what was signed, in order
}

// signature checks an HTTP signature: the parts first, then the HMAC over them.
func (v *Verifier) signature(r *Request) (Identity, *Refusal) {
	if len(r.Header.Values("Signature")) > 1 {
		return Identity{}, refuse(SignatureTwice, "header Signature is there more than once")
	}
	header, ok := parseSignature(r.Header.Get("Signature"))
	if !ok {
		return Identity{}, refuse(SignatureForm, "header Signature is not a list of keyid, algorithm, headers and signature in quotes")
	}
	if header.algorithm != "HmacSHA256" {
		return Identity{}, refuse(SignatureAlgorithm, "the algorithm of the Signature header is not HmacSHA256")
	}
	if refusal := v.signedParts(r, header.headers); refusal != nil {
		return Identity{}, refusal
	}
	key, known := v.Directory.secrets[header.keyID]
	if !known {
		return Identity{}, refuse(SignatureKeyUnknown, "keyid of the Signature header is not registered")
	}
	if !hmacMatches(key.key, stringToSign(r, header.headers, key.owner), header.signature) {
		return Identity{}, v.mismatch(r, header, key)
	}
	merchant := r.Header.Get("v-c-merchant-id")
	if !v.Directory.mayActFor(key.owner, merchant) {
		return Identity{}, refuse(SignatureMerchantForeign, "the owner of the key may not act for the merchant in v-c-merchant-id")
	}
	return Identity{Scheme: HTTPSignature, Owner: key.owner, KeyID: header.keyID, MerchantID: merchant}, nil
}

// parseSignature reads name="value" pairs parted by commas. No value can hold a quote.
func parseSignature(text string) (signatureHeader, bool) {
	values := make(map[string]string, 4)
	for part := range strings.SplitSeq(text, ",") {
		name, quoted, _ := strings.Cut(strings.TrimSpace(part), "=")
		if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
			return signatureHeader{}, false
		}
		values[name] = quoted[1 : len(quoted)-1]
	}
	header := signatureHeader{
		keyID:     values["keyid"],
		algorithm: values["algorithm"],
		signature: values["signature"],
		headers:   strings.Fields(values["headers"]),
	}
	return header, header.keyID != "" && header.signature != "" && len(header.headers) > 0
}

// signedParts checks that everything is signed that has to be, and that host, date
// and digest are what they say.
func (v *Verifier) signedParts(r *Request, signed []string) *Refusal {
	if name := unsigned(r, signed); name != "" {
		return refuse(SignatureHeaderUnsigned, name+" is not among the signed headers")
	}
	for _, name := range signed {
		switch {
		case isTarget(name):
		case headerValue(r, name) == "":
			return missing(name)
		case len(r.Header.Values(name)) > 1: // a proxy may forward the one that was not signed
			return refuse(SignatureHeaderTwice, "header "+name+" is there more than once")
		}
	}
	if !v.KnownHost(r.Host) {
		return refuse(SignatureHost, "the Host header names a host that this gateway does not answer for")
	}
	dateName := dateOf(signed)
	if refusal := v.freshDate(r.Header.Get(dateName), dateName); refusal != nil {
		return refusal
	}
	return digestHeader(r)
}

// unsigned is the first header that has to be signed and is not; "" if there is none.
func unsigned(r *Request, signed []string) string {
	required := []string{"host", dateOf(signed), "request-target", "v-c-merchant-id"}
	if hasBody(r.Method) {
		required = append(required, "digest")
	}
	for _, name := range required {
		if !slices.Contains(signed, name) && !(name == "request-target" && slices.Contains(signed, "(request-target)")) {
			return name
		}
	}
	return ""
}

// dateOf is the header that has the date.
func dateOf(signed []string) string {
	if slices.Contains(signed, "v-c-date") {
		return "v-c-date"
	}
	return "date"
}

func (v *Verifier) freshDate(text, name string) *Refusal {
	date, err := parseDate(text)
	if err != nil {
		return refuse(SignatureDateForm, "header "+name+" is not a date of the form \"Mon, 02 Jan 2006 15:04:05 GMT\"")
	}
	difference := date.Sub(v.now()).Round(time.Second)
	if difference.Abs() > Window+v.Tolerance {
		return refuse(SignatureDateOff, "header "+name+" is "+difference.String()+" from this gateway's clock")
	}
	return nil
}

// parseDate reads the date of the standard and the form with a numeric zone, which
// clients have used with success.
func parseDate(text string) (time.Time, error) {
	date, err := http.ParseTime(text)
	if err != nil {
		date, err = time.Parse(time.RFC1123Z, text)
	}
	return date, err
}

func digestHeader(r *Request) *Refusal {
	if !hasBody(r.Method) {
		return nil
	}
	if r.Header.Get("Digest") != "SHA-256="+bodyDigest(r) {
		return refuse(SignatureDigest, "header Digest is not \"SHA-256=\" and the base64 hash of the body received")
	}
	return nil
}

// stringToSign is one line per signed header.
func stringToSign(r *Request, signed []string, owner string) string {
	return strings.Join(linesToSign(r, signed, owner), "\n")
}

// linesToSign are a line per signed header. The line of v-c-merchant-id holds the owner of
// the key, which with a meta key is not what the header says.
func linesToSign(r *Request, signed []string, owner string) []string {
	lines := make([]string, len(signed))
	for i, name := range signed {
		value := headerValue(r, name)
		switch {
		case isTarget(name):
			value = strings.ToLower(r.Method) + " " + r.Target
		case name == "v-c-merchant-id":
			value = owner
		}
		lines[i] = name + ": " + value
	}
	return lines
}

func isTarget(name string) bool { return name == "request-target" || name == "(request-target)" }

func headerValue(r *Request, name string) string {
	if name == "host" {
		return r.Host
	}
	return r.Header.Get(name)
}

func hmacMatches(key []byte, text, signature string) bool {
	given, err := base64.StdEncoding.Strict().DecodeString(signature)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return err == nil && hmac.Equal(mac.Sum(nil), given)
}
