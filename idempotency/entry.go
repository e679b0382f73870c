package idempotency

import (
	"encoding/json"
	"time"

	"github.com/cybersource-go/cybersource"
)

// OrderID names an order of one merchant at one host.
type OrderID struct {
	Host       string `json:"host"`       // run environment, such as "api.cybersource.com"
	MerchantID string `json:"merchantId"` // transacting merchant, after the options of the call
	Order      string `json:"order"`
}

// ID names a step: there is one [Entry] for it.
type ID struct {
	OrderID
	Operation string `json:"operation"` // such as "CreatePayment"
	Step      string `json:"step"`
}

// Key is order and step.
func (id ID) Key() Key { return Key{Order: id.Order, Step: id.Step} }

// Entry is what a store keeps of a step. It holds no card data: of the request a keyed
// digest, of the answer what is neither secret nor an account number. As JSON it stays
// readable: a later version of this package reads it.
//
// Due, Leased, Quiet, Claimed and Changed are times of the store's clock. Those of Record are of the
// clock of the machine that made the call.
type Entry struct {
	ID

	// Version is that of this format: 1.
	Version int `json:"version"`

	// Epoch counts the owners of the step. Who writes names the epoch it belongs to; who has
	// lost it does not write.
	Epoch int64 `json:"epoch"`

	// State is where the step stands.
	State State `json:"state"`

	// Due is when the step is next looked at: while it is running the end of the lease, while
	// it is open or being undone when to ask again. Zero if nothing more happens by itself.
	Due time.Time `json:"due,omitzero"`

	// Leased is until when a process looks at a step that is open or being undone.
	Leased time.Time `json:"leased,omitzero"`

	// Quiet is [cybersource.CallRecord.QuietAt] by the store's clock: after it nothing of the
	// step can be accepted any more.
	Quiet time.Time `json:"quiet"`

	Claimed time.Time `json:"claimed"` // when it was first recorded
	Changed time.Time `json:"changed"` // when it was last written

	// Digest is the keyed digest of the request: version, id of the key, and HMAC.
	Digest string `json:"digest"`

	// Record is what the call is found by. It was stored before anything was sent.
	Record cybersource.CallRecord `json:"record"`

	// Outcome is what became of the call: of an answer, or of what a look-up found.
	Outcome cybersource.Outcome `json:"outcome"`

	// Answer is the answer as JSON, without secret and account members. Null if there was
	// none, as after a look-up, or if it was purged.
	Answer json.RawMessage `json:"answer,omitempty"`

	// Status is that of the answer or of the record that a look-up found.
	Status cybersource.Status `json:"status,omitempty"`

	// SendAgain: nothing shows the call after the time of silence that the merchant chose. A
	// repeat of the step sends the same submission again.
	SendAgain bool `json:"sendAgain,omitempty"`

	// Resent: it was sent again so.
	Resent bool `json:"resent,omitempty"`

	// Released: a payment that stood was taken back by a step of its order: its hold
	// reversed or the sale voided, as a whole. It does not keep others of the order from
	// being sent any more.
	Released bool `json:"released,omitempty"`

	// Delivered: the merchant's books have it, where that is not in the same transaction.
	Delivered bool `json:"delivered,omitempty"`

	// Left is what a person has to do, with ids and amounts; "" if nothing.
	Left string `json:"left,omitempty"`

	// Closure is who closed it and why, of [StateClosed].
	Closure *Closure `json:"closure,omitempty"`

	// Purged: only a tombstone is left: key, digest, ids, amount, outcome. The step is never sent
	// again, and what stood still keeps other payments of the order from being sent.
	Purged bool `json:"purged,omitempty"`

	unreadable error // why only its id and state are known
}

// Closure is a person's word on what was open.
type Closure struct {
	By  string `json:"by"`  // who; required
	Why string `json:"why"` // what they found, in their words; required

	// Paid: the call has moved money, and so keeps other payments of the order from being
	// sent. ID is then the service's id of it.
	Paid bool   `json:"paid"`
	ID   string `json:"id,omitempty"`

	At time.Time `json:"at,omitzero"` // by the store's clock; filled in
}

// entryVersion is the version of the entries that this package writes, and the newest that
// it reads.
const entryVersion = 1
