// Package cardtype tells the type of a card by its number, as far as numbers tell it.
package cardtype

import (
	"slices"
	"strings"
)

// The codes of the types whose ranges are known.
const (
	Visa            = "001"
	Mastercard      = "002"
	AmericanExpress = "003"
	Discover        = "004"
	DinersClub      = "005"
	JCB             = "007"
	UnionPay        = "062"
)

var names = map[string]string{
	Visa: "Visa", Mastercard: "Mastercard", AmericanExpress: "American Express", Discover: "Discover",
	DinersClub: "Diners Club", JCB: "JCB", UnionPay: "UnionPay",
}

// Name is the name of a type whose ranges are known; "" for any other.
func Name(cardType string) string { return names[cardType] }

// numberRange is a range of card numbers of one type.
type numberRange struct {
	cardType string
	from, to string // first digits, of one length, inclusive
	lengths  []int  // digits of a number
}

var (
	digits16   = []int{16}
	digits16up = []int{16, 17, 18, 19}
	digits14up = []int{14, 15, 16, 17, 18, 19}
)

// ranges are those that belong to one network without doubt. No two of them meet.
var ranges = []numberRange{
	{Visa, "4", "4", []int{13, 16, 19}},
	{Mastercard, "51", "55", digits16},
	{Mastercard, "2221", "2720", digits16},
	{AmericanExpress, "34", "34", []int{15}},
	{AmericanExpress, "37", "37", []int{15}},
	{JCB, "3528", "3589", digits16up},
	{DinersClub, "300", "305", digits14up},
	{DinersClub, "36", "36", digits14up},
	{DinersClub, "38", "39", digits14up},
	{Discover, "6011", "6011", digits16up},
	{Discover, "644", "649", digits16up},
	{Discover, "65", "65", digits16up},
	{UnionPay, "62", "62", digits16up},
}

// Of returns the type of a number: by its first digits and its length, without a look at its
// check digit. It is "" for other types, and for what is not digits only.
func Of(number string) string {
	if strings.Trim(number, "0123456789") != "" {
		return ""
	}
	for _, r := range ranges {
		if slices.Contains(r.lengths, len(number)) && r.from <= number[:len(r.from)] && number[:len(r.from)] <= r.to {
			return r.cardType
		}
	}
	return ""
}

// excluded lists, by the type of a number, the types that a card with that number cannot be
// paid by. Types of domestic networks are in no list, since their cards often carry a second
// brand, nor is any pair of networks that take each other's cards: UnionPay and others on one
// card, Discover with Diners Club, JCB and UnionPay, Mastercard with Diners Club.
var excluded = map[string][]string{
	Visa:            {Mastercard, AmericanExpress, Discover, DinersClub, JCB},
	Mastercard:      {Visa, AmericanExpress, Discover, JCB},
	AmericanExpress: {Visa, Mastercard, Discover, DinersClub, JCB},
	Discover:        {Visa, Mastercard, AmericanExpress},
	DinersClub:      {Visa, AmericanExpress},
	JCB:             {Visa, Mastercard, AmericanExpress},
}

// Contradiction returns the type that a number is of if a card of it cannot be of the given
// type; "" if it may be, or if nobody can tell.
func Contradiction(number, given string) string {
	if of := Of(number); slices.Contains(excluded[of], given) {
		return of
	}
	return ""
}
