package test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// underClock makes a call whose first answer says, by the given clock, to come back in
// ten seconds.
func underClock(t *testing.T, clock func() time.Time) (wire *recorder, w *waits, seen *observed, meta cybersource.Meta) {
	t.Helper()
	later := clock().Add(10 * time.Second).UTC().Format(http.TimeFormat)
	wire = newRecorder(answer(http.StatusTooManyRequests, "", "Retry-After", later), answer(http.StatusOK, ""))
	w, seen = new(waits), new(observed)
	cfg := configuration(wire)
	cfg.Clock, cfg.Retry.Sleep = clock, w.sleep
	seen.watch(&cfg)
	meta, err := newClient(t, cfg).Do(t.Context(), get(), nil)
	require.NoError(t, err)
	require.Len(t, wire.all(), 2)
	require.Len(t, w.all, 1)
	require.Len(t, seen.retries, 1)
	assert.Equal(t, w.all[0], seen.retries[0].Wait)
	return wire, w, seen, meta
}

// Deadlines are those of the system, so that a clock that is off ends no call.
func TestClockThatIsAnHourOff(t *testing.T) {
	for name, off := range map[string]time.Duration{"ahead": time.Hour, "behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			before := time.Now().Add(off).Truncate(time.Second)
			wire, w, seen, meta := underClock(t, func() time.Time { return time.Now().Add(off) })
			for _, sent := range wire.all() {
				_, claims := tokenOf(t, sent)
				issued, _ := claims["iat"].(float64)
				assert.WithinRange(t, time.Unix(int64(issued), 0), before, before.Add(time.Minute))
			}
			assert.GreaterOrEqual(t, w.all[0], 5*time.Second, "the date is one by this clock")
			assert.Less(t, w.all[0], 30*time.Second)
			for _, d := range []time.Duration{meta.Duration, seen.ends[0].Duration, seen.attempts[0].Duration, seen.attempts[1].Duration} {
				assert.GreaterOrEqual(t, d, time.Duration(0))
				assert.Less(t, d, time.Minute)
			}
		})
	}
}

func TestClockThatStandsStill(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	wire, w, seen, meta := underClock(t, func() time.Time { return noon })
	for _, sent := range wire.all() {
		_, claims := tokenOf(t, sent)
		assert.InDelta(t, noon.Unix(), claims["iat"], 0.1)
	}
	assert.GreaterOrEqual(t, w.all[0], 10*time.Second)
	assert.Less(t, w.all[0], 30*time.Second)
	assert.Zero(t, meta.Duration)
	assert.Zero(t, seen.ends[0].Duration)
	for _, attempt := range seen.attempts {
		assert.Zero(t, attempt.Duration)
	}
	assert.Contains(t, seen.log.String(), " duration=0s ")
}

// The signed date of an HTTP signature is the clock's too.
func TestSignatureIsDatedByTheClock(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	wire := newRecorder(refusedDial, answer(http.StatusOK, ""))
	cfg := configuration(wire)
	cfg.Credentials = cybersource.HTTPSignature(credentials())
	cfg.Clock = func() time.Time { return now }
	_, err := newClient(t, cfg).Do(t.Context(), get(), nil)
	require.NoError(t, err)
	for _, sent := range wire.all() {
		assert.Equal(t, "Wed, 04 Mar 2026 12:00:00 GMT", sent.Header.Get("Date"))
		requireSigned(t, sent, merchantID, sharedSecret)
	}
}
