package cybersource

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

var goodCredentials = JWTSharedSecret{
	MerchantID:   "acme_eu",
	KeyID:        "5f0a9c3e-1d2b-4c3d-8e4f-a1b2c3d4e5f6",
	SharedSecret: "dGhpcnR5LXR3byBieXRlcyBtYWRlIGZvciB0ZXN0cyE=",
}

func TestConfigurationProblemsNameTheField(t *testing.T) {
	for _, tc := range []struct {
		name string
		cfg  Configuration
		want string // "" = good
	}{
		{"zero value", Configuration{}, ""},
		{"credentials", Configuration{Credentials: goodCredentials}, ""},
		{"credentials by pointer", Configuration{Credentials: &goodCredentials}, ""},
		{"host with port", Configuration{Host: "localhost:8443"}, ""},
		{"host in brackets", Configuration{Host: "[::1]:8443"}, ""},
		{"host in India", Configuration{Host: HostProductionIndia, Credentials: goodCredentials}, ""},
		{"production without credentials", Configuration{Host: HostProduction}, "Credentials are missing, and Host is production: to send requests without them set NoCredentials: true"},
		{"production in India without credentials", Configuration{Host: HostProductionIndia}, "Credentials are missing"},
		{"production with a client certificate alone", Configuration{Host: "API-MA.cybersource.com:443"}, "Credentials are missing"},
		{"production without credentials on purpose", Configuration{Host: HostProduction, NoCredentials: true}, ""},
		{"test system without credentials", Configuration{Host: "api-matest.cybersource.com"}, ""},
		{"another host without credentials", Configuration{Host: "payments.example.com"}, ""},
		{"credentials and none", Configuration{Credentials: goodCredentials, NoCredentials: true}, "NoCredentials is set beside Credentials"},
		{"host is a URL", Configuration{Host: "https://apitest.cybersource.com"}, "Host is a URL"},
		{"host with path", Configuration{Host: "apitest.cybersource.com/pts"}, "Host is not a host name"},
		{"host with query", Configuration{Host: "apitest.cybersource.com?x=1"}, "Host is not a host name"},
		{"host with user", Configuration{Host: "me@apitest.cybersource.com"}, "Host is not a host name"},
		{"host with space", Configuration{Host: "apitest cybersource.com"}, "Host is not a host name"},
		{"host with empty port", Configuration{Host: "apitest.cybersource.com:"}, "Host is not a host name"},
		{"host with line feed", Configuration{Host: "apitest.cybersource.com\nX-A: b"}, "Host is not a host name"},
		{"host without a dot", Configuration{Host: "apitest"}, "Host has no dot"},
		{"host without a dot, with port", Configuration{Host: "apitest:443"}, "Host has no dot"},
		{"host with an empty label", Configuration{Host: "api..com"}, "Host is not a host name"},
		{"host with a dot at its end", Configuration{Host: "api.cybersource.com."}, "Host is not a host name"},
		{"host that is a pattern", Configuration{Host: "*.cybersource.com"}, "Host is not a host name"},
		{"two hosts", Configuration{Host: "a.example,b.example"}, "Host is not a host name"},
		{"host of digits", Configuration{Host: "127.1"}, "Host is not a host name"},
		{"host with a hyphen at an end", Configuration{Host: "-api.example.com"}, "Host is not a host name"},
		{"host with a port that is none", Configuration{Host: "api.cybersource.com:99999"}, "Host is not a host name"},
		{"host with port 0", Configuration{Host: "api.cybersource.com:0"}, "Host is not a host name"},
		{"host of IPv4", Configuration{Host: "10.0.0.1:8443"}, ""},
		{"base without a dot", Configuration{BaseURL: "https://relay_1:8443"}, ""},
		{"base with a port that is none", Configuration{BaseURL: "https://proxy.example.com:99999"}, "BaseURL has a host or port"},
		{"base with two hosts", Configuration{BaseURL: "https://a.example,b.example"}, "BaseURL has a host or port"},
		{"old name", Configuration{Host: "CyberSource.Environment.SANDBOX"}, "use apitest.cybersource.com"},
		{"old name, production", Configuration{Host: "CYBERSOURCE.ENVIRONMENT.PRODUCTION"}, "use api.cybersource.com"},
		{"old name, India", Configuration{Host: "cybersource.in.environment.production"}, "use api.in.cybersource.com"},
		{"old name, misspelt", Configuration{Host: "CYBESOURCE.ENVIRONMENT.MUTUALAUTH.SANDBOX"}, "use api-matest.cybersource.com"},
		{"old name, internal", Configuration{Host: "CYBERSOURCE.ENVIRONMENT.SIT"}, "internal environment"},
		{"base", Configuration{BaseURL: "https://proxy.example.com/gw/v1"}, ""},
		{"base without scheme", Configuration{BaseURL: "proxy.example.com:8443"}, ""},
		{"base on loopback", Configuration{BaseURL: "http://127.0.0.1:8080"}, ""},
		{"base on loopback, IPv6", Configuration{BaseURL: "http://[::1]:8080"}, ""},
		{"base on localhost", Configuration{BaseURL: "http://LocalHost:8080"}, ""},
		{"base with a zone", Configuration{BaseURL: "http://[::1%25lo]:8080"}, "BaseURL has an address with a zone"},
		{"host with a zone", Configuration{Host: "[fe80::1%25eth0]"}, "Host is not a host name"},
		{"base in plain http", Configuration{BaseURL: "http://proxy.example.com"}, "BaseURL is plain http"},
		{"base in plain http, allowed", Configuration{BaseURL: "http://gateway:8080", AllowPlainHTTP: true}, ""},
		{"service in plain http", Configuration{BaseURL: "http://apitest.CyberSource.com", AllowPlainHTTP: true}, "BaseURL is plain http to the service: use https"},
		{"base that looks like loopback", Configuration{BaseURL: "http://127.0.0.1.example.com"}, "BaseURL is plain http"},
		{"base with another scheme", Configuration{BaseURL: "ftp://proxy.example.com"}, "BaseURL is neither"},
		{"base without host", Configuration{BaseURL: "https:///gw"}, "BaseURL is not a URL"},
		{"base with query", Configuration{BaseURL: "https://proxy.example.com/?a=b"}, "BaseURL has more"},
		{"base with password", Configuration{BaseURL: "https://me:hunter2@proxy.example.com"}, "BaseURL has more"},
		{"empty merchant", Configuration{Credentials: JWTSharedSecret{KeyID: "k", SharedSecret: "c2VjcmV0"}}, "Credentials.MerchantID"},
		{"secret not base64", Configuration{Credentials: HTTPSignature{MerchantID: "m", KeyID: "k", SharedSecret: "hunter2!"}}, "Credentials.SharedSecret"},
		{"nil pointer credentials", Configuration{Credentials: (*JWTSharedSecret)(nil)}, "Credentials"},
		{"encryption without JWT", Configuration{MessageEncryption: &MessageEncryption{}}, "MessageEncryption needs JWT"},
		{"nil pointer transport", Configuration{Transport: (*http.Transport)(nil)}, "Transport holds a nil pointer"},
		{"nil function as transport", Configuration{Transport: transport(nil)}, "Transport holds a nil pointer"},
		{"logger without handler", Configuration{Logger: new(slog.Logger)}, "Logger has no handler"},
		{"empty client certificate", Configuration{ClientCertificate: &tls.Certificate{}}, "ClientCertificate lacks"},
		{"host in other letters", Configuration{Host: "bücher.example"}, "Host is not a host name"},
		{"host with quote", Configuration{Host: `a"b.example`}, "Host is not a host name"},
		{"unverified transport", Configuration{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}, "Transport skips the verification"},
		{"unverified transport of another type", Configuration{Transport: struct{ *http.Transport }{&http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}}, "Transport skips the verification"},
		{"server of another name", Configuration{Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: "other.example.com"}}}, "Transport has a ServerName"},
		{"server of the host's name", Configuration{Host: "a.example.com:8443", BaseURL: "https://10.0.0.1", Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: "a.example.com"}}}, ""},
		{"certificate beside transport", Configuration{Transport: http.DefaultTransport, ClientCertificate: &tls.Certificate{}}, "ClientCertificate is set beside Transport"},
		{"roots beside transport", Configuration{Transport: http.DefaultTransport, RootCAs: x509.NewCertPool()}, "RootCAs is set beside Transport"},
		{"timeout without a unit", Configuration{Timeout: 30}, "Timeout is less than a millisecond"},
		{"timeout of a millisecond", Configuration{Timeout: time.Millisecond}, ""},
		{"negative timeout", Configuration{Timeout: -time.Second}, "Timeout is negative"},
		{"negative retry", Configuration{Retry: RetryPolicy{MaxAttempts: -1}}, "Retry has a negative value"},
		{"negative size", Configuration{MaxResponseBytes: -1}, "MaxResponseBytes is negative"},
		{"unknown validation", Configuration{Validation: 77}, "Validation is not one of"},
		{"user agent", Configuration{UserAgent: "shop/1\r\nX: y"}, "UserAgent"},
		{"developer id", Configuration{DeveloperID: "123456789"}, "DeveloperID is longer"},
		{"solution id", Configuration{SolutionID: "123456789"}, "SolutionID is longer"},
		{"own header", Configuration{DefaultHeaders: http.Header{"X-Shop": {"a"}}}, ""},
		{"signed header", Configuration{DefaultHeaders: http.Header{"digest": {"a"}}}, "DefaultHeaders cannot hold Digest"},
		{"authentication header", Configuration{DefaultHeaders: http.Header{"AUTHORIZATION": {"a"}}}, "DefaultHeaders cannot hold Authorization"},
		{"merchant header", Configuration{DefaultHeaders: http.Header{"v-c-merchant-id": {"a"}}}, "DefaultHeaders cannot hold V-C-Merchant-Id"},
		{"idempotency", Configuration{DefaultHeaders: http.Header{"Idempotency-Key": {"a"}}}, "net/http would send a payment again"},
		{"header for a proxy", Configuration{DefaultHeaders: http.Header{"Proxy-Authorization": {"a"}}}, "DefaultHeaders cannot hold Proxy-Authorization"},
		{"header in two spellings", Configuration{DefaultHeaders: http.Header{"x-shop": {"a"}, "X-Shop": {"b"}}}, "DefaultHeaders holds X-Shop in more than one spelling"},
		{"header name", Configuration{DefaultHeaders: http.Header{"X Shop": {"a"}}}, "DefaultHeaders holds a name"},
		{"header value", Configuration{DefaultHeaders: http.Header{"X-Shop": {"a\nb"}}}, "DefaultHeaders.X-Shop holds characters"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client, err := NewAPIClient(tc.cfg)
			if tc.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if client != nil || !errors.Is(err, ErrInvalidConfiguration) || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want one with %q", err, tc.want)
			}
			for _, secret := range []string{"hunter2", "\n", "\r"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error shows a value: %q", err)
				}
			}
		})
	}
}

func TestConfigurationProblemsComeAllAtOnce(t *testing.T) {
	_, err := NewAPIClient(Configuration{
		Host:        "CYBERSOURCE.ENVIRONMENT.SANDBOX",
		BaseURL:     "http://example.com",
		Timeout:     -1,
		Credentials: JWTSharedSecret{},
	})
	var invalid *ConfigurationError
	if !errors.As(err, &invalid) {
		t.Fatalf("error %v", err)
	}
	for _, field := range []string{"Host", "BaseURL", "Timeout", "Credentials.MerchantID", "Credentials.KeyID", "Credentials.SharedSecret"} {
		if !slices.ContainsFunc(invalid.Problems, func(p FieldProblem) bool { return p.Field == field }) {
			t.Errorf("no problem for %s in %q", field, invalid.Problems)
		}
	}
}

func TestClientKeepsNothingOfTheCallers(t *testing.T) {
	headers := http.Header{"X-Shop": {"before"}}
	client, err := NewAPIClient(Configuration{DefaultHeaders: headers})
	if err != nil {
		t.Fatal(err)
	}
	headers["X-Shop"][0] = "after"
	headers.Set("X-Other", "later")
	if got := client.set().header.Get("X-Shop"); got != "before" {
		t.Errorf("header changed to %q", got)
	}
	if client.set().header.Get("X-Other") != "" {
		t.Error("a header came later")
	}
}

func TestBaseOfAnIntermediateHost(t *testing.T) {
	for _, tc := range []struct{ url, base, prefix string }{
		{"https://proxy.example.com", "https://proxy.example.com", ""},
		{"https://proxy.example.com/", "https://proxy.example.com", ""},
		{"HTTP://LOCALHOST:9/Path", "http://localhost:9/Path", "/Path"},
		{"proxy.example.com/gw/v1/", "https://proxy.example.com/gw/v1", "/gw/v1"},
		{"http://localhost:1/a%2Fb", "http://localhost:1/a%2Fb", "/a%2Fb"},
	} {
		var problems problems
		base, prefix := problems.baseURL(tc.url, false)
		if base != tc.base || prefix != tc.prefix || problems != nil {
			t.Errorf("%s: base %s, prefix %s, %v; want %s, %s", tc.url, base, prefix, problems, tc.base, tc.prefix)
		}
	}
}
