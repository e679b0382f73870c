package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// digitAt returns the decimal digit of any script that begins at i, as one of ASCII, and
// its length; 0 if there is none.
func digitAt(s string, i int) (digit byte, length int) {
	switch {
	case i >= len(s):
		return 0, 0
	case s[i] < utf8.RuneSelf:
		if isDigit(s[i]) {
			return s[i], 1
		}
		return 0, 0
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if !unicode.IsDigit(r) {
		return 0, 0
	}
	return digitValue(r), n
}

// digitValue returns a decimal digit as one of ASCII. The digits of a script follow each
// other in Unicode, beginning with zero, and the table of digits has them in ranges of
// whole tens.
func digitValue(r rune) byte {
	for _, tens := range unicode.Nd.R16 {
		if r <= rune(tens.Hi) {
			return "0123456789"[(r-rune(tens.Lo))%10]
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if uint32(r) <= tens.Hi { //nolint:gosec // a digit is not negative
			return "0123456789"[(uint32(r)-tens.Lo)%10] //nolint:gosec // the same
		}
	}
	return '0'
}

// separators returns the length of the separators at i, if they are so few that they may
// be inside of a number. Anything can be one but letters, digits, and a mask; letters only in
// markup.
func (m *masking) separators(i int) int {
	const most = 8
	start := i
	for range most {
		n := m.separator(i)
		if n == 0 || strings.HasPrefix(m.text[i:], "****") {
			break
		}
		i += n
	}
	return i - start
}

// separator returns the length of the separator at i, 0 if there is none.
func (m *masking) separator(i int) int {
	s := m.text[i:]
	switch {
	case s == "":
		return 0
	case !m.literally && isEscape(s):
		if c := unescape(s); isWord(c) && c != '_' {
			return 1 // the percent sign
		}
		return len("%20")
	case len(s) >= 2 && s[0] == '\\' && strings.IndexByte("ntr", s[1]) >= 0:
		return len(`\n`)
	}
	if n := m.markup(s); n > 0 {
		return n
	}
	r, n := utf8.DecodeRuneInString(s)
	if unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) {
		return 0
	}
	return n
}

// markup returns the length of the simple tag or named character of HTML that s begins with,
// such as <b>, </td>, <br /> or &nbsp;, 0 for anything else. Nothing to be masked fits into it.
func (m *masking) markup(s string) int {
	const longestName = 10
	end, rest := ";", s[1:]
	switch s[0] {
	case '<':
		end, rest = ">", strings.TrimPrefix(rest, "/")
	case '&':
	default:
		return 0
	}
	n := 0
	for n < min(len(rest), longestName) && isLetter(rest[n]) {
		n++
	}
	if n == 0 {
		return 0
	}
	rest = rest[n:]
	if end == ">" {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, " "), "/")
	}
	if m.cut && rest == "" {
		return len(s)
	}
	if !strings.HasPrefix(rest, end) {
		return 0
	}
	return len(s) - len(rest) + 1
}

// isEscape reports whether s begins with a byte as URLs write it: %20.
func isEscape(s string) bool {
	return len(s) >= 3 && s[0] == '%' && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

func unescape(s string) byte { return nibble(s[1])<<4 | nibble(s[2]) }

func nibble(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
