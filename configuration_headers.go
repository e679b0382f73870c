package cybersource

import (
	"maps"
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"
)

// ownHeaders are set by this client or signed; a header of the caller cannot replace them.
var ownHeaders = map[string]string{
	"Host": "", "Date": "", "V-C-Date": "", "Digest": "", "Signature": "", "Authorization": "",
	"V-C-Merchant-Id": "", "Content-Type": "", "Accept": "", "Content-Length": "", "Content-Encoding": "",
	"Transfer-Encoding": "", "Connection": "", "Upgrade": "", "Te": "", "Trailer": "", "Expect": "",
	"User-Agent": "", "V-C-Client-Id": "", "Cookie": "", "Accept-Encoding": "",
	"Proxy-Authorization": ": it is for the proxy, and this request goes to the service; put user and password into the proxy's URL",
	"Idempotency-Key":     ": payments do not honour it, and net/http would send a payment again because of it",
	"X-Idempotency-Key":   ": payments do not honour it, and net/http would send a payment again because of it",
}

// headers adds the caller's headers to those of the client. The field is where they are from.
func (p *problems) headers(field string, to, from http.Header) {
	seen := make(map[string]bool, len(from))
	for _, name := range slices.Sorted(maps.Keys(from)) {
		canonical := http.CanonicalHeaderKey(name)
		why, own := ownHeaders[canonical]
		switch {
		case own:
			p.add(field, "cannot hold "+canonical+why)
		case !httpguts.ValidHeaderFieldName(name):
			p.add(field, "holds a name that no header may have")
		case seen[canonical]:
			p.add(field, "holds "+canonical+" in more than one spelling")
		case slices.ContainsFunc(from[name], func(value string) bool { return !httpguts.ValidHeaderFieldValue(value) }):
			p.add(field+"."+canonical, "holds characters that no header may hold")
		}
		seen[canonical] = true
		to[canonical] = slices.Clone(from[name])
	}
}
