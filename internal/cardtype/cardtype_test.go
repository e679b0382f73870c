package cardtype

import "testing"

// published is a test number of each type.
var published = map[string]string{
	Visa: "4111111111111111", Mastercard: "5555555555554444", AmericanExpress: "378282246310005", Discover: "6011111111111117",
	DinersClub: "30569309025904", JCB: "3566111111111113", UnionPay: "6250941006528599",
}

func TestContradictionIsOnlyWhatNoCardCanBe(t *testing.T) {
	allowed := map[[2]string]bool{
		{Visa, UnionPay}: true, {Mastercard, UnionPay}: true, {AmericanExpress, UnionPay}: true, // older cards of two brands
		{UnionPay, Visa}: true, {UnionPay, Mastercard}: true, {UnionPay, AmericanExpress}: true,
		{UnionPay, Discover}: true, {UnionPay, DinersClub}: true, {UnionPay, JCB}: true,
		{Discover, DinersClub}: true, {Discover, JCB}: true, {Discover, UnionPay}: true, // networks that take each other's cards
		{DinersClub, Discover}: true, {DinersClub, JCB}: true, {DinersClub, UnionPay}: true,
		{JCB, Discover}: true, {JCB, DinersClub}: true, {JCB, UnionPay}: true,
		{Mastercard, DinersClub}: true, {DinersClub, Mastercard}: true,
	}
	for of, number := range published {
		for given := range published {
			want := of
			if of == given || allowed[[2]string{of, given}] {
				want = ""
			}
			if got := Contradiction(number, given); got != want {
				t.Errorf("%s given as %s: %q, want %q", Name(of), Name(given), got, want)
			}
		}
		for _, other := range []string{"", "034", "036", "042", "054", "060", "061", "VISA", "1"} {
			if got := Contradiction(number, other); got != "" {
				t.Errorf("%s given as %q: %q", Name(of), other, got)
			}
		}
	}
	for _, number := range []string{"", "5019555544445555", "6759649826438453", "41111111111111", "4111-1111-1111-1111", "{{card_number}}", "EEEE4111111111111111"} {
		if got := Contradiction(number, Mastercard); got != "" {
			t.Errorf("%s: %q", number, got)
		}
	}
}

func TestCardTypesWithRangesHaveNames(t *testing.T) {
	for _, r := range ranges {
		if Name(r.cardType) == "" || len(r.from) != len(r.to) || r.from > r.to || Of(published[r.cardType]) != r.cardType {
			t.Errorf("%+v", r)
		}
	}
	if Name("099") != "" {
		t.Error("a type without ranges has a name")
	}
}
