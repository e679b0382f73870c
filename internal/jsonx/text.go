package jsonx

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A keeper makes strings of parts of a text, many of them in one allocation.
type keeper struct {
	strings.Builder
	expected int // bytes of all strings, as far as known; 0 if not
	total    int // bytes so far
}

// Strings share memory in pieces of at most largestPiece bytes, so that one which is kept
// never keeps a large answer alive.
const (
	smallestPiece = 64
	largestPiece  = 1 << 10
)

// string returns text as a string of its own. At most more bytes of text are still to come.
func (k *keeper) string(text []byte, more int) string {
	if len(text) > k.Cap()-k.Len() {
		if len(text) > largestPiece/4 {
			return string(text)
		}
		size := len(text) + more/2 // names and brackets are the other half
		if left := k.expected - k.total; left >= len(text) {
			size = min(left, more)
		}
		k.Reset()
		k.Grow(min(max(size, smallestPiece), largestPiece))
	}
	k.total += len(text)
	k.Write(text)
	return k.String()[k.Len()-len(text):]
}

// A copier makes copies of parts of a text. The more there are the more of them share one
// allocation, up to largestPiece. Each has room for itself only: appending to it moves it.
type copier struct{ piece []byte }

func (c *copier) copy(text []byte) []byte {
	if len(text) > largestPiece/4 {
		return bytes.Clone(text)
	}
	if len(text) > cap(c.piece)-len(c.piece) {
		c.piece = make([]byte, 0, max(len(text), min(2*cap(c.piece), largestPiece)))
	}
	start := len(c.piece)
	c.piece = append(c.piece, text...)
	return c.piece[start:len(c.piece):len(c.piece)]
}

// text returns what a scalar says: a string without its quotes and escapes, anything
// else literally.
func (r *reader) text(t token) string {
	text := unquote(t.text)
	if !r.isText && !utf8.Valid(text) {
		text = validCopy(text)
	}
	return r.kept.string(text, len(r.data)-t.start)
}

// copyOf returns a copy of part of the text, as UTF-8.
func (r *reader) copyOf(part []byte) []byte {
	if r.isText || utf8.Valid(part) {
		return r.raws.copy(part)
	}
	return validCopy(part)
}

// validCopy returns a copy of text with U+FFFD for each byte that is no part of a character.
func validCopy(text []byte) []byte {
	length := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i, length = i+n, length+utf8.RuneLen(r)
	}
	valid := make([]byte, 0, length)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		valid, text = utf8.AppendRune(valid, r), text[n:]
	}
	return valid
}

// unquote returns what a string says, in place if it has no escapes, or anything else as
// it is.
func unquote(text []byte) []byte {
	switch {
	case text[0] != '"':
		return text
	case bytes.IndexByte(text, '\\') < 0:
		return text[1 : len(text)-1]
	default:
		text, _ = jsontext.AppendUnquote(nil, text) // half a surrogate pair reads as U+FFFD
		return text
	}
}
