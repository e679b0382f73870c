package simulator

import (
	"encoding/json"
	"testing"
)

// FuzzBodies checks that every body gets a JSON object with an id and a status, and that
// what is recorded agrees with the answer.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		`{}`, `[]`, ``, `{"paymentInformation":{"card":{"number":"4111111111111111","expirationMonth":12,"expirationYear":"2031"}},` +
			`"orderInformation":{"amountDetails":{"totalAmount":"9475","currency":"USD"}},"processingInformation":{"actionList":["TOKEN_CREATE","CONSUMER_AUTHENTICATION"]}}`,
		`{"orderInformation":{"amountDetails":{"additionalAmount":"1","currency":"USD"}}}`,
		`{"orderInformation":{"amountDetails":{"totalAmount":1e999,"currency":"JPY"},"lineItems":[{"unitPrice":".5","quantity":3}]}}`,
		`{"clientReferenceInformation":{"code":"1","partner":{"a":[{}]}},"paymentInformation":{"paymentType":{"name":"eWallet","method":{"name":"payPal"}}},"processingInformation":{"actionList":"AP_STATUS"}}`,
	} {
		f.Add(uint8(0), []byte(body))
		f.Add(uint8(1), []byte(body))
		f.Add(uint8(2), []byte(body))
	}
	f.Fuzz(func(t *testing.T, operation uint8, body []byte) {
		g := newGateway(t, Options{RelaxedRequirements: true})
		card, transfer := g.pay(cardPayment(t)).id(), g.pay(bankTransfer(t)).id()
		id := map[uint8]string{1: card, 2: transfer}[operation]
		var name Operation // unknown beyond the three
		if names := []Operation{CreatePayment, IncrementAuth, RefreshPaymentStatus, "Nothing"}; int(operation) < len(names) {
			name = names[operation]
		}
		answer := g.Handle(Request{Operation: name, IDs: []string{id}, MerchantID: merchant, Body: body})
		var read struct{ ID, Status string }
		if err := json.Unmarshal(answer.Body, &read); err != nil || len(read.ID) != 22 || read.Status == "" {
			t.Fatalf("answer %s: %v", answer.Body, err)
		}
		if (answer.Status == 400) != (answer.Entry == nil) {
			t.Fatalf("HTTP %d with entry %+v", answer.Status, answer.Entry)
		}
	})
}
