package redact

import "strings"

const shortestToken = 20

// tokenStarts are the first letters of a JWT or JWE. It starts with a JSON object in
// base64: with its brace, and then a quote or white space.
var tokenStarts = []string{"eyJ", "eyAi", "eyAg", "ewoi", "ewog", "ewoJ", "ewoK", "ew0K", "ewki", "ewkJ", "ewkg"}

func startsToken(s string) bool {
	if len(s) < 3 || s[0] != 'e' {
		return false
	}
	for _, start := range tokenStarts {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

// A tokenRun is a run of the characters that tokens consist of.
type tokenRun struct {
	end  int
	mark int // the last digit or full stop in it, -1 if there is none
}

// tokenAt returns the end of the token that begins at i, 0 if there is none. A run of
// characters is read once, however many tokens may begin in it.
func (m *masking) tokenAt(i int) int {
	if !startsToken(m.text[i:]) {
		return 0
	}
	if i >= m.token.end {
		m.token = readTokenRun(m.text, i)
	}
	switch run := m.token; {
	case m.cut && run.end == len(m.text):
		return run.end
	case run.end-i < shortestToken, isInWord(m.text[:i]) && run.mark < i:
		return 0 // the names of keys and the like have letters only
	default:
		return run.end
	}
}

func readTokenRun(s string, i int) tokenRun {
	run := tokenRun{mark: -1}
	for ; i < len(s) && (isWord(s[i]) || s[i] == '-' || s[i] == '.' || s[i] == '='); i++ {
		if s[i] == '.' || isDigit(s[i]) {
			run.mark = i
		}
	}
	run.end = i
	return run
}

// isInWord reports whether what follows the text is in the middle of a word, rather than
// behind a percent escape.
func isInWord(before string) bool {
	n := len(before)
	return n > 0 && isLetter(before[n-1]) && !(n >= 3 && isEscape(before[n-3:]))
}

func isWord(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
