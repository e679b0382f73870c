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

// sentTransactionID is "" if none was sent.
func sentTransactionID(t *testing.T, r received) string {
	t.Helper()
	id, _ := member(bodyOf(t, r), "clientReferenceInformation", "transactionId").(string)
	return id
}

// eachWith runs a test for the operations with that kind of transaction id.
func eachWith(t *testing.T, kind transactionID, test func(t *testing.T, op operation)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if op.transactionID == kind {
			test(t, op)
		}
	})
}

func TestOperationsThatMoveMoneyForwardGetATransactionID(t *testing.T) {
	eachWith(t, idGenerated, func(t *testing.T, op operation) {
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

func TestOperationsThatReadOrUndoByIDGetNoReferences(t *testing.T) {
	eachWith(t, idNone, func(t *testing.T, op operation) {
		wire := newRecorder()
		meta, err := op.call(t.Context(), newClient(t, configuration(wire)))
		require.NoError(t, err)
		assert.Empty(t, meta.TransactionID)
		assert.NotContains(t, string(wire.only(t).Body), "transactionId")
		assert.NotRegexp(t, `"code":"[A-Z0-9]{26}"`, string(wire.only(t).Body))
	})
}

// A transaction id that was made up would read as "it never arrived".
func TestTimeoutCallCarriesTheTransactionIDOfTheLostRequest(t *testing.T) {
	eachWith(t, idOriginal, func(t *testing.T, op operation) {
		for _, omit := range []bool{false, true} {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.OmitTransactionID = omit
			meta, err := op.call(t.Context(), newClient(t, cfg))
			require.NoError(t, err)
			assert.Equal(t, lostID, meta.TransactionID)
			assert.Equal(t, lostID, sentTransactionID(t, wire.only(t)))
		}
	})
}

func TestTimeoutCallWithoutATransactionIDIsRefused(t *testing.T) {
	ctx := t.Context()
	references := []*cybersource.ClientReferenceInformation{nil, {}, {Code: "order-1"}, {Extra: raw("transactionId", `""`)}}
	for _, level := range []cybersource.Validation{cybersource.ValidateOff, cybersource.ValidateCertain, cybersource.ValidateStrict} {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.Validation = level
		client := newClient(t, cfg)
		for _, r := range references {
			reverse, void := timeoutReversal(), timeoutVoid()
			reverse.ClientReferenceInformation, void.ClientReferenceInformation = r, r
			_, ofReversal := client.ReversalApi.MitReversal(ctx, reverse)
			_, ofVoid := client.VoidApi.MitVoid(ctx, void)
			for _, err := range []error{ofReversal, ofVoid} {
				require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
				assert.ErrorContains(t, err, "clientReferenceInformation.transactionId is required")
				assert.True(t, cybersource.SafeToRetry(err))
			}
		}
		assert.Empty(t, wire.all())
	}
}

func TestRequestWithoutReferencesGetsThem(t *testing.T) {
	for _, omit := range []struct{ code, id bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.OmitReferenceCode, cfg.OmitTransactionID = omit.code, omit.id
		api := newClient(t, cfg).PaymentsApi
		bare := payment()
		bare.ClientReferenceInformation = nil
		made, err := api.CreatePayment(t.Context(), bare)
		require.NoError(t, err)
		raised, err := api.IncrementAuth(t.Context(), paymentID, &cybersource.IncrementAuthRequest{OrderInformation: increment().OrderInformation})
		require.NoError(t, err)
		assert.Nil(t, bare.ClientReferenceInformation)

		requests := wire.all()
		for n, meta := range []cybersource.Meta{made.Meta, raised.Meta} {
			code, _ := member(bodyOf(t, requests[n]), "clientReferenceInformation", "code").(string)
			assert.Equal(t, [2]string{meta.ReferenceCode, meta.TransactionID}, [2]string{code, sentTransactionID(t, requests[n])})
			assert.Equal(t, omit, struct{ code, id bool }{code == "", meta.TransactionID == ""})
		}
		assert.Equal(t, omit.code, made.Meta.ReferenceCode == raised.Meta.ReferenceCode, "codes are unique")
	}
}

func TestCallerTransactionIDWins(t *testing.T) {
	wire := newRecorder()
	api := newClient(t, configuration(wire)).PaymentsApi
	request := payment()
	request.ClientReferenceInformation.TransactionID = "mine-1"
	answer, err := api.CreatePayment(t.Context(), request)
	require.NoError(t, err)
	assert.Equal(t, "mine-1", answer.Meta.TransactionID)
	assert.Equal(t, "mine-1", sentTransactionID(t, wire.only(t)))
}

func TestTransactionIDCanBeSwitchedOff(t *testing.T) {
	eachWith(t, idGenerated, func(t *testing.T, op operation) {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.OmitTransactionID = true
		meta, err := op.call(t.Context(), newClient(t, cfg))
		require.NoError(t, err)
		assert.Empty(t, meta.TransactionID)
		assert.Empty(t, sentTransactionID(t, wire.only(t)))
	})
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
	for i, op := range operations {
		if op.lookUp || op.answersToken() {
			assert.NotContains(t, string(wire.all()[i].Body), "partner")
		} else if op.movesMoney && !op.noPartner {
			assert.Equal(t, both, partner(i), op.name)
		} else {
			assert.Nil(t, partner(i), op.name)
		}
	}
	assert.Equal(t, map[string]any{"developerId": "OWN", "solutionId": "SOL00001", "thirdPartyCertificationNumber": "42"}, partner(len(operations)),
		"a value of the request stays")
}

func TestPartnerIDsAreNotSentByDefault(t *testing.T) {
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
