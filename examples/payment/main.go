// Command payment makes a first payment, and then everything around it: an
// increment, a decline, a refusal, a look at an alternative payment.
//
//	go run ./examples/payment
//
// Without CYBERSOURCE_ environment variables it starts the offline gateway and
// talks to that. With them it makes the same calls to the test system.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx := context.Background()
	api := demo.Client().PaymentsApi

	code := demo.Code("ORDER")
	payment := authorize(ctx, api, code)
	increment(ctx, api, code, payment.ID)
	decline(ctx, api)
	refuse(ctx, api)
	refresh(ctx, api)
}

// authorize reserves 102.21 USD on a test card.
func authorize(ctx context.Context, api *cybersource.PaymentsApi, code string) *cybersource.CreatePaymentResponse {
	demo.Step("1. Authorize 102.21 USD")
	payment, err := api.CreatePayment(ctx, cardPayment(code, "102.21"))
	demo.Check(err)
	demo.Show(payment)
	return payment
}

// increment adds 20.00 USD to the authorization, as a hotel does.
func increment(ctx context.Context, api *cybersource.PaymentsApi, code, id string) {
	demo.Step("2. Increment it by 20.00 USD")
	answer, err := api.IncrementAuth(ctx, id, &cybersource.IncrementAuthRequest{
		ClientReferenceInformation: &cybersource.IncrementAuthClientReferenceInformation{Code: code},
		ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
			AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{
					StoredCredentialUsed: new(true),
				},
			},
		},
		OrderInformation: &cybersource.IncrementAuthOrderInformation{
			AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{
				AdditionalAmount: "20.00",
				Currency:         "USD",
			},
		},
	})
	if demo.Refused(err) {
		return // not every account and card can do it
	}
	outcome := answer.Outcome()
	demo.Line("status", string(answer.Status))
	demo.Line("id", answer.ID)
	demo.Line("increment", outcome.Amount)
	demo.Line("new total", outcome.Total)
	demo.Line("correlation id", answer.Meta.CorrelationID)
	fmt.Println()
}

// decline shows that a decline is an answer and not an error: this amount makes
// the test system say no.
func decline(ctx context.Context, api *cybersource.PaymentsApi) {
	demo.Step("3. A payment that is declined")
	payment, err := api.CreatePayment(ctx, cardPayment(demo.Code("DECLINED"), "2204.00"))
	demo.Check(err)
	demo.Show(payment)
}

// refuse shows what a faulty request leads to: an error that names the fields.
func refuse(ctx context.Context, api *cybersource.PaymentsApi) {
	demo.Step("4. A request without a card")
	req := cardPayment(demo.Code("NO-CARD"), "102.21")
	req.PaymentInformation = nil
	_, err := api.CreatePayment(ctx, req)
	var refused *cybersource.APIError
	if !errors.As(err, &refused) { // an unknown outcome is no *APIError
		demo.Check(err)
		return
	}
	demo.Line("HTTP status", fmt.Sprint(refused.HTTPStatus))
	demo.Line("status", string(refused.Status))
	demo.Line("reason", string(refused.Reason))
	for _, detail := range refused.Details {
		demo.Line("field", detail.Field)
	}
	demo.Line("advice", refused.Advice().String())
	demo.Line("correlation id", refused.CorrelationID)
	fmt.Println()
}

// refresh starts a payment from a bank account, which is not decided at once, and
// asks for its state.
func refresh(ctx context.Context, api *cybersource.PaymentsApi) {
	demo.Step("5. A bank payment, and a look at its state")
	code := demo.Code("BANK")
	payment, err := api.CreatePayment(ctx, bankPayment(code, "35.00"))
	demo.Check(err)
	demo.Show(payment)

	answer, err := api.RefreshPaymentStatus(ctx, payment.ID, &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: code},
		ProcessingInformation:      &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "CHECK",
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "CHECK"},
			},
		},
	})
	if demo.Refused(err) {
		return // not every processor can tell
	}
	demo.Line("state", string(answer.Status))
	demo.Line("correlation id", answer.Meta.CorrelationID)
}

func cardPayment(code, amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number:          "4111111111111111",
				ExpirationMonth: "12",
				ExpirationYear:  "2031",
				Type:            cybersource.CardTypeVisa,
			},
		},
		OrderInformation: order(amount),
	}
}

func bankPayment(code, amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		PaymentInformation: &cybersource.PaymentInformation{
			PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
			Bank: &cybersource.PaymentInformationBank{
				RoutingNumber: "121042882",
				Account:       &cybersource.PaymentInformationBankAccount{Number: "4100", Type: "C"},
			},
		},
		OrderInformation: order(amount),
	}
}

func order(amount string) *cybersource.OrderInformation {
	return &cybersource.OrderInformation{
		AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
		BillTo: &cybersource.OrderInformationBillTo{
			FirstName:          "Ada",
			LastName:           "Lovelace",
			Address1:           "1 Test Way",
			Locality:           "San Francisco",
			AdministrativeArea: "CA",
			PostalCode:         "94105",
			Country:            "US",
			Email:              "ada@example.com",
			PhoneNumber:        "4155550100",
		},
	}
}
