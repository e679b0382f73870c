package cybersource

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	iso "github.com/cybersource-go/cybersource/internal/currency"
)

// FormatAmount writes minor units of currency as the decimal string that amount
// fields hold: 2150 cents as "21.50", 2150 yen as "2150", 6400 fils as "6.400".
// It always writes all fraction digits that ISO 4217 gives the currency.
//
// A negative amount is an error (the service takes none), and so is a currency
// that is not in ISO 4217: guessing its fraction digits could charge a hundred
// times too much. There is no variant for floats; they cannot hold cents exactly.
func FormatAmount(minor int64, currency string) (string, error) {
	digits, ok := iso.FractionDigits(currency)
	if !ok {
		return "", errors.New("format amount: unknown currency")
	}
	if minor < 0 {
		return "", errors.New("format amount: amount is negative")
	}
	s := strconv.FormatInt(minor, 10)
	if digits == 0 {
		return s, nil
	}
	if missing := digits + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	point := len(s) - digits
	return s[:point] + "." + s[point:], nil
}

// ParseAmount reads an amount as minor units of currency: "21.50" and "21.5" US
// dollars as 2150, "2150" yen as 2150. It is the inverse of [FormatAmount].
//
// Digits and at most one point with digits on both sides are all it takes: no
// sign, space, thousands separator or exponent. Fraction digits past those of the
// currency must be zeros, as in "100.00" yen; anything else would have to be
// rounded and is an error. So is an amount past the range of int64 and a currency
// that is not in ISO 4217. An error never quotes the amount.
func ParseAmount(amount, currency string) (minor int64, err error) {
	digits, ok := iso.FractionDigits(currency)
	if !ok {
		return 0, errors.New("parse amount: unknown currency")
	}
	whole, fraction, point := strings.Cut(amount, ".")
	if !isDecimal(whole) || point && !isDecimal(fraction) {
		return 0, errors.New("parse amount: amount is not a decimal number such as 21.50")
	}
	if len(fraction) > digits {
		if strings.Trim(fraction[digits:], "0") != "" {
			return 0, fmt.Errorf("parse amount: amount has more than the %d fraction digits of its currency", digits)
		}
		fraction = fraction[:digits]
	}
	return minorUnits(whole, fraction, digits)
}

// minorUnits reads the digits of whole and fraction, filled up to digits, as one number.
func minorUnits(whole, fraction string, digits int) (int64, error) {
	padding := "0000"[:digits-len(fraction)]
	var minor int64
	for _, part := range [...]string{whole, fraction, padding} {
		for _, c := range []byte(part) {
			digit := int64(c - '0')
			if minor > (math.MaxInt64-digit)/10 {
				return 0, errors.New("parse amount: amount is too large")
			}
			minor = minor*10 + digit
		}
	}
	return minor, nil
}

func isDecimal(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
