package lean

import (
	"fmt"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

// Payment is the request of a card payment.
type Payment struct {
	ClientReferenceInformation Reference `json:"clientReferenceInformation"`
	ProcessingInformation      struct {
		Capture           bool   `json:"capture"`
		CommerceIndicator string `json:"commerceIndicator,omitempty"`
	} `json:"processingInformation"`
	PaymentInformation struct {
		Card struct {
			Number          string `json:"number"`
			ExpirationMonth string `json:"expirationMonth"`
			ExpirationYear  string `json:"expirationYear"`
			SecurityCode    string `json:"securityCode,omitempty"`
			Type            string `json:"type,omitempty"`
		} `json:"card"`
	} `json:"paymentInformation"`
	OrderInformation struct {
		AmountDetails Amount     `json:"amountDetails"`
		BillTo        Address    `json:"billTo"`
		LineItems     []LineItem `json:"lineItems,omitempty"`
	} `json:"orderInformation"`
	DeviceInformation struct {
		IPAddress            string `json:"ipAddress"`
		FingerprintSessionID string `json:"fingerprintSessionId"`
		UserAgent            string `json:"userAgent"`
	} `json:"deviceInformation"`
}

// Reference names an order, and a request of it.
type Reference struct {
	Code          string `json:"code"`
	TransactionID string `json:"transactionId,omitempty"`
}

// Amount is a sum of money.
type Amount struct {
	TotalAmount string `json:"totalAmount"`
	Currency    string `json:"currency"`
}

// Address is where the bill goes.
type Address struct {
	FirstName          string `json:"firstName"`
	LastName           string `json:"lastName"`
	Address1           string `json:"address1"`
	Locality           string `json:"locality"`
	AdministrativeArea string `json:"administrativeArea"`
	PostalCode         string `json:"postalCode"`
	Country            string `json:"country"`
	Email              string `json:"email"`
	PhoneNumber        string `json:"phoneNumber,omitempty"`
}

// LineItem is one article of an order.
type LineItem struct {
	ProductCode string `json:"productCode,omitempty"`
	ProductName string `json:"productName,omitempty"`
	ProductSKU  string `json:"productSku,omitempty"`
	Quantity    int    `json:"quantity,omitempty"`
	UnitPrice   string `json:"unitPrice,omitempty"`
	TotalAmount string `json:"totalAmount,omitempty"`
	TaxAmount   string `json:"taxAmount,omitempty"`
}

// NewPayment is the order that all clients send.
func NewPayment(items int) *Payment {
	var p Payment
	p.ClientReferenceInformation = Reference{"ORDER-20418", "K3V5N2QJ7TDXW4MHRZ6YB8CPLA"}
	p.ProcessingInformation.CommerceIndicator = "internet"
	p.PaymentInformation.Card.Number = "4111111111111111"
	p.PaymentInformation.Card.ExpirationMonth = "12"
	p.PaymentInformation.Card.ExpirationYear = "2031"
	p.PaymentInformation.Card.SecurityCode = "123"
	p.PaymentInformation.Card.Type = "001"
	p.OrderInformation.AmountDetails = Amount{"102.21", "USD"}
	p.OrderInformation.BillTo = Address{
		FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
		AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
	}
	p.DeviceInformation.IPAddress = "192.0.2.1"
	p.DeviceInformation.FingerprintSessionID = "5f0a9c3e1d2b4c3d"
	p.DeviceInformation.UserAgent = work.Browser
	if items > 0 {
		p.OrderInformation.LineItems = make([]LineItem, items)
	}
	for i := range p.OrderInformation.LineItems {
		p.OrderInformation.LineItems[i] = LineItem{
			ProductCode: "default", ProductName: work.ItemNames[i%len(work.ItemNames)], ProductSKU: "SKU-4711", Quantity: 2,
			UnitPrice: "10.00", TotalAmount: "20.00", TaxAmount: "3.19",
		}
	}
	return &p
}

// CaptureRequest is the request of a capture.
type CaptureRequest struct {
	ClientReferenceInformation Reference `json:"clientReferenceInformation"`
	OrderInformation           struct {
		AmountDetails Amount `json:"amountDetails"`
	} `json:"orderInformation"`
}

// NewCapture takes the whole order.
func NewCapture() *CaptureRequest {
	r := &CaptureRequest{ClientReferenceInformation: Reference{"ORDER-20418-1", "K3V5N2QJ7TDXW4MHRZ6YB8CPLB"}}
	r.OrderInformation.AmountDetails = Amount{"102.21", "USD"}
	return r
}

// SearchRequest is the request of a search.
type SearchRequest struct {
	Query string `json:"query"`
	Sort  string `json:"sort"`
	Limit int    `json:"limit"`
}

// NewSearch asks for the last hundred.
func NewSearch() *SearchRequest {
	return &SearchRequest{Query: work.SearchQuery, Sort: work.SearchSort, Limit: work.SearchLimit}
}

// Answer returns what the answer to a task is read into.
func Answer(task work.Task) (answer any, good func() bool) {
	switch task {
	case work.Capture:
		a := new(Captured)
		return a, func() bool { return a.Status == "PENDING" }
	case work.LookUp:
		a := new(Record)
		return a, func() bool { return a.ID == work.PaymentID }
	case work.Search:
		a := new(Hits)
		return a, func() bool { return a.Embedded != nil && len(a.Embedded.TransactionSummaries) == work.SearchLimit }
	default:
		a := new(Approval)
		return a, func() bool { return a.Status == "AUTHORIZED" }
	}
}

// Request returns method, path and body of a task, the body nil where there is none, and
// the status of a success.
func Request(job *work.Job) (method, path string, body any, status int, err error) {
	switch job.Task {
	case work.Payment:
		return "POST", "/pts/v2/payments", NewPayment(job.Items), 201, nil
	case work.Capture:
		return "POST", "/pts/v2/payments/" + work.PaymentID + "/captures", NewCapture(), 201, nil
	case work.LookUp:
		return "GET", "/tss/v2/transactions/" + work.PaymentID, nil, 200, nil
	case work.Search:
		return "POST", "/tss/v2/searches", NewSearch(), 201, nil
	}
	return "", "", nil, 0, fmt.Errorf("no task %q", job.Task)
}
