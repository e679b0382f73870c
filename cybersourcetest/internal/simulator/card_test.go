package simulator

import (
	"testing"
	"time"
)

// testCards are public test numbers by card type.
var testCards = map[string][]string{
	"001": {"4111111111111111"},
	"002": {"5555555555554444", "2222420000001113", "2222630000001125"},
	"003": {"378282246310005"},
	"004": {"6011111111111117"},
	"005": {"30569309025904", "38520000023237"},
	"007": {"3566111111111113"},
	"024": {"6759411100000008", "6759560045005727054"},
	"040": {"135412345678911"},
	"042": {"50339619890917", "586824160825533338", "5641821111166669"},
	"058": {"5062280000000002"},
	"062": {"6200000000000005"},
}

func TestBrandsAreToldByTheFirstDigits(t *testing.T) {
	for typ, numbers := range testCards {
		for _, number := range numbers {
			if b, _ := brandOf(number); b.typ != typ || !plausible(number) {
				t.Errorf("%s: got type %q, plausible %v, want type %s", number, b.typ, plausible(number), typ)
			}
		}
	}
}

func TestImplausibleNumbers(t *testing.T) {
	for _, number := range []string{"4111111111111112", "42423482938483873", "411111111111"} {
		if plausible(number) {
			t.Errorf("%s is plausible", number)
		}
	}
}

func TestCardExpiresAtTheEndOfItsMonth(t *testing.T) {
	end := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	if expired("12", "2026", end) {
		t.Error("expired too early")
	}
	if !expired("12", "2026", end.Add(time.Second)) {
		t.Error("not expired in the new year")
	}
}
