package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/checkout"
)

// state is how far an order has come:
//
//	open -> busy -> paid | review | unknown
//	 ^        |^
//	 |        v|
//	 +---- challenged
type state string

const (
	open       state = "open"       // may be paid
	busy       state = "busy"       // the shop is asking the service
	challenged state = "challenged" // the payer is at the bank; nothing has been paid
	paid       state = "paid"       // deliver
	review     state = "review"     // money is held, or the payment is undecided: staff decides
	unknown    state = "unknown"    // no answer: to be looked up, never to be paid again before
)

// order is a row of a database.
type order struct {
	Code, Amount, Currency string
	State                  state
	Message                string // for the customer

	Session        checkout.Session           // of the page that was shown last
	Accept         string                     // header of that page's request
	Token, TokenID string                     // of the card that was entered last
	Reference      string                     // of its set-up
	Authentication cybersource.Authentication // of its payer
	Result         string                     // of the authentication
	Notified       []string                   // digests of notifications
}

// orders is the table. In production each method is one statement whose WHERE clause
// holds the same conditions.
type orders struct {
	mu     sync.Mutex
	byCode map[string]*order
}

func (o *orders) create(amount, currency string) order {
	o.mu.Lock()
	defer o.mu.Unlock()
	row := &order{Code: "ORDER-" + rand.Text()[:10], Amount: amount, Currency: currency, State: open}
	o.byCode[row.Code] = row
	return *row
}

func (o *orders) get(code string) (order, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byCode[code]
	if !found {
		return order{}, false
	}
	return *row, true
}

// change changes an order that is in one of the states, and reports whether it was. Who
// clicks twice, or comes back twice, is too late the second time.
func (o *orders) change(code string, change func(*order), from ...state) (order, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byCode[code]
	if !found || !slices.Contains(from, row.State) {
		return order{}, false
	}
	change(row)
	return *row, true
}

// seal signs the code of an order for one purpose, so that it can travel through a
// browser. It is no secret.
type seal []byte

func (s seal) close(purpose, code string) string {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(purpose + " " + code))
	return code + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// open returns the code that was sealed, and whether nobody has changed it.
func (s seal) open(purpose, sealed string) (code string, genuine bool) {
	code, _, _ = strings.Cut(sealed, ".")
	return code, hmac.Equal([]byte(s.close(purpose, code)), []byte(sealed))
}
