package test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// bodyOf is a body as a tree, and member walks down one of its branches.
func bodyOf(t *testing.T, r received) map[string]any {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(r.Body, &body))
	return body
}

func member(tree any, names ...string) any {
	for _, name := range names {
		object, _ := tree.(map[string]any)
		tree = object[name]
	}
	return tree
}

func sentTransactionID(t *testing.T, r received) any {
	t.Helper()
	return member(bodyOf(t, r), "clientReferenceInformation", "transactionId")
}

func TestPaymentsAndIncrementsGetATransactionID(t *testing.T) {
	for _, op := range operations[:2] {
		t.Run(op.name, func(t *testing.T) {
			wire := newRecorder()
			client := newClient(t, configuration(wire))
			first, err := op.call(t.Context(), client)
			require.NoError(t, err)
			second, err := op.call(t.Context(), client)
			require.NoError(t, err)

			requests := wire.all()
			assert.Regexp(t, `^[A-Za-z0-9]{26,30}$`, first.TransactionID)
			assert.Equal(t, first.TransactionID, sentTransactionID(t, requests[0]))
			assert.Equal(t, second.TransactionID, sentTransactionID(t, requests[1]))
			assert.NotEqual(t, first.TransactionID, second.TransactionID)
			assert.Equal(t, "order-1", member(bodyOf(t, requests[0]), "clientReferenceInformation", "code"))
		})
	}
}

func TestARefreshHasNoTransactionID(t *testing.T) {
	wire := newRecorder()
	answer, err := newClient(t, configuration(wire)).PaymentsApi.RefreshPaymentStatus(t.Context(), paymentID, refresh())
	require.NoError(t, err)
	assert.Empty(t, answer.Meta.TransactionID)
	assert.Nil(t, sentTransactionID(t, wire.only(t)))
}

func TestARequestWithoutReferencesGetsThem(t *testing.T) {
	wire := newRecorder()
	api := newClient(t, configuration(wire)).PaymentsApi
	bare := payment()
	bare.ClientReferenceInformation = nil
	made, err := api.CreatePayment(t.Context(), bare)
	require.NoError(t, err)
	raised, err := api.IncrementAuth(t.Context(), paymentID, &cybersource.IncrementAuthRequest{OrderInformation: increment().OrderInformation})
	require.NoError(t, err)

	requests := wire.all()
	assert.Equal(t, made.Meta.TransactionID, sentTransactionID(t, requests[0]))
	assert.Equal(t, raised.Meta.TransactionID, sentTransactionID(t, requests[1]))
	assert.Nil(t, bare.ClientReferenceInformation)
}

func TestTheCallersTransactionIDWins(t *testing.T) {
	wire := newRecorder()
	api := newClient(t, configuration(wire)).PaymentsApi
	request := payment()
	request.ClientReferenceInformation.TransactionID = "mine-1"
	answer, err := api.CreatePayment(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, "mine-1", answer.Meta.TransactionID)
	assert.Equal(t, "mine-1", sentTransactionID(t, wire.only(t)))
}

func TestTheTransactionIDCanBeSwitchedOff(t *testing.T) {
	for _, op := range operations[:2] {
		t.Run(op.name, func(t *testing.T) {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.OmitTransactionID = true
			meta, err := op.call(t.Context(), newClient(t, cfg))
			require.NoError(t, err)
			assert.Empty(t, meta.TransactionID)
			assert.Nil(t, sentTransactionID(t, wire.only(t)))
		})
	}
}

func TestErrorsCarryTheTransactionIDThatWasSent(t *testing.T) {
	for _, tc := range []struct {
		name string
		wire *recorder
	}{
		{"refused", newRecorder(answer(http.StatusBadRequest, `{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}`))},
		{"lost answer", newRecorder(fails(errors.New("connection reset")))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newClient(t, configuration(tc.wire)).PaymentsApi.CreatePayment(t.Context(), payment())
			sent := sentTransactionID(t, tc.wire.only(t))
			require.NotEmpty(t, sent)
			assert.Equal(t, sent, transactionIDOf(err))
		})
	}
}

func TestDeveloperAndSolutionIDsAreSentWhereTheyBelong(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.DeveloperID, cfg.SolutionID = "DEV00001", "SOL00001"
	client := newClient(t, cfg)
	for _, op := range operations {
		_, err := op.call(t.Context(), client)
		require.NoError(t, err)
	}
	own := payment()
	own.ClientReferenceInformation.Partner = &cybersource.ClientReferenceInformationPartner{DeveloperID: "OWN", ThirdPartyCertificationNumber: "42"}
	_, err := client.PaymentsApi.CreatePayment(t.Context(), own)
	require.NoError(t, err)

	partner := func(i int) any { return member(bodyOf(t, wire.all()[i]), "clientReferenceInformation", "partner") }
	both := map[string]any{"developerId": "DEV00001", "solutionId": "SOL00001"}
	assert.Equal(t, both, partner(0), "payment")
	assert.Equal(t, both, partner(1), "increment")
	assert.Nil(t, partner(2), "refresh")
	assert.Equal(t, map[string]any{"developerId": "OWN", "solutionId": "SOL00001", "thirdPartyCertificationNumber": "42"}, partner(3),
		"a value of the request stays")
}

func TestNothingOfTheClientsOwnIsSentByDefault(t *testing.T) {
	wire := newRecorder()
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Nil(t, member(bodyOf(t, wire.only(t)), "clientReferenceInformation", "partner"))
}

func TestRequestsAreNeverChanged(t *testing.T) {
	cfg := configuration(newRecorder())
	cfg.DeveloperID, cfg.SolutionID = "DEV00001", "SOL00001"
	api := newClient(t, cfg).PaymentsApi
	ctx := t.Context()

	for _, tc := range []struct {
		name        string
		build       func() any
		call        func(request any) (any, error)
		withPartner func(request any)
	}{
		{"payment", func() any { return payment() },
			func(r any) (any, error) { return api.CreatePayment(ctx, r.(*cybersource.CreatePaymentRequest)) },
			func(r any) {
				r.(*cybersource.CreatePaymentRequest).ClientReferenceInformation.Partner = &cybersource.ClientReferenceInformationPartner{}
			}},
		{"increment", func() any { return increment() },
			func(r any) (any, error) {
				return api.IncrementAuth(ctx, paymentID, r.(*cybersource.IncrementAuthRequest))
			},
			func(r any) {
				r.(*cybersource.IncrementAuthRequest).ClientReferenceInformation.Partner = &cybersource.IncrementAuthClientReferenceInformationPartner{}
			}},
		{"refresh", func() any { return refresh() },
			func(r any) (any, error) {
				return api.RefreshPaymentStatus(ctx, paymentID, r.(*cybersource.RefreshPaymentStatusRequest))
			},
			func(any) {}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for range 2 {
				request, want := tc.build(), tc.build()
				_, err := tc.call(request)
				require.NoError(t, err)
				assert.True(t, reflect.DeepEqual(want, request), "the request was changed")

				tc.withPartner(request)
				tc.withPartner(want)
				_, err = tc.call(request)
				require.NoError(t, err)
				assert.True(t, reflect.DeepEqual(want, request), "the request's partner was changed")
			}
		})
	}
}

func TestDefaultHeadersAreSentAndCopied(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.DefaultHeaders = http.Header{"X-Trace": {"t-1", "t-2"}, "v-c-test": {"1"}}
	cfg.UserAgent = "shop/2.1"
	client := newClient(t, cfg)
	cfg.DefaultHeaders["X-Trace"][0] = "changed"
	cfg.DefaultHeaders.Set("X-Late", "1")
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)

	got := wire.only(t).Header
	assert.Equal(t, []string{"t-1", "t-2"}, got["X-Trace"])
	assert.Equal(t, []string{"1"}, got["V-C-Test"])
	assert.Empty(t, got["X-Late"])
	assert.Equal(t, "shop/2.1 cybersource-go/"+cybersource.Version, got.Get("User-Agent"))
}

func TestDefaultHeadersCannotReplaceWhatIsSigned(t *testing.T) {
	for _, name := range []string{
		"Host", "date", "Digest", "signature", "Authorization", "v-c-merchant-id", "V-C-Date", "Content-Type", "Accept",
		"Content-Length", "Transfer-Encoding", "Cookie", "Idempotency-Key", "x-idempotency-key",
	} {
		t.Run(name, func(t *testing.T) {
			cfg := configuration(newRecorder())
			cfg.DefaultHeaders = http.Header{name: {"canary-value"}}
			_, err := cybersource.NewAPIClient(cfg)
			require.ErrorIs(t, err, cybersource.ErrInvalidConfiguration)
			assert.ErrorContains(t, err, "DefaultHeaders cannot hold "+http.CanonicalHeaderKey(name))
			assert.NotContains(t, err.Error(), "canary-value")
		})
	}
}
