package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// compare holds everything that was said against the ledger, call by call and payment
// by payment, and returns what does not agree.
func (w *walk) compare(seen *tally) (faults []string) {
	processed := w.processed(seen)
	payments := map[string]cybersourcetest.Payment{}
	for _, p := range w.gateway.Payments() {
		if _, twice := payments[p.Code]; twice {
			faults = append(faults, "a payment made twice: "+p.Code)
		}
		payments[p.Code] = p
	}
	seen.attempts += w.attempts.Load()
	for name, n := range w.gateway.Injected() {
		seen.faults[name] += n
	}
	for _, worker := range w.workers {
		for _, b := range worker.all {
			faults = append(faults, compareLife(b, payments, processed, seen)...)
			delete(payments, b.code)
		}
	}
	for code := range payments {
		faults = append(faults, "a payment that nobody made: "+code)
	}
	return faults
}

// processed is what was processed, by reference code.
func (w *walk) processed(seen *tally) map[string][]cybersourcetest.Entry {
	processed := map[string][]cybersourcetest.Entry{}
	for _, entry := range w.gateway.Ledger() {
		if entry.Processed {
			processed[entry.Code] = append(processed[entry.Code], entry)
			seen.made[entry.Operation]++
		}
	}
	return processed
}

// acts are the entries of one call that count. The client repeats voids, so that one
// attempt may have failed, or found nothing to void, before another voided: it must not
// have voided twice.
func acts(entries []cybersourcetest.Entry, id string) []cybersourcetest.Entry {
	if len(entries) < 2 || !strings.Contains(entries[0].Operation, "Void") {
		return entries
	}
	voids := slices.DeleteFunc(slices.Clone(entries), func(e cybersourcetest.Entry) bool { return e.Status != "VOIDED" || strings.Trim(e.Amount, "0.") == "" })
	answered := slices.IndexFunc(entries, func(e cybersourcetest.Entry) bool { return e.ID == id })
	switch {
	case len(voids) > 1:
		return voids
	case answered >= 0:
		return entries[answered : answered+1]
	case len(voids) == 1:
		return voids
	default:
		return entries[:1]
	}
}

// compareLife returns what does not agree of one life, with an account of it.
func compareLife(b *books, payments map[string]cybersourcetest.Payment, processed map[string][]cybersourcetest.Entry, seen *tally) []string {
	p, exists := payments[b.code]
	faults := b.compare(p, exists)
	var calls complaints
	for i := range b.said {
		b.said[i].verify(&calls, acts(processed[b.said[i].code], b.said[i].id), &seen.counts)
	}
	seen.lives++
	if faults = append(faults, calls.all...); len(faults) == 0 {
		return nil
	}
	account := fmt.Sprintf("%s:\n", b.code)
	for _, m := range b.movements {
		account += fmt.Sprintf("  books: %s\n", m)
	}
	for _, e := range p.Events {
		account += fmt.Sprintf("  ledger: %s %s (id %s, of %s)\n", e.Kind, e.Amount, e.ID, e.Of)
	}
	return slices.Insert(faults, 0, account)
}

// tally sums up what happened.
type tally struct {
	counts

	lives int
	made  map[string]int // processed calls by operation
}

func newTally() *tally {
	return &tally{counts: counts{faults: map[string]int{}}, made: map[string]int{}}
}

// String is one line.
func (y *tally) String() string {
	return fmt.Sprintf("%s; %d payments and credits; processed %v", &y.counts, y.lives, y.made)
}

// requireVariety fails a walk that proved nothing because nothing happened.
func (y *tally) requireVariety(t *testing.T, steps int) {
	t.Helper()
	for _, operation := range []string{
		"CreatePayment", "IncrementAuth", "CapturePayment", "RefundPayment", "RefundCapture", "AuthReversal", "MitReversal",
		"VoidPayment", "VoidCapture", "VoidRefund", "VoidCredit", "MitVoid", "CreateCredit",
	} {
		assert.Positive(t, y.made[operation], operation)
	}
	assert.Greater(t, y.calls, steps/2)
	for name, n := range map[string]int{
		"answered": y.answered, "declined": y.declined, "refused": y.refused, "not processed": y.notProcessed,
		"unknown and processed": y.unknownProcessed, "unknown and not processed": y.unknown - y.unknownProcessed,
		"processed late": y.faults["process-late"], "arrived late": y.faults["arrive-late"],
	} {
		assert.Positive(t, n, name)
	}
}
