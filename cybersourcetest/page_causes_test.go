package cybersourcetest_test

import (
	"net/http"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Answers that have no reason of the service's are explained too, each by what it comes from.
func TestAnswersWithoutAReasonAreExplained(t *testing.T) {
	const unknownPayment = payments + "/7000000000000000000000/captures"
	look := "/tss/v2/transactions/7000000000000000000000"
	answer := func(status int) func(cybersourcetest.Request) *cybersourcetest.Response {
		return func(cybersourcetest.Request) *cybersourcetest.Response {
			return &cybersourcetest.Response{Status: status}
		}
	}
	for _, tc := range []struct {
		name         string
		options      cybersourcetest.Options
		step         cybersourcetest.Step
		method, path string
		status       int
		cause        string
	}{
		{"an unknown payment", cybersourcetest.Options{UnknownID: "NOT_FOUND"}, cybersourcetest.Pass(), "POST", unknownPayment, 404, "paymentNotFound"},
		{"an unknown record", cybersourcetest.Options{}, cybersourcetest.Pass(), "GET", look, 404, "recordNotFound"},
		{"an override", cybersourcetest.Options{Override: answer(418)}, cybersourcetest.Pass(), "POST", payments, 418, "ownAnswer"},
		{"an override of another path", cybersourcetest.Options{Override: answer(503)}, cybersourcetest.Pass(), "POST", "/elsewhere", 503, "ownAnswer"},
		{
			"a reason of the test's own", cybersourcetest.Options{}, cybersourcetest.Answer(cybersourcetest.Outcome{Status: "INVALID_REQUEST", Reason: "OF_TOMORROW", HTTPStatus: 400}),
			"POST", payments, 400, "ownAnswer",
		},
		{
			"an override that fails", cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response { panic("a mistake of the test") }},
			cybersourcetest.Pass(), "POST", payments, 500, "gatewayFailed",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.options.NoAuthentication = true
			gateway := newGateway(t, tc.options)
			gateway.Next(tc.step)
			r := newRequest(t, gateway, tc.path, payment("X"))
			if tc.method == http.MethodGet {
				r = signerOf(t, gateway).get(t, gateway, tc.method, tc.path)
			}
			got := mustDo(t, gateway, r)
			c := seeCall(t, gateway, 1)
			if got.StatusCode != tc.status || c.HTTPStatus != tc.status || c.SentStatus != tc.status || c.Cause != tc.cause || c.Explanation.Title == "" || !c.Ended {
				t.Errorf("HTTP %d %s: %+v", got.StatusCode, got.body, c)
			}
		})
	}
}
