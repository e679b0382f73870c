package spec

import (
	"strings"
	"unicode"
)

// initialisms are the words that Go names spell in capitals. A word counts only as
// a whole: "id" in merchantId, not in void.
var initialisms = map[string]bool{
	"ach": true, "acs": true, "aft": true, "avs": true, "bin": true, "cat": true, "cavv": true, "cnp": true,
	"cv": true, "cvn": true, "ds": true, "eci": true, "emv": true, "gps": true, "html": true, "http": true,
	"iban": true, "id": true, "ip": true, "ivr": true, "jti": true, "jwt": true, "mcc": true, "mid": true,
	"pan": true, "pin": true, "qr": true, "sdk": true, "sepa": true, "sku": true, "ucaf": true, "uri": true,
	"url": true, "utc": true, "vat": true, "xid": true, "xml": true,
}

// GoName turns the name of a JSON member or a code such as AVS_FAILED into an
// exported Go name.
func GoName(name string) string {
	var b strings.Builder
	for _, word := range words(name) {
		lower := strings.ToLower(word)
		if initialisms[lower] {
			b.WriteString(strings.ToUpper(word))
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// words splits at every character that is neither letter nor digit and in front of
// every capital that starts a word: threeDSServerId is three, DS, Server, Id. A part
// all in capitals is one word in lower case.
func words(name string) []string {
	var out []string
	parts := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, part := range parts {
		if strings.ToUpper(part) == part {
			out = append(out, strings.ToLower(part))
			continue
		}
		out = append(out, camelWords(part)...)
	}
	return out
}

func camelWords(part string) []string {
	var out []string
	start := 0
	for i := 1; i < len(part); i++ {
		if !isUpper(part[i]) {
			continue
		}
		if endsRun := i+1 < len(part) && !isUpper(part[i+1]); !isUpper(part[i-1]) || endsRun {
			out = append(out, part[start:i])
			start = i
		}
	}
	return append(out, part[start:])
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// GoArgument turns the name of a parameter into that of an argument: searchId is searchID.
func GoArgument(name string) string {
	parts := words(name)
	return strings.ToLower(parts[0]) + GoName(strings.Join(parts[1:], "_"))
}
