package validate

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	iso3166 "github.com/cybersource-go/cybersource/internal/country"
	"github.com/cybersource-go/cybersource/internal/schema"
)

var (
	signedAmount = test{isSignedPlainDecimal, "is not an amount: digits and at most one decimal point between them, with or without a sign"}
	country      = test{isCountry, "is not a country code of two letters"}
	knownCountry = test{iso3166.Known, "is not a country code of ISO 3166, such as US or GB"}
	ungrouped    = test{isUngrouped, "is written in groups: give the digits without anything between them"}
	securityCode = test{isSecurityCode, "is not three or four digits"}
)

// ruleTests are the tests that rules of the specification name, besides "max-length".
var ruleTests = map[string]test{
	"country": country,

	// Both have been taken in looser forms than the documentation's: ".91" in the service's
	// own guides, and currencies in lower case, which answers repeat.
	"unsigned-amount": {isDecimal, "is not an amount: digits and at most one decimal point"},
	"currency":        {isCurrency, "is not a currency code of three letters"},

	// Months are documented with two digits, but numbers have been taken in their place,
	// which have no leading zero. Some processors take years of two digits. And where an
	// intermediate host puts the card's data in, requests carry placeholders such as
	// {{expiry_month}} in these fields.
	"loose-month":         {orPlaceholder(isLooseMonth), "is not a month from 01 to 12"},
	"loose-year":          {orPlaceholder(isLooseYear), "is not a year of four digits"},
	"loose-security-code": {orPlaceholder(isSecurityCode), securityCode.reason},

	"us-state":             {isCountry, "is not a state code of two letters"},
	"ca-province":          {isCountry, "is not a province code of two letters"},
	"us-zip":               {isZIP, "is not a ZIP code of five digits, or five and four"},
	"canadian-postal-code": {isCanadianCode, "is not a Canadian postal code such as A1B 2C3"},
}

// testsNamed returns the tests of those names for a field. A name that is not known, which
// the table does not have, tests nothing.
func testsNamed(names []string, f *schema.Field) (tests []test) {
	for _, name := range names {
		if name == "max-length" {
			tests = append(tests, atMost(f.MaxLength))
		} else if t, ok := ruleTests[name]; ok {
			tests = append(tests, t)
		}
	}
	return tests
}

// formats are the formats of the spec. Each says what the documentation says and no
// more, so that two spellings of the same thing both pass where it leaves the choice.
var formats = map[string]test{
	"amount":         {isPlainDecimal, "is not an amount: digits and at most one decimal point between them"},
	"base64":         {isBase64, "is not base64 without line breaks"},
	"boolean-string": {isBooleanString, "is not one of true, false, Y, N, 1, 0"},
	"country":        knownCountry,
	"currency":       {isKnownCurrency, "is not a currency code of ISO 4217 in capitals"},
	"date":           timestamp("2006-01-02", "is not a date written YYYY-MM-DD"),
	"date-mmddyyyy":  timestamp("01022006", "is not a date written MMDDYYYY"),
	"date-yymmdd":    timestamp("060102", "is not a date written YYMMDD"),
	"date-yyyymmdd":  timestamp("20060102", "is not a date written YYYYMMDD"),
	"datetime-local": timestamp("20060102150405", "is not a date and time written YYYYMMDDhhmmss"),
	"datetime-utc":   timestamp("2006-01-02T15:04:05Z", "is not a UTC date and time written YYYY-MM-DDThh:mm:ssZ"),
	"decimal":        {isDecimal, "is not digits with at most one decimal point"},
	"digits":         {isDigits, "is not digits only"},
	"email":          {isEmail, "is not an e-mail address with its full domain"},
	"hex":            {isHex, "is not hexadecimal"},
	"ip":             {isIP, "is not an IP address"},
	"jwt":            {isJWT, "is not a JWT in compact form"},
	"language":       {isLanguage, "is not a language code such as en or en-US"},
	"month":          {isMonth, "is not a month of two digits from 01 to 12"},
	"percent":        {isDecimal, "is not a percentage: digits and at most one decimal point"},
	"phone":          {isPhone, "is not a phone number: digits, spaces and + - . / ( ) x"},
	"region":         {isRegion, "is not a code or name of a state or province"},
	"time-hhmm":      timestamp("1504", "is not a time of day written hhmm"),
	"uri":            {isURI, "is not a URI with its scheme"},
	"uuid":           {isUUID, "is not a UUID with or without its hyphens"},
	"year":           {isYear, "is not a year of four digits"},
}

// exceptions are fields whose documentation is wider or narrower than their format.
var exceptions = map[modelField]test{
	// Negative amounts credit the customer.
	{"OrderInformationAmountDetailsSurcharge", "amount"}:    signedAmount,
	{"OrderInformationAmountDetailsOctsurcharge", "amount"}: signedAmount,
	{"HealthCareInformationAmountDetails", "amount"}:        signedAmount,
}

// modelField names a member of a model of the spec.
type modelField struct{ model, name string }

func formatTest(model string, f *schema.Field) (test, bool) {
	if t, ok := exceptions[modelField{model, f.JSON}]; ok {
		return t, true
	}
	if f.JSON == "securityCode" && f.Format == "digits" { // in whatever request
		return securityCode, true
	}
	if f.JSON == "number" && strings.HasSuffix(model, "Card") {
		return ungrouped, true
	}
	t, ok := formats[f.Format]
	return t, ok
}

// numberWidth is how many digits a number of the format has, leading zeros included.
func numberWidth(format string) int {
	switch format {
	case "time-hhmm":
		return len("1504")
	case "date-yyyymmdd":
		return len("20060102")
	default:
		return 0
	}
}

// timestamp tests for exactly one layout: package time alone would take fractions
// of a second that the layout does not have.
func timestamp(layout, reason string) test {
	return test{func(s string) bool {
		if len(s) != len(layout) {
			return false
		}
		_, err := time.Parse(layout, s)
		return err == nil
	}, reason}
}

// isDecimal takes ".91" and "5." too: the service's own guides write the former.
func isDecimal(s string) bool {
	whole, fraction, _ := strings.Cut(s, ".")
	return all(whole, digit) && all(fraction, digit) && len(whole)+len(fraction) > 0
}

func isDigits(s string) bool       { return s != "" && all(s, digit) }
func isCurrency(s string) bool     { return len(s) == 3 && all(s, letter) }
func isCountry(s string) bool      { return len(s) == 2 && all(s, letter) }
func isHex(s string) bool          { return s != "" && all(s, hexDigit) }
func isSecurityCode(s string) bool { return (len(s) == 3 || len(s) == 4) && all(s, digit) }
func isMonth(s string) bool        { return len(s) == 2 && isLooseMonth(s) }
func isLooseYear(s string) bool    { return (len(s) == 2 || len(s) == 4) && all(s, digit) }
func isYear(s string) bool         { return len(s) == 4 && all(s, digit) }

// isUngrouped refuses a number of digits with blanks or hyphens between them. What is none of
// that may be an encoded account number.
func isUngrouped(s string) bool {
	return all(s, digit) || !all(s, func(c byte) bool { return digit(c) || c == ' ' || c == '-' })
}

func isLooseMonth(s string) bool {
	if len(s) == 2 && s[0] == '0' {
		s = s[1:]
	}
	if len(s) == 1 {
		return '1' <= s[0] && s[0] <= '9'
	}
	return s == "10" || s == "11" || s == "12"
}

// orPlaceholder also takes what may stand for data that an intermediate host puts
// in: a text too long to be the value itself, and not a number.
func orPlaceholder(is func(string) bool) func(string) bool {
	return func(s string) bool { return is(s) || len(s) > 4 && !all(s, digit) }
}

// isBooleanString takes every pair of words that the documentation uses: fields
// differ in which one, and codes that are not listed pass everywhere else too.
func isBooleanString(s string) bool {
	switch s {
	case "0", "1", "Y", "N", "y", "n":
		return true
	default:
		return strings.EqualFold(s, "true") || strings.EqualFold(s, "false")
	}
}

// isBase64 takes both alphabets, with and without padding.
func isBase64(s string) bool {
	text := strings.TrimRight(s, "=")
	return text != "" && len(s)-len(text) <= 2 && len(text)%4 != 1 && all(text, base64Digit)
}

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || !all(s, visible) {
		return false
	}
	domain := s[at+1:]
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && dot < len(domain)-1
}

// isPhone is wide on purpose: hyphens, brackets and extensions are all documented
// somewhere.
func isPhone(s string) bool {
	return strings.ContainsAny(s, "0123456789") && all(s, func(c byte) bool {
		return digit(c) || strings.IndexByte(" +-./()xX", c) >= 0
	})
}

func isIP(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Zone() == ""
}

// isJWT looks at the form only: three parts of a signed token, or five of an
// encrypted one.
func isJWT(s string) bool {
	parts := 0
	for part := range strings.SplitSeq(s, ".") {
		if !all(part, base64URLDigit) {
			return false
		}
		parts++
	}
	return (parts == 3 || parts == 5) && s[0] != '.'
}

// isLanguage takes two and three letters, and subtags after a hyphen or underscore.
func isLanguage(s string) bool {
	language := strings.IndexAny(s, "-_")
	if language < 0 {
		return (len(s) == 2 || len(s) == 3) && all(s, letter)
	}
	return isLanguage(s[:language]) && language+1 < len(s) &&
		all(s[language+1:], func(c byte) bool { return digit(c) || letter(c) || c == '-' || c == '_' })
}

// isRegion: states outside the United States and Canada are written in full.
func isRegion(s string) bool {
	return strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") && all(s, visible)
}

func isUUID(s string) bool {
	if len(s) == 36 {
		return s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
			all(s[:8], hexDigit) && all(s[9:13], hexDigit) && all(s[14:18], hexDigit) && all(s[19:23], hexDigit) && all(s[24:], hexDigit)
	}
	return len(s) == 32 && all(s, hexDigit)
}

func isZIP(s string) bool { return hasPattern(s, "99999") || hasPattern(s, "99999-9999") }

func isCanadianCode(s string) bool { return hasPattern(strings.ToUpper(s), "A9A 9A9") }

// hasPattern compares s with a pattern in which 9 is a digit and A a capital letter.
func hasPattern(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		switch p := pattern[i]; {
		case p == '9' && !digit(s[i]), p == 'A' && (s[i] < 'A' || s[i] > 'Z'):
			return false
		case p != '9' && p != 'A' && p != s[i]:
			return false
		}
	}
	return true
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func digit(c byte) bool    { return '0' <= c && c <= '9' }
func letter(c byte) bool   { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func hexDigit(c byte) bool { return digit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// visible is any byte but blanks and control characters; letters of other scripts are.
func visible(c byte) bool { return c > ' ' && c != 0x7f }

func base64URLDigit(c byte) bool { return digit(c) || letter(c) || c == '-' || c == '_' }
func base64Digit(c byte) bool    { return base64URLDigit(c) || c == '+' || c == '/' }
