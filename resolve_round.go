package cybersource

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

// lookup is one round of Resolve.
type lookup struct {
	client  *APIClient
	ctx     context.Context
	options []CallOption
	result  Resolution

	read       map[string]*foundRecord // the records that were asked for, by id; nil for what was not found
	own        []foundRecord           // that are the call's
	moved      []foundRecord           // of these, that moved money or may yet
	candidates []foundRecord           // that may be the call's
	adopted    *foundRecord            // the one that decides what became of the call

	began   time.Time // of the round
	unfit   error     // an answer that was another request's, or a search without end
	partial bool      // not everything was looked at that could be found
}

const (
	searchMargin = 15 * time.Minute // around the time of the call: clocks differ, and calls arrive late

	mostRelated    = 100 // records of a payment that are read
	mostRows       = 200 // of a search that are looked at
	mostLookPages  = 20  // of a search for a code: a page can have more rows than that, and is at times a few short
	mostCandidates = 10  // that are read in full, to find the transaction id in them
)

// look checks a record, and begins a round with a copy of it.
func (c *APIClient) look(ctx context.Context, operation string, record CallRecord, opts []CallOption) (*lookup, error) {
	switch {
	case c == nil || c.set == nil:
		return nil, &InvalidRequestError{Operation: operation, Problems: problems{{"client", "was not made by NewAPIClient"}}}
	case ctx == nil:
		return nil, &InvalidRequestError{Operation: operation, Problems: problems{{"ctx", "is nil"}}}
	}
	if err := record.check(c, operation, c.merchantOf(opts)); err != nil {
		return nil, err
	}
	return &lookup{
		client: c, ctx: ctx, options: opts,
		result: Resolution{Record: record.clone()}, read: map[string]*foundRecord{},
		began: c.clock.Now().Round(0).UTC(),
	}, nil
}

// round looks, and fills in the result.
func (x *lookup) round() error {
	if x.result.Record.NotProcessed {
		x.result.Verdict = VerdictNeverSent
		return nil
	}
	for _, step := range []func() error{x.byID, x.byPayment, x.byCode} {
		if err := step(); err != nil {
			return err
		}
		if x.adopt() {
			break
		}
	}
	if x.unfit != nil && x.adopted == nil && x.showsNothing() {
		return x.unfit // nothing else is known
	}
	x.conclude()
	return nil
}

// byID reads the record with the id that an answer had.
func (x *lookup) byID() error {
	r := &x.result.Record
	if !isUsableID(r.ID) {
		return nil
	}
	found, err := x.transaction(r.ID)
	if err != nil {
		return err
	}
	if found == nil || found.isOthers(r) || found.isAnotherOperations(r) {
		x.partial = true // an answer had this id, so that there is a record of the call
		return nil
	}
	if found.onlyCaptures(r) {
		x.candidates = append(x.candidates, *found)
		return nil
	}
	found.evidence = EvidenceID
	x.own = append(x.own, *found)
	return nil
}

// byPayment reads the records that are related to the payment of a follow-up.
func (x *lookup) byPayment() error {
	payment := x.result.Record.PaymentID
	if payment == "" {
		return nil
	}
	found, err := x.transaction(payment)
	if err != nil {
		return err
	}
	if found == nil {
		x.partial = x.partial || x.result.Record.ReferenceCode == "" // nothing else is looked at
		return nil
	}
	x.partial = x.partial || len(found.related) > mostRelated
	for _, id := range found.related[:min(len(found.related), mostRelated)] {
		related, err := x.transaction(id)
		if err != nil {
			return err
		}
		if related == nil { // there is one, since the payment names it
			x.partial = true
			continue
		}
		x.sort(*related)
	}
	return nil
}

// byCode searches for the reference code.
func (x *lookup) byCode() error {
	r := &x.result.Record
	if r.ReferenceCode == "" {
		return nil
	}
	query := Query().ReferenceCode(r.ReferenceCode).Between(r.Time.Add(-searchMargin), r.SendBy.Add(searchMargin)).NewestFirst()
	pages := mostLookPages
	if !query.sendsCode() {
		pages = mostSearchPages // all that the merchant did at that time
	}
	var rows []foundRecord
	for row, err := range x.client.SearchTransactionsApi.upTo(x.ctx, pages, query, x.options) {
		if errors.Is(err, errShortSearch) { // the service is known to count too many, so that it is no error
			x.partial = true
			break
		}
		if errors.Is(err, errEndlessSearch) {
			x.partial, x.unfit = true, cmp.Or(x.unfit, err)
			break
		}
		if err != nil {
			return err
		}
		if rows = append(rows, row.found(r)); len(rows) == mostRows {
			x.partial = true
			break
		}
	}
	return x.sortRows(rows)
}

// sortRows reads the records of the rows that are the call's in full: a row has the amount
// that was asked for, and not the one that was approved. The likeliest others are read for
// the transaction id.
func (x *lookup) sortRows(rows []foundRecord) error {
	r := &x.result.Record
	rank(rows, r)
	for i, row := range rows {
		if x.read[row.id] != nil || !row.mayBe(r) {
			continue
		}
		if !isUsableID(row.id) { // there is something, and no way to read it
			x.partial = true
			continue
		}
		if !r.CodeIsUnique && (i >= mostCandidates || r.TransactionID == "") {
			x.candidates = append(x.candidates, row)
			continue
		}
		full, err := x.transaction(row.id)
		if err != nil {
			return err
		}
		if full == nil { // it is on its way
			row.outcome = Outcome{}
			full = &row
		}
		x.sort(*full)
	}
	return nil
}

// sort puts a record to the call's own or to the candidates, or drops it.
func (x *lookup) sort(found foundRecord) {
	r := &x.result.Record
	if !found.mayBe(r) {
		return
	}
	if found.evidence = found.shows(r); found.evidence == EvidenceNone {
		x.candidates = append(x.candidates, found)
		return
	}
	x.own = append(x.own, found)
}

// record reads a record, unless it was read before; nil if it is not found.
func (x *lookup) record(id string) (*foundRecord, error) {
	if !x.wasRead(id) {
		if _, err := x.transaction(id); err != nil {
			return nil, err
		}
	}
	return x.read[id], nil
}

func (x *lookup) wasRead(id string) bool {
	_, read := x.read[id]
	return read
}

// transaction reads a record once; nil if it is not found. An answer that is another
// request's finds nothing, and neither does one that does not say whose it is.
func (x *lookup) transaction(id string) (*foundRecord, error) {
	if x.wasRead(id) {
		return nil, nil
	}
	x.read[id] = nil
	answer, err := x.client.transaction(x.ctx, id, x.options)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case errors.Is(err, errOtherRecord):
		x.partial, x.unfit = true, cmp.Or(x.unfit, err)
		return nil, nil
	case err != nil:
		return nil, err
	case answer.ID == "":
		x.partial = true
		return nil, nil
	}
	x.read[id] = new(answer.found(&x.result.Record))
	return new(*x.read[id]), nil
}

// adopt takes over the record that is the call's, if it decides what became of the call.
// One that shows money outweighs those that do not: a repeat of the call may have been
// refused. Several that show money are none to choose from. A refusal decides only if all
// was looked at, and no candidate stands: either may be the payment that does.
func (x *lookup) adopt() bool {
	decided := slices.DeleteFunc(slices.Clone(x.own), x.leavesOpen)
	x.moved = slices.DeleteFunc(slices.Clone(decided), foundRecord.movedNothing)
	allRefused := len(x.moved) == 0 && len(decided) > 0 && len(decided) == len(x.own)
	switch {
	case len(x.moved) == 1:
		x.adopted = &x.moved[0]
	case allRefused && !x.partial && !slices.ContainsFunc(x.candidates, foundRecord.mayStand):
		x.adopted = &decided[0]
	}
	return x.adopted != nil
}

// happened fills in the verdict on a call whose record was found.
func (x *lookup) happened() {
	result, found := &x.result, x.adopted
	result.Verdict, result.Evidence = VerdictHappened, found.evidence
	result.ID, result.Status, result.Outcome = found.id, found.status, found.outcome
	result.Amount, result.Currency = found.amount, found.currency
	result.Record.ID = found.id
	if r := &result.Record; r.undoBegun() && !r.undoes() { // Undo repeats those, and never takes them back
		result.Outcome = r.Undo.outcome(found.outcome)
	}
}

// leavesOpen reports whether a record leaves open what became of the call. A reversal or
// void has no reference of its own that it could be a repeat by: the record with its id
// is all that there is to know, also if the refusal is about an earlier one.
func (x *lookup) leavesOpen(f foundRecord) bool {
	return f.isOpen() && !(x.result.Record.undoes() && f.evidence == EvidenceID && f.movedNothing())
}

// conclude fills in the verdict, and when to ask again.
func (x *lookup) conclude() {
	now := x.client.clock.Now().Round(0).UTC()
	x.result.Record.noteLook(now)
	if x.adopted != nil {
		x.happened()
		return
	}
	found := append(x.own, x.candidates...)
	rank(found, &x.result.Record)
	x.result.Candidates = candidatesOf(found)
	if x.showsNothing() {
		x.foundNothing()
		return
	}
	if len(x.candidates) > 0 && !slices.ContainsFunc(x.own, x.leavesOpen) || len(x.moved) > 1 {
		x.result.Verdict = VerdictAmbiguous
	}
	if x.result.Verdict == VerdictNotFound || now.Before(x.result.Record.QuietAt) {
		x.result.AskAgainAt = x.result.Record.nextLook()
	}
}

// showsNothing reports whether nothing was found that may have moved money: at most refusals
// of the call, for instance because its transaction id was used before. Whoever used it, a
// timeout call finds by that id.
func (x *lookup) showsNothing() bool {
	return len(x.candidates) == 0 && !slices.ContainsFunc(x.own, func(f foundRecord) bool { return !f.movedNothing() || f.outcome.HoldsFunds })
}

// foundNothing fills in the verdict of a round that found nothing. The service has none
// only if it said so, under all the conditions of [VerdictNone].
func (x *lookup) foundNothing() {
	r := &x.result.Record
	canBeFound := r.ReferenceCode != "" || r.PaymentID != ""
	if r.Undo != nil && !x.partial && canBeFound {
		r.Undo.noteEmptyLook(x.began)
	}
	if r.ID == "" && !x.partial && x.client.timeoutCalls && lostCallOf(r.Operation).undo != timeoutNone && r.showsNone(x.began) {
		x.result.Verdict = VerdictNone
		return
	}
	x.result.AskAgainAt = r.nextLook()
}
