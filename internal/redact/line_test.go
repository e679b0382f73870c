package redact_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/raced"
	"github.com/cybersource-go/cybersource/internal/redact"
)

func TestLineIsOneLineMaskedAndShort(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a line", "Declined - Zoë", "Declined - Zoë"},
		{"line ends and control characters", "a\r\nb\x1b[31mc\u2028d\u202ee", "a  b [31mc d e"},
		{"number broken by a line end", "4111\n1111\n1111\n1111", "****1111"},
		{"number broken by what cannot be seen", "41\u00ad11\x0011\u200b11\u202e1111\u300011\u206011", "****1111"},
		{"300 bytes", strings.Repeat("x", 300), strings.Repeat("x", 300)},
		{"301 bytes", strings.Repeat("x", 301), strings.Repeat("x", 300) + "..."},
		{"number where the line is cut", strings.Repeat("x", 292) + "4111111111111111", strings.Repeat("x", 292) + "****1111"},
		{"letter where the line is cut", strings.Repeat("x", 299) + "éé", strings.Repeat("x", 299) + "..."},
		{"number behind long tokens", strings.Repeat(token+" ", 190) + "4111111111111111", strings.Repeat("*** ", 75) + "..."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := redact.Line(tc.text); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// A text that is too long to be read is cut, maybe inside of a number or token. What is
// left of it must not show, even where all before it becomes short.
func TestLineShowsNothingOfASecretItCutsThrough(t *testing.T) {
	const token, digits = "eyJhbGciOiJIUzI1NiJ9", "4539 1488 0343 6467"
	for length := 8<<10 - 60; length < 8<<10+10; length++ {
		long := strings.Repeat("eyJ"+strings.Repeat("x1", 60)+" ", 200)[:length-20] + strings.Repeat("=", 19) + " "
		for _, secret := range []string{digits, token + "." + token, strings.ReplaceAll(digits, " ", "\u00a0"), strings.ReplaceAll(digits, " ", "</b><b>"), strings.ReplaceAll(digits, " ", "&nbsp;")} {
			got := redact.Line(long + secret + strings.Repeat(" x", 100))
			if strings.Contains(got, "4539") || strings.Contains(got, "hbGci") || !utf8.ValidString(got) {
				t.Fatalf("%d: %q", length, got)
			}
		}
	}
}

// repeated are parts of texts that are hard to read when there are many of them.
var repeated = map[string]string{
	"words": "Declined - one or more fields. ", "tokens in a word": "eyJ", "tokens": "eyJhbGciOiJIUzI1NiJ9.a.b ",
	"digits": "4", "digits apart": "4 ", "groups": "4111 1111 ", "tags": "4<b>", "named characters": "4&nbsp;", "percent": "%20", "digits and percent": "4%20", "asterisks": "*", "no text": "\xff",
}

// Texts come from answers, headers, and what shoppers type. Eight times the length takes
// about eight times as long; where the time grew with the square of it, 64 times.
func TestLongTextsTakeTheTimeOfTheirLength(t *testing.T) {
	raced.Skip(t)
	for name, part := range repeated {
		if short, long := quickest(part, 8<<10, 64<<10); !isProportional(short, long) {
			t.Errorf("%s: %v for 8 KiB and %v for 64 KiB", name, short, long)
		}
	}
}

func isProportional(short, long time.Duration) bool { return long <= 32*short }

// quickest is the least time that texts of two sizes take. Where other programs take part of
// the time, it is measured again.
func quickest(part string, small, large int) (short, long time.Duration) {
	short, long = 1<<63-1, 1<<63-1
	for round := 0; round < 3 || round < 30 && !isProportional(short, long); round++ {
		short, long = min(short, timeOf(part, small)), min(long, timeOf(part, large))
	}
	return short, long
}

func timeOf(part string, size int) time.Duration {
	text := "x" + strings.Repeat(part, size/len(part))
	start := time.Now()
	redact.Text(text)
	return max(time.Since(start), time.Microsecond) // less is nothing to some clocks
}

func BenchmarkText(b *testing.B) {
	for name, part := range repeated {
		for _, size := range []int{1, 16, 256} {
			text := "x" + strings.Repeat(part, size<<10/len(part))
			b.Run(fmt.Sprintf("%s/%dKiB", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					redact.Text(text)
				}
			})
		}
	}
}

// Masking a body is linear too, as deep and wide as it may be.
func BenchmarkJSONOverSizes(b *testing.B) {
	for name, part := range map[string]string{"objects": `{},`, "unknown members": `{"a":1},`, "texts": `"4111 1111",`, "numbers": `1,`} {
		for _, size := range []int{1, 16, 256} {
			body := []byte(`{"details":[` + strings.Repeat(part, size<<10/len(part)) + `0]}`)
			b.Run(fmt.Sprintf("%s/%dKiB", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				b.ReportAllocs()
				for b.Loop() {
					redact.JSON("CreatePaymentResponse", body)
				}
			})
		}
	}
}
