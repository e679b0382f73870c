package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/checkout"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A page shows hosted card fields and sends back a token. The server keeps the session of
// the page, and verifies the token by it before it pays.
func Example() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{}) // offline
	defer gateway.Close()
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		log.Fatal(err)
	}
	verifier, err := checkout.NewVerifier(client, checkout.Options{ScriptOrigins: []string{gateway.URL()}}) // the service needs no options
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	answer, err := client.MicroformIntegrationApi.GenerateCaptureContext(ctx, &cybersource.GenerateCaptureContextRequest{
		ClientVersion: "v2", TargetOrigins: []string{"https://shop.example.com"}, AllowedCardNetworks: []string{"VISA", "MASTERCARD"},
	})
	if err != nil {
		log.Fatal(err)
	}
	captureContext, err := verifier.CaptureContext(ctx, answer.Token)
	if err != nil {
		log.Fatal(err)
	}
	session := captureContext.Session() // kept with the order, on the server
	script, err := captureContext.Script()
	fmt.Println("the page loads a script:", script.URL != "" && script.Integrity != "", err)

	fromBrowser := typeCard(gateway, answer.Token)
	token, err := verifier.TransientToken(session, fromBrowser)
	if err != nil {
		log.Fatal(err) // show the fields again, with a new capture context
	}
	fmt.Println("a card is in it:", token.Card.MaskedNumber)

	_, err = verifier.TransientToken(session, fromBrowser[:len(fromBrowser)-4]+"AAAA")
	fmt.Println("changed on the way:", errors.Is(err, checkout.ErrSignature))
	// Output:
	// the page loads a script: true <nil>
	// a card is in it: XXXXXXXXXXXX1111
	// changed on the way: true
}

// typeCard is what the page does when the payer types a card into its fields.
func typeCard(gateway *cybersourcetest.Gateway, captureContext string) string {
	token, err := gateway.TransientToken(captureContext, cybersourcetest.Card{
		Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "987",
	})
	if err != nil {
		log.Fatal(err)
	}
	return token
}
