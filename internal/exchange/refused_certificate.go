package exchange

import (
	"crypto/tls"
	"errors"
	"net"
	"reflect"
	"sync/atomic"
)

const (
	badCertificate      = 42
	accessDenied        = 49
	certificateRequired = 116
)

// handshakeAlerts are the alerts of TLS that by definition refuse a client's
// certificate, and so end a handshake before any request is looked at.
var handshakeAlerts = map[uint64]bool{
	badCertificate:      true,
	43:                  true, // unsupported_certificate
	44:                  true, // certificate_revoked
	45:                  true, // certificate_expired
	46:                  true, // certificate_unknown
	48:                  true, // unknown_ca
	accessDenied:        true,
	certificateRequired: true,
}

// settingsAlerts are those that end a handshake because the two sides are set up to have
// nothing in common.
var settingsAlerts = map[uint64]bool{
	40:  true, // handshake_failure
	70:  true, // protocol_version
	71:  true, // insufficient_security
	112: true, // unrecognized_name
	120: true, // no_application_protocol
}

// remoteAlert returns the number of the alert with which the other side ended TLS.
// crypto/tls does not export its type, which is a number.
func remoteAlert(err error) (number uint64, ok bool) {
	remote, ok := errors.AsType[*net.OpError](err)
	if !ok || remote.Op != "remote error" || remote.Err == nil {
		return 0, false
	}
	alert := reflect.ValueOf(remote.Err)
	if alert.Kind() != reflect.Uint8 || alert.Type().PkgPath() != "crypto/tls" {
		return 0, false
	}
	return alert.Uint(), true
}

// certificateRefused reports whether the server refused a certificate of the client, or that
// it had none, in the handshake of the connection. With TLS 1.3 the client has then written
// its first request already, since for it the handshake ends with its own last message. The
// server may read a request only after it has verified that message (RFC 8446, section 4.4.4),
// and these alerts say that it did not get so far. They say so only if the server asked for a
// certificate in this handshake, which it does not where a session is resumed (section 4.3.2),
// and only if it sent no ticket, which it may not before the handshake has ended (section
// 4.6.1). Early data and authentication after the handshake are never offered by crypto/tls.
// The alert is encrypted with a key of the handshake, so that nobody else can have sent it.
//
// What the server asked for is known of connections from [dialTLS]. Where TLS is that of
// net/http, as through a proxy, the outcome is unknown.
//
// It is asked for on the connection itself, as net/http may report that the writing failed
// instead, and TLS to a proxy below could have alerts of its own. The connection is closed:
// it has failed.
func (t *connectionTrace) certificateRefused() bool {
	own := answersOnly(t.used)
	if own == nil || !own.isFirst() || own.handshake == nil || !own.handshake.asked.Load() {
		return false
	}
	secure, ok := own.Conn.(*tls.Conn)
	if !ok || secure.ConnectionState().Version != tls.VersionTLS13 {
		return false
	}
	below := transportBelow(secure)
	if below == nil {
		return false
	}
	_ = below.Close()
	_, err := secure.Read(make([]byte, 1)) // TLS keeps it
	if own.handshake.endsBy(err) {
		t.alert = err
	}
	return t.alert != nil
}

// handshakeWatch is what one connection of TLS shows of its handshake.
type handshakeWatch struct {
	asked     atomic.Bool // the server asked for a certificate
	presented atomic.Bool // it got one
	ended     atomic.Bool // for the server too: it sent a ticket

	tickets tls.ClientSessionCache // of the transport; nil if it has none
}

// endsBy reports whether an alert can mean nothing but that the server refused, in the handshake,
// what it got for a certificate. What access_denied is about is for the server to say, and
// devices on the way send it at any time.
func (w *handshakeWatch) endsBy(err error) bool {
	number, ok := remoteAlert(err)
	if !ok || w.ended.Load() {
		return false
	}
	switch number {
	case accessDenied:
		return false
	case badCertificate: // that there was none, for some servers
		return true
	case certificateRequired:
		return !w.presented.Load()
	default:
		return handshakeAlerts[number] && w.presented.Load()
	}
}

// watchHandshake makes a configuration of one connection tell its handshake. Certificates and
// sessions are used as without it.
func watchHandshake(c *tls.Config) *handshakeWatch {
	w := &handshakeWatch{tickets: c.ClientSessionCache}
	w.ended.Store(c.SessionTicketsDisabled) // tickets are then not shown: in doubt there were some
	choose, certificates := c.GetClientCertificate, c.Certificates
	c.GetClientCertificate = func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		w.asked.Store(true)
		chosen, err := firstSupported(certificates, request), error(nil)
		if choose != nil {
			chosen, err = choose(request)
		}
		w.presented.Store(chosen != nil && len(chosen.Certificate) > 0)
		return chosen, err
	}
	c.ClientSessionCache = w
	return w
}

// firstSupported is the certificate that crypto/tls chooses by itself; an empty one if none is
// acceptable to the server.
func firstSupported(certificates []tls.Certificate, request *tls.CertificateRequestInfo) *tls.Certificate {
	for i := range certificates {
		if request.SupportsCertificate(&certificates[i]) == nil {
			return &certificates[i]
		}
	}
	return new(tls.Certificate)
}

// Get implements [tls.ClientSessionCache].
func (w *handshakeWatch) Get(key string) (*tls.ClientSessionState, bool) {
	if w.tickets == nil {
		return nil, false
	}
	return w.tickets.Get(key)
}

// Put implements [tls.ClientSessionCache]. It is called for each ticket, and with nil to forget
// one.
func (w *handshakeWatch) Put(key string, session *tls.ClientSessionState) {
	if session != nil {
		w.ended.Store(true)
	}
	if w.tickets != nil {
		w.tickets.Put(key, session)
	}
}

// refusal is the alert by which the server refused a certificate of the client; nil if none
// did.
func (t *connectionTrace) refusal() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alert
}

// transportBelow is the connection of TCP that a connection of TLS goes over; nil if that is
// not known, or goes over another one of TLS.
func transportBelow(secure *tls.Conn) net.Conn {
	below := secure.NetConn()
	for {
		switch layer := below.(type) {
		case *conn, *net.TCPConn:
			return layer
		case *tls.Conn:
			return nil
		case interface{ NetConn() net.Conn }:
			below = layer.NetConn()
		default:
			return nil
		}
	}
}
