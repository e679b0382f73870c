package cybersourcetest_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// body is an ordinary payment. Tests replace the amount or the code in it.
const body = `{"clientReferenceInformation":{"code":"TC-1","transactionId":"T-1"},` +
	`"paymentInformation":{"card":{"number":"4111111111111111","expirationMonth":"12","expirationYear":"2031","securityCode":"123"}},` +
	`"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"},` +
	`"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way","locality":"San Francisco",` +
	`"administrativeArea":"CA","postalCode":"94105","country":"US","email":"ada@example.com"}}}`

// payment is body without its transaction id, which can be used only once.
func payment(code string) string {
	return strings.NewReplacer(`"TC-1"`, `"`+code+`"`, `,"transactionId":"T-1"`, "").Replace(body)
}

const payments = "/pts/v2/payments"

func newGateway(t testing.TB, options cybersourcetest.Options) *cybersourcetest.Gateway {
	t.Helper()
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(func() {
		gateway.Close()
		for _, problem := range gateway.Unexplained() {
			t.Error(problem)
		}
	})
	return gateway
}

// newRequest is a POST that nobody has signed.
func newRequest(t testing.TB, gateway *cybersourcetest.Gateway, path, text string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, gateway.URL()+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// signer holds a key pair, and signs as a client does, with code of its own.
type signer struct {
	merchant, owner, keyID string
	secret                 []byte
	now                    func() time.Time
}

func signerOf(t testing.TB, gateway *cybersourcetest.Gateway) signer {
	t.Helper()
	account := gateway.Account()
	secret, err := base64.StdEncoding.DecodeString(account.SharedSecrets[0].Secret)
	if err != nil {
		t.Fatal(err)
	}
	return signer{account.ID, account.ID, account.SharedSecrets[0].KeyID, secret, time.Now}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// httpSignature signs a request for the run environment.
func (s signer) httpSignature(r *http.Request, text string) {
	r.Host = "apitest.cybersource.com"
	r.Header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	r.Header.Set("Digest", "SHA-256="+digest(text))
	r.Header.Set("V-C-Merchant-Id", s.merchant)
	signed := "host: " + r.Host + "\ndate: " + r.Header.Get("Date") +
		"\nrequest-target: " + strings.ToLower(r.Method) + " " + r.URL.RequestURI() +
		"\ndigest: " + r.Header.Get("Digest") + "\nv-c-merchant-id: " + s.owner
	r.Header.Set("Signature", `keyid="`+s.keyID+`", algorithm="HmacSHA256", headers="host date request-target digest v-c-merchant-id", signature="`+
		base64.StdEncoding.EncodeToString(s.mac(signed))+`"`)
}

// get signs a request without a body, and therefore without a digest, with a token.
func (s signer) get(t testing.TB, gateway *cybersourcetest.Gateway, method, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(method, gateway.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.token(r, "", map[string]any{"digest": nil, "digestAlgorithm": nil})
	return r
}

// getHTTPSignature is get with an HTTP signature.
func (s signer) getHTTPSignature(t testing.TB, gateway *cybersourcetest.Gateway, method, path string) *http.Request {
	t.Helper()
	r := s.get(t, gateway, method, path)
	r.Header.Del("Authorization")
	r.Host = "apitest.cybersource.com"
	r.Header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	r.Header.Set("V-C-Merchant-Id", s.merchant)
	signed := "host: " + r.Host + "\ndate: " + r.Header.Get("Date") +
		"\nrequest-target: " + strings.ToLower(method) + " " + r.URL.RequestURI() + "\nv-c-merchant-id: " + s.owner
	r.Header.Set("Signature", `keyid="`+s.keyID+`", algorithm="HmacSHA256", headers="host date request-target v-c-merchant-id", signature="`+
		base64.StdEncoding.EncodeToString(s.mac(signed))+`"`)
	return r
}

func (s signer) mac(text string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// token signs a request with a token. The claims given replace the usual ones.
func (s signer) token(r *http.Request, text string, claims map[string]any) {
	iat := s.now().Unix() // read once: a second may pass between two looks at the clock, and 121 is too many
	all := map[string]any{
		"iat": iat, "exp": iat + 120, "iss": s.owner, "jti": rand.Text(),
		"v-c-jwt-version": "2", "v-c-merchant-id": s.merchant,
		"request-host": "apitest.cybersource.com", "request-method": strings.ToLower(r.Method),
		"request-resource-path": r.URL.RequestURI(), "digest": digest(text), "digestAlgorithm": "SHA-256",
	}
	maps.Copy(all, claims)
	signed := part(map[string]any{"alg": "HS256", "typ": "JWT", "kid": s.keyID}) + "." + part(all)
	r.Header.Set("Authorization", "Bearer "+signed+"."+base64.RawURLEncoding.EncodeToString(s.mac(signed)))
}

func part(values map[string]any) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// response is an answer read to its end.
type response struct {
	*http.Response
	body []byte
}

// do sends a request over the gateway's transport.
func do(t testing.TB, gateway *cybersourcetest.Gateway, r *http.Request) (response, error) {
	t.Helper()
	got, err := gateway.Transport().RoundTrip(r)
	if err != nil {
		return response{}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	return response{got, text}, err
}

func mustDo(t testing.TB, gateway *cybersourcetest.Gateway, r *http.Request) response {
	t.Helper()
	got, err := do(t, gateway, r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// post makes a signed payment.
func post(t testing.TB, gateway *cybersourcetest.Gateway, text string) (response, error) {
	t.Helper()
	r := newRequest(t, gateway, payments, text)
	signerOf(t, gateway).token(r, text, nil)
	return do(t, gateway, r)
}

func mustPost(t testing.TB, gateway *cybersourcetest.Gateway, text string) response {
	t.Helper()
	got, err := post(t, gateway, text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// fields are the members of an answer that tests look at.
type fields struct {
	ID               string `json:"id"`
	Status           string `json:"status"`
	Reason           string `json:"reason"`
	ErrorInformation struct {
		Reason string `json:"reason"`
	} `json:"errorInformation"`
	Response struct {
		Message string `json:"rmsg"`
	} `json:"response"`
	Errors []struct {
		Type string `json:"type"`
	} `json:"errors"`
}

func (r response) fields(t testing.TB) fields {
	t.Helper()
	var f fields
	if err := json.NewDecoder(bytes.NewReader(r.body)).Decode(&f); err != nil {
		t.Fatalf("HTTP %d with %d bytes that are no JSON object: %v", r.StatusCode, len(r.body), err)
	}
	return f
}

// encode writes bytes as signatures are written.
func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
