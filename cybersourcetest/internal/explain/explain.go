// Package explain says in words why the gateway refused a call, and what its faults do:
// for people who look at the call afterwards.
package explain

import (
	"net/http"
	"slices"
	"strings"
)

// Explanation is why a call was refused and what to do about it.
type Explanation struct {
	Title string
	Why   string
	Do    string
	Where string // path of the documentation in the repository, with its anchor
}

// Causes of refusals that neither the verifier nor the service's reasons name.
const (
	UnexpectedHost        = "unexpectedHost"
	NotEncrypted          = "notEncrypted"
	EncryptedWithoutToken = "encryptedWithoutToken"
	CannotDecrypt         = "cannotDecrypt"
	CannotEncrypt         = "cannotEncrypt"
	RecordNotFound        = "recordNotFound"
	PaymentNotFound       = "paymentNotFound"
	KeyNotFound           = "keyNotFound"
	TooManyLookups        = "tooManyLookups"
	TokenRequestForm      = "tokenRequestForm"
	PageForm              = "pageForm"
	PageTokenUnknown      = "pageTokenUnknown"
	PageReturnURL         = "pageReturnUrl"
	ServiceFailed         = "serviceFailed"
	GatewayFailed         = "gatewayFailed"
	OwnAnswer             = "ownAnswer" // of a test: by an override, or a reason of its own
)

// tables are all explanations, by cause.
var tables = []map[string]Explanation{requests, signatures, tokens, reasons}

// Of is the explanation of a cause.
func Of(cause string) (Explanation, bool) {
	for _, table := range tables {
		if e, known := table[cause]; known {
			return e, true
		}
	}
	return Explanation{}, false
}

// Causes are all that are explained, sorted.
func Causes() []string {
	var all []string
	for _, table := range tables {
		for cause := range table {
			all = append(all, cause)
		}
	}
	slices.Sort(all)
	return all
}

// ByStatus is the cause of an answer that has no reason.
func ByStatus(status int, isLookup bool) string {
	switch {
	case status == http.StatusNotFound && isLookup:
		return RecordNotFound
	case status == http.StatusNotFound:
		return PaymentNotFound
	case status == http.StatusTooManyRequests:
		return TooManyLookups
	case status >= http.StatusInternalServerError:
		return ServiceFailed
	default:
		return ""
	}
}

// Fault is what a fault does to a call, in a sentence; "" for no fault.
func Fault(name string) string {
	if name == "" {
		return ""
	}
	plain, processed := strings.CutSuffix(name, "-after-processing")
	text, known := faults[plain]
	if !known {
		switch {
		case strings.HasPrefix(plain, "html-"):
			text = "The client got an HTML page of a server in front of the service, with HTTP " + plain[len("html-"):] + "."
		case strings.HasPrefix(plain, "empty-"):
			text = "The client got HTTP " + plain[len("empty-"):] + " with an empty body."
		default:
			text = "The call met the fault " + plain + "."
		}
	}
	if processed {
		text += " The service had processed the call before that."
	}
	return text
}

// faults are the sentences, by the names of the faults.
var faults = map[string]string{
	"refuse-connection":    "The connection was refused.",
	"close-before-reading": "The connection was reset before the body was read: nothing was processed.",
	"drop-answer":          "The service processed the call, and the connection ended before an answer: the client cannot know its outcome.",
	"reset-halfway":        "The service processed the call, and the connection was reset in the middle of the answer.",
	"hang":                 "The call was read and never answered.",
	"process-late":         "The connection ended without an answer. The service took the call in and processes it later.",
	"arrive-late":          "The connection ended without an answer. The call reaches the service later, with the credentials it had.",
	"drip":                 "The answer was sent in ten pieces with a pause before each.",
	"delay":                "The service processed the call, and the answer was held back for a while.",
	"close-idle":           "The answer arrived, and the connection was then closed without an announcement.",
	"truncated-json":       "The service processed the call, and the client got the first half of the answer.",
	"oversize":             "The service processed the call, and a lot of white space stood before the answer.",
	"gzip-bomb":            "The service processed the call, and the answer was packed with a lot of white space.",
	"server-error":         "The client got the service's HTTP 502 for a general failure.",
	"redirect":             "The client was redirected to another address.",
	"too-many-requests":    "The client was told to come back later, with HTTP 429.",
	"unavailable":          "The client got HTTP 503.",
	"unauthorized":         "The client got HTTP 401 with an empty object, as some failures of the service look.",
}
