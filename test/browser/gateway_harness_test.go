package browser

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// watched is a gateway with a client, and what a test does with both.
type watched struct {
	*cybersourcetest.Gateway
	*testing.T

	client *cybersource.APIClient
}

func watch(t *testing.T, options cybersourcetest.Options) *watched {
	t.Helper()
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(gateway.Close)
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	return &watched{gateway, t, client}
}

// order is a payment that the gateway approves.
func order(code, amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031"},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}

// pay makes a payment that has to be answered.
func (w *watched) pay(code, amount string) *cybersource.CreatePaymentResponse {
	w.Helper()
	paid, err := w.client.PaymentsApi.CreatePayment(w.Context(), order(code, amount))
	if err != nil {
		w.Fatal(err)
	}
	return paid
}

// raw makes a call with headers in pairs, as a client of somebody else might, and returns the
// HTTP status.
func (w *watched) raw(method, path, body string, headers ...string) int {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.URL()+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Host = r.Header.Get("Host") // "" = the address
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// until waits for an expression of JavaScript to be true. The page may be another one
// meanwhile.
func (p *tab) until(expression string) {
	p.Helper()
	get(p, chromedp.Poll[bool](expression))
}

// text is what a part of the page shows.
func (p *tab) text(selector string) string {
	p.Helper()
	return get(p, chromedp.Text(chromedp.CSS(selector)))
}

// row is the expression for the row of a call in the list.
func row(number int) string {
	return `[...document.querySelectorAll("tbody tr")].find(r => r.cells[0].textContent === "` + strconv.Itoa(number) + `")`
}

// withoutScripts switches the scripts of the page off.
func (p *tab) withoutScripts() {
	p.Helper()
	get(p, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	})
}

// look sets what the page is looked at with: "light" or "dark", and so many pixels wide.
func (p *tab) look(scheme string, width, height int64) {
	p.Helper()
	get(p, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
	})
	p.run(chromedp.EmulateViewport(width, height))
}
