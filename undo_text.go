package cybersource

import (
	"cmp"
	"strings"
	"time"
)

// What a person is told: which call it is, by all that it can be found by, and what is left.

// text says what is left to do about the call, whose record was found or not, and how much
// of it was given back if that was not all.
func (x *undoing) text(f foundRecord, left string) string {
	switch partial := x.record.Undo.Partial; {
	case partial != "":
		left += "; the answer to a call that gives it back said " + partial
	case x.mayRefund(f):
		left += "; before a refund by hand make sure that no Undo with WithRefundAllowed follows"
	}
	return x.callText(f) + ": " + left
}

// mayRefund reports whether a later round may pay back what a person is told about, as this one
// may or one before it tried to: nothing but the records, which come late, would tell it of a refund
// by hand.
func (x *undoing) mayRefund(f foundRecord) bool {
	refund, family := x.record.Undo.Refund, familyOf(x.record.Operation)
	takes := family == familyCapture || family == familyPayment && (x.record.Sale || f.wasSent())
	return takes && (x.refundAllowed && refund == nil || refund != nil && refund.NotProcessed)
}

// partlyReleased is a reversal that released not all that is held.
const partlyReleased = "its reversal did not release all of it: look at how much is still held, and reverse the rest"

// partlyVoided is a void that took back not all that was queued.
const partlyVoided = "the void did not take back all of it: look at how much stands, and void or refund the rest"

// callText is the call with its ids, amount and date.
func (x *undoing) callText(f foundRecord) string {
	r := &x.record
	parts := []string{operationText(r.Operation)}
	if r.Sale {
		parts[0] += " (a sale)"
	}
	for _, part := range [...]struct{ name, value string }{
		{"id ", cmp.Or(f.id, r.ID)}, {"of payment ", r.PaymentID}, {"code ", r.ReferenceCode}, {"transaction id ", r.TransactionID},
		{"", strings.TrimSpace(cmp.Or(f.amount, r.Amount) + " " + cmp.Or(f.currency, r.Currency))},
		{"sent ", r.Time.UTC().Format(time.RFC3339)},
	} {
		if part.value != "" {
			parts = append(parts, part.name+safeText(part.value))
		}
	}
	return strings.Join(parts, ", ")
}

// refusedText is a refusal that a later round may not get.
func (x *undoing) refusedText(f foundRecord, call string, reply undoReply) string {
	return x.text(f, "its "+call+" was refused ("+safeText(string(reply.reason()))+"): look at it in the merchant portal, and undo there what stands")
}

// holdText is the hold behind a voided sale that could not be released.
func (x *undoing) holdText() string {
	return x.text(foundRecord{}, "the sale is voided, and the hold behind it is not known to be released: "+
		"try Reversal in the merchant portal, or let it expire, which takes days")
}

// refundedText is how much of what was captured went back already; "" if nothing did.
func refundedText(state *PaymentState) string {
	if !isPositiveAmount(state.Refunded) {
		return ""
	}
	return ", and of that " + state.Refunded + " " + state.Currency + " were refunded"
}

// refundAgainText is a refund that moved nothing, for a reason or "".
func (x *undoing) refundAgainText(f foundRecord, reason Reason) string {
	made := "was not made"
	if reason != "" {
		made = "was refused (" + safeText(string(reason)) + ")"
	}
	return x.text(f, "its refund "+made+": a later Undo sends it again")
}

// refundText is a refund whose end is not known.
func (x *undoing) refundText(f foundRecord) string {
	return x.text(f, "whether its refund was made is not known (code "+safeText(x.record.Undo.Refund.ReferenceCode)+
		"): look for it in the merchant portal, and refund only if there is none")
}

// notFoundText is a call that nothing shows.
func (x *undoing) notFoundText() string {
	found := "it is not found so far"
	if ids := x.candidateIDs(); ids != "" {
		found = "its records do not say what became of it (" + ids + ")"
	}
	return x.text(foundRecord{}, found+": search for its code in the merchant portal, under Transaction Management, "+
		"and undo it there if it shows up ("+undoneInPortal(x.record)+")")
}

// undoneInPortal is what undoes a call by hand.
func undoneInPortal(r CallRecord) string {
	switch {
	case r.Sale:
		return "Void, then Reversal; after the daily batch, Refund"
	case r.isPayment():
		return "Reversal"
	case familyOf(r.Operation) == familyCapture:
		return "Void; after the daily batch, Refund"
	default:
		return "Void, before the daily batch"
	}
}

// candidatesText is records that may be the call's.
func (x *undoing) candidatesText() string {
	return x.text(foundRecord{}, "it may be one of "+x.candidateIDs()+
		": find out in the merchant portal which, and undo that one there ("+undoneInPortal(x.record)+")")
}

func (x *undoing) candidateIDs() string {
	var ids []string
	for _, candidate := range x.look.result.Candidates {
		ids = append(ids, candidate.ID)
	}
	return safeText(strings.Join(ids, ", "))
}

// notByProgram is a call that only a person can undo: nothing undoes an increment alone,
// and with payment methods that are no cards it depends on the provider.
func (x *undoing) notByProgram() error {
	f := foundRecord{}
	if x.look.adopted != nil {
		f = *x.look.adopted
	}
	left := "no call of the service undoes it for certain: look at it in the merchant portal"
	switch x.record.Operation {
	case mitReversal.name, mitVoid.name:
		left = "undo the call that it was about, by the record of that one"
	case incrementAuth.name:
		left = "nothing undoes an increment alone: leave it and capture less, or reverse all of payment " + safeText(x.record.PaymentID)
	}
	if f.id == "" {
		return x.stuck(x.text(f, left+"; it is not found so far, and may not have happened"))
	}
	return x.forPerson(x.text(f, left))
}
