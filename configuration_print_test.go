package cybersource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestConfigurationPrintsNoSecret(t *testing.T) {
	const canary = "c2VjcmV0Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"
	cfg := Configuration{
		Host:              HostTest,
		BaseURL:           "https://me:" + canary + "@proxy.example.com",
		Credentials:       JWTSharedSecret{MerchantID: "acme_eu", KeyID: canary, SharedSecret: canary},
		MessageEncryption: &MessageEncryption{ResponsePassword: canary},
		DefaultHeaders:    http.Header{"X-Token": {canary}},
	}
	good := cfg
	good.BaseURL, good.MessageEncryption = "", nil
	client, err := NewAPIClient(good)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, v := range []any{cfg, &cfg, client, []any{cfg, client}, map[string]any{"a": &cfg}, struct{ Cfg Configuration }{cfg}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v, slog.Group("g", "v", v))
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v, slog.Group("g", "v", v))
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
	}
	if strings.Contains(out.String(), canary) {
		t.Errorf("a secret is printed:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "acme_eu") || !strings.Contains(out.String(), HostTest) {
		t.Errorf("nothing useful is printed:\n%s", out.String())
	}
}

func TestAddressWithMoreThanAnAddressIsNotPrinted(t *testing.T) {
	const canary = "hunter2"
	for _, address := range []string{
		"me:" + canary + "@apitest.cybersource.com", "https://me:" + canary + "@proxy.example.com", "https://proxy.example.com/?token=" + canary,
		"https://proxy.example.com/?mail=a@b&token=" + canary, "https://proxy.example.com/#" + canary, "https://me:p?" + canary + "@proxy.example.com",
		"me:" + canary + "%40proxy.example.com", "proxy.example.com;token=" + canary, "proxy.example.com/ " + canary,
	} {
		for name, cfg := range map[string]Configuration{"Host": {Host: address}, "BaseURL": {BaseURL: address}} {
			for way, text := range everyPrint(t, cfg) {
				if strings.Contains(text, canary) {
					t.Errorf("%s %s as %s prints %s", name, address, way, text)
				}
			}
		}
	}
	for _, address := range []string{"https://proxy.example.com:8443/gw/v1", "[::1]:8443", "CyberSource.Environment.SANDBOX"} {
		if text := fmt.Sprint(Configuration{Host: address, BaseURL: address}); strings.Count(text, address) != 2 {
			t.Errorf("%s prints %s", address, text)
		}
	}
}

func TestRawRequestPrintsNeitherBodyNorQuery(t *testing.T) {
	const secret = "4111111111111111"
	card := PaymentInformationCard{Number: secret, SecurityCode: "canary"}
	for _, body := range []any{[]byte(`"` + secret + `"`), json.RawMessage(`"` + secret + `"`), RawBody(secret), map[string]any{"number": secret}, card, &card} {
		r := RawRequest{Method: "POST", Path: "/tms/v2/customers/" + secret, Query: url.Values{"token": {secret}}, Body: body}
		for name, write := range sinks() {
			if name == "JSON text" {
				continue // is for bodies
			}
			for _, v := range []any{r, &r, []RawRequest{r}, map[string]any{"r": r}, struct{ R *RawRequest }{&r}} {
				text := write(v)
				if strings.Contains(text, secret) || strings.Contains(text, "canary") || strings.Contains(text, "52 49 49") || strings.Contains(text, "34313131") {
					t.Errorf("%s of a body of type %T: %s", name, body, text)
				}
			}
		}
		if text := fmt.Sprint(r); !strings.Contains(text, `Method:"POST"`) || !strings.Contains(text, "/tms/v2/customers/") {
			t.Error(text)
		}
		if text, err := json.Marshal(r); err != nil || !strings.Contains(string(text), `"Repeatable":false`) {
			t.Errorf("as JSON that is no log: %s, %v", text, err)
		}
	}
}
