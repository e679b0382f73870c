package redact

import (
	"strings"
	"unicode/utf8"
)

// Text returns free text, such as the message of an error, with card numbers masked
// down to their last four digits and tokens (JWT, JWE) masked wholly.
//
// A card number is 13 to 19 digits that pass the Luhn check: a run of digits, the
// start of a longer one, or some groups of digits with spaces, dashes or the like
// between them. One number in ten passes by chance and is masked too. Runs of 20
// digits and more are masked, since a card number may be part of them, except for
// the ids of payments.
func Text(s string) string {
	if !mayHide(s) {
		return s
	}
	var out strings.Builder
	for rest := s; rest != ""; {
		if n := tokenAt(rest); n > 0 && !endsInWord(out.String()) {
			out.WriteString(hidden)
			rest = rest[n:]
			continue
		}
		if digitAt(rest, 0) {
			groups := groupsAt(rest)
			writeMasked(&out, rest, groups)
			rest = rest[groups[len(groups)-1].end:]
			continue
		}
		_, n := utf8.DecodeRuneInString(rest)
		out.WriteString(rest[:n])
		rest = rest[n:]
	}
	return out.String()
}

const (
	shortestCard, longestCard = 13, 19
	shortestToken             = 20
)

// mayHide is a quick no for most texts.
func mayHide(s string) bool {
	digits := 0
	for _, c := range []byte(s) {
		if '0' <= c && c <= '9' {
			digits++
		}
	}
	return digits >= shortestCard || strings.Contains(s, "eyJ")
}

// tokenAt returns the length of the JWT or JWE at the start of s, 0 if there is none.
// They start with an object in base64, hence with these letters.
func tokenAt(s string) int {
	if !strings.HasPrefix(s, "eyJ") {
		return 0
	}
	n := 0
	for n < len(s) && (isWord(s[n]) || s[n] == '-' || s[n] == '.' || s[n] == '=') {
		n++
	}
	if n < shortestToken {
		return 0
	}
	return n
}

func endsInWord(s string) bool { return s != "" && isWord(s[len(s)-1]) }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

func digitAt(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// A group is a run of digits: s[start:end].
type group struct{ start, end int }

// groupsAt returns the groups of digits that s starts with, as long as no more than
// separators are between them.
func groupsAt(s string) []group {
	var groups []group
	for i := 0; digitAt(s, i); {
		g := group{start: i}
		for digitAt(s, i) {
			i++
		}
		g.end = i
		groups = append(groups, g)
		i += separatorsAt(s[i:])
	}
	return groups
}

// separatorsAt returns the length of the separators at the start of s, if they are
// so few that people write them inside of a number.
func separatorsAt(s string) int {
	const most = 3
	length := 0
	for range most {
		r, n := utf8.DecodeRuneInString(s[length:])
		if n == 0 || !strings.ContainsRune(" \t-._\u00a0\u2007\u2009\u200b\u202f\u2010\u2011\u2012\u2013\u2014\u2212", r) {
			break
		}
		length += n
	}
	return length
}

// writeMasked writes the groups with what stands between them, card numbers masked.
// Card numbers that overlap, by chance, are masked as one.
func writeMasked(out *strings.Builder, s string, groups []group) {
	for i := 0; i < len(groups); {
		if i > 0 {
			out.WriteString(s[groups[i-1].end:groups[i].start])
		}
		end := i
		for j := i; j == i || j < end; j++ {
			end = max(end, j+cardAt(s, groups[j:]))
		}
		if end == i {
			end = i + 1
			out.WriteString(s[groups[i].start:groups[i].end])
		} else {
			out.WriteString("****" + lastDigits(s, groups[:end]))
		}
		i = end
	}
}

// lastDigits returns the last four digits of the groups.
func lastDigits(s string, groups []group) string {
	last := ""
	for i := len(groups) - 1; i >= 0 && len(last) < 4; i-- {
		last = s[groups[i].start:groups[i].end] + last
	}
	return last[max(len(last)-4, 0):]
}

// cardAt returns how many of the groups make up a card number, the longest there is;
// 0 if the first group starts none.
func cardAt(s string, groups []group) (n int) {
	first := s[groups[0].start:groups[0].end]
	if len(first) > longestCard && !isPaymentID(first) || startsCard(first) {
		return 1
	}
	digits := make([]byte, 0, longestCard)
	for i, g := range groups {
		if len(digits)+g.end-g.start > longestCard {
			break
		}
		digits = append(digits, s[g.start:g.end]...)
		if len(digits) >= shortestCard && luhn(digits) {
			n = i + 1
		}
	}
	return n
}

// startsCard reports whether a run of digits is a card number with something more
// behind it, such as the expiry.
func startsCard(digits string) bool {
	if len(digits) <= shortestCard || isPaymentID(digits) || digits[0] < '2' || digits[0] > '6' {
		return false
	}
	for n := shortestCard; n < len(digits) && n <= longestCard; n++ {
		if luhn([]byte(digits[:n])) {
			return true
		}
	}
	return false
}

// isPaymentID reports whether digits are an id as the service makes them: 22 digits
// whose first nine are the time, here from 2020 on. It is the handle for looking a
// payment up, and must be seen; Visa, Mastercard and American Express numbers never
// start so, whatever is written behind them.
func isPaymentID(digits string) bool {
	return len(digits) == 22 && digits >= "58"
}

// luhn is the check sum of card numbers (ISO/IEC 7812-1).
func luhn(digits []byte) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			d -= d / 10 * 9
		}
		sum += d
	}
	return sum%10 == 0
}
