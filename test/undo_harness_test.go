package test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// undoWorld is a gateway, a merchant whose answers are lost, and a clock. What Undo has
// stored survives as JSON only.
type undoWorld struct {
	life
	timeline

	stored  []byte // the record that was saved last
	saves   int    // how often it was
	failing int    // the save that fails; 0 = none
	undoing int    // calls that undo something, attempts included
	faults  map[int]cybersourcetest.Step
	before  map[int]func() // what happens right before one of them
}

var errDiskFull = errors.New("disk full")

// newUndoWorld makes one for an account that supports timeout calls, unless configure
// says otherwise.
func newUndoWorld(t *testing.T, options cybersourcetest.Options, configure func(*cybersource.Configuration)) *undoWorld {
	t.Helper()
	w := &undoWorld{faults: map[int]cybersourcetest.Step{}, before: map[int]func(){}}
	w.start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	options.Now = w.now
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(gateway.Close)
	w.between = func() { gateway.DeliverDue() }
	cfg := gateway.Configuration()
	cfg.Retry.Sleep, cfg.Clock, cfg.TimeoutCalls = w.sleep, w.now, true
	refusing := cfg.WrapTransport
	cfg.WrapTransport = func(below http.RoundTripper) http.RoundTripper { return faultsOfUndo{refusing(below), w} }
	if configure != nil {
		configure(&cfg)
	}
	w.life = life{T: t, gateway: gateway, client: newClient(t, cfg)}
	return w
}

// faultsOfUndo lets chosen ones of the calls that undo something meet a fault.
type faultsOfUndo struct {
	http.RoundTripper
	world *undoWorld
}

func (f faultsOfUndo) RoundTrip(r *http.Request) (*http.Response, error) {
	if undoes := []string{"/reversals", "/voids", "/refunds"}; slices.ContainsFunc(undoes, func(end string) bool { return strings.HasSuffix(r.URL.Path, end) }) {
		f.world.undoing++
		if happens := f.world.before[f.world.undoing]; happens != nil {
			happens()
		}
		if step, meets := f.world.faults[f.world.undoing]; meets {
			f.world.gateway.Next(step)
		}
	}
	return f.RoundTripper.RoundTrip(r)
}

// lost is the record of a call that meets a fault, as it is read from a store.
func (w *undoWorld) lost(call func(options ...cybersource.CallOption) error, fault cybersourcetest.Step) cybersource.CallRecord {
	w.Helper()
	w.gateway.Next(fault)
	err := call()
	lost, unknown := err.(*cybersource.OutcomeUnknownError)
	require.True(w, unknown, "%v", err)
	w.undoing = 0
	w.keep(lost.Record())
	return w.record()
}

func (w *undoWorld) keep(r cybersource.CallRecord) {
	text, err := json.Marshal(r)
	require.NoError(w, err)
	w.stored = text
}

// record is the one that was stored last.
func (w *undoWorld) record() (r cybersource.CallRecord) {
	require.NoError(w, json.Unmarshal(w.stored, &r))
	return r
}

// undo makes one round from the record that was stored last.
func (w *undoWorld) undo(options ...cybersource.CallOption) (cybersource.UndoResult, error) {
	return w.client.Undo(w.Context(), w.record(), func(_ context.Context, r cybersource.CallRecord) error {
		if w.saves++; w.saves == w.failing {
			return errDiskFull
		}
		w.keep(r)
		return nil
	}, options...)
}

// once makes one round, which has to come to a state.
func (w *undoWorld) once(want cybersource.UndoState, options ...cybersource.CallOption) cybersource.UndoResult {
	w.Helper()
	result, err := w.undo(options...)
	require.NoError(w, err)
	require.Equal(w, want, result.State, "%+v", result)
	require.Equal(w, w.record().Undo, roundTrip(w, result.Record).Undo, "what was learned is stored")
	return result
}

func roundTrip(w *undoWorld, r cybersource.CallRecord) (again cybersource.CallRecord) {
	text, err := json.Marshal(r)
	require.NoError(w, err)
	require.NoError(w, json.Unmarshal(text, &again))
	return again
}

// toEnd makes rounds, at the times that they name, until there is none to make.
func (w *undoWorld) toEnd(options ...cybersource.CallOption) cybersource.UndoResult {
	w.Helper()
	for range 200 {
		result, err := w.undo(options...)
		if err == nil && result.AskAgainAt.IsZero() {
			return result
		}
		if err != nil {
			result.AskAgainAt = w.now().Add(time.Minute)
		}
		w.runUntil(w.since() + result.AskAgainAt.Sub(w.now()))
	}
	require.Fail(w, "no end", "%+v", w.record())
	return cybersource.UndoResult{}
}

// undoes is what of the calls that undo something came to pass.
func (w *undoWorld) undoes() (reversed, voided, refunded int) {
	for _, p := range w.gateway.Payments() {
		for _, e := range p.Events {
			switch e.Kind {
			case "reversed":
				reversed++
			case "voided":
				voided++
			case "refunded":
				refunded++
			}
		}
	}
	return reversed, voided, refunded
}
