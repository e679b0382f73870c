package cybersource

import (
	"cmp"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/exchange"
)

// settings is a Configuration that was checked, in the form the client uses.
type settings struct {
	host        string   // signed and addressed
	base        string   // scheme, host and path prefix in front of every request path; no slash at the end
	prefix      string   // the path of base: on the wire, but not signed
	plainHTTP   bool     // connections without TLS may leave this machine
	serverNames []string // that the server's certificate may be verified for
	signer      signer
	cipher      *messageCipher
	header      http.Header // sent with every request
}

// checkConfiguration validates cfg and returns every problem, so that all can be corrected at once.
func checkConfiguration(cfg *Configuration) (settings, problems) {
	var s settings
	var p problems
	s.host = canonicalHost(cmp.Or(cfg.Host, HostTest))
	p.host(cmp.Or(cfg.Host, HostTest))
	s.base = "https://" + s.host
	if cfg.BaseURL != "" {
		s.base, s.prefix = p.baseURL(cfg.BaseURL, cfg.AllowPlainHTTP)
	}
	s.plainHTTP = cfg.AllowPlainHTTP && strings.HasPrefix(s.base, "http://")
	s.serverNames = []string{hostnameOf("https://" + s.host), hostnameOf(s.base)}
	p.limits(cfg)
	p.transport(cfg, &s)
	s.header = standardHeaders(cfg)
	p.headers("DefaultHeaders", s.header, cfg.DefaultHeaders)

	now := clockOf(cfg).Now()
	switch {
	case cfg.Credentials == nil:
		if isProduction(s.host) && !cfg.NoCredentials {
			p.add("Credentials", "are missing, and Host is production: to send requests without them set NoCredentials: true")
		}
	case cfg.NoCredentials:
		p.add("NoCredentials", "is set beside Credentials")
	case isNil(cfg.Credentials):
		p.add("Credentials", "holds a nil pointer")
	default:
		s.signer = cfg.Credentials.build(now, &p)
	}
	if cfg.MessageEncryption != nil {
		s.cipher = cfg.MessageEncryption.build(s.signer, now, &p)
	}
	return s, p
}

func (p *problems) limits(cfg *Configuration) {
	timeout := cmp.Or(cfg.Timeout, DefaultTimeout)
	p.timeout("Timeout", timeout)
	switch {
	case cfg.MinAttemptTime < 0:
		p.add("MinAttemptTime", "is negative")
	case timeout > 0 && cfg.MinAttemptTime >= timeout:
		p.add("MinAttemptTime", "is not less than Timeout: no attempt would ever begin")
	}
	if cfg.MaxResponseBytes < 0 {
		p.add("MaxResponseBytes", "is negative")
	}
	if cfg.Retry.MaxAttempts < 0 || cfg.Retry.BaseDelay < 0 || cfg.Retry.MaxDelay < 0 || cfg.Retry.MaxRetryAfter < 0 {
		p.add("Retry", "has a negative value")
	}
	if cfg.Logger != nil && cfg.Logger.Handler() == nil {
		p.add("Logger", "has no handler: make it with slog.New")
	}
	if c := cfg.ClientCertificate; c != nil && (len(c.Certificate) == 0 || c.PrivateKey == nil) {
		p.add("ClientCertificate", "lacks certificate or private key")
	}
	if !cfg.Validation.valid() {
		p.add("Validation", "is not one of ValidateCertain, ValidateStrict, ValidateOff")
	}
	if !httpguts.ValidHeaderFieldValue(cfg.UserAgent) {
		p.add("UserAgent", "holds characters that no header may hold")
	}
	const longestPartnerID = 8
	if len(cfg.DeveloperID) > longestPartnerID {
		p.add("DeveloperID", "is longer than 8 characters")
	}
	if len(cfg.SolutionID) > longestPartnerID {
		p.add("SolutionID", "is longer than 8 characters")
	}
}

// timeout checks the time of a whole call.
func (p *problems) timeout(field string, d time.Duration) {
	switch {
	case d < 0:
		p.add(field, "is negative")
	case d < time.Millisecond:
		p.add(field, "is less than a millisecond: a number without a unit counts nanoseconds, so write 30*time.Second")
	}
}

func (p *problems) transport(cfg *Configuration, s *settings) {
	if cfg.Transport == nil {
		return
	}
	if cfg.ClientCertificate != nil {
		p.add("ClientCertificate", "is set beside Transport: set it in the TLS configuration of the transport")
	}
	if cfg.RootCAs != nil {
		p.add("RootCAs", "is set beside Transport: set it in the TLS configuration of the transport")
	}
	if isNil(cfg.Transport) {
		p.add("Transport", "holds a nil pointer")
		return
	}
	u, err := url.Parse(s.base)
	if err != nil {
		return // what is wrong with the address is reported already
	}
	first := &http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Header: http.Header{}}
	for _, problem := range exchange.TransportProblems(cfg.Transport, first, s.serverNames...) { // looked for again before each request
		field, reason, _ := strings.Cut(problem, " ")
		p.add(field, reason)
	}
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

// canonicalHost writes a host in one way, so that what is kept by it is found again: in lower
// case, its port without zeros in front and without the one of https.
func canonicalHost(host string) string {
	host = strings.ToLower(host)
	u, err := url.Parse("https://" + host)
	if err != nil || u.Port() == "" {
		return host
	}
	name := strings.TrimSuffix(host, ":"+u.Port())
	if port := strings.TrimLeft(u.Port(), "0"); port != "443" {
		return name + ":" + port
	}
	return name
}

func (p *problems) host(host string) {
	// Some published lists misspell the prefix, so both spellings are recognised.
	symbol := strings.Replace(strings.ToUpper(host), "CYBESOURCE", "CYBERSOURCE", 1)
	if renamed, old := renamedHosts[symbol]; old && renamed == "" {
		p.add("Host", "is the name of an internal environment of older SDKs: give a host name")
		return
	} else if old {
		p.add("Host", "is the old name of an environment: use "+renamed)
		return
	}
	u, err := url.Parse("https://" + host)
	switch {
	case strings.Contains(host, "://"):
		p.add("Host", "is a URL: give the host name alone, or use BaseURL for an intermediate host")
	case err != nil || u.Host != host || u.Hostname() == "" || !auth.Printable(host) || strings.Contains(host, "@") ||
		strings.HasSuffix(host, ":") || !validAddress(u):
		p.add("Host", "is not a host name with an optional port")
	case !strings.ContainsAny(u.Hostname(), ".:") && !strings.EqualFold(u.Hostname(), "localhost"):
		p.add("Host", "has no dot: give the whole host name, such as "+HostTest)
	}
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

const serviceDomain = ".cybersource.com"

// isProduction reports whether a host, with a port or not, is one of the service and not of
// its test system.
func isProduction(host string) bool {
	name := hostnameOf("https://" + host)
	return strings.HasSuffix(name, serviceDomain) && !strings.Contains(name, "test")
}

// baseURL takes an intermediate host apart.
func (p *problems) baseURL(raw string, allowPlain bool) (base, prefix string) {
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	reason := ""
	switch {
	case err != nil || u.Hostname() == "":
		reason = "is not a URL with a host"
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		reason = "has more than scheme, host and path"
	case strings.Contains(u.Host, "%"):
		reason = "has an address with a zone, which no Host header can carry"
	case !validAddress(u):
		reason = "has a host or port that cannot be one"
	case u.Scheme == "http" && strings.HasSuffix(strings.ToLower(u.Hostname()), serviceDomain):
		reason = "is plain http to the service: use https"
	case u.Scheme == "http" && !allowPlain && !isLoopback(u.Hostname()):
		reason = "is plain http and not a loopback address: use https, or AllowPlainHTTP within a network of your own"
	case u.Scheme != "http" && u.Scheme != "https":
		reason = "is neither https nor http"
	}
	if reason != "" {
		p.add("BaseURL", reason)
		return "", ""
	}
	prefix = strings.TrimRight(u.EscapedPath(), "/")
	return u.Scheme + "://" + strings.ToLower(u.Host) + prefix, prefix
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
