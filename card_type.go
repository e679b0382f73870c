package cybersource

import "github.com/cybersource-go/cybersource/internal/cardtype"

// The codes of the commonest card types, for the Type of a card. The field's comment lists all.
const (
	CardTypeVisa            = cardtype.Visa // also Visa Electron
	CardTypeMastercard      = cardtype.Mastercard
	CardTypeAmericanExpress = cardtype.AmericanExpress
	CardTypeDiscover        = cardtype.Discover
	CardTypeDinersClub      = cardtype.DinersClub
	CardTypeJCB             = cardtype.JCB
	CardTypeUnionPay        = cardtype.UnionPay
)

// CardTypeOf returns the code of the card type that a number belongs to, such as
// [CardTypeVisa]: by its first digits and its length, without a look at its check digit. It
// is "" for other types, and for what is not digits only.
//
// Send the type with every card: without it a payment can be handled as the wrong brand. A
// card of two networks is paid by the one whose type is sent, so ask the payer for those.
func CardTypeOf(number string) string { return cardtype.Of(number) }
