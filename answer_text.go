package cybersource

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// errNotToken says why an answer is not the token that it has to be.
var errNotToken = errors.New("not a signed token")

// readToken reads a signed token that is all of a body, bare or as a JSON string.
func readToken(body []byte, token *string) error {
	text := string(bytes.TrimSpace(body))
	if len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
		text = text[1 : len(text)-1] // JSON escapes no character of a token
	}
	if !isToken(text) {
		return errNotToken
	}
	*token = text
	return nil
}

// isToken reports whether a text has the form of a JWS in compact serialization: three
// parts of base64url. What is in them does not count.
func isToken(text string) bool {
	parts := strings.Split(text, ".")
	return len(parts) == 3 && !slices.ContainsFunc(parts, func(part string) bool {
		return part == "" || strings.ContainsFunc(part, notBase64URL)
	})
}

func notBase64URL(r rune) bool {
	return !isAlphanumeric(r) && r != '-' && r != '_'
}
