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
