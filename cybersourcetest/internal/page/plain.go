package page

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf16"
)

// This file shows characters that have no shape and would steer whatever shows them: a browser
// or a terminal by the direction of writing, a shell or a compiler by the end of a line.

// steers reports whether a character does so.
func steers(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u2028', '\u2029', '\ufeff':
		return true
	default:
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r >= 0xe0000 && r <= 0xe007f // tags
	}
}

// plain writes them as JSON does, so that JSON stays what it is.
func plain(text []byte) []byte {
	if !bytes.ContainsFunc(text, steers) {
		return text
	}
	var shown bytes.Buffer
	for _, r := range string(text) {
		if !steers(r) {
			shown.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&shown, "\\u%04x", unit)
		}
	}
	return shown.Bytes()
}
