package test

import (
	"cmp"
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

func TestOperationHasItsMethodURLAndHeaders(t *testing.T) {
	eachOperation(t, func(t *testing.T, op operation) {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.Credentials = nil
		_, err := op.call(t.Context(), newClient(t, cfg))
		require.NoError(t, err)

		got := wire.only(t)
		assert.Equal(t, op.method, got.Method)
		assert.Equal(t, "https://apitest.cybersource.com"+op.path, got.URL.String())
		assert.Equal(t, "apitest.cybersource.com", got.Host)
		assert.EqualValues(t, len(got.Body), got.ContentLength)
		assert.Nil(t, got.GetBody, "net/http could send the request again by itself")
		want := http.Header{
			"Accept":        {cmp.Or(op.accept, "application/hal+json;charset=utf-8")},
			"User-Agent":    {"cybersource-go/" + cybersource.Version},
			"V-C-Client-Id": {"cybersource-go-" + cybersource.Version},
		}
		if op.method != http.MethodGet {
			want["Content-Type"] = []string{"application/json;charset=utf-8"}
		}
		assert.Equal(t, want, got.Header, "without credentials these headers and no others")
	})
}

func TestSchemeAddsItsHeadersAndNoOthers(t *testing.T) {
	for _, tc := range []struct {
		name        string
		credentials cybersource.Credentials
		want        []string
	}{
		{"JWT with a shared secret", credentials(), []string{"Authorization"}},
		{"HTTP signature", cybersource.HTTPSignature(credentials()), []string{"Date", "Digest", "Signature", "V-C-Merchant-Id"}},
		{"access token", cybersource.OAuthToken{
			MerchantID: merchantID, Token: func(context.Context) (string, error) { return "opaque", nil },
		}, []string{"Authorization"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.Credentials = tc.credentials
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)

			var names []string
			for name := range wire.only(t).Header {
				names = append(names, name)
			}
			assert.ElementsMatch(t, append(tc.want, "Content-Type", "Accept", "User-Agent", "V-C-Client-Id"), names)
		})
	}
}

func TestIDsAreEscapedInThePath(t *testing.T) {
	for _, tc := range []struct{ name, id, want string }{
		{"digits as they are", paymentID, paymentID},
		{"slash and blank", "a b/c", "a%20b%2Fc"},
		{"query and fragment", "1?x=1#y", "1%3Fx=1%23y"},
		{"already escaped once", "%2F", "%252F"},
		{"not ASCII", "70/01 ü", "70%2F01%20%C3%BC"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			api := newClient(t, configuration(wire)).PaymentsApi
			_, err := api.IncrementAuth(t.Context(), tc.id, increment())
			require.NoError(t, err)
			_, err = api.RefreshPaymentStatus(t.Context(), tc.id, refresh())
			require.NoError(t, err)

			requests := wire.all()
			assert.Equal(t, "/pts/v2/payments/"+tc.want, requests[0].URL.RequestURI())
			assert.Equal(t, "/pts/v2/refresh-payment-status/"+tc.want, requests[1].URL.RequestURI())
		})
	}
}

func TestTextIsSentAsItIs(t *testing.T) {
	const name = `Zoë <&> "Z" 東京` + "\u2028" + `\`
	wire := newRecorder()
	request := payment()
	request.OrderInformation.BillTo.FirstName = name
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), request)
	require.NoError(t, err)
	got := wire.only(t)
	assert.Equal(t, name, member(bodyOf(t, got), "orderInformation", "billTo", "firstName"))
	assert.Contains(t, string(got.Body), `Zoë <&> \"Z\" 東京`, "nothing is escaped that need not be")
}

func TestArgumentsThatCannotBeSentAreRefusedBeforeSending(t *testing.T) {
	wire := newRecorder()
	api := newClient(t, configuration(wire)).PaymentsApi
	ctx := t.Context()
	var none context.Context

	for _, tc := range []struct {
		name, want string
		call       func() (any, error)
	}{
		{"nil payment", "create payment: invalid request: req is nil", func() (any, error) {
			return api.CreatePayment(ctx, nil)
		}},
		{"nil context", "create payment: invalid request: ctx is nil", func() (any, error) {
			return api.CreatePayment(none, payment())
		}},
		{"empty id", "increment authorization: invalid request: id is empty", func() (any, error) {
			return api.IncrementAuth(ctx, "", increment())
		}},
		{"empty id and nil request at once", "increment authorization: invalid request: req is nil; id is empty", func() (any, error) {
			return api.IncrementAuth(ctx, "", nil)
		}},
		{"empty id of a refresh", "refresh payment status: invalid request: id is empty", func() (any, error) {
			return api.RefreshPaymentStatus(ctx, "", refresh())
		}},
		{"id that climbs the tree", "refresh payment status: invalid request: id is not an id", func() (any, error) {
			return api.RefreshPaymentStatus(ctx, "..", refresh())
		}},
		{"id with a line break", "increment authorization: invalid request: id holds control characters", func() (any, error) {
			return api.IncrementAuth(ctx, "1\r\nX: y", increment())
		}},
		{"id with a blank at an end", "increment authorization: invalid request: id has white space at an end", func() (any, error) {
			return api.IncrementAuth(ctx, paymentID+" ", increment())
		}},
		{"id of blanks only", "refresh payment status: invalid request: id has white space at an end", func() (any, error) {
			return api.RefreshPaymentStatus(ctx, "  ", refresh())
		}},
		{"zero client", "create payment: invalid request: client was not made by NewAPIClient", func() (any, error) {
			return new(cybersource.APIClient).PaymentsApi.CreatePayment(ctx, payment())
		}},
		{"zero service", "refresh payment status: invalid request: client was not made by NewAPIClient", func() (any, error) {
			return new(cybersource.PaymentsApi).RefreshPaymentStatus(ctx, paymentID, refresh())
		}},
		{"empty merchant for one call", "create payment: invalid request: WithMerchantID is empty", func() (any, error) {
			return api.CreatePayment(ctx, payment(), cybersource.WithMerchantID(" "))
		}},
		{"encryption without a key to encrypt to", "create payment: invalid request: WithRequestEncryption needs MessageEncryption with a request certificate", func() (any, error) {
			return api.CreatePayment(ctx, payment(), cybersource.WithRequestEncryption(true))
		}},
		{"an encrypted answer without a key to open it", "create payment: invalid request: WithResponseEncryption needs MessageEncryption with a response key", func() (any, error) {
			return api.CreatePayment(ctx, payment(), cybersource.WithResponseEncryption(true))
		}},
		{"text that is not UTF-8", "create payment: invalid request: orderInformation.billTo.firstName is not valid UTF-8", func() (any, error) {
			request := payment()
			request.OrderInformation.BillTo.FirstName = "Ada\xff"
			return api.CreatePayment(ctx, request)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answer, err := tc.call()
			require.EqualError(t, err, tc.want)
			assert.Nil(t, answer)
			assert.ErrorIs(t, err, cybersource.ErrInvalidRequest)
			assert.True(t, cybersource.SafeToRetry(err))
			var invalid *cybersource.InvalidRequestError
			assert.ErrorAs(t, err, &invalid)
		})
	}
	assert.Empty(t, wire.all(), "something was sent")
}

func TestNilOptionsAreIgnored(t *testing.T) {
	wire := newRecorder()
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment(), nil)
	require.NoError(t, err)
	wire.only(t)
}

func TestIntermediateHostIsConnectedToButNotSigned(t *testing.T) {
	for _, tc := range []struct {
		name, base, url string
	}{
		{"with a path in front", "https://relay.example/gw/v1/", "https://relay.example/gw/v1/pts/v2/payments"},
		{"https without saying so", "relay.example:8443", "https://relay.example:8443/pts/v2/payments"},
		{"plain http on loopback", "http://127.0.0.1:1", "http://127.0.0.1:1/pts/v2/payments"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.Host = "api.example:444"
			cfg.BaseURL = tc.base
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)

			got := wire.only(t)
			assert.Equal(t, tc.url, got.URL.String())
			_, claims := tokenOf(t, got)
			assert.Equal(t, "api.example:444", claims["request-host"])
			assert.Equal(t, "/pts/v2/payments", claims["request-resource-path"])
		})
	}
}

func TestHostHeaderUnderHTTPSignatureStaysTheRunEnvironment(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.Credentials = cybersource.HTTPSignature(credentials())
	cfg.BaseURL = "https://relay.example/gw"
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)

	got := wire.only(t)
	assert.Equal(t, "relay.example", got.URL.Host)
	assert.Equal(t, "apitest.cybersource.com", got.Host)
	requireSigned(t, got, merchantID, sharedSecret)
}
