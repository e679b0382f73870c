// Package simulator is the offline gateway without the network: it takes the raw
// JSON of a request and gives back the HTTP status and the raw JSON of the answer.
//
// It simulates payments and the rest of their life as the test system of the service
// answers them: ids, links, echoes, statuses and reasons, validation, published test
// triggers, increments, captures, refunds, reversals, voids, credits, timeout calls, the
// refreshing of alternative payments, their sessions and orders, payer authentication, and look-ups and searches of
// all of these.
//
// It works on plain JSON and shares no model and no JSON library with the client,
// so that a mistake there cannot agree with itself here. It is a pure state
// machine: no network, no goroutines, no clock and no randomness of its own. The
// same seed, clock and sequence of requests give the same bytes; with [Options.State] also
// if there are several simulators in between, one after the other.
//
// Guesses: every file says at its top which of its answers are not published.
//
// Not simulated: authentication, message encryption, HTTP headers and faults of
// the transport (the server around this package does those); settlement beyond the batch,
// interchange, real risk scoring, and time passing at the processor.
package simulator

import (
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
)

// Profiles: which processor's triggers and answers are simulated.
const (
	// ProfileDefault is the processor that test accounts have unless support
	// changes it. It also honours the triggers of the other two that do not collide.
	ProfileDefault = "default"
	// ProfileVisaPlatformConnect is Visa Platform Connect.
	ProfileVisaPlatformConnect = "visa-platform-connect"
	// ProfileTSYS is TSYS Acquiring Solutions.
	ProfileTSYS = "tsys"
)

// Options sets up a [Simulator]. The zero value has the default profile,
// seed 0 and the real clock.
type Options struct {
	Profile             string               // "" = ProfileDefault
	Seed                uint64               // decides ids, reconciliation ids and tokens
	Now                 func() time.Time     // nil = time.Now
	Ahead               func() time.Duration // how far Now is ahead of the clock that tokens are made and read by; nil = not at all
	DuplicateCodeCheck  bool                 // refuse a code that succeeded less than 15 minutes ago
	MaxPayments         int                  // entries and payments kept, those used least recently dropped first; 0 = 10,000
	IncrementKeepsID    bool                 // an increment answers with the id of the payment instead of a new one
	RelaxedRequirements bool                 // bill-to members are not demanded, as on accounts set up that way
	Features            Features             // what the account can do
	NoSums              bool                 // captures and refunds above what is there are accepted, as the test system does
	UnknownID           string               // what an unknown id is refused with; "" = UnknownIDInvalidPayment
	DuplicateIDReason   string               // what a used transaction id is refused with: INVALID_DATA or DUPLICATE_REQUEST; "" = INVALID_DATA
	BatchAt             string               // time of the daily batch in UTC, such as "02:00"; "" = only SendBatch sends one
	WorkIsUnknown       bool                 // a timeout call does not find what was accepted and not yet processed
	DuplicateCodeAcross bool                 // with DuplicateCodeCheck: the code of one operation counts for all
	TransactionIDLife   time.Duration        // how long a transaction id stays used; 0 = 60 days
	RefusalFreesID      bool                 // a refused request has not used its transaction id
	TimeoutCallBlocks   bool                 // a timeout call that finds nothing uses the transaction id up
	TimeoutCallReason   string               // what Features.NoTimeoutCalls refuses with: INVALID_DATA or NOT_SUPPORTED; "" = INVALID_DATA
	IndexDelay          IndexDelay           // until look-ups find a record
	Lookups             Lookups              // what else differs about them
	State               *statefile.File      // what is remembered comes from there, and is written to it whenever it has changed; nil = nowhere
}

// Request is one authenticated call in the clear.
type Request struct {
	Operation  Operation
	IDs        []string // from the path, unescaped, in their order
	MerchantID string   // the transacting merchant; payments of others are unknown to it
	Pages      string   // where the pages of payer authentication and the hosted ones are, such as "http://127.0.0.1:8080"; "" = nowhere
	Body       []byte   // JSON; not changed, not kept

	// Time is when the call takes effect, if that is not Options.Now: a call that was held
	// back until then and is processed afterwards.
	Time time.Time

	CardTypes, Currencies []string // that the merchant takes; none = all

	CorrelationID string // of the answer, which some refusals repeat
	PageScript    Script // of hosted pages
}

// Script is the script that hosted pages load.
type Script struct {
	URL       string
	Integrity string // its subresource integrity
}

// Answer is what to send back.
type Answer struct {
	Status int    // HTTP status: 200, 201, 400, 404, 429 or 502
	Body   []byte // JSON; the caller's to keep
	Entry  *Entry // what was recorded; nil for a look-up or a session, and if the request was refused before processing

	MediaType string // of a body that is no JSON
	Trigger   string // what in the request decided the outcome, such as "amount 2201"; "" for an ordinary one
	CardKey   uint64 // of a payment: tells its card apart from others, as long as the simulator lives; 0 without a card's number
}

// Entry is one request that was processed. It holds no card data beyond the last four
// digits.
type Entry struct {
	Sequence      uint64    // 1 for the first entry, then counting up
	ID            string    // of the answer, 22 digits
	OriginalID    string    // the earlier call that this one is about; "" for a payment or a credit
	PaymentID     string    // the payment or credit that all of it began with; "" for payer authentication before one, and for sessions and orders
	Operation     Operation // which call it was
	MerchantID    string
	Code          string    // clientReferenceInformation.code, made up if the request had none
	TransactionID string    // clientReferenceInformation.transactionId; "" if the request had none
	Time          time.Time // UTC

	HTTPStatus int    // of the answer
	Status     string // what really became of it, also when the answer was a 502
	Reason     string // errorInformation.reason, or the top-level reason of a 502; "" for an approval

	Currency         string // as sent
	Amount           string // asked for: the total of a payment, the additional amount of an increment
	AuthorizedAmount string // put on hold by this entry; "" if nothing was
	TotalAmount      string // held or captured for the payment after this entry
	HeldAmount       string // of the payment after this entry, as in Payment
	CapturedAmount   string
	RefundedAmount   string
	Captured         bool // a sale, or a payment that was settled since
	Released         bool // a hold that was reversed or has expired since

	CardType     string // "001" for Visa, ...; "" without a card
	CardLastFour string

	ResponseCode string // of the processor, which a timeout call of a failed one reports
	Challenge    string // authentication transaction id of the challenge that it began
}

// Step overrides the outcome of one call. A step waits for the next valid call
// of its operation; steps for the same operation are used up in order.
type Step struct {
	Operation Operation // zero value: the next payment
	PaymentID string    // increments and refreshes of this payment only; "" = of any

	// Status and Reason of the answer, such as "DECLINED" and "EXPIRED_CARD". With
	// only one of them the other follows: a status gets its usual reason, a reason
	// its usual status. Reasons that the service gives with HTTP 400 or 502 do so
	// here. A status that is not known is answered as it is, with HTTP 201.
	Status string
	Reason string

	// Scenario is the name of a row of the 3-D Secure cards, such as "attempt", that the
	// enrolment check of the call finds, whatever the card. In place of Status and Reason.
	Scenario string

	Message      string // errorInformation.message; "" = the usual text
	ResponseCode string // processorInformation.responseCode; "" = the profile's
	Advice       string // processorInformation.merchantAdvice.code, such as "03"; "" = the profile's
	Authorized   string // amount put on hold where it is less than asked, for PARTIAL_AUTHORIZED; "" = all, or half
	HTTPStatus   int    // 0 = follows from status and reason; 502 with a Status of "AUTHORIZED" keeps the payment and loses the answer
}

// HoldsFunds reports whether this entry put money of the payer on hold, or moved
// it, that nobody has given back since.
func (e Entry) HoldsFunds() bool {
	return strings.Trim(e.AuthorizedAmount, "0.") != "" && !e.Released
}

// succeeded reports whether a repetition of the same code would be a duplicate.
func (e Entry) succeeded() bool {
	return e.HTTPStatus == 201 && (e.AuthorizedAmount != "" || e.Status == "PENDING")
}
