package simulator

// createSessionRequest, updateSessionRequest, createOrderRequest: sessions and orders with
// alternative payment providers. All of it is a guess, since only the models are published:
// that a session is answered as Created and an order as CREATED, whatever the provider, with
// what the request says and ids of the provider; that a change has an id of its own and
// leaves that of the session; that an order needs a session that was opened, and a session
// can have several; that the answers carry no amount but the total. Not simulated: required
// members, the provider's page, refreshes, payments that follow an order, the end of a session.

import "cmp"

var createSessionRequest = operation{
	name:     CreateSessionRequest,
	model:    "CreateSessionRequest",
	required: always(),
	effect:   (*call).createSession,
	services: runs("ics_ap_sessions"),
}

var updateSessionRequest = operation{
	name:     UpdateSessionRequest,
	model:    "UpdateSessionRequest",
	required: always(),
	effect:   (*call).updateSession,
	services: runs("ics_ap_sessions"),
}

var createOrderRequest = operation{
	name:     CreateOrderRequest,
	model:    "CreateOrderRequest",
	required: always(),
	effect:   (*call).createOrder,
	services: runs("ics_ap_order"),
}

func (c *call) createSession() Answer { return c.answerSession("") }

func (c *call) updateSession() Answer {
	if !c.isSession(c.pathID()) {
		return c.refuse(*c.unknownID())
	}
	return c.answerSession(c.pathID())
}

// isSession reports whether an id is that of a session which this merchant has opened.
func (c *call) isSession(id string) bool {
	entry := c.memory.entry(id)
	return entry != nil && entry.Operation == CreateSessionRequest && entry.MerchantID == c.MerchantID && entry.Status == sessionCreated
}

// The statuses of a session, unlike all others in mixed case.
const (
	sessionCreated = "Created"
	sessionFailed  = "Failed"
)

// answerSession answers a session that is opened, or the change of one.
func (c *call) answerSession(of string) Answer {
	o := c.scripted(sessionCreated)
	if o.status == "DECLINED" {
		o.status = sessionFailed
	}
	answer := c.envelope(o)
	answer["_links"] = object{"self": link("PATCH", "/pts/v2/payment-references/"+cmp.Or(of, c.id))}
	c.repeat(answer, "orderInformation.amountDetails.totalAmount", "paymentInformation.eWallet.fundingSource")
	if o.status == sessionCreated {
		answer["reconciliationId"] = c.reconciliationID()
		answer["processorInformation"] = object{
			"transactionId": c.random(capitals, 17), "token": c.random(capitals, 20),
			"paymentUrl": "https://pay.invalid/" + c.random(letters, 16), "responseCode": "00001",
		}
	}
	return c.keepSession(o, of, answer)
}

func (c *call) createOrder() Answer {
	if !c.isSession(c.pathID()) {
		return c.refuse(*c.unknownID())
	}
	o := c.scripted("CREATED")
	answer := c.envelope(o)
	c.repeat(answer, amountsPath+"totalAmount", amountsPath+"currency", "paymentInformation.eWallet.accountId")
	if o.reason == "" {
		answer["reconciliationId"] = c.reconciliationID()
		answer["processorInformation"] = object{"transactionId": c.random(capitals, 17)}
		answer["processingInformation"] = object{"intentsId": c.random(capitals, 17)}
	}
	return c.keepSession(o, c.pathID(), answer)
}

// repeat adds members of the request to an answer, as they were sent.
func (c *call) repeat(answer object, paths ...string) {
	for _, path := range paths {
		if text := c.body.text(path); text != "" {
			setText(answer, path, text)
		}
	}
}

// keepSession keeps the entry of a call about the session with an id, "" for one that opens
// it, and answers it.
func (c *call) keepSession(o outcome, of string, answer object) Answer {
	if o.http == 400 {
		return c.refuse(o)
	}
	body := c.flat(o)
	if o.http == 201 {
		body = encode(answer)
	}
	amount, currency := c.askedFor()
	return c.keep(o, body, nil, Entry{OriginalID: of, Amount: amount, Currency: currency})
}
