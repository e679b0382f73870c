package country

import "testing"

func TestCodesOfISO3166AreKnown(t *testing.T) {
	known := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if Known(string([]rune{a, b})) {
				known++
			}
		}
	}
	if known != 249+1 {
		t.Errorf("%d codes are known, want the 249 of ISO 3166-1 and Kosovo's", known)
	}
	for code, want := range map[string]bool{
		"US": true, "gb": true, "De": true, "XK": true, "UK": false, "EN": false, "XX": false, "EU": false, "": false, "U": false, "USA": false, "Ü": false,
	} {
		if Known(code) != want {
			t.Errorf("%q: known %t", code, !want)
		}
	}
}
