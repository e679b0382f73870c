package cybersourcetest

import (
	"net"
	"strings"
)

// unexpectedHost is why a request that needs no credentials is not answered.
const unexpectedHost = "the offline gateway answers without credentials to requests for loopback or for one of its hosts only"

// expects reports whether a Host header names the gateway in a way that a web page of
// somebody else cannot: a page whose own name was pointed at this machine's address is
// read by the browser as one site with the gateway.
func (g *Gateway) expects(host string) bool {
	name := hostname(host)
	return isLoopback(name) || g.verifier.KnownHost(host) || g.verifier.KnownHost(name)
}

// hostname is a host without port and brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// isLoopback reports whether a host, without port and brackets, is this machine.
func isLoopback(name string) bool {
	address := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || address != nil && address.IsLoopback()
}
