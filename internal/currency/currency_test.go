package currency

import "testing"

func TestFractionDigits(t *testing.T) {
	for _, tc := range []struct {
		code   string
		digits int
		known  bool
	}{
		{"USD", 2, true}, {"usd", 2, true}, {"Eur", 2, true}, {"JPY", 0, true}, {"jpy", 0, true}, {"KWD", 3, true}, {"CLF", 4, true},
		{"HRK", 2, true}, {"XXX", 0, false}, {"BTC", 0, false}, {"XAU", 0, false}, {"", 0, false}, {"US", 0, false}, {"EURO", 0, false},
		{"840", 0, false}, {"U D", 0, false}, {"U\u017f", 0, false}, {"\xff\xff\xff", 0, false},
	} {
		if digits, known := FractionDigits(tc.code); digits != tc.digits || known != tc.known {
			t.Errorf("%q: got %d, %v", tc.code, digits, known)
		}
	}
	if n := testing.AllocsPerRun(100, func() { FractionDigits("kwd") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
