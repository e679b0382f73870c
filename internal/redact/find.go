package redact

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// IsMask reports whether a text has the form of one of the masks.
func IsMask(s string) bool {
	last, isAccount := strings.CutPrefix(s, hiddenAccount)
	return s == hidden || isAccount && len(last) == shownOfAccount && printableASCII(last)
}

// Masks returns the dotted path of each text in a body that is a mask: a log has been read
// back as a request. The path of a body that is nothing but a mask is empty. A body without
// an asterisk, as nearly all are, costs one search for it.
func Masks(body []byte) (paths []string) {
	if bytes.IndexByte(body, '*') < 0 || !bytes.Contains(body, []byte(`"`+hidden)) {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		token, err := dec.ReadToken()
		if err != nil { // the end: what is not JSON is refused elsewhere
			return paths
		}
		if token.Kind() == '"' && IsMask(token.String()) && !readName(dec) {
			paths = append(paths, pathOf(dec))
		}
	}
}

// readName reports whether what was read last is the name of a member: names and values of
// an object alternate.
func readName(dec *jsontext.Decoder) bool {
	kind, n := dec.StackIndex(dec.StackDepth())
	return kind == '{' && n%2 == 1
}

// pathOf returns the dotted path of the value that was read last.
func pathOf(dec *jsontext.Decoder) string {
	var path strings.Builder
	level := 0
	for name := range dec.StackPointer().Tokens() {
		level++
		switch kind, _ := dec.StackIndex(level); {
		case kind == '[':
			path.WriteString("[" + name + "]")
			continue
		case !jsonx.IsName(name):
			name = "(member)"
		}
		if level > 1 {
			path.WriteByte('.')
		}
		path.WriteString(name)
	}
	return path.String()
}
