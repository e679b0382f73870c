package test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// An authorization whose answer was lost: what may be said of it, and what may not.
func TestChecksOfLostAnswersCanFail(t *testing.T) {
	for _, tc := range []struct {
		name      string
		verdict   cybersource.Verdict
		foreign   bool   // the id is that of another payment
		amount    string // "" = as in the ledger
		declined  bool
		end       string
		complains string // "" = all is well
	}{
		{"found", cybersource.VerdictHappened, false, "", false, closedKept, ""},
		{"another payment found", cybersource.VerdictHappened, true, "", false, closedKept, "not of this call"},
		{"found with another amount", cybersource.VerdictHappened, false, "99.99", false, closedKept, "wrong amount"},
		{"found as declined", cybersource.VerdictHappened, false, "", true, closedKept, "wrong outcome"},
		{"never sent", cybersource.VerdictNeverSent, false, "", false, closedUnsent, "and yet the service processed it"},
		{"not found", cybersource.VerdictNotFound, false, "", false, closedOpen, ""},
		{"at it for ever", cybersource.VerdictNotFound, false, "", false, "", "never came to an end"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := lostAuthorization(t)
			r := cybersource.Resolution{Verdict: tc.verdict, Amount: tc.amount}
			r.Outcome.Kind, r.Outcome.HoldsFunds = cybersource.OutcomeApproved, true
			if tc.declined {
				r.Outcome.Kind = cybersource.OutcomeDeclined
			}
			if r.ID = q.entries()[0].ID; tc.foreign {
				r.ID = q.make(&submission{operation: cybersourcetest.CreatePayment, amount: q.amount})
			}
			q.verdicts, q.end = []verdictGiven{{r, 0, 1}}, tc.end
			requireComplaint(t, q.order, tc.complains)
		})
	}
}

func TestChecksFindWhatHappensTwiceOrIsGone(t *testing.T) {
	q := lostAuthorization(t)
	requireComplaint(t, q.order, "never came to an end")
	q.closeAs(closedOpen)
	requireComplaint(t, q.order, "")
	q.inquire(q.submission).call(kindAnswered)
	q.readLedger()
	requireComplaint(t, q.order, "done 2 times")
	q.meddle() // the first is undone
	requireComplaint(t, q.order, "")
	second := q.inquiries[1]
	require.Equal(t, closedAnswered, second.end)
	second.meddle()
	requireComplaint(t, q.order, "")
	q.meddled = false
	requireComplaint(t, q.order, "does not stand")
}

// lostAuthorization is an order whose authorization was made, and its answer lost.
func lostAuthorization(t *testing.T) *inquiry {
	w := newLostWorld(t, 1, account{}, newLostFigures())
	o := &order{lostWorld: w, client: w.clients[0], name: "order"}
	q := o.inquire(&submission{operation: cybersourcetest.CreatePayment, amount: "100.00"})
	q.call(kindAnswerLost)
	w.readLedger()
	require.Len(t, q.entries(), 1)
	return q
}

func requireComplaint(t *testing.T, o *order, complains string) {
	t.Helper()
	text := strings.Join(o.compare(), "\n")
	if complains == "" {
		require.Empty(t, text)
	} else {
		assert.Contains(t, text, complains)
	}
}
