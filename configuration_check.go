package cybersource

import (
	"cmp"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/exchange"
)

// settings is a Configuration that was found good, in the form the client uses.
type settings struct {
	host        string   // signed and addressed
	base        string   // scheme, host and path prefix in front of every request path; no slash at the end
	prefix      string   // the path of base: on the wire, but not signed
	serverNames []string // that the server's certificate may be verified for
	signer      signer
	cipher      *messageCipher
	header      http.Header // sent with every request
}

// check validates cfg and returns every problem, so that one round of mending is enough.
func check(cfg *Configuration) (settings, []string) {
	var s settings
	var problems []string
	add := func(found ...string) { problems = append(problems, found...) }

	s.host = strings.ToLower(cmp.Or(cfg.Host, HostTest))
	add(hostProblems(cmp.Or(cfg.Host, HostTest))...)

	s.base = "https://" + s.host
	if cfg.BaseURL != "" {
		var found []string
		s.base, s.prefix, found = checkBaseURL(cfg.BaseURL)
		add(found...)
	}

	add(checkLimits(cfg)...)
	s.serverNames = []string{hostnameOf("https://" + s.host), hostnameOf(s.base)}
	add(s.checkTransport(cfg)...)
	headers := standardHeaders(cfg)
	add(addDefaultHeaders(headers, cfg.DefaultHeaders)...)
	s.header = headers

	now := clockOf(cfg).Now()
	switch {
	case cfg.Credentials == nil:
	case isNil(cfg.Credentials):
		add("Credentials holds a nil pointer")
	default:
		var found []string
		s.signer, found = cfg.Credentials.build(now)
		add(found...)
	}
	if cfg.MessageEncryption != nil {
		var found []string
		s.cipher, found = cfg.MessageEncryption.build(s.signer, now)
		add(found...)
	}
	return s, problems
}

func checkLimits(cfg *Configuration) []string {
	var problems []string
	if cfg.Timeout < 0 {
		problems = append(problems, "Timeout is negative")
	}
	if cfg.MinAttemptTime < 0 {
		problems = append(problems, "MinAttemptTime is negative")
	}
	if timeout := cmp.Or(cfg.Timeout, DefaultTimeout); timeout > 0 && cfg.MinAttemptTime >= timeout {
		problems = append(problems, "MinAttemptTime is not less than Timeout: no attempt would ever begin")
	}
	if cfg.MaxResponseBytes < 0 {
		problems = append(problems, "MaxResponseBytes is negative")
	}
	if cfg.Retry.MaxAttempts < 0 || cfg.Retry.BaseDelay < 0 || cfg.Retry.MaxDelay < 0 || cfg.Retry.MaxRetryAfter < 0 {
		problems = append(problems, "Retry has a negative value")
	}
	if cfg.Logger != nil && cfg.Logger.Handler() == nil {
		problems = append(problems, "Logger has no handler: make it with slog.New")
	}
	if c := cfg.ClientCertificate; c != nil && (len(c.Certificate) == 0 || c.PrivateKey == nil) {
		problems = append(problems, "ClientCertificate lacks certificate or private key")
	}
	if !cfg.Validation.valid() {
		problems = append(problems, "Validation is not one of ValidateCertain, ValidateStrict, ValidateOff")
	}
	if !httpguts.ValidHeaderFieldValue(cfg.UserAgent) {
		problems = append(problems, "UserAgent holds characters that no header may hold")
	}
	const longestPartnerID = 8
	if len(cfg.DeveloperID) > longestPartnerID {
		problems = append(problems, "DeveloperID is longer than 8 characters")
	}
	if len(cfg.SolutionID) > longestPartnerID {
		problems = append(problems, "SolutionID is longer than 8 characters")
	}
	return problems
}

func (s *settings) checkTransport(cfg *Configuration) []string {
	if cfg.Transport == nil {
		return nil
	}
	var problems []string
	if cfg.ClientCertificate != nil {
		problems = append(problems, "ClientCertificate is set beside Transport: set it in the TLS configuration of the transport")
	}
	if cfg.RootCAs != nil {
		problems = append(problems, "RootCAs is set beside Transport: set it in the TLS configuration of the transport")
	}
	if isNil(cfg.Transport) {
		problems = append(problems, "Transport holds a nil pointer")
		return problems
	}
	return append(problems, s.transportProblems(cfg.Transport)...)
}

// transportProblems is what is checked again before each request.
func (s *settings) transportProblems(transport http.RoundTripper) []string {
	u, err := url.Parse(s.base)
	if err != nil {
		return nil // what is wrong with the address is reported already
	}
	return exchange.TransportProblems(transport, &http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Header: http.Header{}}, s.serverNames...)
}

// renamedHosts are the run environments of older SDKs, which were symbols and not hosts.
var renamedHosts = map[string]string{
	"CYBERSOURCE.ENVIRONMENT.SANDBOX":               HostTest,
	"CYBERSOURCE.ENVIRONMENT.PRODUCTION":            HostProduction,
	"CYBERSOURCE.IN.ENVIRONMENT.SANDBOX":            HostTest,
	"CYBERSOURCE.IN.ENVIRONMENT.PRODUCTION":         HostProductionIndia,
	"CYBERSOURCE.ENVIRONMENT.MUTUALAUTH.SANDBOX":    "api-matest.cybersource.com",
	"CYBERSOURCE.ENVIRONMENT.MUTUALAUTH.PRODUCTION": "api-ma.cybersource.com",
	"BANKOFAMERICA.ENVIRONMENT.SANDBOX":             "apitest.merchant-services.bankofamerica.com",
	"BANKOFAMERICA.ENVIRONMENT.PRODUCTION":          "api.merchant-services.bankofamerica.com",
	"CYBERSOURCE.ENVIRONMENT.SIT":                   "",
	"CYBERSOURCE.ENVIRONMENT.MUTUALAUTH.SIT":        "",
}

func hostProblems(host string) []string {
	// Some published lists misspell the prefix, so both spellings are recognised.
	symbol := strings.Replace(strings.ToUpper(host), "CYBESOURCE", "CYBERSOURCE", 1)
	if renamed, old := renamedHosts[symbol]; old {
		if renamed == "" {
			return []string{"Host is the name of an internal environment of older SDKs: give a host name"}
		}
		return []string{"Host is the old name of an environment: use " + renamed}
	}
	if strings.Contains(host, "://") {
		return []string{"Host is a URL: give the host name alone, or use BaseURL for an intermediate host"}
	}
	u, err := url.Parse("https://" + host)
	if err != nil || u.Host != host || u.Hostname() == "" || !auth.Printable(host) || strings.Contains(host, "@") || strings.HasSuffix(host, ":") {
		return []string{"Host is not a host name with an optional port"}
	}
	switch name := u.Hostname(); {
	case !validAddress(u):
		return []string{"Host is not a host name with an optional port"}
	case !strings.Contains(name, ".") && !strings.Contains(name, ":") && !strings.EqualFold(name, "localhost"):
		return []string{"Host has no dot: give the whole host name, such as " + HostTest}
	}
	return nil
}

// validAddress reports whether host and port of an address are possible ones. Letters
// other than ASCII are left to net/http.
func validAddress(u *url.URL) bool {
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	name := u.Hostname()
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	labels := strings.Split(name, ".")
	return !slices.ContainsFunc(labels, invalidLabel) && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

func invalidLabel(label string) bool {
	const longest = 63
	return label == "" || len(label) > longest || label[0] == '-' || label[len(label)-1] == '-' ||
		strings.ContainsFunc(label, func(r rune) bool {
			return r < utf8.RuneSelf && r != '-' && r != '_' && !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
		})
}

// checkBaseURL takes an intermediate host apart.
func checkBaseURL(raw string) (base, prefix string, problems []string) {
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "":
		return "", "", []string{"BaseURL is not a URL with a host"}
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", "", []string{"BaseURL has more than scheme, host and path"}
	case strings.Contains(u.Host, "%"):
		return "", "", []string{"BaseURL has an address with a zone, which no Host header can carry"}
	case !validAddress(u):
		return "", "", []string{"BaseURL has a host or port that cannot be one"}
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "", "", []string{"BaseURL is plain http and not a loopback address: use https"}
	case u.Scheme != "http" && u.Scheme != "https":
		return "", "", []string{"BaseURL is neither https nor http"}
	}
	prefix = strings.TrimRight(u.EscapedPath(), "/")
	return u.Scheme + "://" + strings.ToLower(u.Host) + prefix, prefix, nil
}

func hostnameOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// ownHeaders are set by this client or signed; a default header cannot replace them.
var ownHeaders = map[string]string{
	"Host": "", "Date": "", "V-C-Date": "", "Digest": "", "Signature": "", "Authorization": "",
	"V-C-Merchant-Id": "", "Content-Type": "", "Accept": "", "Content-Length": "", "Content-Encoding": "",
	"Transfer-Encoding": "", "Connection": "", "Upgrade": "", "Te": "", "Trailer": "", "Expect": "",
	"User-Agent": "", "V-C-Client-Id": "", "Cookie": "", "Accept-Encoding": "",
	"Idempotency-Key":   ": payments do not honour it, and net/http would send a payment again because of it",
	"X-Idempotency-Key": ": payments do not honour it, and net/http would send a payment again because of it",
}

func addDefaultHeaders(headers, defaults http.Header) []string {
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(defaults)) {
		values := defaults[name]
		canonical := http.CanonicalHeaderKey(name)
		if why, own := ownHeaders[canonical]; own {
			problems = append(problems, "DefaultHeaders cannot hold "+canonical+why)
			continue
		}
		if !httpguts.ValidHeaderFieldName(name) {
			problems = append(problems, "DefaultHeaders holds a name that no header may have")
			continue
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				problems = append(problems, "DefaultHeaders."+canonical+" holds characters that no header may hold")
			}
		}
		headers[canonical] = append([]string(nil), values...)
	}
	return problems
}

// isNil recognises an interface that holds nothing, or a nil pointer, function or the like.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	switch value := reflect.ValueOf(v); value.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return value.IsNil()
	default:
		return false
	}
}
