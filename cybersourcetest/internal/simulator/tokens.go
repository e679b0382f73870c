package simulator

// Token creation (TOKEN_CREATE) bundled with a payment. Simulated: tokens of the types
// asked for, one instrument identifier per card number and merchant, paying with them
// later, and a creation that fails while the payment succeeds. Guesses: without types
// the vault creates customer, payment instrument and instrument identifier; tokens are
// created for approved payments only; the links. Not simulated: the vault's own API,
// network tokens, tokens that belong to a chosen customer.

import (
	"cmp"
	"slices"
)

// issued is what a payment created in the vault.
type issued struct {
	information, links object
	failed             bool
}

// vaultPaths are where the resources of each type live.
var vaultPaths = map[string]string{
	"customer":             "/tms/v2/customers/",
	"paymentInstrument":    "/tms/v1/paymentinstruments/",
	"instrumentIdentifier": "/tms/v1/instrumentidentifiers/",
	"shippingAddress":      "/tms/v1/shippingaddresses/",
}

// createTokens creates what an approved payment asks for; nil if it asks for nothing.
func (c *call) createTokens(r order, p *payment, o outcome) *issued {
	approved := o.authorizes() || o.status == "PENDING"
	if !approved || !slices.Contains(r.actions, "TOKEN_CREATE") {
		return nil
	}
	if o.tokenFails {
		return &issued{failed: true}
	}
	types := c.body.list("processingInformation.actionTokenTypes")
	if len(types) == 0 {
		types = []string{"customer", "paymentInstrument", "instrumentIdentifier"}
	}
	created := &issued{information: object{}, links: object{}}
	for _, typ := range types {
		if path, known := vaultPaths[typ]; known && created.links[typ] == nil {
			id := c.createToken(created, p, typ)
			created.links[typ] = link("GET", path+id)
		}
	}
	return created
}

func (c *call) createToken(created *issued, p *payment, typ string) string {
	if typ == "instrumentIdentifier" {
		id, isNew := c.instrumentIdentifier(p)
		created.information["instrumentidentifierNew"] = isNew
		created.information[typ] = object{"id": id, "state": "ACTIVE"}
		return id
	}
	id := c.newToken()
	c.store(p, id)
	created.information[typ] = object{"id": id}
	return id
}

// instrumentIdentifier is the one token of a card number.
func (c *call) instrumentIdentifier(p *payment) (id string, isNew bool) {
	key := identity{c.MerchantID, p.Card.Number}
	if known := c.memory.identifiers[key]; known != "" {
		return known, false
	}
	id = c.newInstrumentIdentifier(p.Card.LastFour)
	c.store(p, id)
	if p.Card.Number != (fingerprint{}) {
		p.Identifier = id
		c.memory.identifiers[key] = id
	}
	return id, true
}

// store keeps a token as long as the payment that created it.
func (c *call) store(p *payment, token string) {
	c.memory.vault[reference{c.MerchantID, token}] = p.Card
	p.Tokens = append(p.Tokens, token)
}

// storedCard is the card behind the token of a payment, as far as it is known here.
func (c *call) storedCard() card {
	for _, path := range tokenPaths {
		if stored, known := c.memory.vault[reference{c.MerchantID, c.body.text(path + ".id")}]; known {
			return stored
		}
	}
	return c.remember("", cmp.Or(c.body.text(cardPath+"type"), "001"))
}

// addTokens reports the tokens and the service that created them.
func addTokens(answer object, created *issued) {
	switch {
	case created == nil:
	case created.failed:
		action(answer, "TOKEN_CREATE", "INVALID_REQUEST", "INVALID_DATA")
	default:
		answer["tokenInformation"] = created.information
		action(answer, "TOKEN_CREATE", "SUCCESS", "")
	}
}
