package simulator

// Amounts. Exact decimal arithmetic on whole minor units, as the service's amounts are
// decimal text: surplus decimals are cut off, never rounded. Guess: a currency that is
// in no list has two decimals, as most do.

import (
	"errors"
	"math/big"
	"strings"
)

// exponents are the ISO 4217 currencies that do not have two decimals. Locale data
// (CLDR) would not do: it says what people write, not what is settled.
var exponents = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
	"PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// exponent is the number of decimals of a currency, in upper or lower case.
func exponent(currency string) int {
	if n, special := exponents[strings.ToUpper(currency)]; special {
		return n
	}
	return 2
}

// money is a sum in minor units. Its zero value is no sum at all.
type money struct {
	minor    *big.Int
	exponent int
}

// isAmount reports whether text is digits with at most one point among or around them.
func isAmount(text string) bool {
	whole, decimals, _ := strings.Cut(text, ".")
	return whole+decimals != "" && digits(whole) && digits(decimals)
}

// parseMoney reads an amount; decimals beyond the exponent are cut off.
func parseMoney(text string, exponent int) (money, bool) {
	if !isAmount(text) {
		return money{}, false
	}
	whole, decimals, _ := strings.Cut(text, ".")
	decimals = (decimals + strings.Repeat("0", exponent))[:exponent]
	minor, _ := new(big.Int).SetString("0"+whole+decimals, 10)
	return money{minor, exponent}, true
}

// String is the amount with all decimals of its currency, such as "0.50"; "" for no sum.
func (m money) String() string {
	if m.minor == nil {
		return ""
	}
	text := m.minor.String()
	if missing := m.exponent + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	if m.exponent == 0 {
		return text
	}
	point := len(text) - m.exponent
	return text[:point] + "." + text[point:]
}

// MarshalText is String.
func (m money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what String has written.
func (m *money) UnmarshalText(text []byte) error {
	amount := string(text)
	if amount == "" {
		*m = money{}
		return nil
	}
	_, decimals, _ := strings.Cut(amount, ".")
	sum, ok := parseMoney(amount, len(decimals))
	if !ok {
		return errors.New("it is no amount")
	}
	*m = sum
	return nil
}

// key is the amount without needless digits, for comparing with triggers: "2835.5".
func (m money) key() string {
	return canonical(m.String())
}

// canonical drops the decimals that say nothing.
func canonical(amount string) string {
	if !strings.Contains(amount, ".") {
		return amount
	}
	return strings.TrimSuffix(strings.TrimRight(amount, "0"), ".")
}

func (m money) isZero() bool { return m.minor == nil || m.minor.Sign() == 0 }

func (m money) plus(other money) money {
	switch {
	case m.minor == nil:
		return other
	case other.minor == nil:
		return m
	}
	return money{new(big.Int).Add(m.minor, other.minor), m.exponent}
}

// minus is the sum without a part of it. No sum at all stays so.
func (m money) minus(part money) money {
	if m.minor == nil || part.minor == nil {
		return m
	}
	return money{new(big.Int).Sub(m.minor, part.minor), m.exponent}
}

// compare is negative, zero or positive as the sum is less than, equal to or more than
// another of the same currency. No sum counts as zero.
func (m money) compare(other money) int { return m.value().Cmp(other.value()) }

func (m money) value() *big.Int {
	if m.minor == nil {
		return new(big.Int)
	}
	return m.minor
}

// times multiplies with a whole number that was validated.
func (m money) times(count string) money {
	n, ok := new(big.Int).SetString(count, 10)
	if !ok {
		n = big.NewInt(1)
	}
	return money{n.Mul(n, m.minor), m.exponent}
}

// part is the sum divided by a number, rounded down.
func (m money) part(of int64) money {
	return money{new(big.Int).Quo(m.value(), big.NewInt(of)), m.exponent}
}

// half is half of the sum, rounded down.
func (m money) half() money {
	return money{new(big.Int).Rsh(m.minor, 1), m.exponent}
}

// digits reports whether text holds nothing but ASCII digits.
func digits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}
