package test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

func TestHeaderOfOneCallIsSentWithEachAttemptAndWithNoOtherCall(t *testing.T) {
	wire := newRecorder(answer(http.StatusTooManyRequests, `{}`, "Retry-After", "0"), answer(http.StatusCreated, approval))
	cfg := configuration(wire)
	cfg.DefaultHeaders = http.Header{"X-Shop": {"eu"}, "X-Trace": {"default"}}
	client := newClient(t, cfg)
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment(), cybersource.WithHeader("x-trace", "first"), cybersource.WithHeader("X-Trace", "last"))
	require.NoError(t, err)
	_, err = client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	var traces []string
	for _, r := range wire.all() {
		assert.Equal(t, []string{"eu"}, r.Header["X-Shop"])
		traces = append(traces, r.Header["X-Trace"]...)
	}
	assert.Equal(t, []string{"last", "last", "default"}, traces)
}

func TestTimeoutOfOneCallStandsInPlaceOfTheConfigured(t *testing.T) {
	for _, timeout := range []time.Duration{time.Minute, 3 * time.Hour} {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.Timeout = time.Hour
		before := time.Now()
		_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment(), cybersource.WithTimeout(timeout))
		require.NoError(t, err)
		deadline, limited := wire.only(t).Context().Deadline()
		require.True(t, limited)
		assert.WithinRange(t, deadline, before.Add(timeout-time.Second), time.Now().Add(timeout))
	}
}

func TestAttemptsOfOneCallAreBounded(t *testing.T) {
	for n := range 4 {
		wire := newRecorder(answer(http.StatusServiceUnavailable, `{}`))
		cfg := configuration(wire)
		cfg.Retry.MaxAttempts = 2
		want, options := 2, []cybersource.CallOption{nil}
		if n > 0 {
			want, options = n, append(options, cybersource.WithMaxAttempts(n))
		}
		_, err := newClient(t, cfg).VoidApi.VoidPayment(t.Context(), paymentID, &cybersource.VoidPaymentRequest{}, options...)
		require.Error(t, err)
		assert.Len(t, wire.all(), want)
	}
}

func TestOptionsThatCannotBeFollowedAreRefusedAtOnce(t *testing.T) {
	cfg := configuration(newRecorder())
	cfg.MinAttemptTime = time.Second
	client := newClient(t, cfg)
	const unit = "is less than a millisecond: a number without a unit counts nanoseconds, so write 30*time.Second"
	for _, tc := range []struct {
		option cybersource.CallOption
		want   string
	}{
		{cybersource.WithHeader("authorization", "a"), "WithHeader cannot hold Authorization"},
		{cybersource.WithHeader("", "a"), "WithHeader holds a name that no header may have"},
		{cybersource.WithHeader("X-A", "a\nb"), "WithHeader.X-A holds characters that no header may hold"},
		{cybersource.WithTimeout(0), "WithTimeout " + unit},
		{cybersource.WithTimeout(30), "WithTimeout " + unit},
		{cybersource.WithTimeout(-time.Second), "WithTimeout is negative"},
		{cybersource.WithTimeout(time.Second), "WithTimeout is not more than MinAttemptTime: no attempt would ever begin"},
		{cybersource.WithMaxAttempts(0), "WithMaxAttempts is less than 1"},
	} {
		_, err := client.PaymentsApi.CreatePayment(t.Context(), payment(), tc.option)
		assert.EqualError(t, err, "create payment: invalid request: "+tc.want)
	}
}
