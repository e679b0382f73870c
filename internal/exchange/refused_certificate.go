package exchange

import (
	"crypto/tls"
	"errors"
	"net"
	"reflect"
)

// handshakeAlerts are the alerts of TLS that by definition refuse a client's
// certificate, and so end a handshake before any request is looked at.
var handshakeAlerts = map[uint64]bool{
	42:  true, // bad_certificate
	43:  true, // unsupported_certificate
	44:  true, // certificate_revoked
	45:  true, // certificate_expired
	46:  true, // certificate_unknown
	48:  true, // unknown_ca
	49:  true, // access_denied
	116: true, // certificate_required
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

func isHandshakeAlert(err error) bool {
	number, ok := remoteAlert(err)
	return ok && handshakeAlerts[number]
}

// certificateRefused reports whether the server refused a certificate of the client, or that
// it had none, in the handshake of the connection. With TLS 1.3 the client has then written
// its first request already, since for it the handshake ends with its own last message. The
// server may read a request only after it has verified that message (RFC 8446, section 4.4.4),
// and these alerts say that it did not get so far: the two exceptions, early data and
// authentication after the handshake, are never offered by crypto/tls. The alert is encrypted
// with a key of the handshake, so that nobody else can have sent it.
//
// It is asked for on the connection itself, as net/http may report that the writing failed
// instead, and TLS to a proxy below could have alerts of its own. The connection is closed:
// it has failed.
func (t *connectionTrace) certificateRefused() bool {
	secure := tlsOf(t.used)
	if secure == nil || !t.isFirst() {
		return false
	}
	state := secure.ConnectionState()
	alone := state.NegotiatedProtocol == "" || state.NegotiatedProtocol == "http/1.1" // no other requests are on it
	below := transportBelow(secure)
	if state.Version != tls.VersionTLS13 || !alone || below == nil {
		return false
	}
	_ = below.Close()
	if _, err := secure.Read(make([]byte, 1)); isHandshakeAlert(err) { // which TLS keeps
		t.alert = err
	}
	return t.alert != nil
}

// isFirst reports whether nothing but one request went over the connection, and nothing of an
// answer has arrived.
func (t *connectionTrace) isFirst() bool {
	if own := answersOnly(t.used); own != nil {
		return own.isFirst()
	}
	return t.first && !t.hasAnswer
}

// refusal is the alert by which the server refused a certificate of the client; nil if none
// did.
func (t *connectionTrace) refusal() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.alert
}

// tlsOf is the TLS that requests of a connection go over; nil if it is not known.
func tlsOf(c net.Conn) *tls.Conn {
	if own := answersOnly(c); own != nil {
		c = own.Conn
	}
	secure, _ := c.(*tls.Conn)
	return secure
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
