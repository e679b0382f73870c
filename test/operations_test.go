package test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// operation lets a test run over all methods of the API.
type operation struct {
	name, words   string // as in errors
	method, path  string
	accept        string // media type of the answer; "" for HAL
	movesMoney    bool
	repeatable    bool // sent again after a lost answer
	lookUp        bool // has no references, and no request where it is a GET
	noPartner     bool // moves money, and its request has no partner ids
	transactionID transactionID
	send          func(ctx context.Context, c *cybersource.APIClient, id string, o ...cybersource.CallOption) (cybersource.Meta, error)
}

// transactionID is whose transaction id a request carries.
type transactionID int

const (
	idNone      transactionID = iota // none that the client makes
	idGenerated                      // its own, made by the client
	idOriginal                       // that of the lost request, given by the caller
)

// mediaTypeToken is that of answers which are a token and not JSON. Their requests have no
// references.
const mediaTypeToken = "application/jwt"

func (op operation) answersToken() bool { return op.accept == mediaTypeToken }

// voids reports whether the operation moves money and may be sent again all the same.
func (op operation) voids() bool { return op.movesMoney && op.repeatable }

// checks reports whether the operation moves no money and is not sent again all the same.
func (op operation) checks() bool { return !op.movesMoney && !op.repeatable }

// call makes the call for the payment that all tests are about.
func (op operation) call(ctx context.Context, c *cybersource.APIClient, o ...cybersource.CallOption) (cybersource.Meta, error) {
	return op.send(ctx, c, paymentID, o...)
}

// metaOf returns the Meta of an answer: every type of answer has a field of that name.
func metaOf[Answer any](answer *Answer, err error) (cybersource.Meta, error) {
	if err != nil {
		return cybersource.Meta{}, err
	}
	return reflect.ValueOf(answer).Elem().FieldByName("Meta").Interface().(cybersource.Meta), nil
}

// method is a method of a service as an expression, such as (*VoidApi).VoidPayment.
type method[Service, Request, Answer any] func(
	s Service, ctx context.Context, id string, req *Request, o ...cybersource.CallOption) (*Answer, error)

// sender makes the send of an operation of its method.
func sender[Service, Request, Answer any](
	call method[Service, Request, Answer], service func(c *cybersource.APIClient) Service, request func() *Request,
) func(ctx context.Context, c *cybersource.APIClient, id string, o ...cybersource.CallOption) (cybersource.Meta, error) {
	return func(ctx context.Context, c *cybersource.APIClient, id string, o ...cybersource.CallOption) (cybersource.Meta, error) {
		return metaOf(call(service(c), ctx, id, request(), o...))
	}
}

// without turns the method of an operation that takes no id into one that ignores it.
func without[Service, Request, Answer any](
	call func(s Service, ctx context.Context, req *Request, o ...cybersource.CallOption) (*Answer, error),
) method[Service, Request, Answer] {
	return func(s Service, ctx context.Context, _ string, req *Request, o ...cybersource.CallOption) (*Answer, error) {
		return call(s, ctx, req, o...)
	}
}

// read turns the method of an operation that has no request into one that ignores it.
func read[Service, Answer any](
	call func(s Service, ctx context.Context, id string, o ...cybersource.CallOption) (*Answer, error),
) method[Service, struct{}, Answer] {
	return func(s Service, ctx context.Context, id string, _ *struct{}, o ...cybersource.CallOption) (*Answer, error) {
		return call(s, ctx, id, o...)
	}
}

func nothing() *struct{} { return nil }

func paymentsOf(c *cybersource.APIClient) *cybersource.PaymentsApi  { return c.PaymentsApi }
func capturesOf(c *cybersource.APIClient) *cybersource.CaptureApi   { return c.CaptureApi }
func refundsOf(c *cybersource.APIClient) *cybersource.RefundApi     { return c.RefundApi }
func reversalsOf(c *cybersource.APIClient) *cybersource.ReversalApi { return c.ReversalApi }
func voidsOf(c *cybersource.APIClient) *cybersource.VoidApi         { return c.VoidApi }
func creditsOf(c *cybersource.APIClient) *cybersource.CreditApi     { return c.CreditApi }
func detailsOf(c *cybersource.APIClient) *cybersource.TransactionDetailsApi {
	return c.TransactionDetailsApi
}

func searchesOf(c *cybersource.APIClient) *cybersource.SearchTransactionsApi {
	return c.SearchTransactionsApi
}

func authenticationsOf(c *cybersource.APIClient) *cybersource.PayerAuthenticationApi {
	return c.PayerAuthenticationApi
}

func microformOf(c *cybersource.APIClient) *cybersource.MicroformIntegrationApi {
	return c.MicroformIntegrationApi
}

func checkoutsOf(c *cybersource.APIClient) *cybersource.UnifiedCheckoutCaptureContextApi {
	return c.UnifiedCheckoutCaptureContextApi
}

var operations = []operation{
	{
		name: "CreatePayment", words: "create payment", method: http.MethodPost, path: "/pts/v2/payments",
		movesMoney: true, transactionID: idGenerated,
		send: sender(without((*cybersource.PaymentsApi).CreatePayment), paymentsOf, payment),
	},
	{
		name: "IncrementAuth", words: "increment authorization", method: http.MethodPatch, path: "/pts/v2/payments/" + paymentID,
		movesMoney: true, transactionID: idGenerated,
		send: sender((*cybersource.PaymentsApi).IncrementAuth, paymentsOf, increment),
	},
	{
		name: "RefreshPaymentStatus", words: "refresh payment status",
		method: http.MethodPost, path: "/pts/v2/refresh-payment-status/" + paymentID, repeatable: true,
		send: sender((*cybersource.PaymentsApi).RefreshPaymentStatus, paymentsOf, refresh),
	},
	{
		name: "CapturePayment", words: "capture payment", method: http.MethodPost, path: "/pts/v2/payments/" + paymentID + "/captures",
		movesMoney: true, transactionID: idGenerated,
		send: sender((*cybersource.CaptureApi).CapturePayment, capturesOf, capture),
	},
	{
		name: "RefundPayment", words: "refund payment", method: http.MethodPost, path: "/pts/v2/payments/" + paymentID + "/refunds",
		movesMoney: true, transactionID: idGenerated,
		send: sender((*cybersource.RefundApi).RefundPayment, refundsOf, refundOfPayment),
	},
	{
		name: "RefundCapture", words: "refund capture", method: http.MethodPost, path: "/pts/v2/captures/" + paymentID + "/refunds",
		movesMoney: true, transactionID: idGenerated,
		send: sender((*cybersource.RefundApi).RefundCapture, refundsOf, refundOfCapture),
	},
	{
		name: "AuthReversal", words: "auth reversal", method: http.MethodPost, path: "/pts/v2/payments/" + paymentID + "/reversals",
		movesMoney: true,
		send:       sender((*cybersource.ReversalApi).AuthReversal, reversalsOf, reversal),
	},
	{
		name: "MitReversal", words: "mit reversal", method: http.MethodPost, path: "/pts/v2/reversals",
		movesMoney: true, transactionID: idOriginal,
		send: sender(without((*cybersource.ReversalApi).MitReversal), reversalsOf, timeoutReversal),
	},
	{
		name: "VoidPayment", words: "void payment", method: http.MethodPost, path: "/pts/v2/payments/" + paymentID + "/voids",
		movesMoney: true, repeatable: true,
		send: sender((*cybersource.VoidApi).VoidPayment, voidsOf, voidOfPayment),
	},
	{
		name: "VoidCapture", words: "void capture", method: http.MethodPost, path: "/pts/v2/captures/" + paymentID + "/voids",
		movesMoney: true, repeatable: true,
		send: sender((*cybersource.VoidApi).VoidCapture, voidsOf, voidOfCapture),
	},
	{
		name: "VoidRefund", words: "void refund", method: http.MethodPost, path: "/pts/v2/refunds/" + paymentID + "/voids",
		movesMoney: true, repeatable: true,
		send: sender((*cybersource.VoidApi).VoidRefund, voidsOf, voidOfRefund),
	},
	{
		name: "VoidCredit", words: "void credit", method: http.MethodPost, path: "/pts/v2/credits/" + paymentID + "/voids",
		movesMoney: true, repeatable: true,
		send: sender((*cybersource.VoidApi).VoidCredit, voidsOf, voidOfCredit),
	},
	{
		name: "MitVoid", words: "mit void", method: http.MethodPost, path: "/pts/v2/voids",
		movesMoney: true, repeatable: true, transactionID: idOriginal,
		send: sender(without((*cybersource.VoidApi).MitVoid), voidsOf, timeoutVoid),
	},
	{
		name: "CreateCredit", words: "create credit", method: http.MethodPost, path: "/pts/v2/credits",
		movesMoney: true, transactionID: idGenerated,
		send: sender(without((*cybersource.CreditApi).CreateCredit), creditsOf, credit),
	},
	{
		name: "CreateSessionRequest", words: "create session request", method: http.MethodPost, path: "/pts/v2/payment-references",
		movesMoney: true, noPartner: true,
		send: sender(without((*cybersource.PaymentsApi).CreateSessionRequest), paymentsOf, paymentSession),
	},
	{
		name: "UpdateSessionRequest", words: "update session request",
		method: http.MethodPatch, path: "/pts/v2/payment-references/" + paymentID,
		movesMoney: true, noPartner: true,
		send: sender((*cybersource.PaymentsApi).UpdateSessionRequest, paymentsOf, paymentSessionChange),
	},
	{
		name: "CreateOrderRequest", words: "create order request",
		method: http.MethodPost, path: "/pts/v2/payment-references/" + paymentID + "/intents",
		movesMoney: true, noPartner: true,
		send: sender((*cybersource.PaymentsApi).CreateOrderRequest, paymentsOf, paymentOrder),
	},
	{
		name: "GetTransaction", words: "get transaction", method: http.MethodGet, path: "/tss/v2/transactions/" + paymentID,
		repeatable: true, lookUp: true,
		send: sender(read((*cybersource.TransactionDetailsApi).GetTransaction), detailsOf, nothing),
	},
	{
		name: "CreateSearch", words: "create search", method: http.MethodPost, path: "/tss/v2/searches",
		accept:     "application/json;charset=utf-8",
		repeatable: true, lookUp: true,
		send: sender(without((*cybersource.SearchTransactionsApi).CreateSearch), searchesOf, search),
	},
	{
		name: "GetSearch", words: "get search", method: http.MethodGet, path: "/tss/v2/searches/" + paymentID,
		accept:     "application/json;charset=utf-8",
		repeatable: true, lookUp: true,
		send: sender(read((*cybersource.SearchTransactionsApi).GetSearch), searchesOf, nothing),
	},
	{
		name: "PayerAuthSetup", words: "payer auth setup", method: http.MethodPost, path: "/risk/v1/authentication-setups", repeatable: true,
		send: sender(without((*cybersource.PayerAuthenticationApi).PayerAuthSetup), authenticationsOf, authenticationSetup),
	},
	{
		name: "CheckPayerAuthEnrollment", words: "check payer auth enrollment", method: http.MethodPost, path: "/risk/v1/authentications",
		send: sender(without((*cybersource.PayerAuthenticationApi).CheckPayerAuthEnrollment), authenticationsOf, enrolmentCheck),
	},
	{
		name: "ValidateAuthenticationResults", words: "validate authentication results",
		method: http.MethodPost, path: "/risk/v1/authentication-results",
		send: sender(validateResult, authenticationsOf, resultValidation),
	},
	{
		name: "GenerateCaptureContext", words: "generate capture context", method: http.MethodPost, path: "/microform/v2/sessions",
		accept: mediaTypeToken, repeatable: true,
		send: sender(without((*cybersource.MicroformIntegrationApi).GenerateCaptureContext), microformOf, microformSession),
	},
	{
		name: "GenerateUnifiedCheckoutCaptureContext", words: "generate unified checkout capture context",
		method: http.MethodPost, path: "/up/v1/capture-contexts", accept: mediaTypeToken, repeatable: true,
		send: sender(without((*cybersource.UnifiedCheckoutCaptureContextApi).GenerateUnifiedCheckoutCaptureContext), checkoutsOf, oldCheckoutSession),
	},
	{
		name: "CreateUnifiedCheckoutSession", words: "create unified checkout session",
		method: http.MethodPost, path: "/uc/v1/sessions", accept: mediaTypeToken, repeatable: true,
		send: sender(without((*cybersource.UnifiedCheckoutCaptureContextApi).CreateUnifiedCheckoutSession), checkoutsOf, checkoutSession),
	},
}

// validateResult fetches the result of the authentication with an id, which stands in the body.
func validateResult(
	s *cybersource.PayerAuthenticationApi, ctx context.Context, id string, req *cybersource.ValidateAuthenticationResultsRequest, o ...cybersource.CallOption,
) (*cybersource.ValidateAuthenticationResultsResponse, error) {
	if info := req.ConsumerAuthenticationInformation; info != nil && id != paymentID {
		info.AuthenticationTransactionID = id
	}
	return s.ValidateAuthenticationResults(ctx, req, o...)
}

// subjectOf makes what an operation is about, and returns its id: an open authorization,
// a sale, a capture and so on. That of a timeout call has the transaction id of a lost one.
func subjectOf(t *testing.T, c *cybersource.APIClient, op operation) string {
	t.Helper()
	ctx := t.Context()
	made := func(send func() (cybersource.Meta, error)) string {
		meta, err := send()
		require.NoError(t, err)
		return idIn(t, meta)
	}
	pay := func(capture bool, transactionID string) string {
		request := payment()
		request.ProcessingInformation.Capture = new(capture)
		request.ClientReferenceInformation.TransactionID = transactionID
		return made(func() (cybersource.Meta, error) { return metaOf(c.PaymentsApi.CreatePayment(ctx, request)) })
	}
	captured := func() string {
		return made(func() (cybersource.Meta, error) {
			return metaOf(c.CaptureApi.CapturePayment(ctx, pay(false, ""), capture()))
		})
	}
	switch op.name {
	case "RefreshPaymentStatus":
		return made(func() (cybersource.Meta, error) { return metaOf(c.PaymentsApi.CreatePayment(ctx, bankPayment())) })
	case "IncrementAuth", "CapturePayment", "AuthReversal":
		return pay(false, "")
	case "RefundPayment", "VoidPayment":
		return pay(true, "")
	case "RefundCapture", "VoidCapture":
		return captured()
	case "VoidRefund":
		return made(func() (cybersource.Meta, error) {
			return metaOf(c.RefundApi.RefundPayment(ctx, pay(true, ""), refundOfPayment()))
		})
	case "VoidCredit":
		return made(func() (cybersource.Meta, error) { return metaOf(c.CreditApi.CreateCredit(ctx, credit())) })
	case "UpdateSessionRequest", "CreateOrderRequest":
		return made(func() (cybersource.Meta, error) {
			return metaOf(c.PaymentsApi.CreateSessionRequest(ctx, paymentSession()))
		})
	case "MitReversal":
		return pay(false, lostID)
	case "GetTransaction":
		return pay(false, "")
	case "GetSearch":
		kept := search()
		kept.Save = new(true)
		page, err := c.SearchTransactionsApi.CreateSearch(ctx, kept)
		require.NoError(t, err)
		return page.SearchID
	case "MitVoid":
		return pay(true, lostID)
	case "ValidateAuthenticationResults":
		enrolment, err := c.PayerAuthenticationApi.CheckPayerAuthEnrollment(ctx, enrolmentCheck())
		require.NoError(t, err)
		return enrolment.ConsumerAuthenticationInformation.AuthenticationTransactionID
	default:
		return ""
	}
}

// idIn is the id that an answer carries.
func idIn(t *testing.T, meta cybersource.Meta) string {
	t.Helper()
	var body struct{ ID string }
	require.NoError(t, json.Unmarshal(meta.RawBody, &body))
	require.NotEmpty(t, body.ID)
	return body.ID
}

// eachOperation runs a test once per method of the API.
func eachOperation(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) { test(t, op) })
	}
}

// eachJSON runs a test once per method whose answer is JSON.
func eachJSON(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if !op.answersToken() {
			test(t, op)
		}
	})
}

// eachReferenced runs a test once per method whose request has references: all but the
// look-ups, of which two have no request, and the sessions of hosted pages.
func eachReferenced(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if !op.lookUp && !op.answersToken() {
			test(t, op)
		}
	})
}

// The table is complete: each method of each service of the client stands in it once.
func TestMethodsOfTheAPIAreTested(t *testing.T) {
	pages := "All" // is no call, but many of CreateSearch
	var methods []string
	for service := range reflect.TypeFor[cybersource.APIClient]().Fields() {
		if !service.IsExported() {
			continue
		}
		for method := range service.Type.Methods() {
			if method.Name != pages {
				methods = append(methods, method.Name)
			}
		}
	}
	var tested []string
	for _, op := range operations {
		tested = append(tested, op.name)
	}
	require.NotEmpty(t, methods)
	assert.ElementsMatch(t, methods, tested)
}
