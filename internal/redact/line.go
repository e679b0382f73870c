package redact

import (
	"strings"
	"unicode"
)

// Line makes text that comes from elsewhere fit for one line of a log: on one line,
// without what would steer a terminal, masked as by [Text], at most 300 bytes. It is
// masked after line ends have become spaces, which may be inside of a card number, and
// before it is shortened: half a card number is not recognised as one.
func Line(s string) string {
	const longest, longestRead = 300, 8 << 10
	cut := len(s) > longestRead
	if cut {
		s = strings.ToValidUTF8(s[:longestRead], "\ufffd")
	}
	s = text(strings.Map(visible, s), cut)
	if len(s) > longest {
		s, cut = strings.ToValidUTF8(s[:longest], ""), true
	}
	if cut {
		s += "..."
	}
	return s
}

// visible replaces what has no shape of its own by a space.
func visible(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}
