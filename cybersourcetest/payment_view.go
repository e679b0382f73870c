package cybersourcetest

import (
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// Payment is how a payment, or a credit, stands and what has happened to it. The sums are
// in its currency, "0.00" for nothing. At any time Authorized is Held, Captured and
// Released together, unless Options.NoSums lets more be captured; what needs no
// authorization, such as a check, is only captured.
type Payment struct {
	ID         string  // of the payment or credit
	MerchantID string  // whose it is
	Code       string  // clientReferenceInformation.code
	Currency   string  // in capitals
	Authorized string  // by the issuer, increments included
	Held       string  // on hold still
	Released   string  // reversed, expired, or given up with the last capture; "" if nothing was authorized
	Captured   string  // taken or on its way, what was voided left out
	Refunded   string  // gone back or on its way, what was voided left out
	Credited   string  // by a credit
	Events     []Event // in the order in which they happened
}

// Event is one thing that happened to a payment.
type Event struct {
	Time   time.Time // UTC
	Kind   string    // such as "authorized", "captured", "batch sent", "refunded"
	ID     string    // of the answer that reported it; "" for what happened from outside
	Of     string    // the capture that was refunded; the capture, refund or credit that was voided
	Amount string    // "" for what concerns no amount

	Held, Captured, Refunded string // of the payment after it, as in Payment
}

func paymentOf(p simulator.Payment) Payment {
	events := make([]Event, len(p.Events))
	for i, e := range p.Events {
		events[i] = Event(e)
	}
	return Payment{
		ID: p.ID, MerchantID: p.MerchantID, Code: p.Code, Currency: p.Currency,
		Authorized: p.Authorized, Held: p.Held, Released: p.Released, Captured: p.Captured, Refunded: p.Refunded, Credited: p.Credited,
		Events: events,
	}
}
