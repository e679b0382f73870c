package test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

const onTheWay = ": a proxy, firewall or login page on the way may have given it"

// An answer that is not the service's is called that, whatever its status.
func TestAnswerThatIsNotTheServicesIsSaidSo(t *testing.T) {
	for _, tc := range []struct {
		name   string
		body   string
		header []string
		want   string
	}{
		{"a page", "<html>4111111111111111</html>", []string{"Content-Type", "text/html; charset=utf-8"}, "the answer is text/html and no JSON" + onTheWay},
		{"a page without a type", "<html>", []string{"Content-Type", ""}, "the answer is no JSON, and does not say what it is" + onTheWay},
		{"a list", `[]`, nil, "the answer is no JSON object, although it says application/hal+json" + onTheWay},
		{"compressed", "\x8b\x02\x80", []string{"Content-Encoding", "br"}, "the answer is compressed as br, which was not asked for"},
		{"unpacked on its way", "<html>", []string{"Content-Encoding", "gzip", "Content-Type", "text/html"}, "the answer is text/html and no JSON" + onTheWay},
		{"nothing", " ", nil, "the answer has no body"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for status, before := range map[int]string{
				http.StatusForbidden: "HTTP 403; ", http.StatusBadGateway: "HTTP 502; ", http.StatusOK: "unreadable response: ",
			} {
				client := newClient(t, configuration(newRecorder(answer(status, tc.body, tc.header...))))
				_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
				require.ErrorContains(t, err, ": "+before+tc.want)
				assert.NotContains(t, err.Error(), "4111")
			}
		})
	}
}

func TestAnswerOfTheServiceIsNotCalledAnothers(t *testing.T) {
	client := newClient(t, configuration(newRecorder(answer(http.StatusForbidden, "\ufeff"+` {"reason":"X"}`, "Content-Type", "text/html"))))
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.EqualError(t, err, "create payment: HTTP 403 X (correlation id "+correlationID+")")
}

func TestProxyThatWantsALoginIsSaidSo(t *testing.T) {
	client := newClient(t, configuration(newRecorder(answer(http.StatusProxyAuthRequired, `{}`))))
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorContains(t, err, "HTTP 407; this is a proxy's demand for a login of its own")
}

// The wait that an answer asks for is in the text and in a field, granted or not.
func TestWaitThatIsAskedForIsSaid(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		after  string
		left   time.Duration
		asked  time.Duration
		want   string
	}{
		{"longer than allowed", 429, "3600", time.Minute, time.Hour, "HTTP 429; the answer asks to wait 1h0m0s, longer than Retry.MaxRetryAfter allows"},
		{"longer than there is time", 429, "20", 10 * time.Second, 20 * time.Second, "HTTP 429; the answer asks to wait 20s, longer than the call has left"},
		{"days", 429, "864000", time.Minute, 240 * time.Hour, "HTTP 429; the answer asks to wait more than a day, longer than Retry.MaxRetryAfter allows"},
		{"often enough", 429, "1", time.Minute, time.Second, "HTTP 429; the answer asks to wait 1s"},
		{"of an answer that proves nothing", 503, "7", time.Minute, 7 * time.Second, "outcome unknown.*HTTP 503; the answer asks to wait 7s; the answer has no body .*Resolve finds out"},
		{"nonsense", 429, "soon", time.Minute, 0, "HTTP 429; the answer has no body"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tc.left)
			defer cancel()
			client := newClient(t, configuration(newRecorder(answer(tc.status, "", "Retry-After", tc.after))))
			_, err := client.PaymentsApi.CreatePayment(ctx, payment())
			assert.Regexp(t, tc.want, err.Error())
			assert.Equal(t, tc.asked, answerOf(t, err).RetryAfter)
		})
	}
}

// The details of a refusal stand in its text in whichever form they come.
func TestDetailsOfEveryFormAreSaid(t *testing.T) {
	for _, tc := range []struct{ details, want string }{
		{`[{"field":"a.b","reason":"MISSING_FIELD"}]`, " [a.b MISSING_FIELD]"},
		{`[{"name":"a.b","message":"is too long"}]`, " [a.b is too long]"},
		{`[{"location":"a.b"}]`, " [a.b]"},
		{`["a.b","c"]`, " [a.b, c]"},
		{`"a.b"`, " [a.b]"},
		{`{"field":"a.b","reason":"INVALID_DATA"}`, " [a.b INVALID_DATA]"},
		{`[{"field":"a.b"},"c"]`, " [a.b, c]"},
		{`[{"reason":"INVALID_DATA"}]`, " [INVALID_DATA]"},
		{`[{}]`, ""},
		{`[]`, ""},
		{`7`, ""},
	} {
		t.Run(tc.details, func(t *testing.T) {
			body := `{"reason":"INVALID_DATA","message":"m","details":` + tc.details + `}`
			client := newClient(t, configuration(newRecorder(answer(http.StatusForbidden, body))))
			_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
			require.IsType(t, new(cybersource.APIError), err)
			require.EqualError(t, err, "create payment: HTTP 403 INVALID_DATA: m"+tc.want+" (correlation id "+correlationID+")")
		})
	}
}
