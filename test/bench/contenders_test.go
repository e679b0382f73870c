package bench

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/cybersource-go/cybersource"
)

// Keys made for the benchmarks.
const (
	merchantID = "bench_merchant"
	keyID      = "5f0a9c3e-1d2b-4c3d-8e4f-a1b2c3d4e5f6"
)

var secret = base64.StdEncoding.EncodeToString([]byte("thirty-two bytes for benchmarks!"))

// place is where a contender sends its calls.
type place struct {
	name      string
	url       string
	transport func() http.RoundTripper
}

func loopback() place { return place{"https", serverURL, tunedTransport} }

func stub() place { return stubAnswering(approval) }

func stubAnswering(text string) place {
	return place{"stub", "https://" + cybersource.HostTest, func() http.RoundTripper { return stubTransport(text) }}
}

// tunedTransport is the transport of the hand-written client.
func tunedTransport() http.RoundTripper {
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: serverCAs},
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     30 * time.Second,
		DisableCompression:  true,
	}
}

// stubTransport answers at once with the same text, after reading what a real one
// would read, as it would.
type stubTransport string

func (text stubTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		drain(r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{
		StatusCode:    http.StatusCreated,
		Header:        stubHeader,
		Body:          io.NopCloser(strings.NewReader(string(text))),
		ContentLength: int64(len(text)),
		Request:       r,
	}, nil
}

var drains = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// drain copies the body out, which net/http does in pieces of this size.
func drain(body io.Reader) {
	piece := drains.Get().(*[32 << 10]byte)
	defer drains.Put(piece)
	for {
		if _, err := body.Read(piece[:]); err != nil {
			return
		}
	}
}

var stubHeader = http.Header{
	"Content-Type":       {"application/hal+json"},
	"V-C-Correlation-Id": {"0f7d9c1e-5c2b-4e0e-9d1a-000000000001"},
}

// contender makes one payment per call. It takes its connections with it when it is
// done: the garbage collector would look at their goroutines in the name of the next one.
type contender func() error

func newHandWritten(b *testing.B, at place, items int) contender {
	b.Helper()
	key, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		b.Fatal(err)
	}
	client := &handWritten{
		http: &http.Client{Transport: at.transport()}, url: at.url + "/pts/v2/payments", host: hostOf(at),
		merchantID: merchantID, keyID: keyID, secret: key,
	}
	b.Cleanup(client.http.CloseIdleConnections)
	payment := handPayment(items)
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 65*time.Second)
		defer cancel()
		answer, err := client.post(ctx, payment)
		return approved(answer != nil && answer.Status == "AUTHORIZED", err)
	}
}

// newPrecomputed sends the same bytes with the same headers again and again: what
// net/http alone costs.
func newPrecomputed(b *testing.B, at place, items int) contender {
	b.Helper()
	body, err := json.Marshal(handPayment(items))
	if err != nil {
		b.Fatal(err)
	}
	client := &handWritten{host: hostOf(at), merchantID: merchantID, keyID: keyID, secret: []byte(secret)}
	template, err := http.NewRequest(http.MethodPost, at.url+"/pts/v2/payments", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	client.sign(template, body)
	transport := at.transport()
	b.Cleanup((&http.Client{Transport: transport}).CloseIdleConnections)
	return func() error {
		request := *template
		request.Body = io.NopCloser(bytes.NewReader(body))
		response, err := transport.RoundTrip(&request)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		return err
	}
}

// newResty is resty as its documentation shows it.
func newResty(b *testing.B, at place, items int) contender {
	b.Helper()
	key, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		b.Fatal(err)
	}
	signer := &handWritten{host: hostOf(at), merchantID: merchantID, keyID: keyID, secret: key}
	client := resty.New().SetTransport(at.transport()).SetBaseURL(at.url).
		SetPreRequestHook(func(_ *resty.Client, r *http.Request) error {
			body, err := r.GetBody()
			if err != nil {
				return err
			}
			text, err := io.ReadAll(body)
			signer.sign(r, text)
			return err
		})
	b.Cleanup(client.GetClient().CloseIdleConnections)
	payment := handPayment(items)
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 65*time.Second)
		defer cancel()
		var answer handAnswer
		_, err := client.R().SetContext(ctx).SetBody(payment).SetResult(&answer).Post("/pts/v2/payments")
		return approved(answer.Status == "AUTHORIZED", err)
	}
}

// newOurs is this library with the given credentials.
func newOurs(b *testing.B, at place, items int, change func(*cybersource.Configuration)) contender {
	b.Helper()
	cfg := cybersource.Configuration{Host: strings.TrimPrefix(at.url, "https://"), Credentials: cybersource.JWTSharedSecret{
		MerchantID: merchantID, KeyID: keyID, SharedSecret: secret,
	}}
	if at.name == "stub" {
		cfg.Transport = at.transport()
	} else {
		cfg.RootCAs = serverCAs
	}
	if change != nil {
		change(&cfg)
	}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.CloseIdleConnections)
	request := payment(items)
	return func() error {
		answer, err := client.PaymentsApi.CreatePayment(context.Background(), request)
		return approved(answer != nil && answer.Status == cybersource.StatusAuthorized, err)
	}
}

func httpSignature(cfg *cybersource.Configuration) {
	cfg.Credentials = cybersource.HTTPSignature{MerchantID: merchantID, KeyID: keyID, SharedSecret: secret} // measured on purpose
}

func hostOf(at place) string { return strings.TrimPrefix(at.url, "https://") }

func approved(ok bool, err error) error {
	if err == nil && !ok {
		return errors.New("not approved")
	}
	return err
}

func handPayment(items int) *handRequest {
	var p handRequest
	p.ClientReferenceInformation.Code = "ORDER-20418"
	p.ClientReferenceInformation.TransactionID = "K3V5N2QJ7TDXW4MHRZ6YB8CPLA"
	p.ProcessingInformation.CommerceIndicator = "internet"
	p.PaymentInformation.Card.Number = "4111111111111111"
	p.PaymentInformation.Card.ExpirationMonth = "12"
	p.PaymentInformation.Card.ExpirationYear = "2031"
	p.PaymentInformation.Card.SecurityCode = "123"
	p.PaymentInformation.Card.Type = "001"
	p.OrderInformation.AmountDetails.TotalAmount = "102.21"
	p.OrderInformation.AmountDetails.Currency = "USD"
	bill := &p.OrderInformation.BillTo
	bill.FirstName, bill.LastName, bill.Address1 = "Ada", "Lovelace", "1 Test Way"
	bill.Locality, bill.AdministrativeArea, bill.PostalCode, bill.Country = "San Francisco", "CA", "94105", "US"
	bill.Email, bill.PhoneNumber = "ada@example.com", "4155550100"
	for i := range items {
		p.OrderInformation.LineItems = append(p.OrderInformation.LineItems, handLineItem{
			ProductCode: "default", ProductName: itemName(i), ProductSKU: "SKU-4711", Quantity: 2,
			UnitPrice: "10.00", TotalAmount: "20.00", TaxAmount: "3.19",
		})
	}
	return &p
}

func payment(items int) *cybersource.CreatePaymentRequest {
	p := &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation: &cybersource.ProcessingInformation{
			Capture: new(false), CommerceIndicator: "internet",
		},
		PaymentInformation: &cybersource.PaymentInformation{Card: &cybersource.PaymentInformationCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: "001",
		}},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
			},
		},
	}
	for i := range items {
		p.OrderInformation.LineItems = append(p.OrderInformation.LineItems, cybersource.OrderInformationLineItems{
			ProductCode: "default", ProductName: itemName(i), ProductSKU: "SKU-4711", Quantity: new(int64(2)),
			UnitPrice: "10.00", TotalAmount: "20.00", TaxAmount: "3.19",
		})
	}
	return p
}

func itemName(i int) string { return fmt.Sprintf("Item %04d", i) }
