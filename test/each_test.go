package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// What is promised of every operation, shown for each of them.

func TestOperationIsSignedWithEachCredential(t *testing.T) {
	for _, tc := range []struct {
		name        string
		credentials cybersource.Credentials
		options     []cybersource.CallOption
		check       func(t *testing.T, r received)
	}{
		{"JWT", credentials(), nil, func(t *testing.T, r received) {
			requireTokenBySecret(t, r, sharedSecret)
			_, claims := tokenOf(t, r)
			assertClaimsFit(t, r, claims)
		}},
		{"HTTP signature", cybersource.HTTPSignature(credentials()), nil, func(t *testing.T, r received) {
			requireSigned(t, r, merchantID, sharedSecret)
		}},
		{"for a merchant of a portfolio", cybersource.HTTPSignature(credentials()),
			[]cybersource.CallOption{cybersource.WithMerchantID("shop_us")}, func(t *testing.T, r received) {
				requireSigned(t, r, merchantID, sharedSecret)
				assert.Equal(t, "shop_us", r.Header.Get("V-C-Merchant-Id"))
			}},
		{"access token", cybersource.OAuthToken{MerchantID: merchantID, Token: func(context.Context) (string, error) { return "opaque", nil }}, nil,
			func(t *testing.T, r received) { assert.Equal(t, "Bearer opaque", r.Header.Get("Authorization")) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				wire := newRecorder()
				cfg := configuration(wire)
				cfg.Credentials = tc.credentials
				_, err := op.call(t.Context(), newClient(t, cfg), tc.options...)
				require.NoError(t, err)
				tc.check(t, wire.only(t))
			})
		})
	}
}

func TestOperationIsEncryptedBothWays(t *testing.T) {
	gateway, client, wire := encrypting(t)
	eachReferenced(t, func(t *testing.T, op operation) {
		meta, err := op.call(t.Context(), client)
		require.NoError(t, err)
		assert.Equal(t, `{"id":"7"}`, string(meta.RawBody))
		assert.True(t, bytes.HasPrefix(wire.sent, []byte(`{"encryptedRequest":"`)), "%s", wire.sent)
		assert.True(t, bytes.Contains(wire.answered, []byte(`"encryptedResponse"`)), "%s", wire.answered)
		requests := gateway.Requests()
		assert.Contains(t, string(requests[len(requests)-1].Body()), `"order-1"`)
	})
}

// The service does not take requests for sessions of hosted fields encrypted.
func TestOperationThatAnswersATokenIsPlainWhateverIsConfigured(t *testing.T) {
	_, client, wire := encryptingAt(t, cybersourcetest.Options{RequireEncryption: true})
	for _, op := range operations {
		if !op.answersToken() {
			continue
		}
		t.Run(op.name, func(t *testing.T) {
			_, err := op.call(t.Context(), client)
			require.NoError(t, err)
			assert.Contains(t, string(wire.sent), `"targetOrigins"`)
			assert.NotContains(t, string(wire.answered), "encryptedResponse")

			_, err = op.call(t.Context(), client, cybersource.WithRequestEncryption(true), cybersource.WithResponseEncryption(true))
			require.NoError(t, err)
			assert.Contains(t, string(wire.sent), `{"encryptedRequest":"`, "the option asks for it")
			assert.Contains(t, string(wire.answered), "encryptedResponse")
		})
	}
}

func TestHooksAndLogTellOfEachOperationAndOfNoCard(t *testing.T) {
	eachReferenced(t, func(t *testing.T, op operation) {
		var seen observed
		var log bytes.Buffer
		cfg := configuration(newRecorder(answer(201, approval[:len(approval)-1]+`,"paymentInformation":{"card":{"number":"`+canary+`"}}}`)))
		seen.watch(&cfg)
		cfg.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		meta, err := op.call(t.Context(), newClient(t, cfg))
		require.NoError(t, err)

		require.Len(t, seen.ends, 1)
		end := seen.ends[0]
		assert.Equal(t, op.name, end.Operation)
		assert.Equal(t, strings.ReplaceAll(op.path, paymentID, "{id}"), end.Route)
		assert.Equal(t, [2]string{"order-1", meta.TransactionID}, [2]string{end.ReferenceCode, end.TransactionID})
		assert.Contains(t, log.String(), op.name)
		assert.Contains(t, log.String(), "order-1", "the body is in the log")
		for _, secret := range []string{canary, "Lovelace", "ada@example.com", sharedSecret, `\"987\"`} {
			assert.NotContains(t, log.String(), secret)
		}
	})
}

// However much of an answer arrives, a success that is not whole is none.
func TestAnswerCutAnywhereIsUnknown(t *testing.T) {
	const body = `{"id":"7","status":"PENDING","clientReferenceInformation":{"code":"order-1"},"orderInformation":{"amountDetails":` +
		`{"totalAmount":"102.21","currency":"USD"}},"voidAmountDetails":{"voidAmount":"1.00"}}`
	eachJSON(t, func(t *testing.T, op operation) {
		for n := range len(body) + 1 {
			cfg := configuration(newRecorder(answer(201, body[:n])))
			cfg.Retry.MaxAttempts = 1
			_, err := op.call(t.Context(), newClient(t, cfg))
			switch {
			case n == len(body):
				require.NoError(t, err)
			case op.movesMoney:
				require.Equal(t, unknown, endOf(err), "%d bytes", n)
			default:
				require.Equal(t, notProcessed, endOf(err), "%d bytes", n)
			}
		}
	})
}

func TestOddSpellingsLoseNoAnswerOfAnyOperation(t *testing.T) {
	const body = `{"id":6750124114786780104953,"status":"BRAND_NEW","_links":null,"submitTimeUtc":null,"processorInformation":"none",` +
		`"orderInformation":{"amountDetails":[]},"brandNew":{"amount":9900.00}}`
	eachReferenced(t, func(t *testing.T, op operation) {
		cfg := configuration(newRecorder(answer(201, body)))
		cfg.Validation = cybersource.ValidateOff // of a bare request
		got, err := invoke(t, newClient(t, cfg), op, paymentID, nil)
		require.NoError(t, err)
		model := reflect.ValueOf(got).Elem()
		assert.Equal(t, paymentID, model.FieldByName("ID").String())
		assert.Equal(t, "BRAND_NEW", model.FieldByName("Status").String())
		extra := model.FieldByName("Extra").Interface().(map[string]json.RawMessage)
		assert.Equal(t, `{"amount":9900.00}`, string(extra["brandNew"]), "digit for digit")
	})
}

// invoke calls the method of an operation with a bare request, changed by change.
func invoke(t *testing.T, c *cybersource.APIClient, op operation, id string, change func(request reflect.Value)) (answer any, err error) {
	t.Helper()
	method := methodOf(t, c, op)
	request := reflect.New(method.Type().In(method.Type().NumIn() - 2).Elem())
	if op.transactionID == idOriginal {
		own := request.Elem().FieldByName("ClientReferenceInformation")
		own.Set(reflect.ValueOf(&cybersource.ClientReferenceInformation{TransactionID: lostID}))
	}
	if change != nil {
		change(request.Elem())
	}
	return invokeWith(t, method, id, request)
}

func methodOf(t *testing.T, c *cybersource.APIClient, op operation) reflect.Value {
	t.Helper()
	client := reflect.ValueOf(c).Elem()
	for i := range client.NumField() {
		if service := client.Field(i); client.Type().Field(i).IsExported() {
			if method := service.MethodByName(op.name); method.IsValid() {
				return method
			}
		}
	}
	require.FailNow(t, "no such method", op.name)
	return reflect.Value{}
}

func invokeWith(t *testing.T, method reflect.Value, id string, request reflect.Value) (answer any, err error) {
	t.Helper()
	arguments := []reflect.Value{reflect.ValueOf(t.Context())}
	if method.Type().In(1).Kind() == reflect.String {
		arguments = append(arguments, reflect.ValueOf(id))
	}
	results := method.Call(append(arguments, request))
	err, _ = reflect.TypeAssert[error](results[1])
	return results[0].Interface(), err
}

func TestNilRequestsAndBadIDsOfEachOperationAreRefused(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.Validation = cybersource.ValidateOff
	client := newClient(t, cfg)
	eachReferenced(t, func(t *testing.T, op operation) {
		method := methodOf(t, client, op)
		answer, err := invokeWith(t, method, paymentID, reflect.Zero(method.Type().In(method.Type().NumIn()-2)))
		require.EqualError(t, err, op.words+": invalid request: req is nil")
		assert.True(t, reflect.ValueOf(answer).IsNil())
		if !strings.Contains(op.path, paymentID) {
			return
		}
		for id, want := range map[string]string{
			"": "is empty", "..": "is not an id", "1\r\n": "holds control characters", paymentID + " ": "has white space at an end",
		} {
			_, err := invoke(t, client, op, id, nil)
			require.EqualError(t, err, op.words+": invalid request: id "+want)
			assert.True(t, cybersource.SafeToRetry(err))
		}
	})
	assert.Empty(t, wire.all(), "something was sent")
}

// The references count wherever they are given: what is sent is what is reported.
func TestReferencesInExtraOfEachOperation(t *testing.T) {
	eachReferenced(t, func(t *testing.T, op operation) {
		for _, own := range []string{"", "t-1"} {
			wire := newRecorder(answer(502, ""))
			cfg := configuration(wire)
			cfg.Retry.MaxAttempts, cfg.Validation = 1, cybersource.ValidateOff
			_, err := invoke(t, newClient(t, cfg), op, paymentID, func(request reflect.Value) {
				request.FieldByName("ClientReferenceInformation").SetZero()
				request.FieldByName("Extra").Set(reflect.ValueOf(raw(referenceMember, fmt.Sprintf(`{"code":"c-1","transactionId":%q}`, own))))
			})
			if own == "" && op.transactionID == idOriginal {
				require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
				assert.Empty(t, wire.all())
				continue
			}
			sent := sentTransactionID(t, wire.only(t))
			assert.Equal(t, sent, transactionIDOf(err))
			switch {
			case own != "":
				assert.Equal(t, own, sent)
			case op.transactionID == idGenerated:
				assert.Len(t, sent, 26)
			default:
				assert.Empty(t, sent)
			}
			assert.Equal(t, "c-1", member(bodyOf(t, wire.only(t)), referenceMember, "code"))
		}
	})
}
