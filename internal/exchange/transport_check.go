package exchange

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// UnsafeError means that a request was not sent, because a transport or a connection
// would not have kept it secret. Another attempt would end the same way.
type UnsafeError struct{ Problem string }

// Error implements error.
func (e *UnsafeError) Error() string { return e.Problem }

// TransportProblems returns what makes a transport unsafe for a request, as far as the
// transport shows it: an [http.Transport] does, and so does every other type with a
// field TLSClientConfig, such as the one of golang.org/x/net/http2, or one that embeds
// an http.Transport. serverNames are the hosts that a certificate may be verified for.
//
// A transport is its owner's and can change at any time, so that it is looked at
// before every request. It is never changed here.
func TransportProblems(transport http.RoundTripper, r *http.Request, serverNames ...string) []string {
	config, proxy := shown(transport)
	problems := tlsProblems(config, serverNames)
	if r.URL.Scheme == "http" && proxy != nil {
		if to, _ := proxy(r); to != nil { // after an error net/http sends nothing
			problems = append(problems, "Transport has a proxy for plain http, which would see what is sent")
		}
	}
	return problems
}

// shown returns the settings of a transport that matter here, nil where it has none or
// shows none.
func shown(transport http.RoundTripper) (*tls.Config, func(*http.Request) (*url.URL, error)) {
	if t, ok := transport.(*http.Transport); ok {
		return t.TLSClientConfig, t.Proxy // as below, without the cost of reflection
	}
	return fieldOf[*tls.Config](transport, "TLSClientConfig"), fieldOf[func(*http.Request) (*url.URL, error)](transport, "Proxy")
}

func tlsProblems(c *tls.Config, serverNames []string) []string {
	if c == nil {
		return nil
	}
	var problems []string
	if c.InsecureSkipVerify {
		problems = append(problems, "Transport skips the verification of the server certificate")
	}
	if allowsOldTLS(c) {
		problems = append(problems, "Transport allows TLS below 1.2")
	}
	if slices.ContainsFunc(c.CipherSuites, weakSuite) {
		problems = append(problems, "Transport allows weak cipher suites")
	}
	if c.KeyLogWriter != nil {
		problems = append(problems, "Transport writes the keys of its connections to a KeyLogWriter")
	}
	if c.ServerName != "" && !slices.ContainsFunc(serverNames, func(name string) bool { return strings.EqualFold(name, c.ServerName) }) {
		problems = append(problems, "Transport has a ServerName that is neither the host of BaseURL nor Host")
	}
	return problems
}

// allowsOldTLS reports whether a configuration lowers the least version, or caps the
// highest one: left alone, both are good.
func allowsOldTLS(c *tls.Config) bool {
	return c.MinVersion != 0 && c.MinVersion < tls.VersionTLS12 || c.MaxVersion != 0 && c.MaxVersion < tls.VersionTLS12
}

func weakSuite(id uint16) bool { return slices.Contains(weakSuites(), id) }

// weakSuites are the cipher suites that crypto/tls calls insecure.
var weakSuites = sync.OnceValue(func() (ids []uint16) {
	for _, suite := range tls.InsecureCipherSuites() {
		ids = append(ids, suite.ID)
	}
	return ids
})

// fieldOf returns the exported field of a transport, or its zero value if the
// transport is no struct, or has no such field, or one of another type.
func fieldOf[T any](transport http.RoundTripper, name string) (value T) {
	v := reflect.Indirect(reflect.ValueOf(transport))
	if v.Kind() != reflect.Struct {
		return value
	}
	field, ok := v.Type().FieldByName(name)
	if !ok || !field.IsExported() {
		return value
	}
	if v, err := v.FieldByIndexErr(field.Index); err == nil && v.CanInterface() {
		value, _ = reflect.TypeAssert[T](v)
	}
	return value
}

// connectionProblem returns what makes a connection unsafe, "" for a safe one. A
// connection without TLS is safe on this machine only, unless plain says otherwise; a dialer may know localhost
// by another address, or return something else than TLS where TLS is expected. With TLS
// the server's certificate is one for a host of the names, whichever name was verified.
func connectionProblem(c net.Conn, plain bool, names []string) string {
	secure, ok := c.(interface{ ConnectionState() tls.ConnectionState })
	if !ok {
		if plain || isLocal(c.RemoteAddr()) {
			return ""
		}
		return "the connection has no TLS and leaves this machine"
	}
	switch state := secure.ConnectionState(); {
	case state.Version < tls.VersionTLS12:
		return "the connection has TLS below 1.2"
	case len(state.VerifiedChains) == 0:
		return "the server certificate of the connection was not verified"
	case weakSuite(state.CipherSuite):
		return "the connection has a weak cipher suite"
	case !isFor(&state, names):
		return "the server certificate of the connection is for another host"
	}
	return ""
}

// isFor reports whether the verified certificate of a connection is for one of some hosts.
func isFor(state *tls.ConnectionState, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return strings.EqualFold(state.ServerName, name) || state.VerifiedChains[0][0].VerifyHostname(name) == nil
	})
}

// isLocal reports whether an address is on this machine, in doubt not.
func isLocal(address net.Addr) bool {
	switch address := address.(type) {
	case *net.TCPAddr:
		return address.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	case nil:
		return false
	default:
		return address.Network() == "pipe" // of net.Pipe
	}
}
