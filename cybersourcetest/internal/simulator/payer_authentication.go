package simulator

// payerAuthSetup, checkPayerAuthEnrollment, validateAuthenticationResults: payer
// authentication as calls of its own, before a payment. Guesses: a card that cannot be used
// fails the set-up as EXPIRED_CARD or GENERAL_DECLINE and is INVALID_DATA for the enrolment
// check; which members are required; that any reference id will do, that amounts are not
// compared, and that a result can be fetched again until a payment has used it. The pages for
// device data and for the challenge change nothing: a test may go on without them.

import "slices"

var payerAuthSetup = operation{
	name:     PayerAuthSetup,
	model:    "PayerAuthSetupRequest",
	required: func(_ *Simulator, d document) []string { return instrumentOf(d, meansOf(d)) },
	effect:   ofCard((*call).payerAuthSetup),
	services: runs("ics_pa_setup"),
}

var checkPayerAuthEnrollment = operation{
	name:     CheckPayerAuthEnrollment,
	model:    "CheckPayerAuthEnrollmentRequest",
	required: (*Simulator).requiredOfPayment,
	effect:   ofCard((*call).checkPayerAuthEnrollment),
	services: runs("ics_pa_enroll"),
}

var validateAuthenticationResults = operation{
	name:  ValidateAuthenticationResults,
	model: "ValidateAuthenticationResultsRequest",
	required: always(
		authenticationPath+"authenticationTransactionId", amountsPath+"totalAmount", amountsPath+"currency",
	),
	effect:   ofCard((*call).validateAuthenticationResults),
	services: runs("ics_pa_validate"),
}

func (c *call) payerAuthSetup() Answer {
	r, o := c.readOrder(), resolve("COMPLETED", "", 0)
	if step, scripted := c.nextStep(c.Request); scripted {
		o = step.outcome()
	} else if fault := c.cardFault(r); fault != nil {
		o = *fault
		if o.http == 201 && o.reason != "EXPIRED_CARD" {
			o = resolve("", "GENERAL_DECLINE", 0)
		}
	}
	if o.status == "DECLINED" {
		o.status = "FAILED"
	}
	if o.status == "COMPLETED" {
		reference := c.newUUID()
		o.authentication = object{
			"accessToken":             c.collectionToken(reference),
			"deviceDataCollectionUrl": c.pageURL(CollectionPath),
			"referenceId":             reference,
			"token":                   c.newSecret(48),
		}
	}
	return c.authenticationAnswer(r, o)
}

func (c *call) checkPayerAuthEnrollment() Answer {
	r := c.readOrder()
	step, scripted := c.nextStep(c.Request)
	r.scenario = step.Scenario
	o := resolve("AUTHENTICATION_SUCCESSFUL", "", 0)
	if scripted && step.Scenario == "" {
		o = step.outcome()
	} else if unusable := c.unusableCard(r); unusable != nil {
		o = *unusable
	} else if info, ended := c.checkEnrolment(r); ended != nil {
		o = *ended
	} else {
		o.authentication = info
	}
	if o.status == "PENDING_AUTHENTICATION" {
		o.authentication = c.startChallenge(r, o.scenario)
	}
	delete(o.authentication, "indicator") // that of a validation
	return c.authenticationAnswer(r, o)
}

// unusableCard refuses a card that the enrolment check cannot be made for.
func (c *call) unusableCard(r order) *outcome {
	fault := c.cardFault(r)
	switch {
	case fault == nil || fault.http == 400:
		return fault
	case fault.reason == "EXPIRED_CARD":
		return refusal("INVALID_DATA", cardPath+"expirationYear")
	default:
		return refusal("INVALID_DATA", cardPath+"number")
	}
}

func (c *call) validateAuthenticationResults() Answer {
	r, o := c.readOrder(), resolve("AUTHENTICATION_SUCCESSFUL", "", 0)
	if step, scripted := c.nextStep(c.Request); scripted {
		o = step.outcome()
	} else if info, ended := c.completeChallenge(r); ended != nil {
		o = *ended
	} else {
		o.authentication = info
	}
	describeValidation(o.authentication)
	return c.authenticationAnswer(r, o)
}

// describeValidation turns a result into what a validation says: other members, and
// codes of its own.
func describeValidation(info object) {
	if info == nil {
		return
	}
	if indicator, given := info["ecommerceIndicator"]; given {
		info["indicator"] = indicator
	}
	for _, name := range []string{"ecommerceIndicator", "veresEnrolled"} {
		delete(info, name)
	}
	texts := map[any][2]string{"Y": {"0", "Success"}, "A": {"1", "Attempted"}, "U": {"6", "Issuer unable to authenticate"}, "N": {"9", "Failed"}}
	if text, known := texts[info["paresStatus"]]; known {
		info["authenticationResult"], info["authenticationStatusMsg"] = text[0], text[1]
	}
}

// authenticationAnswer answers a call that moves no money, and keeps its entry.
func (c *call) authenticationAnswer(r order, o outcome) Answer {
	if o.http == 400 {
		return c.refuse(o)
	}
	body := c.flat(o)
	if o.http == 201 {
		answer := c.envelope(o)
		put(answer, "consumerAuthenticationInformation", o.authentication)
		if slices.Contains([]Operation{CheckPayerAuthEnrollment, ValidateAuthenticationResults}, c.Operation) && r.card.Type != "" {
			answer["paymentInformation"] = object{"card": object{"type": r.card.Type}}
		}
		body = encode(answer)
	}
	return c.keep(o, body, nil, Entry{
		Currency: r.currency, Amount: r.amount.String(), CardType: r.card.Type, CardLastFour: r.card.LastFour, Challenge: o.challenge(),
	})
}
