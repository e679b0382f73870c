package idempotency

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/withheld"
)

// claim is one attempt to get hold of a step, made while its call waits to be sent.
type claim struct {
	step *step

	owned   bool      // the step is this call's: it is sent
	entry   Entry     // as it was written, if owned
	found   *Entry    // the step as it is there already
	now     time.Time // of the store, when it was found
	refused error     // why nothing is sent, whatever the step
}

// save claims the step with the record of the call. Its error ends the call before anything
// is sent.
func (c *claim) save(ctx context.Context, record cybersource.CallRecord) error {
	if err := c.step.unfit(&record); err != nil {
		c.refused = notRead(record.Operation, c.step.key, err)
		return err
	}
	id := ID{
		OrderID:   OrderID{Host: record.Host, MerchantID: c.step.merchantOf(&record), Order: c.step.key.Order},
		Operation: record.Operation, Step: c.step.key.Step,
	}
	var wrote Entry
	err := c.step.keys.change(ctx, id.OrderID, func(_ context.Context, v View) ([]Entry, error) {
		c.owned, c.found, c.refused, c.now = false, nil, nil, v.Now
		var writes []Entry
		if writes = c.decide(id, &record, v); len(writes) > 0 {
			wrote = writes[0]
		}
		return writes, nil
	})
	if err != nil {
		c.owned = wrote.Epoch > 0 && c.isCommitted(ctx, &wrote)
	}
	switch {
	case c.owned:
		c.entry = wrote
		return nil
	case err != nil:
		c.found, c.refused = nil, nil
		return err
	default:
		return withheld.Err
	}
}

// decide says what is written, inside of the transaction: the claim, or nothing.
func (c *claim) decide(id ID, record *cybersource.CallRecord, v View) []Entry {
	mine := entryOf(v.Entries, id)
	if mine != nil && !mine.isFree() && !c.isSentAgain(mine) {
		c.found = mine
		return nil
	}
	if c.refused = c.step.blockedBy(v.Entries, id, record); c.refused != nil {
		return nil
	}
	c.owned = true
	e := Entry{ID: id, Version: entryVersion, Epoch: 1, Claimed: v.Now}
	if mine != nil {
		e.Epoch, e.Claimed, e.Resent = mine.Epoch+1, mine.Claimed, c.step.again != nil
	}
	e.State, e.Changed, e.Record = StateRunning, v.Now, *record
	e.Quiet = v.Now.Add(record.QuietAt.Sub(record.Time)) // durations do not depend on whose clock is right
	e.Due = e.Quiet                                      // a lease
	e.Digest = c.step.keys.digests.of(c.step.content)
	if again := c.step.again; again != nil {
		e.Record.Time = again.Time // look-ups search from the first submission on
	}
	return []Entry{e}
}

// isFree reports whether a step that is there may be claimed as if it were not.
func (e *Entry) isFree() bool { return e.State == StateRefused && !e.Purged }

// isSentAgain reports whether a step is the one whose submission is sent once more.
func (c *claim) isSentAgain(mine *Entry) bool {
	again := c.step.again
	return again != nil && mine.SendAgain && mine.State == StateOpen && mine.Record.TransactionID == again.TransactionID
}

// isCommitted reads the step again after the store failed: the claim may be there all the
// same. If it is not, it may yet come; it then is a step that nobody sends, and which is
// found so.
func (c *claim) isCommitted(ctx context.Context, wrote *Entry) bool {
	entries, err := c.step.keys.store.Read(ctx, wrote.OrderID)
	if err != nil {
		return false
	}
	e := entryOf(entries, wrote.ID)
	return e != nil && e.State == StateRunning && e.Epoch == wrote.Epoch && e.Record.TransactionID == wrote.Record.TransactionID &&
		e.Record.ReferenceCode == wrote.Record.ReferenceCode && e.Record.Time.Equal(wrote.Record.Time)
}

// entryOf returns the entry with an id; nil if there is none.
func entryOf(entries []Entry, id ID) *Entry {
	for i := range entries {
		if entries[i].ID == id {
			return &entries[i]
		}
	}
	return nil
}

// merchantOf is whose order a step is of: that of the credentials or the options of the call,
// else the only one of the keys.
func (s *step) merchantOf(r *cybersource.CallRecord) string {
	if r.MerchantID == "" && len(s.keys.options.Merchants) == 1 {
		return s.keys.options.Merchants[0]
	}
	return r.MerchantID
}

// merchantProblem is why the keys take no calls of a merchant; "" if they do.
func (s *step) merchantProblem(merchant string) string {
	switch {
	case merchant == "":
		return "is not known, and orders are told apart by it: the credentials name none, so name the only one in Options.Merchants"
	case s.keys.options.leaves(merchant):
		return "is " + merchant + ", which is not in Options.Merchants as it is written: nobody would look for its steps"
	default:
		return ""
	}
}

// unfit refuses a call that could not be found again, or told from that of another merchant.
func (s *step) unfit(r *cybersource.CallRecord) error {
	if reason := s.merchantProblem(s.merchantOf(r)); reason != "" {
		return &cybersource.InvalidRequestError{Operation: s.operation, Problems: []cybersource.FieldProblem{{Field: "merchant", Reason: reason}}}
	}
	if !hasOwnReferences(s.operation) || r.CodeIsUnique && r.TransactionID != "" {
		return nil
	}
	const advice = "has to be of this call alone, by which it is found: leave it empty, and the client fills it in"
	field := "req.ClientReferenceInformation.TransactionID"
	if !r.CodeIsUnique {
		field = "req.ClientReferenceInformation.Code"
	}
	return &cybersource.InvalidRequestError{Operation: s.operation, Problems: []cybersource.FieldProblem{
		{Field: field, Reason: advice + ", unless Configuration.OmitReferenceCode or OmitTransactionID says otherwise; WithUniqueCode declares a code of your own"},
	}}
}
