package test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/checkout"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// hostedPages is a gateway whose clock can be moved, a client of it, and a verifier.
type hostedPages struct {
	*cybersourcetest.Gateway
	client   *cybersource.APIClient
	verifier *checkout.Verifier
	passed   atomic.Int64 // of the clock, in seconds
}

func newHostedPages(t *testing.T) *hostedPages {
	t.Helper()
	h := &hostedPages{}
	now := func() time.Time { return time.Now().Add(time.Duration(h.passed.Load()) * time.Second) }
	h.Gateway = cybersourcetest.NewGateway(cybersourcetest.Options{Now: now, Accounts: []cybersourcetest.Account{
		hostedAccount("first"), hostedAccount("second"),
	}})
	t.Cleanup(h.Close)
	h.client = newClient(t, h.Configuration())
	var err error
	h.verifier, err = checkout.NewVerifier(h.client, checkout.Options{Now: now, ScriptOrigins: []string{h.URL()}})
	require.NoError(t, err)
	return h
}

func hostedAccount(id string) cybersourcetest.Account {
	return cybersourcetest.Account{ID: id, SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "key-of-" + id, Secret: sharedSecret}}}
}

// begin makes a Microform session and verifies its capture context.
func (h *hostedPages) begin(t *testing.T) (token string, session checkout.Session) {
	t.Helper()
	answer, err := h.client.MicroformIntegrationApi.GenerateCaptureContext(t.Context(), microformSession())
	require.NoError(t, err)
	c, err := h.verifier.CaptureContext(t.Context(), answer.Token)
	require.NoError(t, err)
	return answer.Token, c.Session()
}

func typedCard(number string) cybersourcetest.Card {
	return cybersourcetest.Card{Number: number, ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "987"}
}

// payWith pays with the token of a hosted page.
func payWith(t *testing.T, c *cybersource.APIClient, information *cybersource.TokenInformation) (*cybersource.CreatePaymentResponse, error) {
	t.Helper()
	request := payment()
	request.PaymentInformation, request.TokenInformation = nil, information
	return c.PaymentsApi.CreatePayment(t.Context(), request)
}

func TestPayerPaysInAHostedPage(t *testing.T) {
	h := newHostedPages(t)
	context, session := h.begin(t)
	fromBrowser, err := h.TransientToken(context, typedCard(cardNumber))
	require.NoError(t, err)
	token, err := h.verifier.TransientToken(session, fromBrowser)
	require.NoError(t, err)
	assert.Equal(t, &checkout.Card{
		MaskedNumber: "XXXXXXXXXXXX1111", Prefix: "411111", Types: []string{"001"}, ExpirationMonth: "12", ExpirationYear: "2031",
	}, token.Card)

	paid, err := payWith(t, h.client, &cybersource.TokenInformation{TransientTokenJWT: token.Token})
	require.NoError(t, err)
	assert.True(t, paid.Outcome().Approved())
	assert.Equal(t, "1111", h.Ledger()[len(h.Ledger())-1].CardLastFour)

	_, err = payWith(t, h.client, &cybersource.TokenInformation{TransientTokenJWT: token.Token})
	refused, ok := errors.AsType[*cybersource.APIError](err)
	require.True(t, ok, "used twice: %v", err)
	assert.Equal(t, cybersource.ReasonInvalidData, refused.Reason)
	require.Len(t, refused.Details, 1)
	assert.Equal(t, "tokenInformation.jti", refused.Details[0].Field)
}

func TestTransientTokenPaysOnlyWhereAndWhenItMay(t *testing.T) {
	h := newHostedPages(t)
	second := h.Configuration()
	second.Credentials = cybersource.JWTSharedSecret{MerchantID: "second", KeyID: "key-of-second", SharedSecret: sharedSecret}
	other := newClient(t, second)
	for _, tc := range []struct {
		name   string
		change func(t *testing.T, token string) *cybersource.TokenInformation
		client *cybersource.APIClient
		pays   bool
	}{
		{"whole", func(_ *testing.T, token string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{TransientTokenJWT: token}
		}, h.client, true},
		{"by its id", func(t *testing.T, token string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{JTI: claimOf(t, token, "jti")}
		}, h.client, true},
		{"changed", func(_ *testing.T, token string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{TransientTokenJWT: token[:len(token)-8] + "AAAAAAAA"}
		}, h.client, false},
		{"made up", func(*testing.T, string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{TransientTokenJWT: "a.b.c"}
		}, h.client, false},
		{"an id that is made up", func(*testing.T, string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{JTI: strings.Repeat("A", 64)}
		}, h.client, false},
		{"another merchant's", func(_ *testing.T, token string) *cybersource.TokenInformation {
			return &cybersource.TokenInformation{TransientTokenJWT: token}
		}, other, false},
		{"expired", func(_ *testing.T, token string) *cybersource.TokenInformation {
			h.passed.Add(15 * 60)
			return &cybersource.TokenInformation{TransientTokenJWT: token}
		}, h.client, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			context, _ := h.begin(t)
			token, err := h.TransientToken(context, typedCard(cardNumber))
			require.NoError(t, err)
			_, err = payWith(t, tc.client, tc.change(t, token))
			if tc.pays {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
			assert.ErrorContains(t, err, "tokenInformation.jti")
		})
	}
}

func claimOf(t *testing.T, token, name string) string {
	t.Helper()
	var claims map[string]any
	require.NoError(t, json.Unmarshal(unbase64(t, strings.Split(token, ".")[1]), &claims))
	return claims[name].(string)
}

func TestDeclinedTokenCanBeUsedOnceMore(t *testing.T) {
	h := newHostedPages(t)
	context, _ := h.begin(t)
	token, err := h.TransientToken(context, typedCard(cardNumber))
	require.NoError(t, err)
	h.Next(cybersourcetest.Decline("PROCESSOR_DECLINED"))
	for _, approved := range []bool{false, true} {
		paid, err := payWith(t, h.client, &cybersource.TokenInformation{TransientTokenJWT: token})
		require.NoError(t, err)
		assert.Equal(t, approved, paid.Outcome().Approved())
	}
}

func TestCheckoutPaysByItselfAndItsResultIsForOneOrder(t *testing.T) {
	h := newHostedPages(t)
	answer, err := h.client.UnifiedCheckoutCaptureContextApi.CreateUnifiedCheckoutSession(t.Context(), checkoutSession())
	require.NoError(t, err)
	c, err := h.verifier.CaptureContext(t.Context(), answer.Token)
	require.NoError(t, err)
	assert.Equal(t, "uc-1.0.0", c.Type)
	result, err := h.CheckoutResult(answer.Token, typedCard(cardNumber))
	require.NoError(t, err)

	order := checkout.Order{SessionID: c.ID, ReferenceCode: "order-1", Amount: "102.21", Currency: "USD"}
	got, err := h.verifier.Result(t.Context(), result, order)
	require.NoError(t, err)
	assert.True(t, got.Payment.Outcome().Approved())
	booked := h.Ledger()[len(h.Ledger())-1]
	assert.Equal(t, booked.ID, got.ID)
	assert.Equal(t, "102.21", booked.AuthorizedAmount)
	assert.Contains(t, pageAt(t, h.URL()+"/-/calls?operation=CreatePayment&outcome=approved"), booked.ID, "the page shows that it has ended")

	order.ReferenceCode = "order-2"
	_, err = h.verifier.Result(t.Context(), result, order)
	require.ErrorIs(t, err, checkout.ErrOtherOrder)
	_, err = h.verifier.Result(t.Context(), answer.Token, order)
	require.ErrorIs(t, err, checkout.ErrMalformed)
}

func TestScriptOfTheGatewayIsWhatItsIntegritySays(t *testing.T) {
	h := newHostedPages(t)
	context, _ := h.begin(t)
	c, err := h.verifier.CaptureContext(t.Context(), context)
	require.NoError(t, err)
	script, err := c.Script()
	require.NoError(t, err)
	digest := sha256.Sum256([]byte(pageAt(t, script.URL)))
	assert.Equal(t, "sha256-"+base64.StdEncoding.EncodeToString(digest[:]), script.Integrity)

	strict, err := checkout.NewVerifier(h.client, checkout.Options{})
	require.NoError(t, err)
	c, err = strict.CaptureContext(t.Context(), context)
	require.NoError(t, err)
	_, err = c.Script()
	require.ErrorIs(t, err, checkout.ErrScript, "a loopback address is trusted only where it is named")
}

// A page in a browser asks for its token itself.
func TestBrowserGetsATokenForItsOwnOriginOnly(t *testing.T) {
	h := newHostedPages(t)
	context, session := h.begin(t)
	body := `{"captureContext":"` + context + `","card":{"number":"4111111111111111","expirationMonth":"12","expirationYear":"2031","securityCode":"987"}}`
	status, text := postFrom(t, h.URL()+"/flex/v2/tokens", shopOrigin, body)
	assert.Equal(t, http.StatusCreated, status)
	_, err := h.verifier.TransientToken(session, text)
	require.NoError(t, err)

	for _, tc := range []struct{ name, origin, body, want string }{
		{"another origin", "https://shop.example.com:8443", body, "CAPTURE_CONTEXT_INVALID"},
		{"a wrong check digit", shopOrigin, strings.Replace(body, "41111", "41112", 1), "card.number"},
		{"another context", shopOrigin, strings.Replace(body, context[:40], context[40:80], 1), "CAPTURE_CONTEXT_INVALID"},
		{"no request", shopOrigin, "{", "no request"},
	} {
		status, text := postFrom(t, h.URL()+"/flex/v2/tokens", tc.origin, tc.body)
		assert.Equal(t, http.StatusBadRequest, status, tc.name)
		assert.Contains(t, text, tc.want, tc.name)
	}
	h.passed.Add(15 * 60)
	_, text = postFrom(t, h.URL()+"/flex/v2/tokens", shopOrigin, body)
	assert.Contains(t, text, "CAPTURE_CONTEXT_EXPIRED")
}

func postFrom(t *testing.T, url, origin, body string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Origin", origin)
	return send(t, request)
}

func pageAt(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	status, text := send(t, request)
	require.Equal(t, http.StatusOK, status)
	return text
}

func send(t *testing.T, request *http.Request) (status int, text string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

// The refusals of sessions have a shape of their own.
func TestRefusedSessionSaysWhatIsWrong(t *testing.T) {
	h := newHostedPages(t)
	for _, tc := range []struct {
		name  string
		send  func() error
		field string
	}{
		{"an origin with a path", func() error {
			request := microformSession()
			request.TargetOrigins = []string{shopOrigin + "/pay"}
			_, err := h.client.MicroformIntegrationApi.GenerateCaptureContext(t.Context(), request)
			return err
		}, "targetOrigins"},
		{"a wallet", func() error {
			request := microformSession()
			request.AllowedPaymentTypes = []string{"CARD", "GOOGLEPAY"}
			_, err := h.client.MicroformIntegrationApi.GenerateCaptureContext(t.Context(), request)
			return err
		}, "allowedPaymentTypes"},
		{"no country", func() error {
			request := checkoutSession()
			request.Country = ""
			_, err := h.client.UnifiedCheckoutCaptureContextApi.CreateUnifiedCheckoutSession(t.Context(), request)
			return err
		}, "country"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			refused, ok := errors.AsType[*cybersource.APIError](tc.send())
			require.True(t, ok)
			assert.Equal(t, cybersource.Reason("UNIFIEDPAYMENTS_VALIDATION_FIELDS"), refused.Reason)
			assert.NotEmpty(t, refused.Message)
			assert.NotEmpty(t, refused.CorrelationID)
			require.Len(t, refused.Details, 1)
			assert.Equal(t, tc.field, refused.Details[0].Field)
			assert.Contains(t, refused.Error(), "["+tc.field+" is ")
			assert.True(t, cybersource.SafeToRetry(refused))
		})
	}
}

func TestCorrelationIDOfABodyStandsInForTheHeader(t *testing.T) {
	body := `{"correlationId":"c-7","reason":"INVALID_APIKEY","message":"No","details":[{"location":"a","message":"is odd"}],"informationLink":"x"}`
	wire := newRecorder(func(request *http.Request) (*http.Response, error) {
		response, err := answer(400, body)(request)
		response.Header.Del("V-C-Correlation-Id")
		return response, err
	})
	_, err := newClient(t, configuration(wire)).MicroformIntegrationApi.GenerateCaptureContext(t.Context(), microformSession())
	require.ErrorContains(t, err, "INVALID_APIKEY: No [a is odd]")
	require.ErrorContains(t, err, "correlation id c-7")
}

func TestTokenIsReadInEveryFormInWhichItComes(t *testing.T) {
	for _, tc := range []struct{ name, body, want string }{
		{"bare", captureContext, captureContext},
		{"with a line break", captureContext + "\r\n", captureContext},
		{"in quotes", `"` + captureContext + "\"\n", captureContext},
		{"nothing", "", ""},
		{"JSON", `{"token":"` + captureContext + `"}`, ""},
		{"a page", "<html>a.b.c</html>", ""},
		{"two parts", "a.b", ""},
		{"four parts", "a.b.c.d", ""},
		{"an empty part", "a..c", ""},
		{"two tokens", captureContext + "\n" + captureContext, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := configuration(newRecorder(answer(201, tc.body)))
			cfg.Retry.MaxAttempts = 1
			got, err := newClient(t, cfg).MicroformIntegrationApi.GenerateCaptureContext(t.Context(), microformSession())
			if tc.want == "" {
				require.ErrorIs(t, err, cybersource.ErrUnreadableResponse)
				assert.True(t, cybersource.SafeToRetry(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.want, got.Token)
			assert.Equal(t, 201, got.Meta.HTTPStatus)
		})
	}
}
