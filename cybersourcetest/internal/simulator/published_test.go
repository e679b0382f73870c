package simulator

import (
	"maps"
	"slices"
	"testing"
)

// publishedAmounts are the documented amounts of each processor by what comes of them,
// written down apart from the table that the gateway plays.
var publishedAmounts = map[string]map[string][]string{
	ProfileDefault: {
		"":                   {"20", "164", "2835", "2835.50", "2837", "2838"},
		"CONTACT_PROCESSOR":  {"401"},
		"PROCESSOR_DECLINED": {"1500", "2229", "2230"},
		"SYSTEM_ERROR":       {"2000", "2236"},
		"INVALID_ACCOUNT":    {"2201"},
		"GENERAL_DECLINE":    {"2202", "2203", "2204", "2205", "2225", "2227", "2231", "2233", "2234"},
		"AVS_FAILED":         {"2836"},
	},
	ProfileVisaPlatformConnect: {
		"":                   {"1000", "4011"},
		"AVS_FAILED":         {"40.00", "50.00", "6001"},
		"CV_FAILED":          {"6002"},
		"CONTACT_PROCESSOR":  {"4001", "4002"},
		"PROCESSOR_DECLINED": {"4003", "4004", "4005", "4007", "4010"},
		"SYSTEM_ERROR":       {"4006"},
	},
	ProfileTSYS: {
		"CONTACT_PROCESSOR":              {"2001", "2002"},
		"INVALID_MERCHANT_CONFIGURATION": {"2003"},
		"STOLEN_LOST_CARD":               {"2004", "2007", "2041", "2043"},
		"PROCESSOR_DECLINED":             {"2005"},
		"SYSTEM_ERROR":                   {"2006", "2028"},
		"GENERAL_DECLINE":                {"2012", "2013", "2079"},
		"INVALID_ACCOUNT":                {"2014"},
		"INSUFFICIENT_FUND":              {"2051"},
		"EXPIRED_CARD":                   {"2054"},
	},
}

func TestPublishedAmountsGiveThePublishedReasons(t *testing.T) {
	for profile, reasons := range publishedAmounts {
		for _, reason := range slices.Sorted(maps.Keys(reasons)) {
			for _, amount := range reasons[reason] {
				body := cardPayment(t, with{amountsPath + "totalAmount": amount})
				if r := newGateway(t, Options{Profile: profile}).pay(body); r.reason() != reason {
					t.Errorf("%s, amount %s: got %q, want %q", profile, amount, r.reason(), reason)
				}
				everyday := amount == "40.00" || amount == "50.00"
				if r := newGateway(t, Options{}).pay(body); !everyday && r.reason() != reason {
					t.Errorf("%s, amount %s in the default profile: got %q, want %q", profile, amount, r.reason(), reason)
				}
			}
		}
	}
}
