package redact

import (
	"strings"

	"github.com/cybersource-go/cybersource/internal/jsonx"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// The masks. Of an account number the last characters follow.
const (
	hidden         = "***"
	hiddenAccount  = "****"
	shownOfAccount = 4
)

// scalar returns what may be shown of a string that the schema rates so.
func (m Masker) scalar(rating schema.Sensitivity, s string) string {
	switch {
	case s == "":
		return ""
	case rating == schema.Public, rating == schema.Personal && m.ShowPersonal:
		return Text(s)
	case rating == schema.Account:
		return lastFour(s)
	default:
		return hidden
	}
}

// lastFour shows the last four characters of an account number, if that leaves more
// hidden than shown.
func lastFour(s string) string {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	const atLeast = 9
	if len(s) < atLeast || !printableASCII(s) {
		return hidden
	}
	return hiddenAccount + s[len(s)-shownOfAccount:]
}

func printableASCII(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// shownName returns the name of an unknown member if it can only be a name.
func shownName(s string) string {
	if !jsonx.IsName(s) {
		return hidden
	}
	return s
}
