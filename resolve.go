package cybersource

import (
	"context"
	"errors"
	"time"
)

// Verdict is what [APIClient.Resolve] found out about a call. As text, in JSON for
// instance, it is its words.
type Verdict uint8

const (
	// VerdictNotFound: nothing that decides was found so far. That proves nothing: records
	// show up after seconds, at times after minutes. Ask again at AskAgainAt. Candidates
	// then are records of the call that leave its outcome open.
	VerdictNotFound Verdict = iota
	// VerdictHappened: the service processed the request. Outcome says what became of it: a
	// decline happened too.
	VerdictHappened
	// VerdictNeverSent: the call ended before it could move money, as its record says.
	VerdictNeverSent
	// VerdictAmbiguous: there are records that may be the call's, one or more. They share its
	// reference code, which other requests may have too. A person has to choose.
	VerdictAmbiguous
	// VerdictNone: the service has no such call. It rests on two answers of timeout calls
	// that [APIClient.Undo] got and wrote into the record: at least 5 minutes apart, both
	// after QuietAt, each followed by a look-up that found nothing, or nothing but refusals
	// of the call, and saw all that is counted and named, for an account that is declared to
	// support them by [Configuration.TimeoutCalls]. It permits sending the same submission again, with the
	// same reference code and transaction id, and nothing else. The record of that call takes
	// the place of this one, whose Undo would undo the new call too.
	VerdictNone
)

var verdictWords = []string{"not found so far", "happened", "never sent", "ambiguous", "the service has none"}

// String returns the verdict in words, such as "not found so far".
func (v Verdict) String() string { return wordOf(v, verdictWords) }

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the verdict from its words.
func (v *Verdict) UnmarshalText(text []byte) error { return readWord(v, text, verdictWords, "verdict") }

// Evidence is what shows that a call happened.
type Evidence uint8

const (
	// EvidenceNone: it was not found.
	EvidenceNone Evidence = iota
	// EvidenceID: the record with the id that an answer to the call had.
	EvidenceID
	// EvidenceCode: a record with the reference code of the call, which no other has.
	EvidenceCode
	// EvidenceTransactionID: a record that names the transaction id of the call.
	EvidenceTransactionID
)

var evidenceWords = []string{"none", "id", "reference code", "transaction id"}

// String returns the evidence in words, such as "reference code".
func (e Evidence) String() string { return wordOf(e, evidenceWords) }

// MarshalText writes the evidence in words.
func (e Evidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads the evidence from its words.
func (e *Evidence) UnmarshalText(text []byte) error {
	return readWord(e, text, evidenceWords, "evidence")
}

// Resolution is what a round of [APIClient.Resolve] found out.
type Resolution struct {
	Verdict Verdict // in one word

	// Record is the record with what was learned. Store it in place of the one before.
	Record CallRecord

	// Of a call that happened: the service's id of it, its status, amount and currency as
	// its record has them, and what shows that it is the call's. Status is "" in the
	// records of most authorizations.
	ID       string
	Status   Status
	Amount   string
	Currency string
	Evidence Evidence

	// Outcome is what became of a call that happened, and an unknown outcome otherwise. So
	// it is for one that moved money and is being undone. It is compared with the Amount and
	// Currency of the record, or with its OtherAmount and OtherCurrency: less is partially
	// approved, and a currency that is neither is unknown.
	Outcome Outcome

	// Candidates are the records that may be the call's, the likeliest first: with the same
	// amount and currency before others, then by time.
	Candidates []Candidate

	// AskAgainAt is when to ask next. It is zero if that would not help.
	AskAgainAt time.Time
}

// Candidate is a record that may be the call's.
type Candidate struct {
	ID           string    // the service's id of the request
	Applications []string  // names of the services that it ran, such as ics_auth
	Status       Status    // "" in the records of most authorizations
	Amount       string    // as received; approved, or else asked for
	Currency     string    // as received
	Time         time.Time // zero if the record does not say
	Outcome      Outcome   // what became of it
}

// Resolve looks up what became of a call whose outcome is unknown. It makes one round and
// does not wait, and it only reads: nothing is sent again, reversed or voided.
//
//	resolution, err := client.Resolve(ctx, record)
//	if err != nil {
//		return err // could not look
//	}
//	store(resolution.Record)
//	switch resolution.Verdict {
//	case cybersource.VerdictHappened:
//		// resolution.Outcome says what became of it, resolution.ID is for its follow-ups
//	case cybersource.VerdictNeverSent:
//		// it did not happen: the same request may be sent again
//	case cybersource.VerdictAmbiguous:
//		// a person chooses among resolution.Candidates
//	case cybersource.VerdictNone:
//		// the same submission may be sent again, with the same references
//	default:
//		// ask again at resolution.AskAgainAt
//	}
//
// It asks for the record with the id of the call, if an answer had one; then for those
// related to the payment that the call was about; then it searches for the reference code,
// from 15 minutes before the call to 15 minutes after its time limit. What it finds is the
// call only if the id shows it, a reference code that no other request has, or the
// transaction id. Amount, currency and time order the candidates; they pick none. A record
// of another merchant is none of them, and one of a capture alone is never more than a
// candidate for an authorization. The record with the ID of the call is not the call's if
// it is that of another operation. An ID that cannot be one is passed over.
//
// A refusal decides only where nothing else may stand: all that was counted was shown, all
// records that were named were found, and no candidate moved money or may have. Otherwise
// the verdict is [VerdictAmbiguous] if a person can choose, or else [VerdictNotFound], with
// an AskAgainAt: the next round may see the rest. Where the service goes on counting more
// than it shows, that stays so, and a payment that is among what it shows is found all the
// same.
// docs/lost-calls.md has what each verdict rests on, by operation.
//
// Once [APIClient.Undo] was asked for the call, it counts as paid no more: the outcome of
// what is found is unknown, undone, or that of a call which moved nothing.
//
// A record that is not one of this client's host and merchant, or says what cannot be, is
// refused with an [*InvalidRequestError] that names the field. Any other error is that of a
// look-up, and means that this round did not come to its end. A search that the service
// does not end is left after 20 pages, or after 1,000 if the client itself has to compare
// the codes. What it showed of the call is used; if nothing else is known, the error says
// that the search has no end.
func (c *APIClient) Resolve(ctx context.Context, record CallRecord, opts ...CallOption) (Resolution, error) {
	x, err := c.look(ctx, "Resolve", record, opts)
	if err != nil {
		return Resolution{Record: record}, err
	}
	err = x.round()
	return x.result, err
}

// ResolveUntilDecided makes rounds of [APIClient.Resolve] until asking again does not help
// or ctx ends, whose error it then returns. Between two rounds it waits until AskAgainAt:
// seconds after the first, five times five minutes, then an hour. After each round save
// stores the record; nil stores nothing. An error of save ends it.
//
// A look-up without an answer counts as a round that found nothing. One that is refused,
// for instance because the key may not read reports, ends it.
func (c *APIClient) ResolveUntilDecided(ctx context.Context, record CallRecord, save func(ctx context.Context, r CallRecord) error, opts ...CallOption) (Resolution, error) {
	for {
		r, err := c.Resolve(ctx, record, opts...)
		if err != nil {
			if !mayLookAgain(err) || ctx.Err() != nil {
				return r, err
			}
			r.AskAgainAt = c.clock.Now().Add(lookWaits[1])
		}
		if save != nil {
			if err := save(ctx, r.Record); err != nil {
				return r, &recordError{err}
			}
		}
		if r.AskAgainAt.IsZero() {
			return r, nil
		}
		record = r.Record
		if err := c.clock.Sleep(ctx, r.AskAgainAt.Sub(c.clock.Now())); err != nil {
			return r, err
		}
	}
}

// mayLookAgain reports whether a look-up that failed may succeed later.
func mayLookAgain(err error) bool {
	return errors.Is(err, ErrNotProcessed) || errors.Is(err, ErrServer) || errors.Is(err, ErrRateLimited)
}

// lookWaits are the waits after each look that found nothing: a record usually shows up
// within seconds; for one that does not the service advises to ask again five times, five
// minutes apart. After that once an hour.
var lookWaits = []time.Duration{6 * time.Second, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute, time.Hour}

// noteLook counts a look that came to its end.
func (r *CallRecord) noteLook(now time.Time) {
	if r.Looks++; r.FirstLook.IsZero() {
		r.FirstLook = now
	}
	r.LastLook = now
}

// nextLook is when to look again after the looks of a record.
func (r *CallRecord) nextLook() time.Time {
	return r.LastLook.Add(lookWaits[min(max(r.Looks, 1), len(lookWaits))-1])
}

// merchantOf is the transacting merchant of calls with these options.
func (c *APIClient) merchantOf(opts []CallOption) string {
	return c.merchantOr(*orEmpty(collect(opts).merchantID))
}
