package test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Records that show up late, and requests that arrive late.

func TestResolveFindsARecordAsSoonAsItShowsUp(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 20 * time.Second}})
	record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer()) // and a second passes
	r.pass(18 * time.Second)
	found := r.resolve(record)
	assert.Equal(t, cybersource.VerdictNotFound, found.Verdict)
	assert.Equal(t, r.now().Add(6*time.Second), found.AskAgainAt)
	r.pass(6 * time.Second)
	assert.Equal(t, cybersource.VerdictHappened, r.resolve(found.Record).Verdict)
}

// A search and a look-up may know of a request at different times. The row alone has the
// amount that was asked for, which need not be the one that was approved.
func TestResolveWaitsForTheRecordBehindARow(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{
		Seed: 3, IndexDelay: cybersourcetest.IndexDelay{LateShare: 0.5, LateFrom: time.Hour, LateTo: 2 * time.Hour, Apart: true},
	})
	rows := 0
	for range 20 {
		record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
		found := r.resolve(record)
		if found.Verdict == cybersource.VerdictNotFound && len(found.Candidates) == 1 {
			rows++
			assert.Equal(t, cybersource.OutcomeUnknown, found.Candidates[0].Outcome.Kind)
			assert.False(t, found.AskAgainAt.IsZero())
		}
		r.pass(2 * time.Hour)
		assert.Equal(t, cybersource.VerdictHappened, r.resolve(found.Record).Verdict)
	}
	require.Positive(t, rows, "a search that is ahead of the look-up")
}

// A request that arrives while its token is good makes a payment long after the caller was
// told that the outcome is unknown; one that arrives later makes none.
func TestResolveAgreesWithRequestsThatArriveLate(t *testing.T) {
	for _, tc := range []struct {
		name    string
		arrives time.Duration
		want    cybersource.Verdict
	}{
		{"before its token expires", 90 * time.Second, cybersource.VerdictHappened},
		{"after its token has expired", 5 * time.Minute, cybersource.VerdictNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newResolving(t, cybersourcetest.Options{})
			record := r.lose(r.submission("authorization"), cybersourcetest.ArriveLate(tc.arrives))
			require.Less(t, tc.arrives, record.QuietAt.Sub(record.Time))
			first := r.resolve(record)
			assert.Equal(t, cybersource.VerdictNotFound, first.Verdict)
			r.pass(record.QuietAt.Sub(r.now()))
			assert.Equal(t, tc.want, r.resolve(first.Record).Verdict)
		})
	}
}

func TestJobResolvesUntilDecided(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 12 * time.Minute}})
	record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
	var stored []cybersource.CallRecord
	var at []time.Duration
	began := r.since()
	found, err := r.client.ResolveUntilDecided(t.Context(), record, func(_ context.Context, stored1 cybersource.CallRecord) error {
		stored, at = append(stored, stored1), append(at, r.since()-began)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, cybersource.VerdictHappened, found.Verdict)
	const first = 6 * time.Second
	assert.Equal(t, []time.Duration{0, first, first + 5*time.Minute, first + 10*time.Minute, first + 15*time.Minute}, at)
	for round, r := range stored {
		assert.Equal(t, round+1, r.Looks)
	}
	assert.Equal(t, r.last().ID, stored[len(stored)-1].ID, "the last one stored knows the payment")
	assert.Equal(t, found.Record, stored[len(stored)-1])
}

// Another process goes on where the first one was stopped: with the record that it stored.
func TestJobGoesOnWhereAnotherEnded(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 8 * time.Minute}})
	record := r.lose(r.submission("sale"), cybersourcetest.DropAnswer())
	ctx, stop := context.WithCancel(t.Context())
	var stored cybersource.CallRecord
	_, err := r.client.ResolveUntilDecided(ctx, record, func(_ context.Context, r cybersource.CallRecord) error {
		if stored = r; r.Looks == 2 {
			stop()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 2, stored.Looks)

	rounds := 0
	found, err := r.newClient(nil).ResolveUntilDecided(t.Context(), stored, func(context.Context, cybersource.CallRecord) error {
		rounds++
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, cybersource.VerdictHappened, found.Verdict)
	assert.Equal(t, 2+rounds, found.Record.Looks)
	assert.Equal(t, stored.FirstLook, found.Record.FirstLook)
}

func TestJobThatCannotStoreTheRecordEnds(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	record := r.lose(r.submission("authorization"), cybersourcetest.CloseBeforeReading())
	full := errors.New("disk full")
	_, err := r.client.ResolveUntilDecided(t.Context(), record, func(context.Context, cybersource.CallRecord) error { return full })
	require.ErrorIs(t, err, full)
	require.EqualError(t, err, "store the record of the call: disk full")
}
