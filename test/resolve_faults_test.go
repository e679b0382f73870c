package test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Look-ups that get no good answer themselves.

// lookUpFaults are the ways in which a look-up ends without one.
var lookUpFaults = []cybersourcetest.Step{
	cybersourcetest.RefuseConnection(),
	cybersourcetest.CloseBeforeReading(),
	cybersourcetest.DropAnswer(),
	cybersourcetest.ResetHalfway(),
	cybersourcetest.TruncatedJSON(),
	cybersourcetest.ServerError(),
	cybersourcetest.HTML(http.StatusGatewayTimeout),
	cybersourcetest.HTML(http.StatusOK),
	cybersourcetest.Unavailable("1"),
	cybersourcetest.TooManyRequests(""),
}

// A round that could not look is none: it says nothing, and is not counted.
func TestRoundWithoutAnAnswerIsNoRound(t *testing.T) {
	for _, fault := range lookUpFaults {
		for path, script := range map[string][]cybersourcetest.Step{
			"the search": {fault}, "the record": {cybersourcetest.Pass(), fault},
		} {
			t.Run(fault.String()+", "+path, func(t *testing.T) {
				r := newResolving(t, cybersourcetest.Options{})
				record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
				r.gateway.Script(script...)
				found, err := r.client.Resolve(t.Context(), record)
				require.Error(t, err)
				assert.NotErrorIs(t, err, cybersource.ErrOutcomeUnknown)
				assert.True(t, cybersource.SafeToRetry(err))
				assert.Equal(t, cybersource.VerdictNotFound, found.Verdict)
				assert.Equal(t, record, found.Record)
				assert.Len(t, r.gateway.Ledger(), 1, "nothing was sent but look-ups")
				assert.Equal(t, cybersource.VerdictHappened, r.resolve(found.Record).Verdict)
			})
		}
	}
}

// The client repeats a look-up by itself, as often as its retries allow.
func TestRoundRepeatsItsLookUps(t *testing.T) {
	for _, fault := range lookUpFaults {
		r := newResolving(t, cybersourcetest.Options{})
		record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
		r.client = r.newClient(func(cfg *cybersource.Configuration) { cfg.Retry.MaxAttempts = 0 })
		r.gateway.Script(fault, fault, cybersourcetest.Pass(), fault)
		assert.Equal(t, cybersource.VerdictHappened, r.resolve(record).Verdict, fault.String())
	}
}

// A job has the patience that a round lacks, except with a key that may not look.
func TestJobGoesOnAfterARoundWithoutAnAnswer(t *testing.T) {
	for _, fault := range lookUpFaults {
		r := newResolving(t, cybersourcetest.Options{})
		record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
		r.gateway.Script(fault, fault)
		began := r.since()
		found, err := r.client.ResolveUntilDecided(t.Context(), record, nil)
		require.NoError(t, err, fault.String())
		assert.Equal(t, cybersource.VerdictHappened, found.Verdict, fault.String())
		assert.Equal(t, 10*time.Minute, r.since()-began, "five minutes after each round without an answer")
		assert.Equal(t, 1, found.Record.Looks)
	}
	r := newResolving(t, cybersourcetest.Options{})
	record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
	r.gateway.Next(cybersourcetest.Unauthorized())
	_, err := r.client.ResolveUntilDecided(t.Context(), record, func(context.Context, cybersource.CallRecord) error { return nil })
	require.ErrorIs(t, err, cybersource.ErrUnauthorized)
}

// An account whose look-ups are limited is asked again later.
func TestJobStaysWithinTheRateOfLookUps(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{Lookups: cybersourcetest.Lookups{PerMinute: 1}})
	record := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
	record.ID = r.last().ID
	found := r.resolve(record)
	require.Equal(t, cybersource.VerdictHappened, found.Verdict)
	_, err := r.client.Resolve(t.Context(), record)
	require.ErrorIs(t, err, cybersource.ErrRateLimited)
	found, err = r.client.ResolveUntilDecided(t.Context(), record, nil)
	require.NoError(t, err)
	assert.Equal(t, cybersource.VerdictHappened, found.Verdict)
}

// Under either status, and with a body or without.
func TestResolveReadsEveryWayToFindNothing(t *testing.T) {
	for _, lookups := range []cybersourcetest.Lookups{{}, {EmptyNotFound: true}, {NotFoundBody: true}, {EmptyNotFound: true, NotFoundBody: true}} {
		r := newResolving(t, cybersourcetest.Options{Lookups: lookups})
		record := r.lose(r.submission("authorization"), cybersourcetest.CloseBeforeReading())
		record.ID = paymentID // of an answer that was cut off
		found := r.resolve(record)
		assert.Equal(t, cybersource.VerdictNotFound, found.Verdict, "%+v", lookups)
		assert.Equal(t, 1, found.Record.Looks)
		assert.Equal(t, []string{"GET transactions/" + paymentID, searches}, r.looks())
	}
}
