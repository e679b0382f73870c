package cybersource

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

func TestKeysAreReadFromVariablesAndFiles(t *testing.T) {
	i := vectors.ReadInventory(t)
	inFile := func(content string) string {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	wrapped := regexp.MustCompile(`.{1,76}`).ReplaceAllString(base64.StdEncoding.EncodeToString(vectors.Key(t, "merchant.p12")), "$0 \n")
	merchant, password := env{"MERCHANT_ID": i.MerchantID}, inFile(i.Password+"\r\n")
	p12 := JWTCertificate{MerchantID: i.MerchantID, P12: vectors.Key(t, "merchant.p12"), Password: i.Password}
	pem := JWTCertificate{MerchantID: i.MerchantID, CertificatePEM: vectors.Key(t, "merchant.cert.pem"), PrivateKeyPEM: vectors.Key(t, "merchant.key.pem")}
	for _, tc := range []struct {
		name string
		env  env
		want Credentials
	}{
		{"P12 as content", merchant.and("P12", wrapped, "P12_PASSWORD", i.Password), p12},
		{"P12 and password in files", merchant.and("P12_FILE", keyFile("merchant.p12"), "P12_PASSWORD_FILE", password), p12},
		{"PEM as content", merchant.and("CERTIFICATE", string(pem.CertificatePEM), "PRIVATE_KEY", string(pem.PrivateKeyPEM)), pem},
		{"PEM as content and in a file", merchant.and("CERTIFICATE", string(pem.CertificatePEM), "PRIVATE_KEY_FILE", keyFile("merchant.key.pem")), pem},
		{"secret in a file", merchant.and("KEY_ID", i.KeyID, "SHARED_SECRET_FILE", inFile(i.SharedSecret+"\n")), JWTSharedSecret{MerchantID: i.MerchantID, KeyID: i.KeyID, SharedSecret: i.SharedSecret}},
	} {
		cfg, err := tc.env.configuration()
		if err != nil || !reflect.DeepEqual(cfg.Credentials, tc.want) {
			t.Errorf("%s: %v, %v", tc.name, cfg.Credentials, err)
		}
	}
}

func TestSettingsOfAnyOriginAreNamedWithoutPrefix(t *testing.T) {
	secret := secretEnv(t)
	lookup := func(set env) func(string) (string, bool) {
		return func(name string) (string, bool) { value, ok := set[name]; return value, ok }
	}
	cfg, err := ConfigurationFrom(lookup(secret))
	if want := Credentials(recordedSecret(t)); err != nil || cfg.Credentials != want {
		t.Errorf("got %v, %v", cfg, err)
	}
	_, err = ConfigurationFrom(lookup(secret.and("HOST", "https://sesame", "SHARED_SECRET", "", "SHARED_SECRET_FILE", "sesame")))
	const want = "configuration: SHARED_SECRET_FILE names a file that cannot be read: no such file or directory; " +
		"HOST is a URL: give the host name alone, or use BASE_URL for an intermediate host"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if _, err := ConfigurationFrom(lookup(nil)); err != ErrNotConfigured {
		t.Errorf("got %v", err)
	}
	if _, err := ConfigurationFrom(nil); err == nil || err.Error() != "configuration: lookup is nil" {
		t.Errorf("got %v", err)
	}
}

func TestAuthenticationIsLeftOutOnPurposeOnly(t *testing.T) {
	cfg, err := env{"HOST": HostProduction, "AUTH": "none"}.configuration()
	if err != nil || !cfg.NoCredentials {
		t.Errorf("%v, %v", cfg, err)
	}
}
