package cybersource

import (
	"context"
	"time"
)

// CallRecord is what a call that moves money can be found by again: in the service, by
// [APIClient.Resolve], and in a database, since it is plain data. It holds ids, an amount
// and times, and no card or personal data, unless the caller puts such into a reference.
//
// It exists before anything is sent, where the call has the option [WithRecord], and
// afterwards by [OutcomeUnknownError.Record] and [NotProcessedError.Record]. As JSON it
// stays readable: a later version of this library reads it, and an older one refuses what
// it does not know. [APIClient.Resolve] returns it with what it learned; store
// that one in place of the old.
type CallRecord struct {
	Version    int    `json:"version"`              // of this format: 2; 1 is read too
	Operation  string `json:"operation"`            // such as "CreatePayment"
	Host       string `json:"host"`                 // run environment, such as "api.cybersource.com"
	MerchantID string `json:"merchantId,omitempty"` // transacting merchant

	// PaymentID is the id in the path of the request: of the payment, capture, refund or
	// credit that the call was about. "" for calls that begin something.
	PaymentID string `json:"paymentId,omitempty"`

	ReferenceCode string `json:"referenceCode,omitempty"` // clientReferenceInformation.code that was sent

	// CodeIsUnique: no other request has this reference code, other than those that undo
	// this one. The client made it, or the call was declared so by [WithUniqueCode].
	CodeIsUnique bool `json:"codeIsUnique,omitempty"`

	TransactionID string `json:"transactionId,omitempty"` // clientReferenceInformation.transactionId that was sent

	// ID is the service's id of the request, where an answer had one or a look-up found it.
	ID string `json:"id,omitempty"`

	Amount   string `json:"amount,omitempty"` // as sent: a decimal string such as "21.50"; "" if the request had none
	Currency string `json:"currency,omitempty"`
	Sale     bool   `json:"sale,omitempty"` // a payment that is captured in the same call

	// Of a sum that was converted for the payer: the other one that was sent, foreignAmount and
	// foreignCurrency or else originalAmount and originalCurrency. The record of the service may
	// have either. "" if there was none; a record in OtherCurrency without an OtherAmount to compare
	// it with is an unknown outcome.
	OtherAmount   string `json:"otherAmount,omitempty"`
	OtherCurrency string `json:"otherCurrency,omitempty"`

	Time time.Time `json:"time"` // when the call began

	// SendBy is the time limit of the call. No attempt is signed later, by the same clock.
	SendBy time.Time `json:"sendBy"`

	// QuietAt is when no request of the call can be accepted any more: 6 minutes after
	// SendBy with a JWT, which names the time when it expires, and 10 minutes with other
	// credentials, for which that is an assumption. What a look-up or a timeout call does
	// not find before is no evidence of absence.
	QuietAt time.Time `json:"quietAt"`

	// NotProcessed: the call ended certainly without having moved money, in a [NotProcessedError].
	NotProcessed bool `json:"notProcessed,omitempty"`

	Looks     int       `json:"looks,omitempty"`    // rounds of [APIClient.Resolve] that were looked to their end
	FirstLook time.Time `json:"firstLook,omitzero"` // of these
	LastLook  time.Time `json:"lastLook,omitzero"`

	// Undo is how far [APIClient.Undo] has come; nil until it was asked for this call.
	Undo *UndoRecord `json:"undo,omitempty"`
}

// recordVersion is the version of the records that this library writes, and the newest
// that it reads.
const recordVersion = 2

const (
	// A JWT is good for two minutes. The service may allow two more, and two are for a clock
	// here that is that far behind.
	quietAfterToken = 6 * time.Minute
	// Other signatures say when they were made, or nothing.
	quietAfterSignature = 10 * time.Minute
)

// WithRecord has save store the record of a call that moves money, after its references are
// made and before its first attempt. Should the process end, or the answer be lost, the
// record is what the call is found by:
//
//	payment, err := client.PaymentsApi.CreatePayment(ctx, request,
//		cybersource.WithRecord(func(ctx context.Context, r cybersource.CallRecord) error {
//			return store.Put(ctx, order, r) // as JSON
//		}))
//
// Keep the record of every try of an order: a refusal of the second can be about the first.
//
// If save returns an error nothing is sent: the call ends in a [*NotProcessedError] that
// wraps it. Its time counts as time of the call. Calls that move no money have no record.
//
// Of several, all are called, in their order, until one fails.
func WithRecord(save func(ctx context.Context, r CallRecord) error) CallOption {
	return callOption(func(o *givenOptions) {
		first := o.record
		switch {
		case save == nil:
			return
		case first == nil:
			o.record = save
			return
		}
		o.record = func(ctx context.Context, r CallRecord) error {
			if err := first(ctx, r); err != nil {
				return err
			}
			return save(ctx, r.clone())
		}
	})
}

// WithUniqueCode declares that the request's own reference code, or the one that it takes
// over from a record, belongs to no other request. What a search finds by it is then this
// request, and [APIClient.Resolve] adopts it. Codes that the client makes are unique
// without it. An order number is not, if the order can be paid in a second try.
func WithUniqueCode() CallOption {
	return callOption(func(o *givenOptions) { o.uniqueCode = true })
}

// Record returns what the call can be found by. It is zero if no call of this package
// returned e.
func (e *OutcomeUnknownError) Record() CallRecord {
	if e == nil {
		return CallRecord{}
	}
	return e.record
}

// Record returns the record of the call, which says that it was not processed. It is zero
// if no call of this package returned e, and for calls that move no money.
func (e *NotProcessedError) Record() CallRecord {
	if e == nil {
		return CallRecord{}
	}
	return e.record
}

// saveRecord lets the caller store the record. Nothing is sent yet. The record of a body that
// will be encrypted has to be made now.
func (c *call) saveRecord(ctx context.Context, body []byte) error {
	c.sent.Body = body
	if !c.op.movesMoney || c.options.record == nil && !c.options.encryptRequest {
		return nil
	}
	c.record = new(c.newRecord())
	if c.options.record == nil {
		return nil
	}
	if err := c.options.record(ctx, *c.record); err != nil {
		return c.notSent(&recordError{causeOf(err)})
	}
	return nil
}

// recordError is a record that could not be stored.
type recordError struct{ cause error }

func (e *recordError) Error() string { return "store the record of the call: " + e.cause.Error() }
func (e *recordError) Unwrap() error { return e.cause }

// foundBy is what the call can be found by, as far as it has come.
func (c *call) foundBy() CallRecord {
	if c.record != nil {
		return *c.record
	}
	return c.newRecord()
}

func (c *call) newRecord() CallRecord {
	r := CallRecord{
		Version:       recordVersion,
		Operation:     c.op.name,
		Host:          c.client.set().host,
		MerchantID:    c.merchantID(),
		PaymentID:     c.paymentID(),
		ReferenceCode: c.references.code(),
		CodeIsUnique:  c.references.isGenerated(memberCode) || c.options.uniqueCode,
		TransactionID: c.references.transactionID(),
		Time:          c.sent.Begun.Round(0).UTC(), // without the reading of the monotonic clock, which means nothing elsewhere
	}
	r.SendBy = r.Time.Add(c.sent.Timeout)
	r.QuietAt = r.SendBy.Add(c.client.quietAfter())
	r.take(c.readBody(c.sent.Body))
	r.CodeIsUnique = r.CodeIsUnique && r.ReferenceCode != ""
	return r
}

// quietAfter is how long after its signature a request may be accepted.
func (c *APIClient) quietAfter() time.Duration {
	if c.set().signer.jwt {
		return quietAfterToken
	}
	return quietAfterSignature
}
