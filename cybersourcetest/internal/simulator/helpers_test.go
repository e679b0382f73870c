package simulator

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

const merchant = "acme_eu"

// noon is when all tests take place.
var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// with is a set of changes to a request: dotted path to value, nil to remove the member.
type with map[string]any

// cardPayment is a request that is approved, with changes.
func cardPayment(t *testing.T, changes ...with) []byte {
	t.Helper()
	return build(t, with{
		"clientReferenceInformation.code":            "order-1",
		"paymentInformation.card.number":             "4111111111111111",
		"paymentInformation.card.expirationMonth":    "12",
		"paymentInformation.card.expirationYear":     "2031",
		"orderInformation.amountDetails.totalAmount": "102.21",
		"orderInformation.amountDetails.currency":    "USD",
		"orderInformation.billTo.firstName":          "Jane",
		"orderInformation.billTo.lastName":           "Miller",
		"orderInformation.billTo.address1":           "201 Maple Street",
		"orderInformation.billTo.locality":           "Austin",
		"orderInformation.billTo.administrativeArea": "TX",
		"orderInformation.billTo.postalCode":         "78701",
		"orderInformation.billTo.country":            "US",
		"orderInformation.billTo.email":              "jane.miller@example.com",
	}, changes...)
}

// checkPayment is an eCheck that is accepted.
func checkPayment(t *testing.T, changes ...with) []byte {
	t.Helper()
	return cardPayment(t, append([]with{{
		"paymentInformation.card":                nil,
		"paymentInformation.bank.account.number": "4100",
		"paymentInformation.bank.account.type":   "C",
		"paymentInformation.bank.routingNumber":  "121042882",
	}}, changes...)...)
}

// bankTransfer is an alternative payment that is accepted.
func bankTransfer(t *testing.T, changes ...with) []byte {
	t.Helper()
	return build(t, with{
		"clientReferenceInformation.code":            "order-1",
		"processingInformation.actionList":           []string{"AP_SALE"},
		"paymentInformation.paymentType.name":        "bankTransfer",
		"paymentInformation.paymentType.method.name": "iDeal",
		"orderInformation.amountDetails.totalAmount": "30.00",
		"orderInformation.amountDetails.currency":    "EUR",
	}, changes...)
}

func incrementOf(t *testing.T, amount string, changes ...with) []byte {
	t.Helper()
	return build(t, with{
		"clientReferenceInformation.code":                 "order-1",
		"orderInformation.amountDetails.additionalAmount": amount,
		"orderInformation.amountDetails.currency":         "USD",
	}, changes...)
}

func refresh(t *testing.T, changes ...with) []byte {
	t.Helper()
	return build(t, with{
		"clientReferenceInformation.code":            "order-1",
		"paymentInformation.paymentType.name":        "bankTransfer",
		"paymentInformation.paymentType.method.name": "iDeal",
		"processingInformation.actionList":           []string{"AP_STATUS"},
	}, changes...)
}

func build(t *testing.T, base with, changes ...with) []byte {
	t.Helper()
	root := map[string]any{}
	for _, change := range append([]with{base}, changes...) {
		for _, path := range slices.Sorted(maps.Keys(change)) {
			set(root, strings.Split(path, "."), change[path])
		}
	}
	body, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func set(root map[string]any, path []string, value any) {
	if len(path) == 1 && value == nil {
		delete(root, path[0])
		return
	}
	if len(path) == 1 {
		root[path[0]] = value
		return
	}
	child, ok := root[path[0]].(map[string]any)
	if !ok {
		child = map[string]any{}
		root[path[0]] = child
	}
	set(child, path[1:], value)
}

// gateway is a simulator with helpers for one test.
type gateway struct {
	*Simulator
	t   *testing.T
	now time.Time
}

func newGateway(t *testing.T, options Options) *gateway {
	t.Helper()
	g := &gateway{t: t, now: noon}
	options.Now = func() time.Time { return g.now }
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	g.Simulator = s
	return g
}

// reply is an answer in a form that is easy to ask.
type reply struct {
	document
	status int
	body   []byte
	entry  *Entry
}

func (g *gateway) pay(body []byte) reply {
	g.t.Helper()
	return g.call(Request{Operation: CreatePayment, MerchantID: merchant, Body: body})
}

func (g *gateway) increment(id string, body []byte) reply {
	g.t.Helper()
	return g.call(Request{Operation: IncrementAuth, IDs: []string{id}, MerchantID: merchant, Body: body})
}

func (g *gateway) refresh(id string, body []byte) reply {
	g.t.Helper()
	return g.call(Request{Operation: RefreshPaymentStatus, IDs: []string{id}, MerchantID: merchant, Body: body})
}

func (g *gateway) call(r Request) reply {
	g.t.Helper()
	answer := g.Handle(r)
	d, ok := parse(answer.Body)
	if !ok {
		g.t.Fatalf("answer is no JSON object: %s", answer.Body)
	}
	return reply{document: d, status: answer.Status, body: answer.Body, entry: answer.Entry}
}

// reason is the reason of an answer, wherever its shape keeps it.
func (r reply) reason() string { return r.text("reason") + r.text("errorInformation.reason") }

func (r reply) id() string { return r.text("id") }

// fields are the fields that the details complain about.
func (r reply) fields() []string {
	var fields []string
	items, _ := r.value("details").([]any)
	for _, item := range items {
		fields = append(fields, document(item.(map[string]any)).text("field"))
	}
	return fields
}

// links are the names of the links, sorted.
func (r reply) links() string {
	links, _ := r.value("_links").(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(links)), " ")
}

// expect compares texts at paths; "" stands for a member that must not be there.
func expect(t *testing.T, d document, want map[string]string) {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(want)) {
		if got := d.text(path); got != want[path] {
			t.Errorf("%s: got %q, want %q", path, got, want[path])
		}
	}
}

func expectOutcome(t *testing.T, r reply, http int, status, reason string) {
	t.Helper()
	if r.status != http || r.text("status") != status || r.reason() != reason {
		t.Errorf("got %d %q %q, want %d %q %q", r.status, r.text("status"), r.reason(), http, status, reason)
	}
}
