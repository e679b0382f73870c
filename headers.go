package cybersource

import "net/http"

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
