package test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// The recordings are calls of the service's own SDKs, taken with a frozen clock.
// Given the same settings and the same request, this client must put the same
// things on the wire: everything that counts is compared, and signatures, tokens and
// encryption are verified with the keys of the recording.

const recordings = "testdata/vectors"

// recording is the part of a recording that is replayed.
type recording struct {
	Name         string
	EpochSeconds int64
	Config       map[string]any
	Call         struct {
		Operation    string
		PathID       string
		Query        map[string]any
		RequestModel json.RawMessage
	}
	Request struct {
		Method, Target, Body string
		Headers              [][2]string
	}
	HTTPSignature *struct {
		SignedHeaders, SignedMerchantID, HeaderMerchantID, KeySecretBase64 string
	}
	JWT *struct {
		Header, Claims              map[string]any
		VerifyWith, KeySecretBase64 string
	}
	MLERequest *struct {
		ProtectedHeader        map[string]any
		Plaintext, DecryptWith string
	}
	MLEResponse *struct{ Plaintext string }
	Response    struct {
		Status  int
		Headers map[string]string
		Body    string
	}
}

func TestRecordings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(recordings, "*.json"))
	require.NoError(t, err)
	replayed, identical := 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if name == "inventory" {
			continue
		}
		replayed++
		t.Run(name, func(t *testing.T) {
			if replay(t, readRecording(t, file)) {
				identical++
			}
		})
	}
	assert.Equal(t, 38, replayed)
	assert.Equal(t, 12, identical, "recordings whose signature was reproduced to the letter")
}

func readRecording(t *testing.T, file string) *recording {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	r := new(recording)
	require.NoError(t, json.Unmarshal(data, r))
	return r
}

// replay reports whether the request was the recorded one to the last byte, so that
// its signature had to be the recorded one too.
func replay(t *testing.T, r *recording) (identical bool) {
	wire := newRecorder(answer(r.Response.Status, r.Response.Body,
		"Content-Type", r.Response.Headers["content-type"], "V-C-Correlation-Id", r.Response.Headers["v-c-correlation-id"]))
	client := newRecordedClient(t, r, r.configuration(t, wire))
	got, err := r.send(t, client)

	sent := wire.only(t)
	assert.Equal(t, r.Request.Method, sent.Method)
	r.compareTarget(t, sent)
	r.compareBody(t, sent)
	identical = r.compareSignature(t, sent)
	r.compareToken(t, sent)
	r.compareAnswer(t, got, err)
	return identical
}

// compareTarget compares what the targets mean: which characters need no escape is a
// matter of taste, and so is the order of parameters.
func (r *recording) compareTarget(t *testing.T, sent received) {
	t.Helper()
	want, err := url.Parse(r.Request.Target)
	require.NoError(t, err)
	assert.Equal(t, want.Path, sent.URL.Path)
	assert.Equal(t, want.Query(), sent.URL.Query())
}

// send makes the recorded call.
func (r *recording) send(t *testing.T, client *cybersource.APIClient) (answer any, err error) {
	t.Helper()
	ctx, api := t.Context(), client.PaymentsApi
	switch r.Call.Operation {
	case "createPayment":
		return api.CreatePayment(ctx, parsed[cybersource.CreatePaymentRequest](t, r.Call.RequestModel), r.options()...)
	case "incrementAuth":
		return api.IncrementAuth(ctx, r.Call.PathID, parsed[cybersource.IncrementAuthRequest](t, r.Call.RequestModel), r.options()...)
	case "refreshPaymentStatus":
		return api.RefreshPaymentStatus(ctx, r.Call.PathID, parsed[cybersource.RefreshPaymentStatusRequest](t, r.Call.RequestModel), r.options()...)
	case "getCustomer":
		return r.read(ctx, client, "/tms/v2/customers/"+r.Call.PathID)
	case "getCustomerPaymentInstrumentsList":
		return r.read(ctx, client, "/tms/v2/customers/"+r.Call.PathID+"/payment-instruments")
	}
	require.Failf(t, "unknown operation", "%s", r.Call.Operation)
	return nil, nil
}

// read makes the recorded call of an endpoint that has no method.
func (r *recording) read(ctx context.Context, client *cybersource.APIClient, path string) (answer json.RawMessage, err error) {
	query := url.Values{}
	for name, value := range r.Call.Query {
		query.Set(name, fmt.Sprint(value))
	}
	_, err = client.Do(ctx, cybersource.RawRequest{Method: http.MethodGet, Path: path, Query: query}, &answer, r.options()...)
	return answer, err
}

func parsed[T any](t *testing.T, text []byte) *T {
	t.Helper()
	model := new(T)
	require.NoError(t, json.Unmarshal(text, model))
	return model
}

// options are the recorded exceptions to the configuration.
func (r *recording) options() []cybersource.CallOption {
	perOperation, _ := r.Config["mapToControlMLEonAPI"].(map[string]any)
	if perOperation[r.Call.Operation] == "false" {
		return []cybersource.CallOption{cybersource.WithRequestEncryption(false)}
	}
	return nil
}

func (r *recording) compareBody(t *testing.T, sent received) {
	t.Helper()
	if r.Request.Body == "" {
		assert.Empty(t, sent.Body)
		assert.Nil(t, sent.Request.Body, "not even an empty one")
		assert.Zero(t, sent.ContentLength)
		assert.NotContains(t, sent.Header, "Content-Type")
		assert.NotContains(t, sent.Header, "Digest")
		return
	}
	if r.MLERequest == nil {
		assert.JSONEq(t, r.Request.Body, string(sent.Body))
		return
	}
	header, plaintext := openRequest(t, sent.Body, readPrivateKey(t, r.MLERequest.DecryptWith))
	assert.JSONEq(t, r.MLERequest.Plaintext, string(plaintext))
	for _, name := range []string{"alg", "enc", "kid", "iat"} {
		assert.Equal(t, r.MLERequest.ProtectedHeader[name], header[name], name)
	}
	assert.Len(t, header, 4, "members that only some SDKs send are left out")
}

func (r *recording) compareSignature(t *testing.T, sent received) (identical bool) {
	t.Helper()
	if r.HTTPSignature == nil {
		assert.Empty(t, sent.Header.Get("Signature"))
		return false
	}
	assert.Equal(t, r.header("date"), sent.Header.Get("Date"))
	assert.Equal(t, r.header("host"), sent.Host)
	assert.Equal(t, r.HTTPSignature.HeaderMerchantID, sent.Header.Get("V-C-Merchant-Id"))
	assert.Contains(t, sent.Header.Get("Signature"), `keyid="`+keyIDOf(r.Config)+`", algorithm="HmacSHA256", headers="`+r.HTTPSignature.SignedHeaders+`", signature="`)
	requireSigned(t, sent, r.HTTPSignature.SignedMerchantID, r.HTTPSignature.KeySecretBase64)
	identical = r.Request.Body == string(sent.Body) && r.Request.Target == sent.URL.RequestURI()
	if identical {
		assert.Equal(t, r.header("signature"), sent.Header.Get("Signature"), "same bytes, same signature")
	}
	return identical
}

func (r *recording) compareToken(t *testing.T, sent received) {
	t.Helper()
	if r.JWT == nil {
		assert.Equal(t, r.header("authorization"), sent.Header.Get("Authorization"))
		return
	}
	header, claims := tokenOf(t, sent)
	assert.Equal(t, r.JWT.Header, header)
	assertClaimsFit(t, sent, claims)
	assert.Equal(t, normalised(r.JWT.Claims), normalised(claims))
	if r.JWT.KeySecretBase64 != "" {
		requireTokenBySecret(t, sent, r.JWT.KeySecretBase64)
	} else {
		requireTokenByCertificate(t, sent, readCertificate(t, r.JWT.VerifyWith))
	}
}

// normalised claims leave out what differs for good reasons: the random id, what
// follows from the spelling of the body and of the path, the name that one SDK alone
// has for the digest's algorithm, the case of the method.
func normalised(claims map[string]any) map[string]any {
	n := map[string]any{}
	for name, value := range claims {
		switch name {
		case "jti", "digest", "request-resource-path":
		case "digest-algorithm":
			n["digestAlgorithm"] = value
		case "request-method":
			text, _ := value.(string)
			n[name] = strings.ToLower(text)
		default:
			n[name] = value
		}
	}
	return n
}

func (r *recording) compareAnswer(t *testing.T, got any, err error) {
	t.Helper()
	if r.Response.Status >= http.StatusBadRequest {
		var refused *cybersource.APIError
		require.ErrorAs(t, err, &refused)
		assert.ErrorIs(t, err, cybersource.ErrUnauthorized)
		assert.Equal(t, "Authentication Failed", refused.Message)
		assert.Equal(t, r.Response.Headers["v-c-correlation-id"], refused.CorrelationID)
		return
	}
	require.NoError(t, err)
	want := r.Response.Body
	if r.MLEResponse != nil {
		want = r.MLEResponse.Plaintext
	}
	again, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, want, string(again))
}

func (r *recording) header(name string) string {
	for _, h := range r.Request.Headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// newRecordedClient makes the client on a day on which its certificates are valid, and
// then sets its clock to the time of the recording, which is before that.
func newRecordedClient(t *testing.T, r *recording, cfg cybersource.Configuration) *cybersource.APIClient {
	t.Helper()
	now := time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
	cfg.Clock = func() time.Time { return now }
	client := newClient(t, cfg)
	now = r.clock()
	return client
}

func (r *recording) clock() time.Time { return time.Unix(r.EpochSeconds, 0).UTC() }

func readKeyFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(recordings, "keys", filepath.Base(name)))
	require.NoError(t, err)
	return data
}

func readCertificate(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(readKeyFile(t, name))
	require.NotNil(t, block)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return certificate
}
