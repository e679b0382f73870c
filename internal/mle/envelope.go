package mle

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// EncryptedResponse reports whether body has the shape of an encrypted answer, an
// object whose one and only member encryptedResponse is a string, and returns
// that string. Neither status nor headers tell: errors come encrypted too, and an
// answer may be plain although encryption was asked for.
func EncryptedResponse(body []byte) (compact string, ok bool) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	if !mayBeEnvelope(body) {
		return "", false
	}
	d := jsontext.NewDecoder(bytes.NewReader(body))
	if _, ok := next(d, '{'); !ok {
		return "", false
	}
	if name, _ := next(d, '"'); name != "encryptedResponse" {
		return "", false
	}
	compact, isText := next(d, '"')
	_, isWhole := next(d, '}')
	if _, err := d.ReadToken(); !isText || !isWhole || !errors.Is(err, io.EOF) {
		return "", false
	}
	return compact, true
}

// byteOrderMark may precede a body, encrypted or not, and says nothing.
var byteOrderMark = []byte("\ufeff")

// next reads one token and reports whether it is of the kind wanted.
func next(d *jsontext.Decoder, want jsontext.Kind) (text string, ok bool) {
	t, err := d.ReadToken()
	if err != nil || t.Kind() != want {
		return "", false
	}
	return t.String(), true
}

// mayBeEnvelope looks at the first characters only, so that plain answers cost
// nothing: no plain answer begins with the letters of the envelope.
func mayBeEnvelope(body []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
	if !ok {
		return false
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return bytes.HasPrefix(rest, []byte(`"encr`)) || hasEscapedName(rest)
}

// hasEscapedName reports whether the first member's name has an escape among the
// letters that mayBeEnvelope compares. JSON may be spelt that way.
func hasEscapedName(rest []byte) bool {
	const letters = 5 // "encr, with the quote
	return len(rest) > letters && rest[0] == '"' && bytes.IndexByte(rest[:letters], '\\') > 0
}
