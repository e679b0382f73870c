// Command threeds makes a payment with 3-D Secure: set-up, enrolment check, challenge, the
// result of the challenge, and a payment that carries it.
//
//	go run ./examples/threeds
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, where the
// challenge of this card is passed without a browser. On the test system nothing can be
// authorized afterwards unless somebody has finished the challenge in a browser: examples/checkout
// has the pages for that.
package main

import (
	"context"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx, client := context.Background(), demo.Client()
	api := client.PayerAuthenticationApi
	code := demo.Code("3DS")

	demo.Step("1. Set up, as soon as the card is known")
	setUp, err := api.PayerAuthSetup(ctx, setUpOf(code))
	demo.Check(err)
	demo.Line("status", string(setUp.Status))
	if setUp.Status != "COMPLETED" || setUp.ConsumerAuthenticationInformation == nil {
		return // this card cannot be used
	}
	demo.Line("hidden frame", setUp.ConsumerAuthenticationInformation.DeviceDataCollectionURL) // the browser posts the access token there
	fmt.Println()

	demo.Step("2. Check the enrolment, when the page has had the frame's message or ten seconds have passed")
	enrolment, err := api.CheckPayerAuthEnrollment(ctx, enrolmentOf(code, setUp.ConsumerAuthenticationInformation.ReferenceID))
	demo.Check(err)
	authentication := cybersource.Authentication{Enrolment: enrolment, Amount: amount, Currency: currency}
	show(string(enrolment.Status), authentication.Outcome())

	if authentication.Outcome().Result == cybersource.ResultChallengeRequired {
		validate(ctx, api, code, &authentication)
	}

	demo.Step("4. Pay with the result")
	payment := paymentOf(code)
	if err := authentication.AddTo(payment); err != nil {
		demo.Line("not paid", err.Error()) // nothing may be authorized after this result
		return
	}
	demo.Line("indicator", payment.ProcessingInformation.CommerceIndicator)
	answer, err := client.PaymentsApi.CreatePayment(ctx, payment)
	demo.Check(err)
	demo.Show(answer)
}

// validate sends the payer through the challenge and fetches its result. The authentication
// is stored with the order meanwhile. What the browser brings back, TransactionId and MD, is
// compared with the order and not believed.
func validate(ctx context.Context, api *cybersource.PayerAuthenticationApi, code string, a *cybersource.Authentication) {
	demo.Step("3. The payer's browser goes through the challenge, in a frame of your page")
	challenge := a.Enrolment.ConsumerAuthenticationInformation
	demo.Line("address", challenge.StepUpURL) // the browser posts the access token there, and MD
	demo.Line("transaction", challenge.AuthenticationTransactionID)
	fmt.Println()

	demo.Step("   It is back: ask the service for the result, by the id that was stored")
	a.ValidationRequest = validationOf(code, challenge.AuthenticationTransactionID)
	var err error
	a.Validation, err = api.ValidateAuthenticationResults(ctx, a.ValidationRequest)
	demo.Check(err)
	show(string(a.Validation.Status), a.Outcome())
}

// show prints what an answer about the payer means. Its status alone says nothing.
func show(status string, outcome cybersource.AuthenticationOutcome) {
	demo.Line("status", status)
	demo.Line("result", outcome.Result.String())
	demo.Line("liability", outcome.Liability.String())
	demo.Line("may authorize", outcome.MayAuthorize.String())
	fmt.Println()
}
