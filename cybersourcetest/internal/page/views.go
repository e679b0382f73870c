package page

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// About is what the gateway says of itself.
type About struct {
	URL      string `json:"url"`
	Merchant string `json:"merchant"`
	KeyID    string `json:"keyId,omitempty"`
	Profile  string `json:"profile"`
}

// Payment is a payment or a credit with what has happened to it.
type Payment struct {
	ID         string  `json:"id"`
	MerchantID string  `json:"merchant"`
	Code       string  `json:"code,omitempty"`
	Currency   string  `json:"currency"`
	Authorized string  `json:"authorized"`
	Held       string  `json:"held"`
	Released   string  `json:"released,omitempty"`
	Captured   string  `json:"captured"`
	Refunded   string  `json:"refunded"`
	Credited   string  `json:"credited"`
	Events     []Event `json:"events"`
}

// Event is one thing that happened to a payment, and how it stood afterwards.
type Event struct {
	Time     time.Time `json:"time"`
	Kind     string    `json:"kind"`
	ID       string    `json:"id,omitempty"`
	Of       string    `json:"of,omitempty"`
	Amount   string    `json:"amount,omitempty"`
	Held     string    `json:"held"`
	Captured string    `json:"captured"`
	Refunded string    `json:"refunded"`
	Call     uint64    `json:"call,omitempty"` // the number of the call that did it; 0 = none that is kept
}

// Instruction is what is to happen to the next call that fits.
type Instruction struct {
	ID     uint64 `json:"id"`
	Do     string `json:"do"` // decline, status, answer, lose, delay, late, fail or fault
	Reason string `json:"reason,omitempty"`
	Status string `json:"status,omitempty"`
	Time   string `json:"time,omitempty"`  // of delay and late, such as 3s
	Fault  string `json:"fault,omitempty"` // as the program's flag -fault spells it

	// Of answer, beside Reason and Status.
	Scenario     string `json:"scenario,omitempty"`
	Message      string `json:"message,omitempty"`
	ResponseCode string `json:"responseCode,omitempty"`
	Authorized   string `json:"authorized,omitempty"`
	HTTPStatus   int    `json:"httpStatus,omitempty"`

	// The call that it is for; "" = any. Outcomes are for payments unless Operation says otherwise.
	Merchant  string `json:"merchant,omitempty"`
	Operation string `json:"operation,omitempty"`
	Reference string `json:"reference,omitempty"` // code or transaction id
	Payment   string `json:"payment,omitempty"`   // id in the path

	State string `json:"state"`
	Call  uint64 `json:"call,omitempty"` // that met it
}

// States of an instruction.
const (
	Pending   = "pending"
	Used      = "used"
	Withdrawn = "withdrawn"
)

// Clock is what the gateway's clocks say.
type Clock struct {
	Now      time.Time `json:"now"`      // that signatures and tokens are compared with
	Payments time.Time `json:"payments"` // that of the batch, of expiry and of the lag of look-ups
	Ahead    string    `json:"ahead"`    // how far the second is ahead
}

// Subscription is a server that notifications are delivered to.
type Subscription struct {
	ID         string   `json:"id"`
	URL        string   `json:"url"`
	EventTypes []string `json:"eventTypes,omitempty"`
	Waiting    int      `json:"waiting"`
	KeyID      string   `json:"keyId"`
	Secret     string   `json:"secret,omitempty"` // only for those who may change something
}

// Delivery is one attempt to deliver a notification.
type Delivery struct {
	ID           uint64    `json:"id"`
	Subscription string    `json:"subscription"`
	URL          string    `json:"url"`
	Time         time.Time `json:"time"`
	EventType    string    `json:"eventType"`
	Retry        int       `json:"retry"`
	HTTPStatus   int       `json:"httpStatus,omitempty"`
	Taken        bool      `json:"taken"`
	Error        string    `json:"error,omitempty"`
}

// Account is a merchant or a portfolio, without its secrets.
type Account struct {
	ID             string   `json:"id"`
	Merchants      []string `json:"merchants,omitempty"` // of a portfolio
	KeyIDs         []string `json:"keyIds"`              // of shared secrets
	Certificates   int      `json:"certificates"`
	Tokens         int      `json:"tokens"`
	ResponseKeys   int      `json:"responseKeys"`
	CardTypes      []string `json:"cardTypes,omitempty"`
	Currencies     []string `json:"currencies,omitempty"`
	CallsPerMinute int      `json:"callsPerMinute,omitempty"`
}

// Misuse is something that a program should not have done, or should have done by the end.
type Misuse struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"` // of the payment
	Code   string `json:"code,omitempty"`
	Text   string `json:"text"`
	IsHold bool   `json:"-"` // money on hold: normal as long as more is to come
}

// Forgotten counts what is kept no longer.
type Forgotten struct {
	Payments int `json:"payments"`
	Entries  int `json:"entries"` // of the ledger
	Requests int `json:"requests"`
}

// Faults are those that calls meet at random, and how often each was met.
type Faults struct {
	Faults   []Chance       `json:"faults"`
	Injected map[string]int `json:"injected"` // scripted ones too, since the last reset
}

// Chance is a fault and how likely it is.
type Chance struct {
	Fault       string  `json:"fault"`
	Probability float64 `json:"probability"`
}

// Card is a card as a payer types it into a hosted page.
type Card struct{ Number, ExpirationMonth, ExpirationYear, SecurityCode string }

// Trigger is a row of the trigger table.
type Trigger struct{ Condition, Result, Known string }

// withRoot is the request without the prefix of an intermediate host, which the root has.
func withRoot(r *http.Request, prefix string) *http.Request {
	if !strings.HasPrefix(r.URL.Path, prefix) {
		prefix = ""
	}
	changed := r.WithContext(context.WithValue(r.Context(), rootKey{}, prefix+Prefix))
	address := *r.URL
	address.Path, address.RawPath = strings.TrimPrefix(address.Path, prefix), ""
	changed.URL = &address
	return changed
}
