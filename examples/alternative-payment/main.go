// Command alternative-payment starts a bank transfer, sends the payer to the bank and
// asks for its state until it is decided.
//
//	go run ./examples/alternative-payment
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, where the
// payment is settled at the third look. With them it asks every -every (hourly is
// plenty where notifications come too) and gives up after -for.
package main

import (
	"context"
	"errors"
	"flag"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const (
	paymentType = "bankTransfer"
	method      = "MULTIBANCO"
)

func main() {
	every := flag.Duration("every", 100*time.Millisecond, "time between two looks")
	patience := flag.Duration("for", 5*time.Second, "how long to look")
	flag.Parse()

	api := demo.Client().PaymentsApi
	code := demo.Code("TRANSFER")

	demo.Step("Start a bank transfer")
	payment, err := api.CreatePayment(context.Background(), transfer(code))
	demo.Check(err)
	demo.Show(payment)
	if !payment.Outcome().Undecided() {
		return
	}
	if processor := payment.ProcessorInformation; processor != nil {
		demo.Step("Send the payer to %s", processor.PaymentURL)
	}

	demo.Step("Look until it is decided")
	ctx, cancel := context.WithTimeout(context.Background(), *patience)
	defer cancel()
	outcome, err := watch(ctx, api, code, payment.ID, *every)
	switch {
	case err != nil:
		demo.Check(err)
	case outcome.Approved():
		demo.Step("Paid: deliver")
	case outcome.Undecided():
		demo.Step("Still open: keep the order, look again later")
	default:
		demo.Step("Not paid: offer another way")
	}
}

// watch looks at a payment until it is decided or the context ends, and returns how it
// stood at the last look. A look that got no answer is repeated: it changes nothing.
func watch(ctx context.Context, api *cybersource.PaymentsApi, code, id string, every time.Duration) (cybersource.Outcome, error) {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	var outcome cybersource.Outcome
	for {
		select {
		case <-ctx.Done():
			return outcome, nil
		case <-ticks.C:
		}
		state, err := api.RefreshPaymentStatus(ctx, id, question(code))
		switch {
		case err == nil:
			outcome = state.Outcome()
			demo.Line(string(state.Status), outcome.Kind.String())
			if !outcome.Undecided() {
				return outcome, nil
			}
		case mayPass(err):
			demo.Line("no answer", err.Error())
		default:
			return outcome, err
		}
	}
}

// mayPass reports whether another look may succeed.
func mayPass(err error) bool {
	return errors.Is(err, cybersource.ErrNotProcessed) || errors.Is(err, cybersource.ErrServer) || errors.Is(err, cybersource.ErrRateLimited)
}

func transfer(code string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation:      &cybersource.ProcessingInformation{ActionList: []string{"AP_SALE"}},
		PaymentInformation: &cybersource.PaymentInformation{
			PaymentType: &cybersource.PaymentInformationPaymentType{
				Name:   paymentType,
				Method: &cybersource.PaymentInformationPaymentTypeMethod{Name: method},
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "70.80", Currency: "EUR"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "Rua do Teste 1", Locality: "Lisboa", PostalCode: "1100-048", Country: "PT",
			},
			LineItems: []cybersource.OrderInformationLineItems{
				{ProductName: "Notes on the engine", Quantity: new(int64(5)), UnitPrice: "14.16", TotalAmount: "70.80"},
			},
		},
		MerchantInformation: &cybersource.MerchantInformation{
			MerchantDescriptor: &cybersource.MerchantInformationMerchantDescriptor{Name: "Example Books"},
			SuccessURL:         "https://shop.example.com/paid",
			CancelURL:          "https://shop.example.com/cancelled",
			FailureURL:         "https://shop.example.com/failed",
		},
		DeviceInformation: &cybersource.DeviceInformation{IPAddress: "203.0.113.7"},
	}
}

func question(code string) *cybersource.RefreshPaymentStatusRequest {
	return &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: code},
		ProcessingInformation:      &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   paymentType,
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: method},
			},
		},
	}
}
