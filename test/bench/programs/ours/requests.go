package main

import (
	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

func newPayment(items int) *cybersource.CreatePaymentRequest {
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
		DeviceInformation: &cybersource.DeviceInformation{
			IPAddress: "192.0.2.1", FingerprintSessionID: "5f0a9c3e1d2b4c3d", UserAgent: work.Browser,
		},
	}
	if items > 0 {
		p.OrderInformation.LineItems = make([]cybersource.OrderInformationLineItems, items)
	}
	for i := range p.OrderInformation.LineItems {
		p.OrderInformation.LineItems[i] = cybersource.OrderInformationLineItems{
			ProductCode: "default", ProductName: work.ItemNames[i%len(work.ItemNames)], ProductSKU: "SKU-4711", Quantity: new(int64(2)),
			UnitPrice: "10.00", TotalAmount: "20.00", TaxAmount: "3.19",
		}
	}
	return p
}

func newCapture() *cybersource.CapturePaymentRequest {
	return &cybersource.CapturePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-20418-1"},
		OrderInformation: &cybersource.CaptureOrderInformation{
			AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
	}
}

func newSearch() *cybersource.CreateSearchRequest {
	return &cybersource.CreateSearchRequest{Query: work.SearchQuery, Sort: work.SearchSort, Limit: new(int64(work.SearchLimit))}
}
