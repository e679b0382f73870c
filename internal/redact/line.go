package redact

import (
	"strings"
	"unicode"
)

// Line makes text that comes from elsewhere fit for one line of a log: masked as by
// [Text], at most 300 bytes, without line ends and what else would steer a terminal.
// It is masked before it is cut: half a card number is no card number to the mask.
func Line(s string) string {
	const longest = 300
	s = Text(s)
	if len(s) > longest {
		s = s[:longest] + "..."
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
