package cybersource

import "testing"

// The numbers are published for tests.
func TestCardTypeOf(t *testing.T) {
	for number, want := range map[string]string{
		"4111111111111111":    CardTypeVisa,
		"4222222222222":       CardTypeVisa,
		"5555555555554444":    CardTypeMastercard,
		"2222420000001113":    CardTypeMastercard,
		"378282246310005":     CardTypeAmericanExpress,
		"6011111111111117":    CardTypeDiscover,
		"30569309025904":      CardTypeDinersClub,
		"3566111111111113":    CardTypeJCB,
		"6250941006528599":    CardTypeUnionPay,
		"411111111111111":     "", // too short for its brand
		"4111 1111 1111 1111": "",
		"41111111111111１1":    "", // a digit of another script
		"2220999999999999":    "", // just below Mastercard
		"2721000000000000":    "", // just above
		"5019555544445555":    "", // Dankort
		"":                    "",
		"x":                   "",
	} {
		if got := CardTypeOf(number); got != want {
			t.Errorf("%s is of type %q, want %q", number, got, want)
		}
	}
}
