package cybersource

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// FormatAmount writes minor units of currency as the decimal string that amount
// fields hold: 2150 cents as "21.50", 2150 yen as "2150", 6400 fils as "6.400".
// It always writes all fraction digits that ISO 4217 gives the currency.
//
// A negative amount is an error (the service takes none), and so is a currency
// that is not in ISO 4217: guessing its fraction digits could charge a hundred
// times too much. There is no variant for floats; they cannot hold cents exactly.
func FormatAmount(minor int64, currency string) (string, error) {
	digits, ok := fractionDigits(currency)
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
	digits, ok := fractionDigits(currency)
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

// fractionDigits returns how many fraction digits ISO 4217 gives a currency. Lower
// case is taken too: the service echoes codes as they were sent.
//
// The table is our own because the data at hand answers another question: Unicode's
// locale data, which golang.org/x/text/currency carries, says how many digits people
// write. It has none for the Iraqi dinar, the Lebanese pound, the Colombian peso and
// the rupiah, where ISO 4217 counts 3, 2, 2 and 2, and it misses the newer currencies.
// Source: ISO 4217, list one, as of January 2026, without metals, drawing rights and
// test codes; and the currencies replaced since 2021, for payments made in them.
func fractionDigits(currency string) (int, bool) {
	if len(currency) != 3 {
		return 0, false
	}
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0, true
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3, true
	case "CLF", "UYW":
		return 4, true
	case "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD", "BND", "BOB", "BOV",
		"BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CNY", "COP", "COU", "CRC", "CUP",
		"CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
		"GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD",
		"KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
		"MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR",
		"PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP",
		"STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU",
		"UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG":
		return 2, true
	case "ANG", "BGN", "CUC", "HRK", "SLL", "ZWL": // replaced since 2021
		return 2, true
	default:
		return 0, false
	}
}
