package idempotency_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// countsTwo answers look-ups as a service that counts two requests with a code and shows the
// one that was declined.
func countsTwo(w *world) {
	const result = `"rCode":"0","rFlag":"DCARDREFUSED","reasonCode":"203"`
	w.config = func(c *cybersource.Configuration) {
		c.WrapTransport = func(next http.RoundTripper) http.RoundTripper {
			return exchange(func(r *http.Request) (*http.Response, error) {
				if !strings.HasPrefix(r.URL.Path, "/tss/v2/") {
					return next.RoundTrip(r)
				}
				declined := fmt.Sprintf(`{"id":"8","clientReferenceInformation":{"code":%q},"applicationInformation":{`+result+`,"applications":[{"name":"ics_auth",`+result+`}]},`+
					`"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`, w.entries()[0].Record.ReferenceCode)
				status := http.StatusOK
				if r.Method == http.MethodPost {
					status, declined = http.StatusCreated, `{"count":2,"totalCount":2,"_embedded":{"transactionSummaries":[`+declined+`]}}`
				}
				return &http.Response{
					StatusCode: status, Header: http.Header{}, Request: r, ProtoMajor: 1, ProtoMinor: 1,
					ContentLength: int64(len(declined)), Body: io.NopCloser(strings.NewReader(declined)),
				}, nil
			})
		}
	}
}

// The payment that stands may be the one that is counted and not shown.
func TestOtherPaymentIsNotSentWhileTheSearchCountsMoreThanItShows(t *testing.T) {
	w := newWorld(t, countsTwo)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	if r, err := w.pay("pay-1"); err == nil {
		t.Errorf("pay-1 is %v, %v", r.State, r.Outcome.Kind)
	}
	w.recover()
	w.wantState("pay-1", idempotency.StateOpen)
	_, err := w.pay("pay-2")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
	w.wantSent(createPayment, 1)
}
