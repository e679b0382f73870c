package simulator

// getTransaction: the record of one request. Simulated: its results service by service,
// links to all others about the same payment, no status for a hold, HTTP 404 as long as
// the record is not found yet. Guesses: which members a record repeats; the body of the
// HTTP 404; that records are found as long as they are remembered. Not simulated: 3-D
// Secure results, line items, tokens.

import (
	"strconv"
	"strings"
)

var getTransaction = operation{name: GetTransaction, reads: true, effect: (*call).getTransaction}

// serviceURL is where the links of records lead: the service's own address, whatever the
// caller's is.
const serviceURL = "https://apitest.cybersource.com/tss/v2/"

func (c *call) getTransaction() Answer {
	r := c.memory.byID[c.pathID()]
	if r == nil || !c.shows(r) {
		return c.notFound()
	}
	if p := c.memory.payments[r.PaymentID]; p != nil {
		c.memory.use(p)
	}
	return Answer{Status: 200, Body: encode(c.details(r))}
}

// shows reports whether the merchant's look-ups find a record by now.
func (c *call) shows(r *record) bool { return r.MerchantID == c.MerchantID && !r.Found.After(c.now) }

func (c *call) notFound() Answer {
	if !c.options.Lookups.NotFoundBody {
		return Answer{Status: 404}
	}
	return Answer{Status: 404, Body: []byte(`{"errors":[{"message":"The requested resource is not found. Please try again later.","type":"notFound"}]}`)}
}

// details is a record in full.
func (c *call) details(r *record) object {
	answer := c.summary(r)
	delete(answer, "submitTimeUtc")
	answer["submitTimeUTC"] = timestamp(r.Time) // so spelt here, and nowhere else
	answer["rootId"] = r.rootID()
	if r.ReconciliationID != "" {
		answer["reconciliationId"] = r.ReconciliationID
	}
	if status := c.statusOf(r); status != "" {
		answer["applicationInformation"].(object)["status"] = status
	}
	if message := r.Message; message != "" && len(r.failure()) > 0 {
		answer["errorInformation"].(object)["message"] = message
	}
	r.tell(answer["processorInformation"].(object), "avs", "networkTransactionId", "responseCode", "systemTraceAuditNumber", "transactionId")
	if r.AuthorizedAmount != "" {
		answer["orderInformation"].(object)["amountDetails"].(object)["authorizedAmount"] = r.AuthorizedAmount
	}
	answer["_links"] = object{"self": link("GET", serviceURL+"transactions/"+r.ID), "relatedTransactions": c.related(r)}
	return answer
}

// rootID is the first request of the series.
func (r *record) rootID() string {
	if r.PaymentID == "" {
		return r.ID
	}
	return r.PaymentID
}

// related links the other records about the same payment that are found by now.
func (c *call) related(r *record) []object {
	links := []object{}
	if p := c.memory.payments[r.PaymentID]; p != nil {
		for _, other := range p.records {
			if other.ID != r.ID && c.shows(other) {
				links = append(links, link("GET", serviceURL+"transactions/"+other.ID))
			}
		}
	}
	return links
}

// summary is a record as a search lists it.
func (c *call) summary(r *record) object {
	answer := object{
		"id": r.ID, "merchantId": r.MerchantID, "submitTimeUtc": timestamp(r.Time),
		"applicationInformation":            c.application(r),
		"buyerInformation":                  object{},
		"clientReferenceInformation":        object{"code": r.Code, "applicationName": "REST API", "partner": object{}},
		"consumerAuthenticationInformation": object{},
		"deviceInformation":                 object{},
		"errorInformation":                  r.failure(),
		"fraudMarkingInformation":           object{},
		"merchantInformation":               object{},
		"orderInformation":                  object{"billTo": object{}, "shipTo": object{}, "amountDetails": r.amounts()},
		"paymentInformation":                r.means(),
		"processingInformation":             object{},
		"processorInformation":              c.processing(r),
		"_links":                            object{"transactionDetail": link("GET", serviceURL+"transactions/"+r.ID)},
	}
	if status := c.statusOf(r); status != "" {
		answer["status"] = status
	}
	for _, m := range r.Members {
		setText(answer, m.Path, m.Text)
	}
	return answer
}

// setText sets the member at a dotted path.
func setText(to object, path, text string) {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		to[name] = text
		return
	}
	child, _ := to[name].(object)
	if child == nil {
		child = object{}
		to[name] = child
	}
	setText(child, rest, text)
}

// application is what the request ran and how it went.
func (c *call) application(r *record) object {
	status := c.statusOf(r)
	applications := make([]object, len(r.Services))
	for i, ran := range r.Services {
		applications[i] = object{"name": ran.Name}
		if ran.RCode != "" {
			c.addResult(applications[i], ran.result)
			applications[i]["rMessage"] = ran.Message
			if r.ReconciliationID != "" {
				applications[i]["reconciliationId"] = r.ReconciliationID
			}
		}
	}
	information := object{"applications": applications}
	c.addResult(information, r.Result)
	if status != "" {
		applications[len(applications)-1]["status"] = status
	}
	return information
}

func (c *call) addResult(to object, is result) {
	to["rCode"], to["rFlag"], to["reasonCode"] = is.RCode, is.Flag, is.Code
	if number, err := strconv.Atoi(is.Code); err == nil && c.options.Lookups.NumericCodes {
		to["reasonCode"] = number
	}
}

// failure is why a request did not succeed.
func (r *record) failure() object {
	if r.Result.RCode == "1" || r.Reason == "" {
		return object{}
	}
	return object{"reason": r.Reason}
}

func (r *record) amounts() object {
	amounts := object{}
	if r.Amount != "" {
		amounts["totalAmount"] = r.Amount
	}
	if r.Currency != "" {
		amounts["currency"] = r.Currency
	}
	return amounts
}

// methods are what records call the brands of cards.
var methods = map[string]string{"001": "VI", "002": "MC", "003": "AX", "004": "DI", "005": "DC", "007": "JC"}

// means is what was paid with.
func (r *record) means() object {
	if r.Card.Type == "" {
		return object{"customer": object{}}
	}
	kind := object{"type": "credit card"}
	if method := methods[r.Card.Type]; method != "" {
		kind["method"] = method
	}
	shown := object{"type": r.Card.Type}
	for name, digits := range map[string]string{"prefix": r.Card.Prefix, "suffix": r.Card.LastFour} {
		if digits != "" {
			shown[name] = digits
		}
	}
	return object{"customer": object{}, "paymentType": kind, "card": shown}
}

// processing is what the processor said, and where the money is.
func (c *call) processing(r *record) object {
	said := object{"processor": object{"name": "offline"}}
	r.tell(said, "approvalCode", "retrievalReferenceNumber")
	if status := c.statusOf(r); status != "" {
		said["eventStatus"] = status[:1] + strings.ToLower(status[1:])
	}
	return said
}

// tell repeats what the processor said.
func (r *record) tell(to object, names ...string) {
	for _, name := range names {
		if value, has := r.Processor[name]; has {
			to[name] = value
		}
	}
}
