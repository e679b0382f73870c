package cybersource

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// This file holds what the client can add to the service's words about a refusal.

// hint joins all that is to be said about an answer.
func (c *call) hint(e *APIError, last *exchange.Attempt) string {
	texts := []string{c.statusHint(e, last), c.waitHint(last)}
	if c.op.method != http.MethodHead {
		texts = append(texts, originHint(last.Header, last.Body))
	}
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "; ")
}

func (c *call) statusHint(e *APIError, last *exchange.Attempt) string {
	switch last.Status {
	case http.StatusUnauthorized:
		return c.unauthorizedHint(last)
	case http.StatusBadRequest:
		return idHint(e)
	case http.StatusNotFound:
		return c.notFoundHint()
	case http.StatusProxyAuthRequired:
		return "this is a proxy's demand for a login of its own"
	default:
		return ""
	}
}

// notFoundHint says what a look-up that finds nothing means.
func (c *call) notFoundHint() string {
	if !c.op.delayed {
		return ""
	}
	return "this proves nothing, since new transactions show up after a delay: ask again some minutes later"
}

// unauthorizedHint is what the client knows about why its credentials were not
// accepted; the service says the same in all cases.
func (c *call) unauthorizedHint(last *exchange.Attempt) string {
	if c.client.set().signer.scheme == nil {
		return "the client has no Credentials"
	}
	return clockHint(last.Header.Get("Date"), c.client.clock.Now())
}

// clockHint explains a refused signature by the clock, when the answer's Date header
// shows that the clocks differ by more than the time that the answer was under way.
func clockHint(date string, now time.Time) string {
	const noticeable = 30 * time.Second
	theirs, err := http.ParseTime(date)
	if err != nil {
		return ""
	}
	switch ahead := now.Sub(theirs).Round(time.Second); {
	case ahead > noticeable:
		return fmt.Sprintf("the local clock is %s ahead of the service", ahead)
	case ahead < -noticeable:
		return fmt.Sprintf("the local clock is %s behind the service", -ahead)
	default:
		return ""
	}
}

// waitHint is the wait that an answer asks for, and why it was not waited for.
func (c *call) waitHint(last *exchange.Attempt) string {
	const longest = 24 * time.Hour
	if last.Decision.Asked <= 0 {
		return ""
	}
	asked := last.Decision.Asked.Round(time.Second).String()
	if last.Decision.Asked > longest {
		asked = "more than a day"
	}
	switch last.Decision.Reason {
	case retry.ReasonWaitTooLong:
		return fmt.Sprintf("the answer asks to wait %s, longer than Retry.MaxRetryAfter allows", asked)
	case retry.ReasonBudget:
		return fmt.Sprintf("the answer asks to wait %s, longer than the call has left", asked)
	default:
		return "the answer asks to wait " + asked
	}
}

// originHint says of a body that is none of the service's what it is: empty, compressed in
// a way that was not asked for, or the page of something that stands between.
func originHint(header http.Header, body []byte) string {
	const between = ": a proxy, firewall or login page on the way may have given it"
	encoding := header.Get("Content-Encoding")
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	switch body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff"))); {
	case len(body) == 0:
		return "the answer has no body"
	case body[0] == '{':
		return ""
	case encoding != "" && !exchange.Decodes(encoding):
		return "the answer is compressed as " + safeText(encoding) + ", which was not asked for"
	case err != nil:
		return "the answer is no JSON, and does not say what it is" + between
	case strings.Contains(mediaType, "json"):
		return "the answer is no JSON object, although it says " + safeText(mediaType) + between
	default:
		return "the answer is " + safeText(mediaType) + " and no JSON" + between
	}
}
