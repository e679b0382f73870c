// Command level3 pays for a company's order with all its lines, taxes and freight
// (level III data), which lowers the interchange of commercial cards.
//
//	go run ./examples/level3
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const currency = "USD"

// line is a line of the order. All amounts are cents: nothing is rounded twice.
type line struct {
	sku, name, commodity string
	quantity, price, tax int64
}

var order = []line{
	{"ENG-100", "Difference engine, bench model", "43211500", 2, 1499_00, 247_34},
	{"CRD-500", "Punched cards, box of 500", "14111500", 10, 18_50, 15_26},
}

const freight = 45_00

func main() {
	ctx := context.Background()
	api := demo.Client().PaymentsApi

	items, tax, total := lineItems(order)
	total += freight

	demo.Step("Order PO-88123: %d lines, %s tax, %s freight, %s in total", len(items), amount(tax), amount(freight), amount(total))
	payment, err := api.CreatePayment(ctx, &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code("PO")},
		ProcessingInformation: &cybersource.ProcessingInformation{
			CommerceIndicator: "internet",
			PurchaseLevel:     "3",
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{
				TotalAmount:   amount(total),
				TaxAmount:     amount(tax),
				FreightAmount: amount(freight),
				Currency:      currency,
			},
			InvoiceDetails: &cybersource.OrderInformationInvoiceDetails{
				PurchaseOrderNumber: "PO-88123",
				PurchaseOrderDate:   time.Now().Format(time.DateOnly),
				Taxable:             new(true),
			},
			LineItems:       items,
			ShippingDetails: &cybersource.OrderInformationShippingDetails{ShipFromPostalCode: "94016"},
			ShipTo:          &cybersource.OrderInformationShipTo{Country: "US", AdministrativeArea: "CA", PostalCode: "94105"},
			BillTo: &cybersource.OrderInformationBillTo{
				Company:   &cybersource.OrderInformationBillToCompany{Name: "Analytical Society"},
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	})
	demo.Check(err)
	demo.Show(payment)
}

// lineItems are the lines as the service wants them, and their tax and total in cents.
func lineItems(lines []line) (items []cybersource.OrderInformationLineItems, tax, total int64) {
	for _, l := range lines {
		net := l.quantity * l.price
		items = append(items, cybersource.OrderInformationLineItems{
			ProductCode:       "default",
			ProductSKU:        l.sku,
			ProductName:       l.name,
			CommodityCode:     l.commodity,
			Quantity:          &l.quantity,
			UnitOfMeasure:     "EA",
			UnitPrice:         amount(l.price),
			TaxAmount:         amount(l.tax),
			TaxRate:           "0.0825",
			TotalAmount:       amount(net),
			AmountIncludesTax: new(false), // sent: false is not the same as nothing
		})
		tax += l.tax
		total += net + l.tax
	}
	return items, tax, total
}

func amount(cents int64) string {
	text, err := cybersource.FormatAmount(cents, currency)
	demo.Check(err)
	return text
}
