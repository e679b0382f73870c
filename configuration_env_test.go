package cybersource

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

// keyFile is the path of a key that was made for tests.
func keyFile(name string) string {
	return filepath.Join("test", "testdata", "vectors", "keys", name)
}

// env is an environment, with names as in the table: without their prefix.
type env map[string]string

const prefix = "CYBERSOURCE_"

func (v env) configuration() (Configuration, error) {
	return configurationFrom(v.environment(constructed))
}

func (v env) environment(now time.Time) *environment {
	return &environment{
		prefix:   prefix,
		settings: v.all(),
		lookup: func(name string) (string, bool) {
			value, ok := v[strings.TrimPrefix(name, prefix)]
			return value, ok
		},
		read: readSettingFile,
		now:  func() time.Time { return now },
	}
}

// all is the environment as [os.Environ] returns it.
func (v env) all() (settings []string) {
	for name, value := range v {
		settings = append(settings, prefix+name+"="+value)
	}
	return settings
}

// and returns the environment with more variables; pairs are names and values.
func (v env) and(pairs ...string) env {
	more := env{}
	maps.Copy(more, v)
	for i := 0; i < len(pairs); i += 2 {
		more[pairs[i]] = pairs[i+1]
	}
	return more
}

// The merchant of the recordings, with each kind of key.
func secretEnv(t *testing.T) env {
	i := vectors.ReadInventory(t)
	return env{"MERCHANT_ID": i.MerchantID, "KEY_ID": i.KeyID, "SHARED_SECRET": i.SharedSecret}
}

func certificateEnv(t *testing.T) env {
	i := vectors.ReadInventory(t)
	return env{"MERCHANT_ID": i.MerchantID, "P12_FILE": keyFile("merchant.p12"), "P12_PASSWORD": i.Password}
}

func TestEnvironmentChoosesTheCredentials(t *testing.T) {
	secret, certificate := secretEnv(t), certificateEnv(t)
	token := env{"MERCHANT_ID": "acme_eu", "ACCESS_TOKEN": "a-token"}
	everything := secret.and("P12_FILE", certificate["P12_FILE"], "P12_PASSWORD", certificate["P12_PASSWORD"], "ACCESS_TOKEN", "a-token")
	pem := env{
		"MERCHANT_ID": certificate["MERCHANT_ID"], "CERTIFICATE_FILE": keyFile("merchant.cert.pem"), "PRIVATE_KEY_FILE": keyFile("merchant.key.pem"),
	}
	for _, tc := range []struct {
		name string
		env  env
		want Credentials // only its type counts
	}{
		{"shared secret", secret, JWTSharedSecret{}},
		{"shared secret, said so", secret.and("AUTH", "JWT"), JWTSharedSecret{}},
		{"shared secret for signatures", secret.and("AUTH", "http_signature"), HTTPSignature{}},
		{"P12", certificate, JWTCertificate{}},
		{"P12 as jwt", certificate.and("AUTH", "jwt"), JWTCertificate{}},
		{"PEM", pem, JWTCertificate{}},
		{"token", token, OAuthToken{}},
		{"everything, jwt", everything.and("AUTH", "jwt"), JWTSharedSecret{}},
		{"everything, certificate", everything.and("AUTH", "jwt_certificate"), JWTCertificate{}},
		{"everything, oauth", everything.and("AUTH", "oauth"), OAuthToken{}},
		{"everything, none", everything.and("AUTH", "none"), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg, err := tc.env.configuration()
			if err != nil || reflect.TypeOf(cfg.Credentials) != reflect.TypeOf(tc.want) {
				t.Fatalf("got %T, %v; want %T", cfg.Credentials, err, tc.want)
			}
			cfg.Clock = func() time.Time { return constructed }
			if _, err := NewAPIClient(cfg); err != nil {
				t.Errorf("NewAPIClient: %v", err)
			}
		})
	}
}

func TestEnvironmentFillsEveryField(t *testing.T) {
	i := vectors.ReadInventory(t)
	cfg, err := secretEnv(t).and(
		"HOST", HostProduction, "BASE_URL", "https://proxy.example.com/pay", "PORTFOLIO_ID", "acme_group", "TIMEOUT", "1m30s",
		"DEVELOPER_ID", "A1B2C3D4", "SOLUTION_ID", "89012013", "TIMEOUT_CALLS", "true", "CA_FILE", keyFile("ca.cert.pem"),
		"CLIENT_CERTIFICATE_FILE", keyFile("tls-client.cert.pem"), "CLIENT_KEY_FILE", keyFile("tls-client.key.pem"),
		"MLE_REQUEST_CERTIFICATE_FILE", keyFile("mle-bundle.pem"), "MLE_REQUEST_CERTIFICATE_ALIAS", "cybersource_sjc_us",
		"MLE_RESPONSE_PRIVATE_KEY_FILE", keyFile("respmle.pkcs8.enc.pem"), "MLE_RESPONSE_PASSWORD", i.Password,
		"MLE_RESPONSE_KEY_ID", "kid-1", "MLE_RESPONSE_KEY_CLAIM", "v-c-api-response-mle-kid",
	).configuration()
	if err != nil {
		t.Fatal(err)
	}
	want := Configuration{
		Host: HostProduction, BaseURL: "https://proxy.example.com/pay", Timeout: 90 * time.Second,
		Credentials: JWTSharedSecret{MerchantID: i.MerchantID, KeyID: i.KeyID, SharedSecret: i.SharedSecret, PortfolioID: "acme_group"},
		MessageEncryption: &MessageEncryption{
			RequestCertificatePEM: vectors.Key(t, "mle-bundle.pem"), RequestCertificateAlias: "cybersource_sjc_us",
			ResponsePrivateKeyPEM: vectors.Key(t, "respmle.pkcs8.enc.pem"), ResponsePassword: i.Password,
			ResponseKeyID: "kid-1", ResponseKeyClaim: "v-c-api-response-mle-kid",
		},
		DeveloperID: "A1B2C3D4", SolutionID: "89012013", TimeoutCalls: true,
	}
	if len(cfg.ClientCertificate.Certificate) != 1 || cfg.RootCAs == nil {
		t.Errorf("client certificate %v, roots %v", cfg.ClientCertificate, cfg.RootCAs)
	}
	cfg.ClientCertificate, cfg.RootCAs = nil, nil
	if !reflect.DeepEqual(cfg, want) {
		t.Errorf("got %+v\nwant %+v", cfg, want)
	}
}

func TestAccessTokenIsTheOneOfTheEnvironment(t *testing.T) {
	cfg, err := env{"MERCHANT_ID": "acme_eu", "ACCESS_TOKEN": "a-token"}.configuration()
	if err != nil {
		t.Fatal(err)
	}
	oauth := cfg.Credentials.(OAuthToken)
	if token, err := oauth.Token(context.Background()); token != "a-token" || err != nil || oauth.MerchantID != "acme_eu" {
		t.Errorf("token %q of %q, %v", token, oauth.MerchantID, err)
	}
}

func TestMessageEncryptionIsOnOnlyWhenAskedFor(t *testing.T) {
	certificate := certificateEnv(t)
	response := []string{"MLE_RESPONSE_P12_FILE", keyFile("respmle.p12"), "MLE_RESPONSE_PASSWORD", certificate["P12_PASSWORD"]}
	for _, tc := range []struct {
		name                string
		env                 env
		nothing             bool
		requests, responses bool
	}{
		{name: "not mentioned", env: certificate, nothing: true},
		{name: "switched off", env: certificate.and("MLE_REQUESTS", "false", "MLE_RESPONSES", "false"), nothing: true},
		{name: "requests switched off", env: certificate.and("MLE_REQUESTS", "false"), nothing: true},
		{name: "answers switched off", env: certificate.and("MLE_RESPONSES", "false"), requests: true},
		{name: "claim only", env: certificate.and("MLE_RESPONSE_KEY_CLAIM", "v-c-api-response-mle-kid"), requests: true},
		{name: "requests", env: certificate.and("MLE_REQUESTS", "true"), requests: true},
		{name: "both", env: certificate.and(response...), requests: true, responses: true},
		{name: "answers only", env: certificate.and(response...).and("MLE_REQUESTS", "false"), responses: true},
		{name: "answers on request", env: certificate.and(response...).and("MLE_RESPONSES", "0"), requests: true},
		{name: "certificate of its own", env: certificate.and("MLE_REQUEST_CERTIFICATE_FILE", keyFile("sjc.cert.pem")), requests: true},
		{name: "alias only", env: certificate.and("MLE_REQUEST_CERTIFICATE_ALIAS", "CyberSource_SJC_US"), requests: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg, err := tc.env.configuration()
			if err != nil {
				t.Fatal(err)
			}
			if tc.nothing {
				if cfg.MessageEncryption != nil {
					t.Errorf("got %+v", cfg.MessageEncryption)
				}
				return
			}
			set, problems := checkConfiguration(&Configuration{Credentials: cfg.Credentials, MessageEncryption: cfg.MessageEncryption, Clock: func() time.Time { return constructed }})
			if problems != nil || set.cipher.requests != tc.requests || set.cipher.responses != tc.responses {
				t.Errorf("requests %v, responses %v, problems %q", set.cipher.requests, set.cipher.responses, problems)
			}
		})
	}
}

func TestProblemsOfTheEnvironmentNameTheVariable(t *testing.T) {
	secret, certificate := secretEnv(t), certificateEnv(t)
	const missing = "names a file that cannot be read: no such file or directory"
	for _, tc := range []struct {
		name string
		env  env
		want []string
	}{
		{"host only", env{"HOST": HostTest}, []string{"MERCHANT_ID is empty", "KEY_ID is empty", "SHARED_SECRET is empty"}},
		{"half a key", env{"MERCHANT_ID": "acme_eu", "KEY_ID": "k"}, []string{"SHARED_SECRET is empty"}},
		{"secret that is no base64", secret.and("SHARED_SECRET", "sesame!"), []string{"SHARED_SECRET is not base64"}},
		{"old environment name", secret.and("HOST", "CyberSource.Environment.SANDBOX"), []string{"HOST is the old name of an environment: use apitest.cybersource.com"}},
		{"plain http", secret.and("BASE_URL", "http://sesame.example.com"), []string{"BASE_URL is plain http and not a loopback address: use https, or CYBERSOURCE_ALLOW_PLAIN_HTTP within a network of your own"}},
		{"timeout without a unit", secret.and("TIMEOUT", "30"), []string{"TIMEOUT is not a duration such as 30s"}},
		{"timeout in the wrong unit", secret.and("TIMEOUT", "30ms"), []string{"TIMEOUT is less than a second"}},
		{"timeout calls", secret.and("TIMEOUT_CALLS", "yes"), []string{"TIMEOUT_CALLS is neither true nor false"}},
		{"negative timeout", secret.and("TIMEOUT", "-1s"), []string{"TIMEOUT is negative"}},
		{"developer id", secret.and("DEVELOPER_ID", "sesame-open"), []string{"DEVELOPER_ID is longer than 8 characters"}},
		{"solution id", secret.and("SOLUTION_ID", "sesame-open"), []string{"SOLUTION_ID is longer than 8 characters"}},
		{"unknown way", secret.and("AUTH", "sesame"), []string{"AUTH is none of jwt, jwt_certificate, http_signature, oauth, none"}},
		{"several ways", secret.and("ACCESS_TOKEN", "sesame", "MLE_REQUESTS", "true"), []string{"AUTH is not set, and there are keys for more than one way to authenticate"}},
		{"no token", env{"AUTH": "oauth", "MERCHANT_ID": "acme_eu"}, []string{"ACCESS_TOKEN is empty"}},
		{"token of a portfolio", env{"MERCHANT_ID": "acme_eu", "ACCESS_TOKEN": "sesame", "PORTFOLIO_ID": "acme"}, []string{"PORTFOLIO_ID cannot be used with an access token"}},
		{"portfolio with a blank", secret.and("PORTFOLIO_ID", "sesame open"), []string{"PORTFOLIO_ID has a blank, a quote or another character that no header can carry"}},
		{"no certificate", env{"AUTH": "jwt_certificate", "MERCHANT_ID": "acme_eu"}, []string{"P12_FILE is not set, and neither is CYBERSOURCE_PRIVATE_KEY_FILE"}},
		{"two private keys", certificate.and("PRIVATE_KEY_FILE", keyFile("merchant.key.pem")), []string{"P12_FILE and CYBERSOURCE_PRIVATE_KEY_FILE are both set"}},
		{"P12 that is not there", certificate.and("P12_FILE", "sesame.p12"), []string{"P12_FILE " + missing}},
		{"P12 that is none", certificate.and("P12_FILE", keyFile("ca.cert.pem")), []string{"P12_FILE is PEM text and not a PKCS#12 file"}},
		{"P12 as content that is no base64", env{"MERCHANT_ID": "m", "P12": "/run/sesame.p12"}, []string{"P12 is not base64; for the path of a file there is CYBERSOURCE_P12_FILE"}},
		{"P12 as content and as a file", certificate.and("P12", "sesame"), []string{"P12 and CYBERSOURCE_P12_FILE are both set"}},
		{"secret as content and as a file", secret.and("SHARED_SECRET_FILE", keyFile("merchant.p12")), []string{"SHARED_SECRET and CYBERSOURCE_SHARED_SECRET_FILE are both set"}},
		{"content of a P12 as the path of one", env{"MERCHANT_ID": "m", "P12_FILE": "MIIKAwIBAzCCCbkGCSqGSIb3DQEHAaCC", "P12_PASSWORD": "sesame"},
			[]string{"P12_FILE holds a key or certificate and not the path of a file: set CYBERSOURCE_P12"}},
		{"PEM as the path of one", env{"MERCHANT_ID": "m", "PRIVATE_KEY_FILE": "-----BEGIN PRIVATE KEY-----\nsesame"}, []string{
			"PRIVATE_KEY_FILE holds a key or certificate and not the path of a file: set CYBERSOURCE_PRIVATE_KEY", "CERTIFICATE is empty"}},
		{"password of a P12 that is not set", env{"MERCHANT_ID": "m", "P12_PASSWORD": "sesame"}, []string{"P12_FILE is not set, though CYBERSOURCE_P12_PASSWORD is"}},
		{"password of a key that is not set", env{"MERCHANT_ID": "m", "PRIVATE_KEY_PASSWORD_FILE": "sesame"}, []string{"PRIVATE_KEY_FILE is not set, though CYBERSOURCE_PRIVATE_KEY_PASSWORD_FILE is"}},
		{"certificate without its key", env{"MERCHANT_ID": "m", "CERTIFICATE": "sesame"}, []string{"PRIVATE_KEY_FILE is not set, though CYBERSOURCE_CERTIFICATE is"}},
		{"wrong password", certificate.and("P12_PASSWORD", "sesame"), []string{"P12_FILE cannot be opened with the password"}},
		{"no certificate in PEM", env{"MERCHANT_ID": "acme_eu", "PRIVATE_KEY_FILE": keyFile("merchant.key.pem")}, []string{"CERTIFICATE is empty"}},
		{"private key that is none", env{
			"MERCHANT_ID": "acme_eu", "CERTIFICATE_FILE": keyFile("merchant.cert.pem"), "PRIVATE_KEY_FILE": keyFile("ca.cert.pem"),
		}, []string{"PRIVATE_KEY_FILE holds no PEM private key"}},
		{"encrypted private key without its password", env{
			"MERCHANT_ID": certificate["MERCHANT_ID"], "CERTIFICATE_FILE": keyFile("merchant.cert.pem"), "PRIVATE_KEY_FILE": keyFile("respmle.pkcs8.enc.pem"),
			"P12_PASSWORD": certificate["P12_PASSWORD"],
		}, []string{"PRIVATE_KEY_FILE cannot be opened with the password"}},
		{"encrypted private key of another certificate", env{
			"MERCHANT_ID": certificate["MERCHANT_ID"], "CERTIFICATE_FILE": keyFile("merchant.cert.pem"), "PRIVATE_KEY_FILE": keyFile("respmle.pkcs8.enc.pem"),
			"PRIVATE_KEY_PASSWORD": certificate["P12_PASSWORD"],
		}, []string{"CERTIFICATE_FILE holds a certificate of the owner, but of another key than the private key"}},
		{"half a client certificate", secret.and("CLIENT_KEY_FILE", keyFile("tls-client.key.pem")), []string{"CLIENT_CERTIFICATE is not set beside CYBERSOURCE_CLIENT_KEY_FILE"}},
		{"other half", secret.and("CLIENT_CERTIFICATE_FILE", keyFile("tls-client.cert.pem")), []string{"CLIENT_KEY is not set beside CYBERSOURCE_CLIENT_CERTIFICATE_FILE"}},
		{"key of another certificate", secret.and("CLIENT_CERTIFICATE_FILE", keyFile("tls-client.cert.pem"), "CLIENT_KEY_FILE", keyFile("tls-server.key.pem")),
			[]string{"CLIENT_CERTIFICATE_FILE and CYBERSOURCE_CLIENT_KEY_FILE are not a certificate and its unencrypted private key in PEM"}},
		{"client key that is not there", secret.and("CLIENT_CERTIFICATE_FILE", keyFile("tls-client.cert.pem"), "CLIENT_KEY_FILE", "sesame"), []string{"CLIENT_KEY_FILE " + missing}},
		{"roots that are none", secret.and("CA_FILE", keyFile("ca.key.pem")), []string{"CA_FILE holds no PEM certificate"}},
		{"roots in a folder", secret.and("CA_FILE", "test"), []string{"CA_FILE names a file that cannot be read: is a directory"}},
		{"switch that is none", secret.and("MLE_REQUESTS", "sesame"), []string{"MLE_REQUESTS is neither true nor false"}},
		{"nothing to encrypt to", secret.and("MLE_REQUESTS", "true"), []string{"MLE_REQUEST_CERTIFICATE is missing, and there is no CYBERSOURCE_P12 to take it from"}},
		{"nothing to decrypt with", secret.and("MLE_RESPONSES", "true", "MLE_REQUESTS", "false"),
			[]string{"MLE_RESPONSES is true, and neither CYBERSOURCE_MLE_RESPONSE_P12_FILE nor CYBERSOURCE_MLE_RESPONSE_PRIVATE_KEY_FILE is set"}},
		{"two response keys", certificate.and("MLE_RESPONSE_P12_FILE", keyFile("respmle.p12"), "MLE_RESPONSE_PRIVATE_KEY_FILE", keyFile("respmle.key.pem"), "MLE_RESPONSE_PASSWORD", certificate["P12_PASSWORD"]),
			[]string{"MLE_RESPONSE_P12_FILE and CYBERSOURCE_MLE_RESPONSE_PRIVATE_KEY_FILE are both set"}},
		{"password without response key", certificate.and("MLE_RESPONSE_PASSWORD", "sesame"), []string{"MLE_RESPONSE_PASSWORD is set without a response key"}},
		{"id without response key", certificate.and("MLE_RESPONSE_KEY_ID", "sesame"), []string{"MLE_RESPONSE_KEY_ID is set without a response key"}},
		{"answers switched off, nothing to encrypt to", secret.and("MLE_RESPONSES", "false"), []string{"MLE_REQUEST_CERTIFICATE is missing, and there is no CYBERSOURCE_P12 to take it from"}},
		{"response key without id", certificate.and("MLE_RESPONSE_PRIVATE_KEY_FILE", keyFile("respmle.key.pem")), []string{"MLE_RESPONSE_KEY_ID is empty"}},
		{"claim that is taken", certificate.and("MLE_RESPONSE_KEY_CLAIM", "iat"), []string{"MLE_RESPONSE_KEY_CLAIM is the name of another claim"}},
		{"several at once, in the order of the table", env{
			"HOST": "https://sesame", "TIMEOUT": "sesame", "MLE_REQUEST_CERTIFICATE_FILE": "sesame", "CA_FILE": "sesame", "KEY_ID": "k",
		}, []string{"MLE_REQUEST_CERTIFICATE_FILE " + missing, "CA_FILE " + missing, "TIMEOUT is not a duration such as 30s",
			"HOST is a URL: give the host name alone, or use CYBERSOURCE_BASE_URL for an intermediate host",
			"MERCHANT_ID is empty", "SHARED_SECRET is empty"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg, err := tc.env.configuration()
			var wrong *ConfigurationError
			if !errors.As(err, &wrong) || errors.Is(err, ErrNotConfigured) || !reflect.DeepEqual(cfg, Configuration{}) {
				t.Fatalf("got %v with %+v", err, cfg)
			}
			for i, problem := range tc.want {
				tc.want[i] = prefix + problem
			}
			if !slices.Equal(textsOf(wrong.Problems), tc.want) {
				t.Errorf("\n got %q\nwant %q", wrong.Problems, tc.want)
			}
			if strings.Contains(err.Error(), "sesame") {
				t.Errorf("quotes a value: %v", err)
			}
		})
	}
}

// Whatever MLE_ variable is set, plain text is sent only if it says so.
func TestEncryptionVariablesSwitchEncryptionOn(t *testing.T) {
	for _, name := range variables() {
		if !strings.HasPrefix(name, "MLE_") {
			continue
		}
		cfg, err := certificateEnv(t).and(name, "true").configuration()
		if err == nil && (cfg.MessageEncryption == nil || cfg.MessageEncryption.PlainRequests) {
			t.Errorf("%s alone leaves encryption off", name)
		}
	}
}

func TestExpiredCertificateIsRefused(t *testing.T) {
	_, err := configurationFrom(certificateEnv(t).environment(expired))
	if err == nil || !strings.HasPrefix(err.Error(), "configuration: CYBERSOURCE_P12_FILE holds a certificate that expired on ") {
		t.Errorf("got %v", err)
	}
}

func TestSignaturesAndMessageEncryptionExcludeEachOther(t *testing.T) {
	_, err := secretEnv(t).and("AUTH", "http_signature", "MLE_REQUEST_CERTIFICATE_FILE", keyFile("sjc.cert.pem")).configuration()
	const want = "configuration: message-level encryption (CYBERSOURCE_MLE_...) needs JWT credentials; HTTP Signature would send plain text"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestEmptyEnvironmentIsToldFromAnIncompleteOne(t *testing.T) {
	for _, nothing := range []env{{}, {"HOST": "", "KEY_ID": ""}, {"SOMETHING_ELSE": "1"}} {
		_, err := nothing.configuration()
		var asConfigurationError *ConfigurationError
		if !errors.Is(err, ErrNotConfigured) || !errors.Is(err, ErrInvalidConfiguration) || !errors.As(err, &asConfigurationError) {
			t.Errorf("%v: got %v", nothing, err)
		}
	}
	_, err := env{"HOST": HostTest}.configuration()
	if errors.Is(err, ErrNotConfigured) || !errors.Is(err, ErrInvalidConfiguration) {
		t.Errorf("got %v", err)
	}
}

func TestProcessEnvironmentIsRead(t *testing.T) {
	for _, name := range variables() {
		t.Setenv(prefix+name, "")
	}
	if _, err := ConfigurationFromEnv(); err != ErrNotConfigured {
		t.Errorf("got %v", err)
	}
	for name, value := range secretEnv(t) {
		t.Setenv(prefix+name, value)
	}
	cfg, err := ConfigurationFromEnv()
	if want := Credentials(recordedSecret(t)); err != nil || cfg.Credentials != want {
		t.Errorf("got %v, %v", cfg, err)
	}
}

// The table in the doc comment, the list of variables and what is read are one.
func TestTableOfVariablesIsComplete(t *testing.T) {
	want := slices.Sorted(slices.Values(variables()))
	if documented := documentedVariables(t); !slices.Equal(documented, want) {
		t.Errorf("documented %q\nlisted     %q", documented, want)
	}
	read := map[string]bool{}
	for _, set := range []env{
		{"AUTH": "jwt"}, {"AUTH": "jwt_certificate", "PRIVATE_KEY": "x"}, {"AUTH": "oauth"},
	} {
		e := set.environment(time.Now())
		lookup := e.lookup
		e.lookup = func(name string) (string, bool) {
			name = strings.TrimPrefix(name, prefix)
			if content, ok := strings.CutSuffix(name, fileSuffix); ok && slices.Contains(plainVariables, content) {
				return "", false // looked for, and refused
			}
			if len(read) > 0 || name == "AUTH" {
				read[name] = true
			}
			return lookup(name)
		}
		_, _ = configurationFrom(e)
	}
	for _, name := range want {
		if !read[name] {
			t.Errorf("%s is never read", name)
		}
		delete(read, name)
	}
	if len(read) > 0 {
		t.Errorf("read, and not listed: %v", read)
	}
}

// tableRow is a line of the table with one name or two, with an asterisk for those that can
// be read from a file.
var tableRow = regexp.MustCompile(`(?m)^\t([A-Z][A-Z0-9_]+)( \*)?(?:, ([A-Z][A-Z0-9_]+)( \*)?)?`)

func documentedVariables(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "configuration_env.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, declaration := range file.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.Name == "ConfigurationFromEnv" {
			for _, row := range tableRow.FindAllStringSubmatch(f.Doc.Text(), -1) {
				for i := 1; i < len(row) && row[i] != ""; i += 2 {
					if names = append(names, row[i]); row[i+1] != "" {
						names = append(names, row[i]+fileSuffix)
					}
				}
			}
		}
	}
	slices.Sort(names)
	return names
}
