package redact

import (
	"strings"
	"unicode/utf8"
)

// Text returns free text, such as the message of an error, with card numbers masked
// down to their last four digits and tokens (JWT, JWE) masked wholly.
//
// A card number is 13 to 19 decimal digits, of any script, that pass the Luhn check: a run of
// digits, the start of a longer one, or some groups of digits with up to eight spaces, other
// characters that are no letters, escapes, simple tags or named characters of HTML between
// them. Raised and circled digits are not decimal ones. One number in ten passes by chance and is masked
// too. Runs of 20 digits and more are masked, since a card number may be part of them,
// except for the ids of payments.
//
// The time it takes grows with the length of the text and no faster.
func Text(s string) string { return text(s, false) }

// text is [Text]. Of a text that was cut, a number or token that reaches its end is hidden
// wholly, since it cannot be recognised.
func text(s string, cut bool) string {
	if !mayHide(s) {
		return s
	}
	m := masking{text: s, cut: cut}
	m.run()
	if !strings.Contains(s, "%") {
		return m.out.String()
	}
	// What looks like an escape may just as well be a percent sign in front of a number.
	again := masking{text: m.out.String(), cut: cut, literally: true}
	again.run()
	return again.out.String()
}

// mayHide is a quick no for most texts.
func mayHide(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9', c >= 0xc0: // a digit, or the first byte of what may be one
			digits++
		case c == 'e' && startsToken(s[i:]):
			return true
		}
	}
	return digits >= shortestCard
}

// masking is one pass over a text.
type masking struct {
	text      string
	cut       bool // the text went on
	literally bool // a percent sign is nothing but itself

	out    strings.Builder
	token  tokenRun // read last
	digits []byte   // of the groups read last
	groups []group
}

func (m *masking) run() {
	for i := 0; i < len(m.text); {
		switch end := m.tokenAt(i); {
		case end > 0:
			m.out.WriteString(hidden)
			i = end
		case m.readGroups(i):
			m.writeGroups()
			i = m.groups[len(m.groups)-1].end
		default:
			_, n := utf8.DecodeRuneInString(m.text[i:])
			m.out.WriteString(m.text[i : i+n])
			i += n
		}
	}
}
