package redact

import "net/http"

// shownHeaders are the ones that help in reading a log and hold neither credentials
// nor anything derived from a body. A digest does: a card number can be found from it
// by trying.
var shownHeaders = map[string]bool{
	"Accept":             true,
	"Allow":              true,
	"Cache-Control":      true,
	"Connection":         true,
	"Content-Encoding":   true,
	"Content-Length":     true,
	"Content-Type":       true,
	"Date":               true,
	"Host":               true,
	"Retry-After":        true,
	"Transfer-Encoding":  true,
	"User-Agent":         true,
	"V-C-Correlation-Id": true,
	"V-C-Merchant-Id":    true,
	"X-Response-Time":    true,
}

// Header returns a copy of h in which every value is masked but those of a few
// headers that are known to be harmless.
func Header(h http.Header) http.Header {
	masked := make(http.Header, len(h))
	for key, values := range h {
		shown := make([]string, len(values))
		for i, value := range values {
			shown[i] = hidden
			if shownHeaders[http.CanonicalHeaderKey(key)] {
				shown[i] = Text(value)
			}
		}
		masked[key] = shown
	}
	return masked
}
