package cybersource

import (
	"slices"
	"strings"
)

// The codes of the commonest card types, for the Type of a card. The field's comment lists all.
const (
	CardTypeVisa            = "001" // also Visa Electron
	CardTypeMastercard      = "002"
	CardTypeAmericanExpress = "003"
	CardTypeDiscover        = "004"
	CardTypeDinersClub      = "005"
	CardTypeJCB             = "007"
	CardTypeUnionPay        = "062"
)

// cardRange is a range of card numbers of one type.
type cardRange struct {
	cardType string
	from, to string // first digits, of one length, inclusive
	lengths  []int  // digits of a number
}

var (
	digits16   = []int{16}
	digits16up = []int{16, 17, 18, 19}
	digits14up = []int{14, 15, 16, 17, 18, 19}
)

// cardRanges are those that belong to one network without doubt. No two of them meet.
var cardRanges = []cardRange{
	{CardTypeVisa, "4", "4", []int{13, 16, 19}},
	{CardTypeMastercard, "51", "55", digits16},
	{CardTypeMastercard, "2221", "2720", digits16},
	{CardTypeAmericanExpress, "34", "34", []int{15}},
	{CardTypeAmericanExpress, "37", "37", []int{15}},
	{CardTypeJCB, "3528", "3589", digits16up},
	{CardTypeDinersClub, "300", "305", digits14up},
	{CardTypeDinersClub, "36", "36", digits14up},
	{CardTypeDinersClub, "38", "39", digits14up},
	{CardTypeDiscover, "6011", "6011", digits16up},
	{CardTypeDiscover, "644", "649", digits16up},
	{CardTypeDiscover, "65", "65", digits16up},
	{CardTypeUnionPay, "62", "62", digits16up},
}

// CardTypeOf returns the code of the card type that a number belongs to, such as
// [CardTypeVisa]: by its first digits and its length, without a look at its check digit. It
// is "" for other types, and for what is not digits only.
//
// Send the type with every card: without it a payment can be handled as the wrong brand. A
// card of two networks is paid by the one whose type is sent, so ask the payer for those.
func CardTypeOf(number string) string {
	if strings.Trim(number, "0123456789") != "" {
		return ""
	}
	for _, r := range cardRanges {
		if slices.Contains(r.lengths, len(number)) && r.from <= number[:len(r.from)] && number[:len(r.from)] <= r.to {
			return r.cardType
		}
	}
	return ""
}
