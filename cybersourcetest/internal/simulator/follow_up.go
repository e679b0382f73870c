package simulator

// What the calls about an earlier one have in common: how they find it, and the answers
// that do not depend on what they do. Guesses: an id that is unknown, or another
// merchant's, is INVALID_PAYMENT_ID; the id of an increment leads nowhere; a wrong
// currency is found before a wrong state. Not simulated: INVALID_MERCHANT_CONFIGURATION,
// accounts without a permission other than those of [Features].

import (
	"cmp"
	"strings"
)

const reversalPath = "reversalInformation.amountDetails."

// earlier is the call that a follow-up is about.
type earlier struct {
	*payment
	standing
	entry Entry
}

// subject finds the call whose id is in the path.
func (c *call) subject() (earlier, *outcome) {
	entry := c.memory.entry(c.pathID())
	if entry == nil || entry.MerchantID != c.MerchantID {
		return earlier{}, c.unknownID()
	}
	found, known := c.earlier(*entry)
	if !known {
		return earlier{}, c.unknownID()
	}
	return found, nil
}

// paymentInPath finds the payment whose id is in the path.
func (c *call) paymentInPath() (*payment, *outcome) {
	p, known := c.memory.payments[c.pathID()]
	if !known || p.Merchant != c.MerchantID {
		return nil, c.unknownID()
	}
	c.isAbout(p)
	return p, nil
}

// original finds the call that carried the transaction id of a timeout call, whether or
// not anybody has heard its answer.
func (c *call) original() (earlier, *outcome) {
	c.finishWork(c.transactionID)
	user := c.memory.users[reference{c.MerchantID, c.transactionID}]
	if user == nil || !user.processed() {
		return earlier{}, refusal("INVALID_DATA")
	}
	found, known := c.earlier(user.Entry)
	if !known {
		return earlier{}, refusal("INVALID_DATA")
	}
	return found, nil
}

func (c *call) earlier(entry Entry) (earlier, bool) {
	p, known := c.memory.payments[entry.PaymentID]
	if !known {
		return earlier{}, false
	}
	c.isAbout(p)
	return earlier{p, p.standing(c.now), entry}, true
}

// isAbout says which payment the call concerns.
func (c *call) isAbout(p *payment) {
	c.about = p
	c.memory.use(p)
}

// unknownID refuses an id as the options say.
func (c *call) unknownID() *outcome {
	if c.options.UnknownID == UnknownIDNotFound {
		return &outcome{http: 404}
	}
	return refusal(cmp.Or(c.options.UnknownID, UnknownIDInvalidPayment))
}

// moved is the capture, refund or credit that the earlier call made; nil if it made none.
func (e *earlier) moved() *transfer { return e.find(e.entry.ID) }

// isSale reports whether the payment was captured in the call that authorized it.
func (e *earlier) isSale() bool { return e.find(e.ID) != nil }

// failed reports whether nothing came of the earlier call.
func (e *earlier) failed() bool {
	if e.entry.Operation == CreatePayment {
		return !e.approved && !e.pending && e.moved() == nil
	}
	return e.moved() == nil
}

// sumOf reads an amount and its currency, and refuses a currency other than the payment's.
func (c *call) sumOf(p *payment, path string) (money, *outcome) {
	currency := c.body.text(path + "currency")
	if currency == "" && path != amountsPath { // some guides put it with the order's
		currency = c.body.text(amountsPath + "currency")
	}
	if currency != "" && !strings.EqualFold(currency, p.Currency) {
		return money{}, refusal("INVALID_DATA", path+"currency")
	}
	amount, _ := parseMoney(c.body.text(path+"totalAmount"), exponent(p.Currency)) // its format was checked
	if amount.isZero() {
		return money{}, refusal("INVALID_DATA", path+"totalAmount")
	}
	return amount, nil
}

// scripted is the outcome that a test asked for, or the usual one.
func (c *call) scripted(usual string) outcome {
	if step, found := c.nextStep(c.Request); found {
		return step.outcome()
	}
	return outcome{http: 201, status: usual}
}

// payout is the outcome of a refund or a credit: amounts decline them as they decline
// payments.
func (c *call) payout(amount money) outcome {
	if step, found := c.nextStep(c.Request); found {
		return step.outcome()
	}
	o := c.trigger(signals{amount: amount.key(), skipDecision: true}).outcome("PENDING")
	if o.status != "DECLINED" && o.http == 201 {
		return outcome{http: 201, status: "PENDING"}
	}
	return o
}

// succeeds reports whether an outcome of a follow-up is what was asked for.
func (o outcome) succeeds() bool {
	switch o.status {
	case "DECLINED", "INVALID_REQUEST", "SERVER_ERROR", "FAILED", sessionFailed, "CANCELLED", "REJECTED", "":
		return false
	default:
		return o.http != 400
	}
}

// conclude records a follow-up that was processed and answers it. The answer has what
// every one of its kind has, and what is given.
func (c *call) conclude(e earlier, o outcome, amount money, members object) Answer {
	body := c.flat(o)
	if o.http == 201 {
		body = encode(members)
	}
	return c.answer(o, body, e.payment, Entry{
		OriginalID: e.entry.ID, Currency: e.Currency, Amount: amount.String(),
		CardType: e.Card.Type, CardLastFour: e.Card.LastFour,
	})
}

// linked is an envelope with a link to itself and, where it can be voided, to that.
func (c *call) linked(o outcome, path string, voidable bool) object {
	answer := c.envelope(o)
	links := object{"self": link("GET", path+c.id)}
	if voidable && o.succeeds() {
		links["void"] = link("POST", path+c.id+"/voids")
	}
	answer["_links"] = links
	return answer
}
