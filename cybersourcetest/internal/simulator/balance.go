package simulator

// Prepaid cards: what is left of a balance decides about payments and increments. Guesses: a
// payment above it is declined as INSUFFICIENT_FUND unless it takes a part; triggers, which
// are values of the request, come first. Not simulated: balance inquiries, fees, balances in
// several currencies.

import (
	"errors"
	"strings"
)

// longestAmount is how many characters an amount has at most.
const longestAmount = 19

// balance is what is on a prepaid card before any payment.
type balance struct {
	Card     fingerprint
	Amount   money
	Currency string // in capitals
}

// SetBalance makes a prepaid card of a number, with so much on it before any payment.
func (s *Simulator) SetBalance(number, amount, currency string) error {
	switch {
	case len(number) < 12 || len(number) > 19 || !digits(number):
		return errors.New("simulator: number is not the 12 to 19 digits of a card number")
	case len(currency) != 3 || !isLetters(currency):
		return errors.New("simulator: currency is not three letters, such as USD")
	}
	sum, ok := parseMoney(amount, exponent(currency))
	if !ok || len(amount) > longestAmount {
		return errors.New("simulator: amount is no amount of the currency, such as 50.00")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	on := balance{s.fingerprint(number), sum, strings.ToUpper(currency)}
	s.balances[on.Card] = on
	s.memory.keep(on)
	return nil
}

// left is what is left on a card: what is held or was taken is gone, what was released or
// given back is there again. The card is no prepaid one if it is false.
func (c *call) left(of card, currency string) (money, bool) {
	b, prepaid := c.balances[of.Number]
	if !prepaid || !strings.EqualFold(b.Currency, currency) {
		return money{}, false
	}
	rest := b.Amount
	for _, p := range c.memory.payments {
		if p.Card.Number != of.Number || p.Currency != b.Currency {
			continue
		}
		stands := p.standing(c.now)
		rest = rest.minus(p.sum(stands.held())).minus(p.sum(stands.captured())).plus(p.sum(stands.refunded()))
	}
	if rest.minor.Sign() < 0 {
		rest = rest.minus(rest)
	}
	return rest, true
}

// afford is an outcome as far as the balance of the card allows it.
func (c *call) afford(o outcome, r order, takesPart bool) outcome {
	left, prepaid := c.left(r.card, r.currency)
	if !prepaid {
		return o
	}
	switch {
	case !o.authorizes():
	case o.authorized(r.amount).compare(left) <= 0:
	case takesPart && !left.isZero():
		o = resolve("PARTIAL_AUTHORIZED", "", 0)
		o.partly = left.String()
	default:
		o = resolve("", "INSUFFICIENT_FUND", 0)
	}
	if authorized := o.authorized(r.amount); authorized.minor != nil {
		left = left.minus(authorized)
	}
	o.balance = left.String()
	return o
}
