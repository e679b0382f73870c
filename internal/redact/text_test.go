package redact_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/redact"
)

func TestTextHidesCardNumbers(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"alone", "4111111111111111", "****1111"},
		{"in a sentence", "card 4111111111111111 was refused", "card ****1111 was refused"},
		{"with spaces", "4111 1111 1111 1111", "****1111"},
		{"with dashes", "4111-1111-1111-1111.", "****1111."},
		{"with dots and underscores", "4111.1111_1111.1111", "****1111"},
		{"with no-break spaces", "4111\u00a01111\u00a01111\u00a01111", "****1111"},
		{"with two spaces and a dash", "3782 - 822463 - 10005", "****0005"},
		{"every digit apart", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "****1111"},
		{"next to letters", "pan4111111111111111x", "pan****1111x"},
		{"expiry behind it", "4111111111111111 1231", "****1111 1231"},
		{"expiry and code behind it", "4111-1111-1111-1111 12/31 123", "****1111 12/31 123"},
		{"something before it", "no. 7 4111111111111111", "no. 7 ****1111"},
		{"code behind it without a space", "4111111111111111123", "****1123"},
		{"expiry behind it without a space", "41111111111111111231", "****1231"},
		{"expiry and code behind it without a space", "41111111111111111231123", "****1123"},
		{"digits before it without a space", "99994111111111111111", "****1111"},
		{"track 2", ";4111111111111111=31122010000?", ";****1111=31122010000?"},
		{"track 1", "%B5555555555554444^DOE/J^3112", "%B****4444^DOE/J^3112"},
		{"two of them", "378282246310005,6011111111111117", "****0005,****1117"},
		{"overlapping the next by chance", "0006 4111 1111 1111 1111 x", "****1111 x"},
		{"thirteen digits", "4222222222222", "****2222"},
		{"nineteen digits", "6200 0000 0000 0000 018", "****0018"},
		{"inside JSON", `{\"number\":\"4111111111111111\"}`, `{\"number\":\"****1111\"}`},
		{"with line ends", "4111\r\n1111\n1111\n1111", "****1111"},
		{"with NUL", "4111\x001111\x001111\x001111", "****1111"},
		{"with soft hyphens", "4111\u00ad1111\u00ad1111\u00ad1111", "****1111"},
		{"with ideographic spaces", "4111\u30001111\u30001111\u30001111", "****1111"},
		{"with joiners between all digits", "4\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1\u200d1", "****1111"},
		{"with letters that cannot be seen", "4111\u31641111\u31641111\u31641111", "****1111"},
		{"with accents", "4111\u03321111\u03321111\u03321111", "****1111"},
		{"with slashes", "4111/1111/1111/1111", "****1111"},
		{"with plus signs", "4111+1111+1111+1111", "****1111"},
		{"with bars", "4111|1111|1111|1111", "****1111"},
		{"with asterisks", "4111*1111*1111*1111", "****1111"},
		{"with commas and quotes", `["4111","1111","1111","1111"]`, `["****1111"]`},
		{"with several spaces", "4111     1111     1111     1111", "****1111"},
		{"with bytes that are no text", "4111\xff1111\xfe1111\xfd1111", "****1111"},
		{"with escapes of a URL", "n=4111%201111%2D1111%C2%A01111&x", "n=****1111&x"},
		{"with escapes of a string", `4111\n1111\t1111\r\n1111`, "****1111"},
		{"with tags", "<b>4111</b><b>1111</b><br/>1111<br />1111</b>", "<b>****1111</b>"},
		{"with named characters", "4111&nbsp;1111&ensp;1111&thinsp;1111;", "****1111;"},
		{"within a tag that is between digits", `12<a title="4111111111111111">35`, `12<a title="****1111">35`},
		{"behind a percent sign", "12%2221000000000009", "12%****0009"},
		{"full-width", "４１１１１１１１１１１１１１１１", "****1111"},
		{"Arabic", "٤١١١ ١١١١ ١١١١ ١١١١", "****1111"},
		{"mathematical", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "****1111"},
		{"of two scripts", "4111１１１１ 11111111", "****1111"},
		{"token within a word", "?t%3DeyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln&u", "?t%3D***&u"},
		{"token behind letters", "tokeneyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "token***"},
		{"token behind an underscore", "t_eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "t_***"},
		{"token with a blank after its brace", "eyAiYWxnIjoiSFMyNTYifQ.eyJpc3MiOiJ4In0.c2ln", "***"},
		{"token with a line end after its brace", "ewogImFsZyI6IkhTMjU2In0.eyJpc3MiOiJ4In0.c2ln", "***"},
		{"token, token again", "eyJhbGciOiJIUzI1NiJ9.a.b eyJhbGciOiJIUzI1NiJ9.a.b", "*** ***"},
		{"token", "token eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln refused", "token *** refused"},
		{"token with padding", "eyJhbGciOiJSU0EtT0FFUC0yNTYifQ==", "***"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := redact.Text(tc.text); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestTextLeavesEverythingElse(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                  "",
		"message":                  "Declined - The request is missing one or more fields",
		"number that fails Luhn":   "4111111111111112 and 7777 7777 7777 7777",
		"too short":                "411111111111",
		"payment id":               "payment 6750124114786780104953 and 7954018301236784804003",
		"payment id in a link":     "/pts/v2/payments/7017633839226148803955/captures",
		"UUID":                     "871e5198-a84f-4794-adb3-4d7fd72290f8",
		"time":                     "2023-01-29T17:13:31Z",
		"amounts":                  "9900.00 of 10000.00",
		"tags between few digits":  "<td>4111</td><td>1111</td>",
		"no tags":                  "4111 <1111 & 1111; x>1111",
		"groups far apart":         "4111 1111 and 1111 1111",
		"word that is no token":    "eyJ, said the pirate",
		"letters and umlauts only": "Grüße, Zoë",
		"name of a key":            "apiKeyJsonWebKeySetLocation and keyAgreementAlgorithmName",
		"numbers already masked":   "****4242 ****4242 ****4242 ****4242",
		"escapes":                  "100%20of%2020%25 is 20",
		"bytes that are no text":   "\xff\xfe 12",
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Text(text); got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		})
	}
}

// A card number among any other text, in any script, with any separators, never shows.
func FuzzTextHidesTheCardNumber(f *testing.F) {
	for _, s := range []string{"", " ", "-", "x", "12", " 12 ", "1-", "\u00a0", "eyJ", "\xff", "4 1 1", "5555-", "%", "%2", "****"} {
		f.Add(s, s, " ", rune('0'))
		f.Add(s, "", "-", rune('０'))
		f.Add(" ", s, "", rune('٠'))
		f.Add(s, s, "%20", rune('0'))
		f.Add(s, s, " \n\u00ad\x00", rune('0'))
	}
	f.Fuzz(func(t *testing.T, before, after, between string, zero rune) {
		const digits = "4539148803436467" // passes Luhn, is nobody's
		if !separates(between) || len(between) > 8 || !unicode.IsDigit(zero) {
			between, zero = "", '0'
		}
		var script []string
		for _, c := range digits {
			script = append(script, string(zero+c-'0'))
		}
		if zero != '0' && zero != '０' && zero != '٠' {
			script = strings.Split(digits, "")
		}
		group := func(i int) string { return strings.Join(script[i:i+4], "") }
		card := strings.Join([]string{group(0), group(4), group(8), group(12)}, between)
		if endsInDigit(before) || startsWithDigit(after) || strings.HasSuffix(before, "%") {
			return // part of a longer number, which is another case
		}
		for way, got := range map[string]string{"Text": redact.Text(before + card + after), "Line": redact.Line(before + card + after)} {
			if strings.Contains(got, card) && !strings.Contains(before+after, card) {
				t.Errorf("%s shows: %q", way, got)
			}
		}
	})
}

// separates reports whether text may be between the groups of a number: nothing with a meaning of
// its own, and no mask.
func separates(s string) bool {
	return s == "%20" || !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '\\'
	}) && !strings.Contains(s, "****")
}

func endsInDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}
