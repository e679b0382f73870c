package simulator

// Payer authentication (3-D Secure): what the enrolment check finds and how a challenge
// ends, whether they are calls of their own or bundled with a payment. Simulated: the
// published test cards, for any expiry in the future. Guesses: a card without a row is not
// enrolled, and the payment may go on without a shift of liability; a challenge that ends
// in an error fails with paresStatus U; a result does not depend on whether the payer has
// been to the challenge page; an id that is unknown, used or of another card is
// INVALID_DATA. Not simulated: exemptions, decoupled authentication, one-time passwords of
// RuPay, the time that a look-up takes.

import (
	"cmp"
	"maps"
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
	var info object
	var o *outcome
	switch {
	case slices.Contains(r.actions, validateAuthentication):
		if info, o = c.completeChallenge(r); o == nil || o.http == 201 {
			c.memory.forgetChallenge(c.authenticationID())
		}
	case slices.Contains(r.actions, checkEnrolment) && (r.number != "" || r.scenario != ""):
		info, o = c.checkEnrolment(r)
	}
	if o != nil && o.status == "AUTHENTICATION_FAILED" && c.options.Features.RefusedAuthentications {
		o = refusal("CONSUMER_AUTHENTICATION_FAILED")
	}
	return info, o
}

// checkEnrolment returns the result of a frictionless authentication, or the outcome that
// ends it: a challenge that is due, or a failure.
func (c *call) checkEnrolment(r order) (object, *outcome) {
	found, enrolled := scenarioNamed(r.scenario)
	if !enrolled {
		found, enrolled = scenarioOf(r.number)
	}
	switch {
	case !enrolled:
		return object{"veresEnrolled": "U", "ecommerceIndicator": "internet"}, nil
	case found.paresStatus == "C":
		o := resolve("PENDING_AUTHENTICATION", "", 0)
		o.scenario = found
		return nil, &o
	}
	c.decidedBy = "3-D Secure card: " + found.scenario
	info, failed := c.authenticated(r.card.Type, found, found.paresStatus)
	return info, failure(info, failed)
}

// scenarioOf is the row of a test card.
func scenarioOf(number string) (scenario, bool) {
	return findScenario(func(s scenario) bool { return slices.Contains(s.numbers(), number) })
}

// scenarioNamed is the first row of a name.
func scenarioNamed(name string) (scenario, bool) {
	return findScenario(func(s scenario) bool { return s.scenario == name })
}

func findScenario(fits func(scenario) bool) (scenario, bool) {
	i := slices.IndexFunc(scenarioTable, fits)
	if i < 0 {
		return scenario{}, false
	}
	return scenarioTable[i], true
}

// startChallenge remembers an authentication that the payer has to complete.
func (c *call) startChallenge(r order, s scenario) object {
	if s.version == "" { // a challenge that an amount or a script asked for succeeds
		s = scenario{version: "2.2.0", validated: "Y"}
	}
	id := c.random(letters, 20)
	returnURL := c.body.text(authenticationPath + "returnUrl")
	begun := &challenge{
		ID: id, Merchant: c.MerchantID, Card: r.card, Amount: r.amount.String(), Currency: r.currency,
		ReturnURL: returnURL, Version: s.version, Validated: s.validated,
	}
	c.memory.challenges[id] = begun
	c.memory.keep(begun)
	return object{
		"authenticationTransactionId": id,
		"acsTransactionId":            c.newUUID(),
		"threeDSServerTransactionId":  c.newUUID(),
		"specificationVersion":        s.version,
		"veresEnrolled":               "Y",
		"paresStatus":                 "C",
		"challengeRequired":           "N", // as it is seen, although a challenge follows
		"accessToken":                 c.stepUpToken(id, returnURL),
		"stepUpUrl":                   c.pageURL(StepUpPath),
		"acsUrl":                      "https://acs.invalid/challenge",
		"pareq":                       c.newSecret(60),
	}
}

// authenticationID is the challenge that a request is about.
func (c *call) authenticationID() string {
	return c.body.text(authenticationPath + "authenticationTransactionId")
}

// completeChallenge is the result of the challenge that a request names.
func (c *call) completeChallenge(r order) (object, *outcome) {
	id := c.authenticationID()
	begun := c.memory.challenges[id]
	if begun == nil || begun.Merchant != c.MerchantID || r.number != "" && r.card.Number != begun.Card.Number {
		return nil, refusal("INVALID_DATA", authenticationPath+"authenticationTransactionId")
	}
	if begun.Result == nil {
		begun.Result, begun.Failed = c.authenticated(begun.Card.Type, scenario{version: begun.Version}, begun.Validated)
		begun.Result["authenticationTransactionId"] = id
		c.memory.keep(begun)
	}
	info := maps.Clone(begun.Result)
	return info, failure(info, begun.Failed)
}

// authenticated is the result of an authentication that is over, and whether it failed.
func (c *call) authenticated(cardType string, s scenario, paresStatus string) (info object, failed bool) {
	info = object{
		"authenticationTransactionId":  c.random(letters, 20),
		"directoryServerTransactionId": c.newUUID(),
		"threeDSServerTransactionId":   c.newUUID(),
		"specificationVersion":         s.version,
		"veresEnrolled":                cmp.Or(s.veresEnrolled, "Y"),
	}
	failed = slices.Contains([]string{"N", "R", "E"}, paresStatus)
	if paresStatus == "E" {
		paresStatus = "U"
	}
	if paresStatus != "" {
		info["paresStatus"] = paresStatus
	}
	if !failed {
		c.addProof(info, cardType, paresStatus)
	}
	addDirectoryError(info, cardType, s.errorCode)
	return info, failed
}

// failure is the outcome of an authentication that failed.
func failure(info object, failed bool) *outcome {
	if !failed {
		return nil
	}
	o := resolve("AUTHENTICATION_FAILED", "", 0)
	o.authentication = info
	return &o
}

// challenge is the id of the challenge that an outcome began; "" if it began none.
func (o outcome) challenge() string {
	if o.status != "PENDING_AUTHENTICATION" {
		return ""
	}
	id, _ := o.authentication["authenticationTransactionId"].(string)
	return id
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
