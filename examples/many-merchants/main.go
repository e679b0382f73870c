// Command many-merchants pays for several merchants in one process: those of a
// portfolio with one client and one key, and others with a client each that share
// their connections.
//
//	go run ./examples/many-merchants
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway. With
// them it makes one payment for CYBERSOURCE_MERCHANT_ID, or for each of -merchants, if
// the key is that of their portfolio.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// accounts are those of the offline gateway: a portfolio and a merchant of its own.
var accounts = []cybersourcetest.Account{
	{
		ID:            "acme_portfolio",
		Merchants:     []string{"acme_eu", "acme_us", "acme_jp"},
		SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "meta-key", Secret: "bWV0YSBrZXkgbWFkZSBmb3IgdGVzdHMgb25seQ=="}},
	},
	{
		ID:            "globex",
		SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "globex-key", Secret: "Z2xvYmV4IGtleSBtYWRlIGZvciB0ZXN0cyBvbmx5"}},
	},
}

func main() {
	list := flag.String("merchants", os.Getenv("CYBERSOURCE_MERCHANT_ID"), "merchant ids, separated by commas")
	flag.Parse()
	cfg := demo.Configuration(cybersourcetest.Options{Accounts: accounts})
	merchants := strings.Split(*list, ",")
	if demo.Offline != nil {
		merchants = accounts[0].Merchants
	}

	demo.Step("One key, one client, many merchants")
	payForAll(demo.NewClient(cfg).PaymentsApi, merchants)

	if demo.Offline != nil {
		demo.Step("A merchant with keys of its own, over the same connections")
		clients := newClients(cfg, keyOf)
		client, err := clients.of("globex")
		demo.Check(err)
		payForAll(client.PaymentsApi, []string{"globex"})
	}
}

// payForAll makes a payment for each merchant, all at once: a client is safe for
// concurrent use. One that fails does not stop the others.
func payForAll(api *cybersource.PaymentsApi, merchants []string) {
	results := make([]string, len(merchants))
	failures := make([]error, len(merchants))
	var group sync.WaitGroup
	for i, merchant := range merchants {
		group.Go(func() {
			payment, err := api.CreatePayment(context.Background(), order(merchant), cybersource.WithMerchantID(merchant))
			if err != nil {
				failures[i] = err
				return
			}
			results[i] = fmt.Sprintf("%s, %s", payment.Status, payment.ID)
		})
	}
	group.Wait()
	for i, merchant := range merchants {
		demo.Line(merchant, results[i])
	}
	fmt.Println()
	for _, err := range failures {
		demo.Check(err)
	}
}

// keyOf finds a merchant's key; in production in a secret store.
func keyOf(merchant string) (cybersource.Credentials, error) {
	for _, account := range accounts {
		if account.ID == merchant {
			key := account.SharedSecrets[0]
			return cybersource.JWTSharedSecret{MerchantID: merchant, KeyID: key.KeyID, SharedSecret: key.Secret}, nil
		}
	}
	return nil, fmt.Errorf("no key for merchant %s", merchant)
}

func order(merchant string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code(merchant)},
		ProcessingInformation:      &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "24.99", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
