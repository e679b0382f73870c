package exchange

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

// The numbers below suit many calls to one host: connections are kept in a number
// that a burst can reuse, and given up well before the far side drops them.
const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	keepAliveProbe   = 15 * time.Second
	idleTimeout      = 30 * time.Second
	idlePerHost      = 256
	sessionCacheSize = 64
	maxHeaderBytes   = 128 << 10            // answers have less than 2 KB
	timeToBeFree     = 5 * time.Millisecond // a part of what a handshake takes
)

// NewTransport returns a transport for the payments service: TLS 1.2 or later,
// HTTP/1.1 (one request owns a connection, so that what is written on it is the request),
// proxies from the environment for https, no compression asked for, connections that
// count what is written and deliver nothing but answers. While there are connections that
// have brought an answer, another one is begun once none of them has become free for 5 ms.
func NewTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: keepAliveProbe}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	transport := &http.Transport{
		Proxy:                  proxyOfTLS,
		OnProxyConnectResponse: proxyRefusal,
		DialContext:            counted(within(dialer)),
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS12,
			ClientSessionCache: tls.NewLRUClientSessionCache(sessionCacheSize),

			// A signed payment is a little more than the 1.2 KB that the first records of a
			// connection are cut to, and each record is a system call and a packet of its own.
			DynamicRecordSizingDisabled: true,
		},
		TLSHandshakeTimeout: handshakeTimeout,
		MaxIdleConns:        0, // no limit beside the one per host
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleTimeout,
		DisableCompression:  true,

		MaxResponseHeaderBytes: maxHeaderBytes,
		Protocols:              protocols,
	}
	transport.DialTLSContext = dialTLS(transport, new(keptConns), timeToBeFree)
	return transport
}

// proxyOfTLS is the environment's proxy, which tunnels TLS. Plain http, which is for
// loopback addresses, goes to none: a proxy would see all of it.
func proxyOfTLS(r *http.Request) (*url.URL, error) {
	if r.URL.Scheme != "https" {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}
