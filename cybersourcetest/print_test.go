package cybersourcetest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestSecretsAreNotShown shows every type that holds a body, a header or a key in every way.
func TestSecretsAreNotShown(t *testing.T) {
	account := cybersourcetest.Account{
		ID: "acme_eu", SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "CANARY-key", Secret: "Y2FuYXJ5LWNhbmFyeQ=="}}, Tokens: []string{"CANARY-token"},
	}
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{account}})
	r := newRequest(t, gateway, payments, body)
	r.Header.Set("X-Mine", "CANARY-header")
	signerOf(t, gateway).token(r, body, nil)
	mustDo(t, gateway, r)
	request := gateway.Requests()[0]
	if request.Header.Get("X-Mine") == "" || !strings.Contains(string(request.Body()), "4111111111111111") {
		t.Fatal("the request does not hold what must not be shown")
	}
	request.Path += "/4111111111111111?q=CANARY-query"
	response := cybersourcetest.Response{Header: http.Header{"X": {"CANARY-header"}}, Body: []byte("CANARY-body")}
	options := cybersourcetest.Options{Accounts: []cybersourcetest.Account{account}, RequestKeyPEM: []byte("CANARY-pem")}
	show(t, "Request", request, "AUTHORIZED")
	show(t, "Response", response, "11")
	show(t, "Account", account, "acme_eu")
	show(t, "SharedSecret", account.SharedSecrets[0], "***")
	show(t, "Options", options, "acme_eu")
	shown(t, "Gateway", gateway, gateway.URL())
	shown(t, "Gateway by value", reflect.ValueOf(gateway).Elem().Interface(), gateway.URL())
}

func show[T any](t *testing.T, name string, value T, wanted string) {
	t.Helper()
	shown(t, name, value, wanted)
	shown(t, name+", pointer", &value, wanted)
	shown(t, name+", slice", []T{value}, wanted)
	shown(t, name+", slice of pointers", []any{&value}, "")
	shown(t, name+", map", map[string]any{"it": value}, wanted)
	shown(t, name+", struct", struct{ It any }{value}, wanted)
}

func shown(t *testing.T, name string, value any, wanted string) {
	t.Helper()
	texts := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		texts[verb] = fmt.Sprintf(verb, value)
	}
	var asJSON, asText bytes.Buffer
	slog.New(slog.NewJSONHandler(&asJSON, nil)).Info("it", "value", value)
	slog.New(slog.NewTextHandler(&asText, nil)).Info("it", "value", value)
	texts["slog JSON"], texts["slog text"] = asJSON.String(), asText.String()
	text, err := json.Marshal(value)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	texts["JSON"] = string(text)
	for how, text := range texts {
		for _, canary := range []string{"CANARY", "Q0FOQVJZ", "67 65 78 65 82 89", "43414e415259", "4111111111111111", "Lovelace", "Y2FuYXJ5", "canary-canary", "99 97 110 97 114 121"} {
			if strings.Contains(text, canary) {
				t.Errorf("%s, %s: %q is in %s", name, how, canary, text)
			}
		}
		if (how == "%v" || how == "JSON") && !strings.Contains(text, wanted) {
			t.Errorf("%s, %s: %q is not in %s", name, how, wanted, text)
		}
	}
}
