// Package cybersource is a client for the payments of the CyberSource REST API: it makes
// payments, increments, captures, reverses, voids and refunds them, and asks for the state
// of alternative payments. A [Configuration] holds the host and the credentials,
// [NewAPIClient] makes an [APIClient] from it, and its fields, such as [PaymentsApi], are
// the services with their methods. Guides and a glossary are in the folder docs of the
// repository.
//
// # Names by topic
//
// Most of the names below are models of request and answer bodies, printed from the
// specification. These are the others:
//
//   - Client: [NewAPIClient], [APIClient], [Configuration], [ConfigurationFromEnv],
//     [ConfigurationFrom], [RetryPolicy], [Validation], [NewTransport], [ConfigurationError],
//     [FieldProblem]
//   - Credentials: [Credentials], [JWTSharedSecret], [JWTKeySource] with [SigningKey],
//     [JWTCertificate], [OAuthToken], [HTTPSignature]; [MessageEncryption]; [Key] with [KeyKind]
//   - Services: [PaymentsApi], [CaptureApi], [RefundApi], [ReversalApi], [VoidApi], [CreditApi],
//     [PayerAuthenticationApi], [MicroformIntegrationApi], [UnifiedCheckoutCaptureContextApi],
//     [TransactionDetailsApi], [SearchTransactionsApi]
//   - One call: [CallOption], [WithMerchantID], [WithTimeout], [WithMaxAttempts], [WithHeader],
//     [WithRequestEncryption], [WithResponseEncryption], [WithRecord], [WithUniqueCode]
//   - An answer: [Outcome], [OutcomeKind], [Money], [UndoCall], [Advice]; [Meta], [RawBody]
//   - An error: [SafeToRetry], [ErrOutcomeUnknown], [APIError], [InvalidRequestError],
//     [NotProcessedError], [OutcomeUnknownError], [MetaOf]
//   - A lost answer: [CallRecord]; [APIClient.Resolve], [APIClient.ResolveUntilDecided],
//     [Resolution], [Verdict], [Evidence], [Candidate]; [APIClient.Undo], [WithRefundAllowed],
//     [UndoResult], [UndoState], [UndoRecord], [AbsentAnswer]
//   - The state of a payment: [APIClient.PaymentState], [PaymentState], [PaymentRecord];
//     [APIClient.Cancel], [CancelRequest], [CancelResult], [PaymentStage]
//   - Search: [SearchTransactionsApi.All], [Query], [SearchQuery]
//   - 3-D Secure: [Authentication], [AuthenticationOutcome], [AuthenticationResult], [Liability],
//     [MayAuthorize]
//   - Amounts and cards: [FormatAmount], [ParseAmount], [CardTypeOf]
//   - Other endpoints: [APIClient.Do], [RawRequest]
//   - Hooks and logs: [Hooks], [JoinHooks], [CallInfo], [CallResult], [CallEnding], [AttemptInfo],
//     [AttemptResult], [RetryInfo], [RetryCause]; [ShowPersonal], [Shown]
//
// Packages beside this one: [github.com/cybersource-go/cybersource/idempotency] pays an order
// once, [github.com/cybersource-go/cybersource/checkout] verifies what hosted pages give to a
// server, [github.com/cybersource-go/cybersource/webhook] reads notifications, and
// [github.com/cybersource-go/cybersource/cybersourcetest] is the offline gateway.
//
// # A first payment
//
//	client, err := cybersource.NewAPIClient(cybersource.Configuration{
//		Host: cybersource.HostTest,
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
//				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
//			},
//		},
//		OrderInformation: &cybersource.OrderInformation{
//			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
//			BillTo: &cybersource.OrderInformationBillTo{
//				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
//				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA",
//				PostalCode: "94105", Country: "US",
//			},
//		},
//	})
//
// This authorizes: the money is held, and taken when the merchant captures it. With
// ProcessingInformation.Capture it is a sale, which does both.
//
// # Credentials
//
// [JWTSharedSecret] takes a key id and a shared secret from the merchant portal and
// is recommended. [JWTCertificate] takes a P12 file, PEM, or a key that
// stays in an HSM; [OAuthToken] an access token; [HTTPSignature] is deprecated by the
// service. A meta key also has the PortfolioID of its owner, and [WithMerchantID]
// names the merchant of a call. [MessageEncryption] encrypts bodies on top of TLS.
// [ConfigurationFromEnv] reads all of it from environment variables, [ConfigurationFrom] from
// anywhere. Keys are parsed once, by NewAPIClient, which reports bad ones; calls never do.
//
// # Outcomes
//
// A decline is an answer and not an error. The service answers HTTP 201 to an
// approval, a decline and a payment that waits for its payer alike, so read the
// answer's Status, or let its Outcome say what that means for the payer's money:
//
//	switch outcome := payment.Outcome(); {
//	case outcome.Approved():
//		// ship
//	case outcome.HoldsFunds:
//		// the payer's money is held, yet the payment does not stand: review or reverse it
//	case outcome.Undecided():
//		// wait, ask again, or send the payer to authenticate
//	default:
//		// no money is held; outcome.Advice says whether trying again makes sense
//	}
//
// # Errors and retries
//
// A call ends in one of four ways:
//
//	var refused *cybersource.APIError
//	switch {
//	case err == nil:
//		// An answer, declines included: payment.Outcome() says what it means.
//	case errors.Is(err, cybersource.ErrOutcomeUnknown):
//		// It may have happened: keep the record, and let Resolve find out before anything is sent.
//	case cybersource.SafeToRetry(err):
//		// This call moved nothing, and no earlier one can stand: correct what the error
//		// names, or try again later.
//	case errors.As(err, &refused):
//		// Refused: this call moved nothing, but an earlier one may stand; see refused.Advice().
//	}
//
// Two questions are behind it: did this call move money, and may an earlier one stand,
// which a refusal such as "duplicate request" is about. [SafeToRetry] is true only if the
// answer to both is no. docs/guides/retries-and-unknown-outcomes.md has the table of all
// errors.
//
// The types carry the facts: [APIError] for a refusal by the service,
// [InvalidRequestError] for one by this client, [NotProcessedError] where nothing
// was written, and [OutcomeUnknownError] with everything to look a payment up by: its
// Record, which [WithRecord] stores before anything is sent, is what [APIClient.Resolve]
// finds out from what became of the call, and [APIClient.Undo] takes it back.
// [MetaOf] returns what all of them have in common.
//
// The service has no idempotency key, so this client sends a payment again only
// when it is certain that the attempt was not processed: nothing was written, or
// the service refused it with 429, said when to come back, and its answer says nothing
// else. A 5xx is an unknown outcome, with Retry-After or without. Each attempt
// is signed anew and carries the same reference code and transaction id, which the client
// makes where the caller gives none. [RetryPolicy] bounds how often
// and how soon; Timeout and the context bound the whole call.
//
// # Money and formats
//
// Amounts are decimal strings in major units, such as "21.50", never floats;
// [FormatAmount] and [ParseAmount] convert from and to minor units. The service cuts off
// fraction digits that a currency does not have, so that "10.005" US dollars would be
// charged as 10.00: such a request is refused, unless validation is switched off. Optional
// booleans, integers and objects are pointers, so that false and 0 can be sent:
// Capture: new(true). A string that is absent, null or empty is "". Statuses and
// reasons are open: new ones come without notice, are kept as text, and count as
// unknown.
//
// # Finding a field
//
// There are some 3,200 fields. The type of a JSON object is named after its path,
// with the operation in front for all but the payment's request:
// orderInformation.billTo is [OrderInformationBillTo] in a payment, and
// processorInformation.avs is [CreatePaymentResponseProcessorInformationAvs] in its
// answer. docs/models/README.md lists every field by its path. A field that the
// models lack goes into Extra, and comes back there. The Validate method of a request
// compares it with everything documented; Configuration.Validation says how much of
// that is done before each call.
//
// # Endpoints without a method
//
// [APIClient.Do] sends a [RawRequest] to any endpoint of the service: signed, encrypted,
// bounded and reported like all calls, with a body and an answer of any type that package
// encoding/json knows. It adds no references, and of the body it checks only that no text
// is a mask. What it sends is taken to move money unless it is a GET, a HEAD or declared
// Repeatable: after a lost answer it is not sent again, and its outcome is unknown.
//
// # Nothing lost, nothing leaked
//
// Answers are read tolerantly: an odd field never costs the answer, members that
// the models do not know are kept in Extra, and [Meta] holds the exact body.
// Printing a model, a configuration or an error, with fmt or log/slog, masks card
// and personal data, and a [RawBody] prints as its size. The JSON of a model, and a raw
// body converted to string, have the real values: do not log them.
// docs/guides/logging-and-data-protection.md says what is not masked.
//
// # Testing without an account
//
// Package cybersourcetest is an offline gateway. It verifies every signature, answers
// to the test triggers of the service, loses answers on request, and tells what was
// really processed:
//
//	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
//	defer gateway.Close()
//	client, err := cybersource.NewAPIClient(gateway.Configuration())
//
// cmd/cybersource-gateway is the same as a program. Any [net/http.RoundTripper] can
// be set as Transport to mock the service.
//
// # Concurrency
//
// A client never changes and is safe for concurrent use. Make one per merchant or
// portfolio when the program starts, and share it; clients may share a transport made
// by [NewTransport]. A call reads its request and never changes it; leave it as it is until
// the call returns. The package keeps no state of its own.
//
// # Stability
//
// Versions follow semantic versioning. Before 1.0 a minor version may change the API,
// and says so in CHANGELOG.md; from 1.0 on the API only grows. Fields, statuses and
// reasons are added whenever the service adds them, so write struct literals with
// field names and give every switch over a status a default. Texts of errors are for
// people and may change: use [errors.Is], [errors.As] and [SafeToRetry].
package cybersource
