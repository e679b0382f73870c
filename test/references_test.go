package test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// withReferences makes requests whose references are all in Extra: in that of the
// request, or in that of its ClientReferenceInformation.
func withReferences(root, nested map[string]json.RawMessage) (*cybersource.CreatePaymentRequest, *cybersource.IncrementAuthRequest) {
	p, i := payment(), increment()
	p.Extra, i.Extra = root, root
	p.ClientReferenceInformation, i.ClientReferenceInformation = nil, nil
	if nested != nil {
		p.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Extra: nested}
		i.ClientReferenceInformation = &cybersource.IncrementAuthClientReferenceInformation{Extra: nested}
	}
	return p, i
}

// eachWithReferences runs a test for both operations that get references.
func eachWithReferences(t *testing.T, root, nested map[string]json.RawMessage, test func(t *testing.T, op operation)) {
	t.Helper()
	p, i := withReferences(root, nested)
	untouchedPayment, untouchedIncrement := withReferences(root, nested)
	for n, send := range []func(ctx context.Context, c *cybersource.APIClient) (cybersource.Meta, error){
		func(ctx context.Context, c *cybersource.APIClient) (cybersource.Meta, error) {
			return metaOf(c.PaymentsApi.CreatePayment(ctx, p))
		},
		func(ctx context.Context, c *cybersource.APIClient) (cybersource.Meta, error) {
			return metaOf(c.PaymentsApi.IncrementAuth(ctx, paymentID, i))
		},
	} {
		op := operations[n]
		op.send = func(ctx context.Context, c *cybersource.APIClient, _ string, _ ...cybersource.CallOption) (cybersource.Meta, error) {
			return send(ctx, c)
		}
		t.Run(op.name, func(t *testing.T) { test(t, op) })
	}
	assert.Equal(t, untouchedPayment, p, "the caller's request was changed")
	assert.Equal(t, untouchedIncrement, i, "the caller's request was changed")
}

func raw(name, value string) map[string]json.RawMessage {
	return map[string]json.RawMessage{name: json.RawMessage(value)}
}

const referenceMember = "clientReferenceInformation"

// What is sent is what is reported, be it in an answer, an error or a hook. An empty
// want stands for a code or id that the client made.
func TestReferencesInExtraAreCompletedAndReported(t *testing.T) {
	for _, tc := range []struct {
		name         string
		root, nested map[string]json.RawMessage
		code, id     string
		developer    string
	}{
		{"none", nil, nil, "", "", "DEV00001"},
		{"an empty object", raw(referenceMember, `{}`), nil, "", "", "DEV00001"},
		{"a code", raw(referenceMember, `{"code":"c-1"}`), nil, "c-1", "", "DEV00001"},
		{"an id, escaped", raw(referenceMember, ` { "transactionId" : "\u0074-1" } `), nil, "", "t-1", "DEV00001"},
		{"all", raw(referenceMember, `{"partner":{"developerId":"d-1"},"transactionId":"t-1","code":"c-1"}`), nil, "c-1", "t-1", "d-1"},
		{"other members", raw(referenceMember, `{"comments":"x","partner":{"x":1}}`), nil, "", "", "DEV00001"},
		{"empty texts", raw(referenceMember, `{"code":"","transactionId":""}`), nil, "", "", "DEV00001"},
		{"a code below a field", nil, raw("code", `"c-1"`), "c-1", "", "DEV00001"},
		{"an id below a field", nil, raw("transactionId", `"t-1"`), "", "t-1", "DEV00001"},
		{"a partner below a field", nil, raw("partner", `{"developerId":"d-1"}`), "", "", "d-1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachWithReferences(t, tc.root, tc.nested, func(t *testing.T, op operation) {
				for end, responder := range map[string]httpmock.Responder{
					"answered": answer(http.StatusCreated, approval),
					"refused":  answer(http.StatusBadRequest, `{"reason":"INVALID_DATA"}`),
					"unknown":  lostAnswer,
				} {
					var seen observed
					wire := newRecorder(responder)
					cfg := configuration(wire)
					cfg.DeveloperID = "DEV00001"
					seen.watch(&cfg)
					meta, err := op.call(t.Context(), newClient(t, cfg))
					sent := member(bodyOf(t, wire.only(t)), referenceMember)
					id, _ := member(sent, "transactionId").(string)
					code, _ := member(sent, "code").(string)
					reported := meta.TransactionID
					if err != nil {
						reported = transactionIDOf(err)
					}
					require.NotEmpty(t, id)
					require.NotEmpty(t, code)
					assert.Contains(t, []string{"", id}, tc.id)
					assert.Contains(t, []string{"", code}, tc.code)
					assert.Equal(t, tc.developer, member(sent, "partner", "developerId"))
					require.Len(t, seen.ends, 1)
					assert.Equal(t, end, string(seen.ends[0].Ending))
					assert.Equal(t, [3]string{id, id, code}, [3]string{reported, seen.ends[0].TransactionID, seen.ends[0].ReferenceCode})
				}
			})
		})
	}
}

func TestReferencesInExtraThatCannotBeSentAreRefused(t *testing.T) {
	const object, text, ends = "is not an object", "is not a text", "has white space at an end"
	type refusal struct {
		root, nested map[string]json.RawMessage
		field, want  string
	}
	var cases []refusal
	for _, value := range []string{`null`, `[]`, `[{}]`, `1`, `true`, `"x"`, `""`} {
		cases = append(cases,
			refusal{raw(referenceMember, value), nil, "", object},
			refusal{raw(referenceMember, `{"partner":`+value+`}`), nil, ".partner", object},
			refusal{nil, raw("partner", value), ".partner", object})
	}
	for _, name := range []string{"code", "transactionId"} {
		for _, value := range []string{`null`, `1`, `{}`, `[]`, `false`} {
			cases = append(cases,
				refusal{raw(referenceMember, `{"`+name+`":`+value+`}`), nil, "." + name, text},
				refusal{nil, raw(name, value), "." + name, text})
		}
		for _, value := range []string{`" a"`, `"a "`, `"a\n"`, `"\u00a0a"`, `" "`} {
			cases = append(cases,
				refusal{raw(referenceMember, `{"`+name+`":`+value+`}`), nil, "." + name, ends},
				refusal{nil, raw(name, value), "." + name, ends})
		}
	}
	for _, tc := range cases {
		eachWithReferences(t, tc.root, tc.nested, func(t *testing.T, op operation) {
			for _, level := range []cybersource.Validation{cybersource.ValidateCertain, cybersource.ValidateOff} {
				wire := newRecorder()
				cfg := configuration(wire)
				cfg.DeveloperID, cfg.Validation = "DEV00001", level
				_, err := op.call(t.Context(), newClient(t, cfg))
				require.EqualError(t, err, op.words+": invalid request: "+referenceMember+tc.field+" "+tc.want)
				assert.True(t, cybersource.SafeToRetry(err))
				assert.Empty(t, wire.all())
			}
		})
	}
}

// One request may be sent by many goroutines: each call has an id of its own.
func TestRequestThatManyCallsShareIsNotChanged(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cfg.DeveloperID = "DEV00001"
	client := newClient(t, cfg)
	shared, _ := withReferences(raw(referenceMember, `{"code":"c-1"}`), nil)
	untouched, _ := withReferences(raw(referenceMember, `{"code":"c-1"}`), nil)
	var mu sync.Mutex
	ids := map[string]bool{}
	concurrently(t, 50, func(t *testing.T, _ int) {
		made, err := client.PaymentsApi.CreatePayment(t.Context(), shared)
		if assert.NoError(t, err) {
			mu.Lock()
			defer mu.Unlock()
			ids[made.Meta.TransactionID] = true
		}
	})
	assert.Len(t, ids, 50)
	for _, sent := range wire.all() {
		assert.True(t, ids[sentTransactionID(t, sent)])
	}
	assert.Equal(t, untouched, shared)
}
