package cybersource

import (
	"net/http"
	"reflect"
)

// Version is the version of this module, as sent in the User-Agent.
const Version = "0.1.0"

const (
	contentType = "application/json;charset=utf-8"
	accept      = "application/hal+json;charset=utf-8"
	clientID    = "cybersource-go-" + Version
	userAgent   = "cybersource-go/" + Version
)

// standardHeaders are the ones that every request carries. Requests share the
// values, which nobody changes.
func standardHeaders(cfg *Configuration) http.Header {
	agent := userAgent
	if cfg.UserAgent != "" {
		agent = cfg.UserAgent + " " + userAgent
	}
	return http.Header{
		"Content-Type":  {contentType},
		"Accept":        {accept},
		"User-Agent":    {agent},
		"V-C-Client-Id": {clientID},
	}
}

// signsHost reports whether the credentials sign the Host header itself, so that
// it must be the run environment even on the way to an intermediate host.
func signsHost(credentials Credentials) bool {
	switch credentials.(type) {
	case HTTPSignature, *HTTPSignature:
		return true
	default:
		return false
	}
}

// isNil recognises an interface that holds nothing, or a nil pointer.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	value := reflect.ValueOf(v)
	return value.Kind() == reflect.Pointer && value.IsNil()
}
