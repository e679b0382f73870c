package test

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The contract suite says what this library relies on. It runs against the offline
// gateway always, and against the test system of the service when credentials for it
// are in the environment: where the two differ, the gateway is wrong.

// system is one side of the contract.
type system struct {
	configuration cybersource.Configuration
	live          bool
}

func TestContract(t *testing.T) {
	t.Run("offline gateway", func(t *testing.T) {
		gateway := cybersourcetest.NewGateway(cybersourcetest.Options{TLS: true})
		t.Cleanup(gateway.Close)
		contract(t, system{configuration: gateway.Configuration()})
	})
	t.Run("test system", func(t *testing.T) {
		cfg, err := cybersource.ConfigurationFromEnv()
		if errors.Is(err, cybersource.ErrNotConfigured) {
			t.Skip("needs the test system: set CYBERSOURCE_MERCHANT_ID, CYBERSOURCE_KEY_ID and CYBERSOURCE_SHARED_SECRET of a test account")
		}
		require.NoError(t, err)
		if cfg.Host != "" && cfg.Host != cybersource.HostTest {
			t.Skip("this suite makes payments: CYBERSOURCE_HOST must be the test system's")
		}
		contract(t, system{configuration: withOwnTransport(t, cfg), live: true})
	})
}

// withOwnTransport makes the transport that the client would make, in order to end
// its connections with the test.
func withOwnTransport(t *testing.T, cfg cybersource.Configuration) cybersource.Configuration {
	t.Helper()
	transport := cybersource.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = cfg.RootCAs
	if cfg.ClientCertificate != nil {
		transport.TLSClientConfig.Certificates = []tls.Certificate{*cfg.ClientCertificate}
	}
	cfg.Transport, cfg.RootCAs, cfg.ClientCertificate = transport, nil, nil
	return cfg
}

// contract runs every case in order.
func contract(t *testing.T, s system) {
	for _, tc := range []struct {
		name string
		run  func(*testing.T, system)
	}{
		{"an authorization", anAuthorization},
		{"a sale", aSale},
		{"an authorization with every credential of a shared secret", everyScheme},
		{"names that are not ASCII", namesThatAreNotASCII},
		{"a decline", aDecline},
		{"a soft decline", aSoftDecline},
		{"a partial approval", aPartialApproval},
		{"a missing field", aMissingField},
		{"a transaction id used twice", aTransactionIDUsedTwice},
		{"wrong credentials", wrongCredentials},
		{"an increment", anIncrement},
		{"an increment of an unknown payment", anIncrementOfAnUnknownPayment},
		{"a status refresh", aStatusRefresh},
		{"a failure whose outcome is open", aFailure},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.run(t, s) })
	}
}

func (s system) api(t *testing.T) *cybersource.PaymentsApi {
	t.Helper()
	return newClient(t, s.configuration).PaymentsApi
}

// offlineOnly leaves a case out where an account of the test system need not support it.
func (s system) offlineOnly(t *testing.T, why string) {
	t.Helper()
	if s.live {
		t.Skip(why)
	}
}

func paymentOver(amount string) *cybersource.CreatePaymentRequest {
	request := payment()
	request.OrderInformation.AmountDetails.TotalAmount = amount
	return request
}

func anAuthorization(t *testing.T, s system) {
	got, err := s.api(t).CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorized, got.Status)
	assert.Regexp(t, `^\d{16,26}$`, got.ID)
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, got.SubmitTimeUTC)
	assert.Equal(t, "order-1", got.ClientReferenceInformation.Code)
	assert.Equal(t, "102.21", got.OrderInformation.AmountDetails.AuthorizedAmount)
	assert.Equal(t, "/pts/v2/payments/"+got.ID+"/captures", got.Links.Capture.Href)
	assert.Equal(t, "/pts/v2/payments/"+got.ID+"/reversals", got.Links.AuthReversal.Href)
	assert.NotEmpty(t, got.ProcessorInformation.ApprovalCode)

	assert.Equal(t, http.StatusCreated, got.Meta.HTTPStatus)
	assert.NotEmpty(t, got.Meta.CorrelationID)
	assert.NotEqual(t, got.ID, got.Meta.CorrelationID)
	outcome := got.Outcome()
	assert.True(t, outcome.Approved())
	assert.True(t, outcome.HoldsFunds)
	assert.False(t, outcome.Captured)
	assert.Equal(t, "102.21", outcome.Amount)
}

func aSale(t *testing.T, s system) {
	request := payment()
	request.ProcessingInformation.Capture = new(true)
	got, err := s.api(t).CreatePayment(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorized, got.Status)
	assert.Equal(t, "/pts/v2/payments/"+got.ID+"/voids", got.Links.Void.Href)
	assert.Nil(t, got.Links.Capture)
	assert.True(t, got.Outcome().Captured)
}

func everyScheme(t *testing.T, s system) {
	secret, ok := s.configuration.Credentials.(cybersource.JWTSharedSecret)
	if !ok {
		t.Skip("the credentials are no shared secret")
	}
	for _, scheme := range []cybersource.Credentials{secret, cybersource.HTTPSignature(secret)} {
		s.configuration.Credentials = scheme
		got, err := s.api(t).CreatePayment(t.Context(), payment())
		require.NoError(t, err)
		assert.Equal(t, cybersource.StatusAuthorized, got.Status)
	}
}

func namesThatAreNotASCII(t *testing.T, s system) {
	request := payment()
	request.OrderInformation.BillTo.FirstName, request.OrderInformation.BillTo.LastName = `Zoë <&> "Z"`, "Ødegård"
	got, err := s.api(t).CreatePayment(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorized, got.Status)
}

func aDecline(t *testing.T, s system) {
	got, err := s.api(t).CreatePayment(t.Context(), paymentOver("2233.00"))
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusDeclined, got.Status)
	assert.Equal(t, cybersource.ReasonGeneralDecline, got.ErrorInformation.Reason)
	assert.NotEmpty(t, got.ErrorInformation.Message)
	assert.Equal(t, cybersource.OutcomeDeclined, got.Outcome().Kind)
	assert.False(t, got.Outcome().HoldsFunds)
}

func aSoftDecline(t *testing.T, s system) {
	got, err := s.api(t).CreatePayment(t.Context(), paymentOver("2836.00"))
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorizedPendingReview, got.Status)
	assert.Equal(t, cybersource.ReasonAVSFailed, got.ErrorInformation.Reason)
	assert.Equal(t, cybersource.OutcomeReview, got.Outcome().Kind)
	assert.True(t, got.Outcome().HoldsFunds, "the payer's money is held")
}

func aPartialApproval(t *testing.T, s system) {
	s.offlineOnly(t, "the trigger belongs to another processor than that of test accounts")
	request := paymentOver("6003.00")
	request.ProcessingInformation.AuthorizationOptions = &cybersource.ProcessingInformationAuthorizationOptions{PartialAuthIndicator: new(true)}
	got, err := s.api(t).CreatePayment(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusPartialAuthorized, got.Status)
	outcome := got.Outcome()
	assert.Equal(t, cybersource.OutcomePartiallyApproved, outcome.Kind)
	assert.True(t, outcome.HoldsFunds)
	held, err := cybersource.ParseAmount(outcome.Amount, outcome.Currency)
	require.NoError(t, err)
	assert.Less(t, held, int64(600300))
	assert.Positive(t, held)
}

func aMissingField(t *testing.T, s system) {
	s.configuration.Validation = cybersource.ValidateOff
	request := payment()
	request.PaymentInformation.Card.Number = ""
	_, err := s.api(t).CreatePayment(t.Context(), request)
	var refused *cybersource.APIError
	require.ErrorAs(t, err, &refused)
	assert.ErrorIs(t, err, cybersource.ErrInvalidRequest)
	assert.Equal(t, http.StatusBadRequest, refused.HTTPStatus)
	assert.Equal(t, cybersource.StatusInvalidRequest, refused.Status)
	assert.Equal(t, cybersource.ReasonMissingField, refused.Reason)
	assert.Contains(t, fieldsOf(refused), "paymentInformation.card.number")
	assert.NotEmpty(t, refused.ID)
	assert.NotEmpty(t, refused.CorrelationID)
	assert.True(t, cybersource.SafeToRetry(err))
}

func fieldsOf(refused *cybersource.APIError) []string {
	var fields []string
	for _, detail := range refused.Details {
		fields = append(fields, detail.Field)
	}
	return fields
}

func aTransactionIDUsedTwice(t *testing.T, s system) {
	api := s.api(t)
	first, err := api.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	again := payment()
	again.ClientReferenceInformation.TransactionID = first.Meta.TransactionID
	_, err = api.CreatePayment(t.Context(), again)
	var refused *cybersource.APIError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusBadRequest, refused.HTTPStatus)
	assert.False(t, cybersource.SafeToRetry(err), "the first payment stands")
}

func wrongCredentials(t *testing.T, s system) {
	secret, ok := s.configuration.Credentials.(cybersource.JWTSharedSecret)
	if !ok {
		t.Skip("the credentials are no shared secret")
	}
	secret.SharedSecret = base64.StdEncoding.EncodeToString([]byte("not the secret, but as long as one"))
	for _, scheme := range []cybersource.Credentials{secret, cybersource.HTTPSignature(secret)} {
		s.configuration.Credentials = scheme
		_, err := s.api(t).CreatePayment(t.Context(), payment())
		require.ErrorIs(t, err, cybersource.ErrUnauthorized)
		assert.ErrorContains(t, err, "create payment: HTTP 401: Authentication Failed")
		assert.True(t, cybersource.SafeToRetry(err))
	}
}

func anIncrement(t *testing.T, s system) {
	api := s.api(t)
	authorized, err := api.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	raised, err := api.IncrementAuth(t.Context(), authorized.ID, increment())
	if refused, ok := errors.AsType[*cybersource.APIError](err); ok && s.live {
		t.Skipf("the account cannot increment: %v", refused)
	}
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorized, raised.Status)
	outcome := raised.Outcome()
	assert.True(t, outcome.Approved())
	assert.Equal(t, "20.00", outcome.Amount)
	assert.Contains(t, []string{"", "122.21"}, outcome.Total)
	assert.NotEmpty(t, raised.Meta.TransactionID)
}

func anIncrementOfAnUnknownPayment(t *testing.T, s system) {
	_, err := s.api(t).IncrementAuth(t.Context(), "1000000000000000000001", increment())
	var refused *cybersource.APIError
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, refused.HTTPStatus)
	if !s.live { // which reason the service picks is not published
		assert.ErrorIs(t, err, cybersource.ErrNotFound)
	}
}

func aStatusRefresh(t *testing.T, s system) {
	s.offlineOnly(t, "test accounts need not have an alternative payment method")
	api := s.api(t)
	started, err := api.CreatePayment(t.Context(), bankPayment())
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusPending, started.Status)
	assert.True(t, started.Outcome().Undecided())
	for _, want := range []cybersource.Status{cybersource.StatusPending, cybersource.StatusPending, cybersource.StatusSettled} {
		now, err := api.RefreshPaymentStatus(t.Context(), started.ID, refresh())
		require.NoError(t, err)
		assert.Equal(t, want, now.Status)
		assert.NotEqual(t, started.ID, now.ID, "a refresh has an id of its own")
		assert.Equal(t, want == cybersource.StatusSettled, now.Outcome().Approved())
	}
}

func bankPayment() *cybersource.CreatePaymentRequest {
	request := payment()
	request.ProcessingInformation = nil
	request.PaymentInformation = &cybersource.PaymentInformation{
		PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
		Bank: &cybersource.PaymentInformationBank{
			RoutingNumber: "121042882", Account: &cybersource.PaymentInformationBankAccount{Number: "4100", Type: "C"},
		},
	}
	return request
}

func aFailure(t *testing.T, s system) {
	_, err := s.api(t).CreatePayment(t.Context(), paymentOver("2000.00"))
	var lost *cybersource.OutcomeUnknownError
	require.ErrorAs(t, err, &lost)
	assert.Equal(t, http.StatusBadGateway, lost.HTTPStatus)
	assert.NotEmpty(t, lost.ID, "the handle for looking it up")
	assert.ErrorIs(t, err, cybersource.ErrServer)
	assert.False(t, cybersource.SafeToRetry(err))
	require.NotNil(t, lost.Response)
	assert.Equal(t, cybersource.StatusServerError, lost.Response.Status)
}
