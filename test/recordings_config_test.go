package test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// spellings maps the settings of the Python SDK to those of the Node SDK.
var spellings = map[string]string{
	"authentication_type": "authenticationType",
	"jwt_key_type":        "jwtKeyType",
	"run_environment":     "runEnvironment",
	"IntermediateHost":    "intermediateHost",
	"merchantid":          "merchantID",
	"merchant_keyid":      "merchantKeyId",
	"merchant_secretkey":  "merchantsecretKey",
	"key_alias":           "keyAlias",
	"key_password":        "keyPass",
	"key_file_name":       "keyFileName",
	"keys_directory":      "keysDirectory",
}

// sdkSettings is the recorded configuration in one spelling.
type sdkSettings struct {
	t      *testing.T
	values map[string]any
}

func settingsOf(t *testing.T, config map[string]any) sdkSettings {
	t.Helper()
	s := sdkSettings{t, map[string]any{}}
	for name, value := range config {
		if other, ok := spellings[name]; ok {
			name = other
		}
		s.values[name] = value
	}
	return s
}

func (s sdkSettings) text(name string) string {
	text, _ := s.values[name].(string)
	return text
}

func (s sdkSettings) on(name string) bool { return s.values[name] == true }

// file reads a file of keys that a setting names.
func (s sdkSettings) file(name string) []byte {
	s.t.Helper()
	return readKeyFile(s.t, s.text(name))
}

func keyIDOf(config map[string]any) string {
	for _, name := range []string{"merchantKeyId", "merchant_keyid"} {
		if text, ok := config[name].(string); ok {
			return text
		}
	}
	return ""
}

// developerID is what the recorded SDK put into requests by itself.
func (s sdkSettings) developerID(language string) string {
	switch own := strings.TrimSpace(s.text("defaultDeveloperId")); {
	case own != "":
		return own
	case language == "python":
		return "J0TV2I9S"
	case s.text("runEnvironment") == cybersource.HostTest:
		return "N2RC3Q4K"
	default:
		return "FS39X8Q7"
	}
}

// configuration says the same as the recorded settings in the words of this client.
func (r *recording) configuration(t *testing.T, transport http.RoundTripper) cybersource.Configuration {
	t.Helper()
	s := settingsOf(t, r.Config)
	language, _, _ := strings.Cut(r.Name, "-")
	cfg := cybersource.Configuration{
		Host:              s.text("runEnvironment"),
		BaseURL:           s.text("intermediateHost"),
		Credentials:       s.credentials(),
		MessageEncryption: s.encryption(),
		Transport:         transport,
		DeveloperID:       s.developerID(language),
		OmitTransactionID: true,
		OmitReferenceCode: true,
		Validation:        cybersource.ValidateOff,
		Clock:             r.clock,
	}
	if defaults, ok := s.values["defaultHeaders"].(map[string]any); ok {
		cfg.DefaultHeaders = http.Header{}
		for name, value := range defaults {
			text, isText := value.(string)
			require.True(t, isText)
			cfg.DefaultHeaders.Set(name, text)
		}
	}
	return cfg
}

func (s sdkSettings) credentials() cybersource.Credentials {
	s.t.Helper()
	secret := cybersource.JWTSharedSecret{
		MerchantID: s.text("merchantID"), KeyID: s.text("merchantKeyId"),
		SharedSecret: s.text("merchantsecretKey"), PortfolioID: s.text("portfolioID"),
	}
	switch s.text("authenticationType") {
	case "http_signature":
		return cybersource.HTTPSignature(secret)
	case "oauth":
		return cybersource.OAuthToken{
			MerchantID: s.text("merchantID"),
			Token:      func(context.Context) (string, error) { return s.text("accessToken"), nil },
		}
	case "jwt":
		if s.text("jwtKeyType") == "SHARED_SECRET" {
			return secret
		}
		return cybersource.JWTCertificate{
			MerchantID: s.text("merchantID"), PortfolioID: s.text("portfolioID"),
			P12: readKeyFile(s.t, s.text("keyFileName")+".p12"), Password: s.text("keyPass"),
		}
	}
	require.Fail(s.t, "unknown authentication type")
	return nil
}

// encryption is nil when the recorded SDK encrypted in neither direction.
func (s sdkSettings) encryption() *cybersource.MessageEncryption {
	s.t.Helper()
	requests, responses := s.on("enableRequestMLEForOptionalApisGlobally"), s.on("enableResponseMleGlobally")
	if !requests && !responses {
		return nil
	}
	m := &cybersource.MessageEncryption{PlainRequests: !requests}
	if s.text("mleForRequestPublicCertPath") != "" {
		m.RequestCertificatePEM = s.file("mleForRequestPublicCertPath")
	}
	if !responses {
		return m
	}
	m.ResponsePassword = s.text("responseMlePrivateKeyFilePassword")
	m.ResponseKeyID = s.text("responseMleKID")
	if filepath.Ext(s.text("responseMlePrivateKeyFilePath")) == ".p12" {
		m.ResponseP12 = s.file("responseMlePrivateKeyFilePath")
	} else {
		m.ResponsePrivateKeyPEM = s.file("responseMlePrivateKeyFilePath")
	}
	return m
}
