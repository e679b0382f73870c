package cybersource_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func ExampleOutcome_approved() {
	gateway, client := offline()
	defer gateway.Close()

	outcome := pay(client, cardPayment("102.21")).Outcome()
	fmt.Println("approved:", outcome.Approved())
	fmt.Println("to capture later:", outcome.Amount, outcome.Currency)
	// Output:
	// approved: true
	// to capture later: 102.21 USD
}

// Every decline says what to do about it. The networks fine those who try again
// against their advice.
func ExampleOutcome_declined() {
	gateway, client := offline()
	defer gateway.Close()

	for _, reason := range []cybersource.Reason{
		cybersource.ReasonExpiredCard, cybersource.ReasonIssuerUnavailable, cybersource.ReasonStolenLostCard,
	} {
		gateway.Next(cybersourcetest.Decline(reason))
		payment := pay(client, cardPayment("102.21"))
		outcome := payment.Outcome()
		fmt.Println(payment.ErrorInformation.Reason, "->", outcome.Advice, outcome.RetryAfter)
	}
	// Output:
	// EXPIRED_CARD -> ask cardholder 0s
	// ISSUER_UNAVAILABLE -> retry later 5m0s
	// STOLEN_LOST_CARD -> never retry 0s
}

// The issuer approves what is left on the card. The rest is to be paid in another
// way; if it is not, the part has to be reversed.
func ExampleOutcome_partialAuthorization() {
	gateway, client := offline()
	defer gateway.Close()

	req := cardPayment("6003.00") // an amount of the test system that is approved in part
	req.ProcessingInformation = &cybersource.ProcessingInformation{
		AuthorizationOptions: &cybersource.ProcessingInformationAuthorizationOptions{PartialAuthIndicator: new(true)},
	}
	outcome := pay(client, req).Outcome()

	fmt.Println(outcome.Kind, outcome.HoldsFunds)
	fmt.Println("authorized", outcome.Amount, "of", outcome.Requested, outcome.Currency)
	// Output:
	// partially approved true
	// authorized 3001.50 of 6003.00 USD
}

// A soft decline is no approval, and still the payer's money is held: whoever drops
// the order has to reverse the payment.
func ExampleOutcome_softDecline() {
	gateway, client := offline()
	defer gateway.Close()

	gateway.Next(cybersourcetest.Status(cybersource.StatusAuthorizedRiskDeclined))
	payment := pay(client, cardPayment("102.21"))
	outcome := payment.Outcome()

	fmt.Println(payment.Status)
	fmt.Println("approved:", outcome.Approved(), "holds funds:", outcome.HoldsFunds)
	fmt.Println("advice:", outcome.Advice, outcome.Amount, outcome.Currency)
	// Output:
	// AUTHORIZED_RISK_DECLINED
	// approved: false holds funds: true
	// advice: reverse the hold 102.21 USD
}

// 3-D Secure: the first payment asks for a challenge, the second one has its result.
func ExampleOutcome_challenge() {
	gateway, client := offline()
	defer gateway.Close()

	req := cardPayment("102.21")
	req.PaymentInformation.Card.Number = "4000000000002503" // a test card that is challenged
	req.ProcessingInformation = &cybersource.ProcessingInformation{ActionList: []string{"CONSUMER_AUTHENTICATION"}}
	first := pay(client, req)
	fmt.Println(first.Status, "->", first.Outcome().Advice)

	// Now the payer's browser opens StepUpURL with AccessToken, and comes back.
	challenge := first.ConsumerAuthenticationInformation

	req.ProcessingInformation.ActionList = []string{"VALIDATE_CONSUMER_AUTHENTICATION"}
	req.ConsumerAuthenticationInformation = &cybersource.ConsumerAuthenticationInformation{
		AuthenticationTransactionID: challenge.AuthenticationTransactionID,
	}
	second := pay(client, req)
	fmt.Println(second.Status, "ECI", second.ConsumerAuthenticationInformation.ECI)
	// Output:
	// PENDING_AUTHENTICATION -> authenticate
	// AUTHORIZED ECI 05
}

// An eCheck is accepted at once and decided days later.
func ExampleOutcome_pending() {
	gateway, client := offline()
	defer gateway.Close()

	req := cardPayment("35.00")
	req.PaymentInformation = &cybersource.PaymentInformation{
		PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
		Bank: &cybersource.PaymentInformationBank{
			RoutingNumber: "121042882",
			Account:       &cybersource.PaymentInformationBankAccount{Number: "4100", Type: "C"},
		},
	}
	outcome := pay(client, req).Outcome()
	fmt.Println(outcome.Kind, outcome.Undecided(), outcome.Advice)
	// Output: pending true look up
}

// The service adds statuses without notice. An unknown one is neither an approval
// nor a failure.
func ExampleOutcome_unknownStatus() {
	gateway, client := offline()
	defer gateway.Close()

	gateway.Next(cybersourcetest.Status("STATUS_OF_TOMORROW"))
	payment := pay(client, cardPayment("102.21"))
	outcome := payment.Outcome()
	fmt.Println(payment.Status, "->", outcome.Kind, outcome.Advice)
	// Output: STATUS_OF_TOMORROW -> unknown look up
}

// pay sends a payment that gets an answer.
func pay(client *cybersource.APIClient, req *cybersource.CreatePaymentRequest) *cybersource.CreatePaymentResponse {
	payment, err := client.PaymentsApi.CreatePayment(context.Background(), req)
	if err != nil {
		log.Fatal(err)
	}
	return payment
}
