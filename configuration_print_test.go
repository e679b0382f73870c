package cybersource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

func TestAConfigurationPrintsNoSecret(t *testing.T) {
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
