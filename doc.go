// Package cybersource is a client for the payments of the CyberSource REST API:
// it makes payments, increments authorizations and asks for the state of
// alternative payments. A [Configuration] holds the host and the credentials,
// [NewAPIClient] makes an [APIClient] from it, and its [PaymentsApi] has the three
// operations.
//
//	client, err := cybersource.NewAPIClient(cybersource.Configuration{
//		Credentials: cybersource.JWTSharedSecret{
//			MerchantID:   merchantID,
//			KeyID:        keyID,
//			SharedSecret: secret,
//		},
//	})
//	if err != nil {
//		return err // every bad setting, by name
//	}
//	payment, err := client.PaymentsApi.CreatePayment(ctx, &cybersource.CreatePaymentRequest{
//		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-20418"},
//		PaymentInformation: &cybersource.PaymentInformation{
//			Card: &cybersource.PaymentInformationCard{
//				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031",
//			},
//		},
//		OrderInformation: &cybersource.OrderInformation{
//			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
//		},
//	})
//
// # Answers and errors
//
// A decline is an answer: read Status, or let Outcome say what it means for the
// cardholder's money. An error means that the service could not be asked, refused
// the request, or may have processed it without saying so:
//
//	switch {
//	case errors.Is(err, cybersource.ErrOutcomeUnknown):
//		// Money may have moved. Look the payment up; do not send it again.
//	case cybersource.SafeToRetry(err):
//		// Certainly not processed.
//	}
//
// # Retries
//
// The service has no idempotency key, so this client sends a payment again only
// when it is certain that the attempt was not processed: nothing was written, or
// the service refused it with 429 or 503 and said when to come back. Each attempt
// is signed anew and carries the same transaction id.
//
// # Money and formats
//
// Amounts are decimal strings in major units, such as "21.50", never floats;
// [FormatAmount] and [ParseAmount] convert from and to minor units. Optional
// booleans, integers and objects are pointers, so that false and 0 can be sent:
// Capture: new(true). A string that is absent, null or empty is "".
//
// # Nothing lost, nothing leaked
//
// Answers are read tolerantly: an odd field never costs the answer, members that
// the models do not know are kept in Extra, and Meta holds the exact body.
// Printing a model, a configuration or an error, with fmt or slog, masks card
// and personal data.
//
// # Testing
//
// Package cybersourcetest is an offline gateway that verifies signatures and plays
// the test triggers of the service. Any [net/http.RoundTripper] can be set as
// Transport to mock it.
package cybersource
