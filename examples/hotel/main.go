// Command hotel authorizes a stay at check-in, increments the authorization twice, for
// another night and for a deposit, and captures the final bill at check-out.
//
//	go run ./examples/hotel
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const (
	currency = "USD"
	night    = 129_00 // cents
)

func main() {
	ctx := context.Background()
	folio := &folio{client: demo.Client(), code: demo.Code("FOLIO")}

	if !folio.checkIn(ctx, 3) {
		return
	}
	folio.add(ctx, "another night", night, "4")
	folio.add(ctx, "a deposit for the minibar", 17_50, "4")
	folio.checkOut(ctx, 4*night+6_00)
}

// folio is the bill of a stay. In production it is stored in a database.
type folio struct {
	client  *cybersource.APIClient
	code    string
	payment *cybersource.CreatePaymentResponse // the first authorization: captures and reversals take its id
	held    int64                              // cents authorized so far
}

// checkIn authorizes the expected bill and reports whether the guest may stay.
func (f *folio) checkIn(ctx context.Context, nights int64) bool {
	demo.Step("Check-in: authorize %d nights", nights)
	payment, err := f.client.PaymentsApi.CreatePayment(ctx, f.authorization(nights))
	demo.Check(err)
	demo.Show(payment)

	outcome := payment.Outcome()
	if !outcome.Approved() {
		return false
	}
	f.payment = payment
	f.held, err = cybersource.ParseAmount(outcome.Amount, currency)
	demo.Check(err)
	return true
}

// add increments the authorization. If that is declined the first one stands, and the
// guest pays the extra in another way.
func (f *folio) add(ctx context.Context, what string, cents int64, duration string) {
	demo.Step("Increment for %s", what)
	answer, err := f.client.PaymentsApi.IncrementAuth(ctx, f.payment.ID, f.increment(cents, duration))
	if demo.Refused(err) {
		return
	}
	outcome := answer.Outcome()
	if outcome.Approved() {
		f.held += cents // the answer's total is not always there
	}
	demo.Line("status", string(answer.Status))
	demo.Line("means", outcome.Kind.String())
	demo.Line("added", demo.Money(outcome.Amount, outcome.Currency))
	demo.Line("held in total", f.total())
	demo.Line("correlation id", answer.Meta.CorrelationID)
	fmt.Println()
}

// checkOut captures the bill. It may be less than what is held: the service releases the
// rest. For more, increment first.
func (f *folio) checkOut(ctx context.Context, cents int64) {
	demo.Step("Check-out: the bill is %s, capture it", demo.Money(amount(cents), currency))
	request, err := f.payment.CaptureRequest()
	demo.Check(err)
	request.OrderInformation.AmountDetails.TotalAmount = amount(cents)
	request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: f.code + "-OUT"}
	capture, err := f.client.CaptureApi.CapturePayment(ctx, f.payment.ID, request)
	demo.Check(err)
	demo.ShowFollowUp(string(capture.Status), capture.ID, capture.Outcome())
}

func (f *folio) total() string { return demo.Money(amount(f.held), currency) }

func (f *folio) authorization(nights int64) *cybersource.CreatePaymentRequest {
	arrival := time.Now()
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: f.code},
		ProcessingInformation: &cybersource.ProcessingInformation{
			CommerceIndicator: "internet",
			IndustryDataType:  "lodging",
			AuthorizationOptions: &cybersource.ProcessingInformationAuthorizationOptions{
				AuthIndicator: "0", // an estimate: more may follow
				Initiator:     &cybersource.ProcessingInformationAuthorizationOptionsInitiator{CredentialStoredOnFile: new(true)},
			},
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031",
				SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount(nights * night), Currency: currency},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		TravelInformation: &cybersource.TravelInformation{
			Duration: fmt.Sprint(nights),
			Lodging: &cybersource.TravelInformationLodging{
				CheckInDate:    arrival.Format("010206"), // month, day, year
				CheckOutDate:   arrival.AddDate(0, 0, int(nights)).Format("010206"),
				Room:           []cybersource.TravelInformationLodgingRoom{{DailyRate: amount(night), NumberOfNights: &nights}},
				NumberOfGuests: new(int64(2)),
			},
		},
	}
}

func (f *folio) increment(cents int64, duration string) *cybersource.IncrementAuthRequest {
	return &cybersource.IncrementAuthRequest{
		ClientReferenceInformation: &cybersource.IncrementAuthClientReferenceInformation{Code: f.code},
		ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
			AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{
					Type: "merchant", StoredCredentialUsed: new(true),
				},
			},
		},
		OrderInformation: &cybersource.IncrementAuthOrderInformation{
			AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: amount(cents), Currency: currency},
		},
		MerchantInformation: &cybersource.IncrementAuthMerchantInformation{TransactionLocalDateTime: time.Now().Format("20060102150405")},
		TravelInformation:   &cybersource.IncrementAuthTravelInformation{Duration: duration},
	}
}

func amount(cents int64) string {
	text, err := cybersource.FormatAmount(cents, currency)
	demo.Check(err)
	return text
}
