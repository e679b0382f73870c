package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// message is a body and what was found in it. Bytes are as they arrived, never written
// again.
type message struct {
	body        []byte
	isPlaintext bool                       // body is what a delivery decrypted to
	members     map[string]json.RawMessage // of the outermost object; nil if there is none
	payload     []byte                     // nil if there is none
}

func readMessage(body []byte) message {
	m := message{body: body, members: members(body)}
	m.payload = m.members["payload"]
	return m
}

// decrypted is the message with what it decrypted to: all of it, or only the payload.
func (m message) decrypted(plain []byte) (message, error) {
	opened := readMessage(plain)
	if _, again := opened.compact(); again {
		return m, fmt.Errorf("%w: it is encrypted twice", ErrDecryption)
	}
	if opened.members["eventType"] != nil || opened.members["webhookId"] != nil {
		opened.isPlaintext = true
		return opened, nil
	}
	m.payload = plain
	return m, nil
}

// compact finds the compact JWE of an encrypted message, which is the whole body, a string
// in it, or a member of one of the names in use. What stands in such a member counts as
// encrypted whatever it looks like.
func (m message) compact() (jwe string, encrypted bool) {
	if jwe, ok := compactText(m.body); ok {
		return jwe, true
	}
	if jwe, ok := wrapped(m.members); ok {
		return jwe, true
	}
	if jwe, ok := compactText(m.payload); ok {
		return jwe, true
	}
	return wrapped(members(m.payload))
}

// wrapped finds an encrypted message by the name of its member.
func wrapped(members map[string]json.RawMessage) (jwe string, encrypted bool) {
	for _, name := range []string{"encData", "encryptedRequest", "encryptedPayload"} {
		if value := members[name]; value != nil && string(value) != "null" {
			return textOf(value), true
		}
	}
	return "", false
}

// compactText reports whether a text, bare or as a JSON string, has the form of a compact
// JWE: five parts of base64url.
func compactText(text []byte) (jwe string, ok bool) {
	text = trimmed(text)
	if len(text) > 0 && text[0] == '"' {
		text = []byte(textOf(text))
	}
	const fullStops = 4
	if bytes.Count(text, []byte(".")) != fullStops || bytes.ContainsFunc(text, isNotCompactRune) {
		return "", false
	}
	return string(text), true
}

func isNotCompactRune(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r)
}

// trimmed is text without white space around it, and without a byte order mark.
func trimmed(text []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
}

// members reads the outermost object of a text. The values are as they are written. It
// returns nil for a text that is no object, and for one with two members of one name: who
// else reads the body might take the other one.
func members(text []byte) map[string]json.RawMessage {
	d := jsontext.NewDecoder(bytes.NewBuffer(trimmed(text)), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		return nil
	}
	found := map[string]json.RawMessage{}
	for d.PeekKind() == '"' {
		name, _ := d.ReadToken() // PeekKind saw it
		key := name.String()
		value, err := d.ReadValue()
		if _, twice := found[key]; err != nil || twice {
			return nil
		}
		found[key] = json.RawMessage(value.Clone())
	}
	if _, err := d.ReadToken(); err != nil || len(trimmed(text)) != int(d.InputOffset()) {
		return nil
	}
	return found
}

// textOf is what a JSON string says, or a number or word as it is written; "" for anything else.
func textOf(value []byte) string {
	switch kind := jsontext.Value(value).Kind(); kind {
	case '"':
		text, _ := jsontext.AppendUnquote(nil, value) // what can be read of it
		return string(text)
	case '0', 't', 'f':
		return string(value)
	}
	return ""
}
