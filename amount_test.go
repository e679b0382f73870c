package cybersource

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAmountsAreWrittenWithTheDigitsOfTheirCurrency(t *testing.T) {
	for _, tc := range []struct {
		name     string
		minor    int64
		currency string
		want     string
	}{
		{"dollars", 2150, "USD", "21.50"},
		{"nothing", 0, "USD", "0.00"},
		{"one cent", 1, "USD", "0.01"},
		{"less than one unit of three digits", 7, "KWD", "0.007"},
		{"yen have no fraction", 2150, "JPY", "2150"},
		{"no yen", 0, "JPY", "0"},
		{"Chilean pesos have none", 990, "CLP", "990"},
		{"Icelandic kronur have none", 990, "ISK", "990"},
		{"Ugandan shillings have none", 990, "UGX", "990"},
		{"Kuwaiti dinars have three", 6400, "KWD", "6.400"},
		{"Iraqi dinars have three, although nobody writes them", 6400, "IQD", "6.400"},
		{"rupiahs have two, although nobody writes them", 6400, "IDR", "64.00"},
		{"Colombian pesos have two", 6400, "COP", "64.00"},
		{"Lebanese pounds have two", 6400, "LBP", "64.00"},
		{"forints have two", 6400, "HUF", "64.00"},
		{"Taiwan dollars have two", 6400, "TWD", "64.00"},
		{"ariary have two, although their minor unit is a fifth", 6400, "MGA", "64.00"},
		{"units of account have four", 64000, "CLF", "6.4000"},
		{"lower case", 2150, "usd", "21.50"},
		{"the largest", math.MaxInt64, "USD", "92233720368547758.07"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := FormatAmount(tc.minor, tc.currency)
			if err != nil || got != tc.want {
				t.Errorf("FormatAmount(%d, %q) = %q, %v; want %q", tc.minor, tc.currency, got, err, tc.want)
			}
		})
	}
}

func TestAmountsAreRead(t *testing.T) {
	for _, tc := range []struct {
		name, amount, currency string
		want                   int64
	}{
		{"all digits", "21.50", "USD", 2150},
		{"fewer digits", "21.5", "USD", 2150},
		{"no digits", "21", "USD", 2100},
		{"surplus zeros", "21.5000", "USD", 2150},
		{"surplus zeros without a fraction", "100.00", "JPY", 100},
		{"three digits", "6.400", "KWD", 6400},
		{"leading zeros", "0021.50", "USD", 2150},
		{"leading zeros past the range", "00000000000000000000001.00", "USD", 100},
		{"zero", "0", "USD", 0},
		{"the largest", "92233720368547758.07", "USD", math.MaxInt64},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := ParseAmount(tc.amount, tc.currency)
			if err != nil || got != tc.want {
				t.Errorf("ParseAmount(%q, %q) = %d, %v; want %d", tc.amount, tc.currency, got, err, tc.want)
			}
		})
	}
}

func TestAmountsThatAreNotExactAreRefused(t *testing.T) {
	const (
		malformed = "parse amount: amount is not a decimal number such as 21.50"
		tooLarge  = "parse amount: amount is too large"
		unknown   = "parse amount: unknown currency"
	)
	for _, tc := range []struct{ name, amount, currency, want string }{
		{"a tenth of a cent", "21.505", "USD", "parse amount: amount has more than the 2 fraction digits of its currency"},
		{"a tenth of a yen", "21.5", "JPY", "parse amount: amount has more than the 0 fraction digits of its currency"},
		{"empty", "", "USD", malformed},
		{"negative", "-1.00", "USD", malformed},
		{"signed", "+1.00", "USD", malformed},
		{"no digit before the point", ".50", "USD", malformed},
		{"no digit behind the point", "21.", "USD", malformed},
		{"no digit at all", ".", "USD", malformed},
		{"two points", "1.000.00", "USD", malformed},
		{"thousands separator", "1,000.00", "USD", malformed},
		{"decimal comma", "21,50", "USD", malformed},
		{"space", " 21.50", "USD", malformed},
		{"exponent", "1e3", "USD", malformed},
		{"not a number", "NaN", "USD", malformed},
		{"digits of another script", "٢١", "USD", malformed},
		{"one past the largest", "92233720368547758.08", "USD", tooLarge},
		{"ten times the largest", "922337203685477580.70", "USD", tooLarge},
		{"past any integer", strings.Repeat("9", 400), "USD", tooLarge},
		{"currency missing", "21.50", "", unknown},
		{"currency unknown", "21.50", "JPX", unknown},
		{"currency by number", "21.50", "840", unknown},
		{"currency with a space", "21.50", "USD ", unknown},
		{"gold has no minor unit", "21.50", "XAU", unknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := ParseAmount(tc.amount, tc.currency)
			if err == nil || err.Error() != tc.want || got != 0 {
				t.Errorf("ParseAmount(%q, %q) = %d, %v; want the error %q", tc.amount, tc.currency, got, err, tc.want)
			}
		})
	}
}

func TestAmountsThatCannotBeSentAreNotWritten(t *testing.T) {
	for _, tc := range []struct {
		name     string
		minor    int64
		currency string
		want     string
	}{
		{"negative", -1, "USD", "format amount: amount is negative"},
		{"the smallest", math.MinInt64, "USD", "format amount: amount is negative"},
		{"currency missing", 1, "", "format amount: unknown currency"},
		{"currency unknown", 1, "ZZZ", "format amount: unknown currency"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := FormatAmount(tc.minor, tc.currency)
			if err == nil || err.Error() != tc.want || got != "" {
				t.Errorf("got %q, %v; want the error %q", got, err, tc.want)
			}
		})
	}
}

func TestFormatAmountIsReadBackTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2)) // the same numbers on every run
	for range 20_000 {
		minor := random.Int64() >> random.IntN(63) // of every length
		for _, currency := range []string{"JPY", "USD", "KWD", "CLF"} {
			amount, err := FormatAmount(minor, currency)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := ParseAmount(amount, currency); err != nil || back != minor {
				t.Fatalf("%d %s was written %q and read %d, %v", minor, currency, amount, back, err)
			}
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"21.50", "0", "1e3", "100.000", "92233720368547758.07", "-1", "."} {
		f.Add(seed, "USD")
		f.Add(seed, "JPY")
	}
	f.Fuzz(func(t *testing.T, amount, currency string) {
		minor, err := ParseAmount(amount, currency)
		if err != nil {
			if minor != 0 {
				t.Errorf("an error came with the amount %d", minor)
			}
			return
		}
		canonical, err := FormatAmount(minor, currency)
		if err != nil {
			t.Fatal(err)
		}
		// Equal but for zeros that carry no value.
		trim := func(s string) string {
			whole, fraction, _ := strings.Cut(s, ".")
			return strings.TrimLeft(whole, "0") + "." + strings.TrimRight(fraction, "0")
		}
		if trim(canonical) != trim(amount) {
			t.Errorf("%q %s was read as %q", amount, currency, canonical)
		}
	})
}
