package keys

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// This file says what a text or file is that was given for another one. Nothing of it is quoted.

// notP12 says what data is that cannot be read as PKCS#12.
func notP12(data []byte) error {
	switch {
	case len(data) == 0:
		return errors.New("is empty")
	case bytes.Contains(data, []byte("-----BEGIN ")):
		return errors.New("is PEM text and not a PKCS#12 file")
	case bytes.HasPrefix(data, []byte("\xfe\xed\xfe\xed")), bytes.HasPrefix(data, []byte("\xce\xce\xce\xce")):
		return errors.New("is a Java key store: convert it with keytool -importkeystore -deststoretype PKCS12")
	case isBase64(data):
		return errors.New("is base64 text and not the PKCS#12 file itself: decode it")
	case json.Valid(data):
		return errors.New("is JSON and not a PKCS#12 file")
	default:
		return errNotP12
	}
}

// isBase64 reports whether data is the base64 text of a DER sequence, with line breaks or not.
func isBase64(data []byte) bool {
	text := bytes.Join(bytes.Fields(data), nil)
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(decoded, text)
	const sequence = 0x30
	return err == nil && n > 0 && decoded[0] == sequence
}

// startsWithBOM reports whether a text begins with a byte order mark, which hides the first
// block of PEM and no other.
func startsWithBOM(text []byte) bool { return bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) }

// notPEM says why a text has nothing that can be read as PEM. Missing is what to say if that
// is simply not there.
func notPEM(text []byte, missing string) error {
	begins := bytes.Contains(text, []byte("-----BEGIN "))
	switch {
	case startsWithBOM(text):
		return errors.New("begins with a byte order mark: save it as UTF-8 without one")
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return errors.New("is UTF-16 text: save it as UTF-8")
	case begins && bytes.Contains(text, []byte(`\n`)):
		return errors.New(`has \n written out in place of line breaks`)
	case begins && !bytes.Contains(bytes.TrimSpace(text), []byte("\n")):
		return errors.New("has lost its line breaks")
	case bytes.HasPrefix(text, []byte("\x30\x82")):
		return errors.New("is binary (DER or PKCS#12) and not PEM text")
	default:
		return errors.New(missing)
	}
}
