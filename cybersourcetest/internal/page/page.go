// Package page is the one HTML page of the offline gateway: what was processed
// lately and which values trigger which outcome. Plain HTML, no script, nothing
// loaded from elsewhere; every value is escaped and card data is masked by its source.
package page

import (
	_ "embed"
	"html/template"
	"io"
	"time"
)

// View is what the page shows.
type View struct {
	URL, Merchant, KeyID, Profile string
	Processed                     int // all that is in the ledger, of which Payments is the newest part
	Payments                      []Payment
	Lives                         []Life
	Triggers                      []Trigger
}

// Payment is a row of the ledger.
type Payment struct {
	Sequence                         uint64
	Time                             time.Time
	Operation, ID, Code              string
	HTTPStatus                       int
	Status, Reason, Amount, Currency string
	AuthorizedAmount, Card, Fault    string
	Answered                         bool
}

// Life is a payment or a credit with what has happened to it.
type Life struct {
	ID, Code, Currency       string
	Held, Captured, Refunded string
	Events                   []Event
}

// Event is one thing that happened to a payment.
type Event struct {
	Time         time.Time
	Kind, Amount string
}

// Trigger is a row of the trigger table.
type Trigger struct{ Condition, Result, Known string }

// Tone is the class of a status: what it means at a glance.
func (p Payment) Tone() string {
	switch p.Status {
	case "AUTHORIZED", "SETTLED", "COMPLETED", "FUNDED", "PARTIAL_AUTHORIZED", "REVERSED", "VOIDED", "TRANSMITTED":
		return "good"
	case "DECLINED", "INVALID_REQUEST", "SERVER_ERROR", "AUTHORIZED_RISK_DECLINED", "AUTHENTICATION_FAILED", "FAILED", "ABANDONED":
		return "bad"
	default:
		return "open"
	}
}

// Asked is the amount with its currency; "" for a call that names none.
func (p Payment) Asked() string {
	if p.Amount == "" {
		return ""
	}
	return p.Amount + " " + p.Currency
}

//go:embed page.html
var source string

var tmpl = template.Must(template.New("page").Parse(source))

// Write renders the page.
func Write(w io.Writer, view View) error { return tmpl.Execute(w, view) }
