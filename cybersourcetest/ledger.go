package cybersourcetest

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// This file remembers what arrived and what became of it. The service has no such list:
// its look-ups and searches find a request later, and say less of it.

// Entry is one call and what truly became of it. It holds no card data beyond the
// last four digits.
type Entry struct {
	Sequence      uint64    // order of arrival, from 1
	Time          time.Time // of arrival, by the gateway's clock, UTC
	Operation     string    // name of the client's method, such as CreatePayment
	MerchantID    string    // the transacting merchant; "" if it was not authenticated
	KeyID         string    // of the key that signed; "" for a bearer token, and if it was not authenticated
	Code          string    // clientReferenceInformation.code
	TransactionID string    // clientReferenceInformation.transactionId
	CorrelationID string    // v-c-correlation-id of the answer

	// Processed says that the service acted on the call: it stands, whatever the
	// client has heard. Answered says that the true answer was handed to the
	// connection whole. Fault is the name of the fault that met the call, or "".
	Processed, Answered bool
	Fault               string

	// HTTPStatus is that of the answer that was sent or would have been; 0 if the
	// gateway never got so far.
	HTTPStatus int

	// Status and Reason are what really became of the call, also behind a 502. They
	// are set for calls that were valid or refused as invalid.
	Status, Reason string

	// The following are set for processed calls only.
	ID               string // of the answer
	OriginalID       string // the earlier call that this one is about, such as the payment that was incremented
	PaymentID        string // the payment or credit that all of it began with
	Amount           string // asked for
	AuthorizedAmount string // put on hold by this call
	TotalAmount      string // on hold or captured for the payment after this call
	HeldAmount       string // on hold for the payment after this call
	CapturedAmount   string // captured of the payment after this call
	RefundedAmount   string // refunded of the payment after this call
	Currency         string
	CardType         string // "001" for Visa and so on
	CardLastFour     string
}

// Request is one call as it arrived.
type Request struct {
	Entry

	Method  string      // as received
	Path    string      // request target as received
	Header  http.Header // without credentials
	Scheme  string      // how it authenticated: "HTTP Signature", "JWT", "bearer token" or ""
	Refusal string      // why authentication or decryption failed; "" if it did not

	model   string // of the body, which knows what to mask; "" if it is not known
	body    []byte
	claimed string // the merchant as the client named it
	trigger string // what in the request decided the outcome
	order   uint64 // the instruction that it met

	cardKey    uint64 // tells cards apart
	neverRetry bool   // the card was declined for good

	headerBytes, size int  // in memory
	dropped           bool // kept no longer by Requests
}

// Body is the raw JSON of the call, decrypted, card data and all. It is for
// assertions in tests only: never print or store it.
func (r Request) Body() []byte { return slices.Clone(r.body) }

// Masked is the JSON of the call, decrypted, with card and personal data masked: for
// printing.
func (r Request) Masked() string { return string(redact.JSON(r.model, r.body)) }

// Ledger is what was really processed, in order of arrival, whether or not it was
// answered. It keeps the newest Options.MaxEntries entries.
func (g *Gateway) Ledger() []Entry { return g.ledger.entries() }

// Find is what was really processed under a reference code (clientReferenceInformation.code),
// of any operation and merchant, in order of arrival. It sees what [Gateway.Ledger] keeps.
func (g *Gateway) Find(code string) []Entry {
	return slices.DeleteFunc(g.Ledger(), func(e Entry) bool { return e.Code != code })
}

// Payments is every payment and credit that was made, oldest first, with how it stands
// now. It keeps those that calls were about last, up to Options.MaxEntries calls.
func (g *Gateway) Payments() []Payment {
	payments := g.simulator.Payments()
	shown := make([]Payment, len(payments))
	for i, p := range payments {
		shown[i] = paymentOf(p)
	}
	return shown
}

// Payment is how the payment or credit with an id stands now.
func (g *Gateway) Payment(id string) (Payment, bool) {
	p, known := g.simulator.Payment(id)
	return paymentOf(p), known
}

// Requests is every call of an operation that arrived, in order. It keeps the newest
// 1,000, fewer when their bodies are large.
func (g *Gateway) Requests() []Request { return g.ledger.requests() }

// ledger remembers calls. A call's record is changed in place until it is answered.
type ledger struct {
	mu        sync.Mutex
	sequence  uint64
	processed ring
	arrived   ring
	bytes     int             // that the requests in arrived take
	forgotten Forgotten       // since the last reset; without payments
	begin     func(*Request)  // tells the journal, in the order of the numbers
	state     *statefile.File // nil = nowhere
}

func newLedger(size int, begin func(*Request)) ledger {
	return ledger{processed: ring{size: size}, arrived: ring{size: keptRequests}, begin: begin}
}

// number gives a call its number. One without an operation has no other record here.
func (l *ledger) number(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.dropped = true
	l.next(r)
}

// reset forgets all calls. Numbers go on.
func (l *ledger) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.arrived.count() > 0 {
		l.drop(l.arrived.pop())
	}
	gone := slices.Collect(l.processed.all())
	l.processed = ring{size: l.processed.size}
	l.forgotten = Forgotten{}
	l.write(nil, gone)
}

func (l *ledger) next(r *Request) {
	l.sequence++
	r.Sequence = l.sequence
	l.write(nil, nil)
	l.begin(r)
}

// arrive opens the record of a call.
func (l *ledger) arrive(r *Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next(r)
	r.headerBytes = journal.HeaderSize(r.Header)
	l.drop(l.arrived.push(r))
	l.count(r)
}

// update changes a record. A call that turns out to be processed joins the ledger.
func (l *ledger) update(r *Request, change func(*Request)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := r.Processed
	change(r)
	switch {
	case r.Processed && !before:
		l.remember(r)
	case r.Processed:
		l.write([]*Request{r}, nil)
	}
	l.count(r)
}

// remember adds a call that was processed, for which the oldest one may have to go.
func (l *ledger) remember(r *Request) {
	var gone []*Request
	if oldest := l.processed.push(r); oldest != nil {
		l.forgotten.Entries++
		gone = append(gone, oldest)
	}
	l.write([]*Request{r}, gone)
}

// snapshot copies a record.
func (l *ledger) snapshot(r *Request) Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return *r
}

// setBody keeps a body.
func (l *ledger) setBody(r *Request, body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.dropped {
		return
	}
	r.body = body
	l.count(r)
}

// count takes the size of a record into account, and drops the oldest requests until
// all that are kept fit. Whoever sends them needs no credentials for it.
func (l *ledger) count(r *Request) {
	if r.dropped {
		return
	}
	size := r.headerBytes + len(r.body) + len(r.Method) + len(r.Path) + len(r.Code) + len(r.TransactionID) + len(r.MerchantID)
	l.bytes += size - r.size
	r.size = size
	for l.bytes > keptBytes && l.arrived.count() > 1 {
		l.drop(l.arrived.pop())
	}
}

// drop forgets what only Requests shows.
func (l *ledger) drop(r *Request) {
	if r == nil {
		return
	}
	l.bytes -= r.size
	l.forgotten.Requests++
	r.body, r.Header, r.Path, r.size, r.dropped = nil, nil, "", 0, true
}

func (l *ledger) entries() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	entries := make([]Entry, 0, l.processed.count())
	for r := range l.processed.all() {
		entries = append(entries, r.Entry)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return entries
}

func (l *ledger) requests() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	requests := make([]Request, 0, l.arrived.count())
	for r := range l.arrived.all() {
		requests = append(requests, *r)
	}
	return requests
}
