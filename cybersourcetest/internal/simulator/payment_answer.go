package simulator

// The answer of createPayment: its members, in the shape seen on the test system.
// Simulated: links by state, echoes, amounts, processor data of each profile. Guesses:
// that a decline links to itself only and has no reconciliation id; members of eCheck
// and alternative payments; what risk screening reports. Not simulated: issuer data,
// receipts, card-present data, account features.

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// object is a JSON object to be written.
type object = map[string]any

func (c *call) paymentAnswer(r order, p *payment, o outcome, created *issued) object {
	answer, stands := c.envelope(o), p.standing(c.now)
	answer["_links"] = c.paymentLinks(r, stands, o, created)
	answer["orderInformation"] = object{"amountDetails": amountDetails(r, stands, o)}
	if stands.approved || o.status == "PENDING" {
		answer["reconciliationId"] = p.ReconciliationID
	}
	if r.card.Type != "" {
		typ := object{"type": r.card.Type}
		answer["paymentAccountInformation"] = object{"card": typ}
		information := object{"card": typ, "tokenizedCard": typ}
		if o.balance != "" {
			information["accountFeatures"] = object{"balanceAmount": o.balance, "currency": strings.ToUpper(r.currency)}
		}
		answer["paymentInformation"] = information
	}
	if c.profile.terminalID != "" && o.authorizes() {
		answer["pointOfSaleInformation"] = object{"terminalId": c.profile.terminalID}
	}
	put(answer, "processorInformation", c.processorInformation(r, o))
	addAuthentication(answer, r, o)
	addTokens(answer, created)
	addScreening(answer, r, o)
	return answer
}

// envelope is what every answer with HTTP 201 has.
func (c *call) envelope(o outcome) object {
	answer := object{
		"id":                         c.id,
		"status":                     o.status,
		"submitTimeUtc":              timestamp(c.now),
		"clientReferenceInformation": c.echo(),
	}
	if o.reason != "" {
		answer["errorInformation"] = object{"reason": o.reason, "message": o.message}
	}
	return answer
}

// echo is the client's references as they were sent, with a code in any case.
func (c *call) echo() object {
	const path = "clientReferenceInformation."
	references := object{"code": c.code}
	for _, name := range []string{"comments", "transactionId"} {
		if text := c.body.text(path + name); text != "" {
			references[name] = text
		}
	}
	if partner, _ := c.body.value(path + "partner").(object); len(partner) > 0 {
		references["partner"] = partner
	}
	return references
}

func (c *call) paymentLinks(r order, stands standing, o outcome, created *issued) object {
	links := object{"self": link("GET", "/pts/v2/payments/"+c.id)}
	switch {
	case stands.captures():
		links["void"] = link("POST", "/pts/v2/payments/"+c.id+"/voids")
	case stands.open():
		links["authReversal"] = link("POST", "/pts/v2/payments/"+c.id+"/reversals")
		if o.status != "AUTHORIZED_RISK_DECLINED" {
			links["capture"] = link("POST", "/pts/v2/payments/"+c.id+"/captures")
		}
	case o.status == "PENDING" && r.means == byBank:
		links["void"] = link("POST", "/pts/v2/payments/"+c.id+"/voids")
	case o.status == "PENDING":
		links["status"] = link("POST", "/pts/v2/refresh-payment-status/"+c.id)
	}
	if created != nil {
		maps.Copy(links, created.links)
	}
	return links
}

func link(method, href string) object { return object{"method": method, "href": href} }

// amountDetails shows the total only where it differs from, or adds to, what was authorized.
func amountDetails(r order, stands standing, o outcome) object {
	amounts := object{"currency": r.currency}
	if o.authorizes() {
		amounts["authorizedAmount"] = stands.total().String()
	}
	if stands.captures() || o.status == "PARTIAL_AUTHORIZED" || o.status == "PENDING" {
		amounts["totalAmount"] = r.amount.String()
	}
	return amounts
}

// processorInformation is what the processor says of a call, which its record repeats.
func (c *call) processorInformation(r order, o outcome) object {
	c.processor = c.processorSays(r, o)
	return c.processor
}

func (c *call) processorSays(r order, o outcome) object {
	switch {
	case o.status == "PENDING" && r.means == byAlternative:
		return object{
			"responseCode": "00001", "transactionId": c.memory.payments[c.id].ProviderID,
			"paymentUrl": "https://pay.invalid/" + c.random(letters, 16),
		}
	case o.authorizes() && r.means != byBank && r.means != byAlternative:
		return c.approval(o)
	}
	declined := object{}
	if o.responseCode != "" {
		declined["responseCode"] = o.responseCode
	}
	addCoded(declined, "avs", "code", "codeRaw", o.avs)
	addCoded(declined, "cardVerification", "resultCode", "resultCodeRaw", o.cvn)
	addCoded(declined, "merchantAdvice", "code", "codeRaw", o.advice)
	return declined
}

// approval is what a processor says of an approved card payment.
func (c *call) approval(o outcome) object {
	approved := object{
		"approvalCode":         cmp.Or(o.approvalCode, c.newApprovalCode()),
		"responseCode":         c.responseCode(o),
		"networkTransactionId": c.profile.networkTransactionID,
		"transactionId":        c.profile.networkTransactionID,
	}
	if c.profile.traceNumbers {
		approved["systemTraceAuditNumber"] = c.random("0123456789", 6)
		approved["retrievalReferenceNumber"] = c.random("0123456789", 12)
	}
	addCoded(approved, "avs", "code", "codeRaw", cmp.Or(o.avs, c.profile.avs))
	addCoded(approved, "merchantAdvice", "code", "codeRaw", cmp.Or(o.advice, c.profile.advice))
	cvn := o.cvn
	if cvn.code == "" && (c.body.has(cardPath+"securityCode") || c.body.has(networkPath+"securityCode")) {
		cvn = coded{"M", "M"}
	}
	addCoded(approved, "cardVerification", "resultCode", "resultCodeRaw", cvn)
	return approved
}

// responseCode is the processor's, unless the outcome has one of its own.
func (c *call) responseCode(o outcome) string { return cmp.Or(o.responseCode, c.profile.responseCode) }

// addCoded adds a result; the code "none" stands for a result that is left out.
func addCoded(to object, name, codeName, rawName string, result coded) {
	if result.code == "" || result.code == "none" {
		return
	}
	member := object{codeName: result.code}
	if result.raw != "" {
		member[rawName] = result.raw
	}
	to[name] = member
}

// addScreening reports what Decision Manager and the watchlists found.
func addScreening(answer object, r order, o outcome) {
	switch {
	case isDecision(o.reason):
		answer["riskInformation"] = object{
			"profile":      object{"name": "Offline gateway"},
			"score":        object{"result": "84", "factorCodes": []string{"H", "Z"}, "modelUsed": "default"},
			"infoCodes":    object{"suspicious": []string{"RISK-TB"}},
			"casePriority": 3,
		}
		action(answer, "DECISION", decisionStatus(o), o.reason)
	case strings.HasSuffix(o.reason, "_WATCHLIST_MATCH"):
		action(answer, "WATCHLIST_SCREENING", "DECLINED", o.reason)
	case slices.Contains(r.actions, "WATCHLIST_SCREENING"):
		action(answer, "WATCHLIST_SCREENING", "COMPLETED", "")
	}
}

func decisionStatus(o outcome) string {
	switch o.reason {
	case "DECISION_PROFILE_REVIEW":
		return "PENDING_REVIEW"
	case "DECISION_PROFILE_CHALLENGE":
		return "CHALLENGE"
	default:
		return "REJECTED"
	}
}

// action reports a bundled service.
func action(answer object, name, status, reason string) {
	actions, _ := answer["embeddedActions"].(object)
	if actions == nil {
		actions = object{}
		answer["embeddedActions"] = actions
	}
	report := object{"status": status}
	if reason != "" {
		report["reason"], report["message"] = reason, factsOf(reason).message
	}
	actions[name] = report
}

// put adds an object that is not empty.
func put(to object, name string, member object) {
	if len(member) > 0 {
		to[name] = member
	}
}
