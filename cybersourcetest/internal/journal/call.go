package journal

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// Call is the summary of one call. Its texts are masked and short, whatever the client sent.
type Call struct {
	Number   uint64 // order of arrival, from 1
	Change   uint64 // grows with every change of any call
	Time     time.Time
	Duration time.Duration // until it was answered
	Ended    bool          // it was answered, or nobody waits for an answer any more

	Method, Path, Operation string
	MerchantID              string // as the client named it, unless Scheme says that it was authenticated
	Scheme                  string
	Code, TransactionID     string
	CorrelationID           string

	HTTPStatus          int // of the true answer, whether or not it was sent
	Sent                int // HTTP status that went to the client, a fault's too; 0 = none did
	Status, Reason      string
	Refusal             string // why it was refused, in a line
	Cause               string // the key of its explanation
	Fault               string
	Processed, Answered bool
	Trigger             string // what in the request decided the outcome
	Instruction         uint64 // the instruction that it met; 0 = none

	ID, OriginalID, PaymentID          string
	Amount, AuthorizedAmount, Currency string
	Card                               string
}

// Outcomes are the values of [Call.Outcome].
const (
	Running  = "running"  // not answered yet
	Lost     = "lost"     // it may stand, and the client did not get the true answer whole
	Refused  = "refused"  // nothing was processed
	Declined = "declined" // processed, and no money moved
	Failed   = "failed"   // answered with a failure of the service, or of a server in front of it
	Approved = "approved" // processed, or read
)

// Outcomes lists them.
func Outcomes() []string { return []string{Approved, Declined, Refused, Failed, Lost, Running} }

var declines = []string{"DECLINED", "INVALID_REQUEST", "AUTHORIZED_RISK_DECLINED", "AUTHENTICATION_FAILED", "FAILED", "ABANDONED"}

// Outcome is what became of the call at a glance.
func (c *Call) Outcome() string {
	status := c.HTTPStatus
	if !c.Answered {
		status = c.Sent
	}
	switch {
	case !c.Ended:
		return Running
	case !c.Answered && (c.Processed || status < 400):
		return Lost
	case status >= 500 && status != http.StatusNotImplemented:
		return Failed
	case status >= 400:
		return Refused
	case slices.Contains(declines, c.Status):
		return Declined
	default:
		return Approved
	}
}

// Exchange is all that is kept of the newest calls only: what was sent, either way, and what
// the verifier found.
type Exchange struct {
	Request, Answer Message
	Encrypted       bool // the request's body was, before it was decrypted
	Findings        verify.Findings
	Fault           string // what the fault did to the call, in a sentence
	Fields          []string
}

// Message is a request or an answer.
type Message struct {
	Line   string // method and target, masked, or the status line
	Header http.Header
	Model  string // of the body, which knows what to mask; "" if it is not known
	Body   []byte // raw: masked when it is shown
	Own    bool   // the body is a text of the gateway's own, which has no card data
}

// size is about what the exchange takes in memory.
func (x *Exchange) size() int {
	size := 512 + len(x.Findings.Expected) + len(x.Findings.Signed)
	for _, m := range []Message{x.Request, x.Answer} {
		size += len(m.Line) + len(m.Body) + HeaderSize(m.Header)
	}
	for _, claims := range [][]verify.Claim{x.Findings.Header, x.Findings.Claims} {
		for _, c := range claims {
			size += 64 + len(c.Name) + len(c.Have) + len(c.Want)
		}
	}
	return size
}

// HeaderSize is about what a header takes in memory, which for many tiny ones is far more
// than their text.
func HeaderSize(header http.Header) int {
	const each = 128
	size := 0
	for name, values := range header {
		size += each + len(name)
		for _, value := range values {
			size += len(value)
		}
	}
	return size
}

// Filter chooses calls. Empty members choose all.
type Filter struct {
	Merchant, Operation string
	Outcome             string // one of Outcomes, or a status, a reason, a fault or an HTTP status, true or sent
	Reference           string // code or transaction id
	Payment             string // id of the payment, or of any call about it
	Text                string // somewhere in the texts of the summary
	After, Before       uint64 // numbers
	Changed             uint64 // changed after this change
	Ended               bool   // no running ones
}

// fits reports whether a call is chosen.
func (f *Filter) fits(c *Call) bool {
	is := func(want string, have ...string) bool { return want == "" || slices.Contains(have, want) }
	return is(f.Merchant, c.MerchantID) &&
		is(f.Operation, c.Operation) &&
		is(f.Outcome, c.Outcome(), c.Status, c.Reason, c.Fault, strconv.Itoa(c.HTTPStatus), strconv.Itoa(c.Sent)) &&
		is(f.Reference, c.Code, c.TransactionID) &&
		is(f.Payment, c.PaymentID, c.ID, c.OriginalID) &&
		(f.Text == "" || c.has(strings.ToLower(f.Text))) &&
		c.Change > f.Changed && (!f.Ended || c.Ended)
}

// has reports whether a text, in lower case, is in the summary.
func (c *Call) has(text string) bool {
	for _, s := range []string{
		c.MerchantID, c.Operation, c.Method + " " + c.Path, c.Code, c.TransactionID, c.CorrelationID, c.Status, c.Reason, c.Refusal,
		c.Fault, c.ID, c.OriginalID, c.PaymentID, c.Amount, c.Currency, c.Card, c.Outcome(), strconv.Itoa(c.HTTPStatus), strconv.Itoa(c.Sent),
	} {
		if strings.Contains(strings.ToLower(s), text) {
			return true
		}
	}
	return false
}
