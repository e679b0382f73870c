// Command capture-job authorizes three orders, and captures them in a background job after
// their goods have left. The answer to one capture is lost, and one hold has expired.
//
//	go run ./examples/capture-job
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
	"github.com/cybersource-go/cybersource/idempotency"
)

func main() {
	ctx := context.Background()
	client := demo.Client()
	digestKey := []byte(rand.Text() + rand.Text())[:32] // a program that goes on keeps it, like a password
	keys, err := idempotency.New(client, idempotency.NewMemory(nil), idempotency.Options{
		DigestKeys: []idempotency.DigestKey{{ID: "1", Key: digestKey}},
	})
	demo.Check(err)

	demo.Step("Orders come in: authorize")
	var orders []*order
	for _, amount := range []string{"80.00", "24.50", "12.00"} {
		o := &order{Number: fmt.Sprintf("%s-%d", demo.Code("ORDER"), len(orders)+1), Amount: amount, Currency: "USD"}
		request := demo.Authorization("", amount)
		request.ClientReferenceInformation = nil // the client makes a code that no other call has
		payment, err := keys.CreatePayment(ctx, idempotency.Key{Order: o.Number, Step: "pay-1"}, request)
		demo.Check(err)
		o.PaymentID = payment.Record.ID
		orders = append(orders, o)
	}
	capturer := &job{keys: keys, left: func() (left []*order) {
		for _, o := range orders {
			if o.CaptureID == "" && o.Note == "" {
				left = append(left, o)
			}
		}
		return left
	}}
	if demo.Offline != nil {
		demo.Check(demo.Offline.Expire(orders[2].PaymentID))
		demo.Offline.Next(cybersourcetest.DropAnswer())
	}

	for round := range 2 { // in a service: every minute, by a time.Ticker
		demo.Step("\nThe goods have left: round %d of the job", round+1)
		capturer.round(ctx)
		for _, o := range orders {
			demo.Line(o.Number[strings.LastIndex(o.Number, "-")+1:], state(o))
		}
	}
	if demo.Offline != nil {
		demo.Step("\nCaptures that were made: %d", captures(demo.Offline.Ledger()))
	}
}

func state(o *order) string {
	switch {
	case o.CaptureID != "":
		return "captured " + demo.Money(o.Amount, o.Currency)
	case o.Note != "":
		return "for the staff: " + o.Note
	}
	return "open: the next round looks it up"
}

func captures(ledger []cybersourcetest.Entry) (n int) {
	for _, entry := range ledger {
		if entry.Operation == cybersourcetest.CapturePayment && entry.Status == "PENDING" {
			n++
		}
	}
	return n
}
