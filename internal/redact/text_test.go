package redact_test

import (
	"strings"
	"testing"

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
		"groups far apart":         "4111 1111 and 1111 1111",
		"word that is no token":    "eyJ, said the pirate",
		"letters and umlauts only": "Grüße, Zoë",
		"bytes that are no text":   "\xff\xfe 12",
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Text(text); got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		})
	}
}

// A card number among any other text, with any separators, never shows.
func FuzzTextHidesTheCardNumber(f *testing.F) {
	for _, s := range []string{"", " ", "-", "x", "12", " 12 ", "1-", "\u00a0", "eyJ", "\xff", "4 1 1", "5555-"} {
		f.Add(s, s, " ")
		f.Add(s, "", "-")
		f.Add(" ", s, "")
	}
	f.Fuzz(func(t *testing.T, before, after, between string) {
		const digits = "4539148803436467" // passes Luhn, is nobody's
		if between != "" && between != " " && between != "-" && between != "\u00a0" {
			between = ""
		}
		card := strings.Join([]string{digits[:4], digits[4:8], digits[8:12], digits[12:]}, between)
		if endsInDigit(before) || startsWithDigit(after) {
			return // part of a longer number, which is another case
		}
		got := redact.Text(before + card + after)
		if strings.Contains(got, card) && !strings.Contains(before+after, card) {
			t.Errorf("shown: %q", got)
		}
	})
}

func endsInDigit(s string) bool { return s != "" && strings.Contains("0123456789", s[len(s)-1:]) }

func startsWithDigit(s string) bool { return s != "" && strings.Contains("0123456789", s[:1]) }
