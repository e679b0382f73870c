package simulator

// Payer authentication (3-D Secure) inside createPayment. Simulated: the enrolment check
// by test card, the frictionless results, the challenge that ends the first payment as
// PENDING_AUTHENTICATION, and its completion by a second payment that names the
// authentication transaction id. Guesses: cards outside the table are not enrolled and
// go on; a payer who cannot be authenticated goes on without liability shift; a challenge
// that ends in an error fails; an id that is unknown, used or of another card is
// INVALID_DATA. Not simulated: the challenge page (its addresses lead nowhere), set-up
// and data collection, exemptions, time-outs of the look-up.

import (
	"cmp"
	"slices"
)

const (
	checkEnrolment         = "CONSUMER_AUTHENTICATION"
	validateAuthentication = "VALIDATE_CONSUMER_AUTHENTICATION"
	authenticationPath     = "consumerAuthenticationInformation."
)

// authenticate runs the check that a payment asks for. It returns what the answer says
// about it, or the outcome that keeps the payment from going on.
func (c *call) authenticate(r order) (object, *outcome) {
	switch {
	case slices.Contains(r.actions, validateAuthentication):
		return c.completeChallenge(r)
	case slices.Contains(r.actions, checkEnrolment) && r.number != "":
		return c.checkEnrolment(r)
	default:
		return nil, nil
	}
}

func (c *call) checkEnrolment(r order) (object, *outcome) {
	found, enrolled := scenarioOf(r.number)
	if !enrolled {
		return object{"veresEnrolled": "U", "ecommerceIndicator": "internet"}, nil
	}
	if found.paresStatus == "C" {
		o := resolve("PENDING_AUTHENTICATION", "", 0)
		o.scenario = found
		return nil, &o
	}
	return c.authenticated(r, found, found.paresStatus)
}

func scenarioOf(number string) (scenario, bool) {
	i := slices.IndexFunc(scenarioTable, func(s scenario) bool { return slices.Contains(s.numbers(), number) })
	if i < 0 {
		return scenario{}, false
	}
	return scenarioTable[i], true
}

// completeChallenge ends a challenge, once.
func (c *call) completeChallenge(r order) (object, *outcome) {
	id := c.body.text(authenticationPath + "authenticationTransactionId")
	begun, waiting := c.memory.challenges[id]
	otherCard := r.card.number != begun.card.number && r.number != ""
	if !waiting || begun.merchant != c.MerchantID || otherCard {
		return nil, refusal("INVALID_DATA", authenticationPath+"authenticationTransactionId")
	}
	delete(c.memory.challenges, id)
	info, o := c.authenticated(r, scenario{version: begun.version}, begun.validated)
	if info != nil {
		info["authenticationTransactionId"] = id
	}
	return info, o
}

// authenticated is the result of an authentication that is over.
func (c *call) authenticated(r order, s scenario, paresStatus string) (object, *outcome) {
	info := object{
		"authenticationTransactionId":  c.random(letters, 20),
		"directoryServerTransactionId": c.newUUID(),
		"threeDSServerTransactionId":   c.newUUID(),
		"specificationVersion":         s.version,
		"veresEnrolled":                cmp.Or(s.veresEnrolled, "Y"),
	}
	if paresStatus != "" && paresStatus != "E" {
		info["paresStatus"] = paresStatus
	}
	if slices.Contains([]string{"N", "R", "E"}, paresStatus) {
		o := resolve("AUTHENTICATION_FAILED", "", 0)
		o.authentication = info
		return nil, &o
	}
	c.addProof(info, r.card.typ, paresStatus)
	return info, nil
}

// proofs are the commerce indicators that go with a result: by card type and result, the
// raw indicator and its name.
var proofs = map[string]map[string][2]string{
	"001": {"Y": {"05", "vbv"}, "A": {"06", "vbv_attempted"}},
	"002": {"Y": {"02", "spa"}, "A": {"01", "spa"}},
	"003": {"Y": {"05", "aesk"}, "A": {"06", "aesk_attempted"}},
}

// addProof adds what the processor needs to know: indicator and cryptogram.
func (c *call) addProof(info object, cardType, paresStatus string) {
	proof, proven := proofs[cardType][paresStatus]
	if !proven {
		info["ecommerceIndicator"], info["eciRaw"] = "internet", "07"
		if cardType == "002" {
			info["eciRaw"] = "00"
		}
		return
	}
	info["eciRaw"], info["ecommerceIndicator"], info["indicator"] = proof[0], proof[1], proof[1]
	if cardType == "002" {
		info["ucafCollectionIndicator"] = proof[0][1:]
		info["ucafAuthenticationData"] = c.newSecret(20)
		return
	}
	info["eci"], info["cavv"] = proof[0], c.newSecret(20)
}

// startChallenge remembers an authentication that the payer has to complete.
func (c *call) startChallenge(r order, p *payment, s scenario) object {
	p.challenge = c.random(letters, 20)
	if s.version == "" { // a challenge that an amount or a script asked for succeeds
		s = scenario{version: "2.2.0", validated: "Y"}
	}
	c.memory.challenges[p.challenge] = challenge{c.MerchantID, r.card, s.version, s.validated}
	return object{
		"authenticationTransactionId": p.challenge,
		"acsTransactionId":            c.newUUID(),
		"threeDSServerTransactionId":  c.newUUID(),
		"specificationVersion":        s.version,
		"veresEnrolled":               "Y",
		"paresStatus":                 "C",
		"accessToken":                 c.random(letters, 40) + "." + c.random(letters, 80) + "." + c.random(letters, 43),
		"stepUpUrl":                   "https://step-up.invalid/challenge",
		"acsUrl":                      "https://acs.invalid/challenge",
		"pareq":                       c.newSecret(60),
	}
}

// addAuthentication reports the authentication and the service that ran it.
func addAuthentication(answer object, r order, o outcome) {
	put(answer, "consumerAuthenticationInformation", o.authentication)
	for _, name := range []string{checkEnrolment, validateAuthentication} {
		switch {
		case !slices.Contains(r.actions, name):
		case o.status == "PENDING_AUTHENTICATION", o.status == "AUTHENTICATION_FAILED":
			action(answer, name, o.status, o.reason)
		case o.authentication != nil:
			action(answer, name, "AUTHENTICATION_SUCCESSFUL", "")
		}
	}
}
