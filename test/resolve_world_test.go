package test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Resolve against the offline gateway, which keeps a record of every request, on a clock
// that these tests move.

// resolving is a gateway, and a client that loses answers and looks for them.
type resolving struct {
	timeline
	*testing.T

	gateway *cybersourcetest.Gateway
	client  *cybersource.APIClient
}

func newResolving(t *testing.T, options cybersourcetest.Options) *resolving {
	t.Helper()
	r := &resolving{T: t}
	r.start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	options.Now, options.ClockTolerance = r.now, 2*time.Minute
	r.gateway = cybersourcetest.NewGateway(options)
	t.Cleanup(r.gateway.Close)
	r.between = func() { r.gateway.DeliverDue() }
	r.client = r.newClient(nil)
	return r
}

// newClient is another client of the same merchant, as another process would have.
func (r *resolving) newClient(change func(cfg *cybersource.Configuration)) *cybersource.APIClient {
	r.Helper()
	cfg := r.gateway.Configuration()
	cfg.Retry.Sleep, cfg.Retry.MaxAttempts = r.sleep, 1
	if change != nil {
		change(&cfg)
	}
	return newClient(r.T, cfg)
}

// losable is an operation whose answer can be lost.
type losable struct {
	name  string
	after string // what has to be made before: a row of this table
	money cybersource.Money
	named bool // the client makes no reference code for it
}

var losables = []losable{
	{"authorization", "", cybersource.MoneyHeld, false},
	{"sale", "", cybersource.MoneyOnItsWay, false},
	{cybersourcetest.IncrementAuth, "authorization", cybersource.MoneyHeld, false},
	{cybersourcetest.CapturePayment, "authorization", cybersource.MoneyOnItsWay, false},
	{cybersourcetest.RefundPayment, "sale", cybersource.MoneyOnItsWay, false},
	{cybersourcetest.RefundCapture, cybersourcetest.CapturePayment, cybersource.MoneyOnItsWay, false},
	{cybersourcetest.CreateCredit, "", cybersource.MoneyOnItsWay, false},
	{cybersourcetest.AuthReversal, "authorization", cybersource.MoneyBack, true},
	{cybersourcetest.MitReversal, "authorization", cybersource.MoneyBack, true},
	{cybersourcetest.VoidPayment, "sale", cybersource.MoneyStopped, true},
	{cybersourcetest.VoidCapture, cybersourcetest.CapturePayment, cybersource.MoneyStopped, true},
	{cybersourcetest.VoidRefund, cybersourcetest.RefundPayment, cybersource.MoneyStopped, true},
	{cybersourcetest.VoidCredit, cybersourcetest.CreateCredit, cybersource.MoneyStopped, true},
	{cybersourcetest.MitVoid, "sale", cybersource.MoneyStopped, true},
}

// eachLosable runs a test once per operation, with what has to come before it made.
func eachLosable(t *testing.T, options cybersourcetest.Options, test func(r *resolving, op losable, s *submission)) {
	t.Helper()
	for _, op := range losables {
		t.Run(op.name, func(t *testing.T) {
			r := newResolving(t, options)
			test(r, op, r.submission(op.name))
		})
	}
}

const losableAmount = "84.20"

// submission is one of an operation, after all the calls that have to come before.
func (r *resolving) submission(name string) *submission {
	r.Helper()
	s := &submission{operation: name, sale: name == "sale", amount: losableAmount}
	if s.sale || name == "authorization" {
		s.operation = cybersourcetest.CreatePayment
	}
	for _, op := range losables {
		if op.name != name || op.after == "" {
			continue
		}
		before := r.submission(op.after)
		made := r.send(before)
		require.NoError(r, made.err)
		s.id = made.id
		if isTimeoutCall(name) {
			s.transactionID = made.transactionID
		}
	}
	r.pass(time.Second)
	return s
}

func isTimeoutCall(operation string) bool { return strings.HasPrefix(operation, "Mit") }

// send makes the call of a submission.
func (r *resolving) send(s *submission, options ...cybersource.CallOption) heard {
	if s.unique {
		options = append(options, cybersource.WithUniqueCode())
	}
	switch s.operation {
	case cybersourcetest.MitReversal:
		return heardOf(r.client.ReversalApi.MitReversal(r.Context(),
			&cybersource.MitReversalRequest{ClientReferenceInformation: s.references(), ReversalInformation: s.reversal()}, options...))
	case cybersourcetest.MitVoid:
		return heardOf(r.client.VoidApi.MitVoid(r.Context(), &cybersource.MitVoidRequest{ClientReferenceInformation: s.references()}, options...))
	default:
		return s.send(r.Context(), r.client, options...)
	}
}

// lose makes the call of a submission, whose answer is lost, and returns its record.
func (r *resolving) lose(s *submission, fault cybersourcetest.Step, options ...cybersource.CallOption) cybersource.CallRecord {
	r.Helper()
	r.gateway.Next(fault)
	h := r.send(s, options...)
	lost, unknown := errors.AsType[*cybersource.OutcomeUnknownError](h.err)
	require.True(r, unknown, "%v", h.err)
	r.pass(time.Second)
	return lost.Record()
}

// resolve makes a round.
func (r *resolving) resolve(record cybersource.CallRecord, options ...cybersource.CallOption) cybersource.Resolution {
	r.Helper()
	found, err := r.client.Resolve(r.Context(), record, options...)
	require.NoError(r, err)
	return found
}

// last is the latest call that was processed.
func (r *resolving) last() (last cybersourcetest.Entry) {
	r.Helper()
	for _, e := range r.gateway.Ledger() {
		if e.Processed {
			last = e
		}
	}
	require.NotEmpty(r, last.ID)
	return last
}

// looks are the paths of the look-ups that arrived.
func (r *resolving) looks() (paths []string) {
	for _, request := range r.gateway.Requests() {
		if path, isLook := strings.CutPrefix(request.Path, "/tss/v2/"); isLook {
			paths = append(paths, request.Method+" "+path)
		}
	}
	return paths
}

const searches = http.MethodPost + " searches"
