// Package currency knows the currencies of ISO 4217.
package currency

// FractionDigits returns how many fraction digits ISO 4217 gives a currency, and false for
// a code that it does not have. Lower case is taken too: the service takes it, and echoes
// codes as they were sent.
//
// The table is our own because the data at hand answers another question: Unicode's
// locale data, which golang.org/x/text/currency carries, says how many digits people
// write. It has none for the Iraqi dinar, the Lebanese pound, the Colombian peso and
// the rupiah, where ISO 4217 counts 3, 2, 2 and 2, and it misses the newer currencies.
// Source: ISO 4217, list one, as of January 2026, without metals, drawing rights and
// test codes; and the currencies replaced since 2021, for payments made in them.
func FractionDigits(code string) (int, bool) {
	if len(code) != 3 {
		return 0, false
	}
	upper := [3]byte{capital(code[0]), capital(code[1]), capital(code[2])}
	switch string(upper[:]) {
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

// capital returns an ASCII letter in upper case, and any other byte as it is.
func capital(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
