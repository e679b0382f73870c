package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	signatureHeader = "v-c-signature"
	longestHeader   = 4 << 10 // bytes; a real one has about 110
)

// signature is what a signature header states.
type signature struct {
	time  string // t as it is written, which is what is signed
	sent  time.Time
	keyID string
	mac   []byte
}

// signatureOf reads the signature header.
func signatureOf(header http.Header) (signature, error) {
	values := headerValues(header)
	switch {
	case len(values) == 0:
		return signature{}, ErrUnsigned
	case len(values) > 1:
		return signature{}, malformed("it is there more than once")
	case len(values[0]) > longestHeader:
		return signature{}, malformed("it is longer than 4 KiB")
	}
	return parseSignature(values[0])
}

// headerValues finds the header in whatever case its name is written: only servers of
// net/http are sure to write all names alike.
func headerValues(header http.Header) (values []string) {
	for name, v := range header {
		if strings.EqualFold(name, signatureHeader) {
			values = append(values, v...)
		}
	}
	return values
}

// parseSignature reads a value such as "t=1617830804768;keyId=bf44...;sig=CzHY...=". Its
// parts come in any order, and unknown ones are passed over. The published example ends
// with a quote that belongs to nothing.
func parseSignature(value string) (signature, error) {
	found := map[string]string{}
	for part := range strings.SplitSeq(value, ";") {
		name, text, _ := strings.Cut(unquoted(part), "=")
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case "t", "keyid", "sig":
			if _, twice := found[name]; twice {
				return signature{}, malformed("a part is there twice")
			}
			found[name] = unquoted(text)
		}
	}
	s := signature{time: found["t"], keyID: strings.ToLower(found["keyid"])}
	return s, s.read(found["sig"])
}

// unquoted is text without blanks around it, and without a quote at either end.
func unquoted(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`))
}

// read decodes the parts.
func (s *signature) read(mac string) (err error) {
	milliseconds, ok := parseMilliseconds(s.time)
	if !ok {
		return malformed("t is not a time in milliseconds")
	}
	s.sent = time.UnixMilli(milliseconds).UTC()
	if s.keyID == "" {
		return malformed("keyId is missing")
	}
	s.mac, err = base64.StdEncoding.Strict().DecodeString(mac)
	if err != nil || len(s.mac) != sha256.Size {
		return malformed("sig is not base64 of 32 bytes")
	}
	return nil
}

// parseMilliseconds reads digits only, and no more of them than a time.Time can be
// compared with: 15 are enough for 30,000 years.
func parseMilliseconds(text string) (int64, bool) {
	const most = 15
	if text == "" || len(text) > most || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func malformed(reason string) error { return fmt.Errorf("%w: %s", ErrSignatureHeader, reason) }

// matches reports whether the signature is that of a text under a key, in constant time.
func (s signature) matches(key, text []byte) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(s.time + "."))
	mac.Write(text)
	return hmac.Equal(mac.Sum(nil), s.mac)
}

// admit checks what can be checked without the body, so that a large one costs nothing.
func (c *settings) admit(header http.Header) (signature, error) {
	s, err := signatureOf(header)
	if err != nil {
		return s, err
	}
	now := c.now()
	switch {
	case c.keys[s.keyID] == nil:
		return s, ErrUnknownKey
	case now.Sub(s.sent) > c.maxAge:
		return s, ErrTooOld
	case s.sent.Sub(now) > c.maxAhead:
		return s, ErrTooEarly
	}
	return s, nil
}
