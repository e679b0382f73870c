package exchange

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// nothingSent reports whether it is certain, after the transport gave up with err, that
// the service did not process the request. In doubt it says false.
//
// Errors prove something only where the request went through an [http.Transport] that
// was seen to send it once: any other transport may have sent it in another way before
// it failed in this one.
func (s *sending) nothingSent(err error) bool {
	if s.passes != nil {
		if unsent, one := s.passes.end(err); !one {
			return unsent
		}
	}
	return s.observed() && s.trace.nothingSent(err)
}

// observed reports whether the trace sees all that the transport sends.
func (s *sending) observed() bool {
	base, ok := s.client.settings().Transport.(*http.Transport)
	scheme, _, _ := strings.Cut(s.request.URL, ":")
	return ok && !hasForeignProtocol(base, scheme)
}

// hasForeignProtocol reports whether a transport hands requests of a scheme to something
// that was registered with it (RegisterProtocol) and is not the HTTP/2 of net/http. Where
// net/http no longer shows it, it says true.
func hasForeignProtocol(t *http.Transport, scheme string) bool {
	stored := reflect.ValueOf(t).Elem().FieldByName("altProto")
	if !stored.IsValid() || stored.Kind() != reflect.Struct {
		return true
	}
	value := stored.FieldByName("v") // of the atomic.Value
	if !value.IsValid() || value.Kind() != reflect.Interface {
		return true
	}
	protocols := value.Elem()
	if !protocols.IsValid() {
		return false // none was ever registered
	}
	if protocols.Kind() != reflect.Map {
		return true
	}
	registered := protocols.MapIndex(reflect.ValueOf(scheme))
	return registered.IsValid() && !isHTTP2(registered.Elem().Type())
}

func isHTTP2(t reflect.Type) bool {
	return t.PkgPath() == "net/http" || t.PkgPath() == "golang.org/x/net/http2"
}

// refusedStream recognises the two ways in which an HTTP/2 server says that it did not
// process a request (RFC 9113, section 8.7): REFUSED_STREAM, and a GOAWAY whose last
// stream is an earlier one. net/http has no types for them, so that this is the one
// place that reads its texts, with a test against a server that sends these frames. It
// reads the innermost error, in which nothing of the server's choosing is quoted.
func refusedStream(err error) bool {
	const (
		refused = "; REFUSED_STREAM; received from peer"
		goAway  = "http2: Transport received Server's graceful shutdown GOAWAY"
	)
	text := innermost(err).Error()
	if rest, ok := strings.CutPrefix(text, http2NotRepeated); ok {
		text, _, _ = strings.Cut(rest, "]")
	}
	return text == goAway || strings.HasPrefix(text, "stream error: stream ID ") && strings.HasSuffix(text, refused)
}

// http2NotRepeated begins the text of a request that HTTP/2 did not repeat. The cause follows.
const http2NotRepeated = "http2: Transport: cannot retry err ["

func innermost(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// staysTheSame recognises failures to connect that another attempt would meet again.
func staysTheSame(err error) bool {
	if number, ok := remoteAlert(err); ok {
		return handshakeAlerts[number] || settingsAlerts[number]
	}
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	return unverified || noTLS || errors.Is(err, http.ErrSchemeMismatch) ||
		errors.Is(err, proxyError(http.StatusProxyAuthRequired)) ||
		innermost(err).Error() == http.StatusText(http.StatusProxyAuthRequired) // net/http's, of the usual 407
}

// proxyError is the HTTP status with which a proxy refused to connect.
type proxyError int

func (e proxyError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy refused to connect: HTTP %d %s", int(e), http.StatusText(int(e))))
}

// proxyRefusal names the proxy in the error, which with net/http is any text that came with
// the status.
func proxyRefusal(_ context.Context, _ *url.URL, _ *http.Request, r *http.Response) error {
	if r.StatusCode != http.StatusOK {
		return proxyError(r.StatusCode)
	}
	return nil
}
