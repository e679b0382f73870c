package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
)

// RawRequest is a request to an endpoint that this library has no method for. See [APIClient.Do].
type RawRequest struct {
	// Method is GET, HEAD, POST, PUT, PATCH or DELETE.
	Method string

	// Path is the escaped path, such as "/tms/v2/customers/" + url.PathEscape(id). It
	// begins with a slash and has no query, no dot segments and no empty segments.
	Path string

	// Query is what follows the path. nil sends none.
	Query url.Values

	// Body is sent as it is if it is a [json.RawMessage], [RawBody] or []byte, which must be JSON,
	// and as JSON by [json.Marshal] otherwise, without the checks that a method of its own
	// makes, except that a text which is a mask is refused as by [ValidateCertain]. nil sends none; a nil pointer, map or slice is refused. GET, HEAD and DELETE
	// take none: the service signs no body with them.
	Body any

	// Repeatable declares that sending the request twice does no more than sending it
	// once. It is then sent again after a lost answer or a 5xx, as GET and HEAD are, and
	// its end is never an unknown outcome.
	Repeatable bool

	// Unsigned sends the request without credentials, which is for what the service tells
	// everybody, such as its public keys. With GET and HEAD only.
	Unsigned bool

	// MaxResponseBytes caps the body of this answer, decompressed and decrypted. 0 means
	// what is configured for the client.
	MaxResponseBytes int64
}

// Do sends a request to any endpoint of the service, signed, encrypted, bounded in time,
// repeated, logged and reported to hooks like all other calls, as operation "Do". It is
// the way to what has no method yet; references and transaction ids are not added.
//
// The answer is read into what answer points to: *string and *json.RawMessage take the
// body as it is, anything else is read by [json.Unmarshal]; nil reads nothing. An answer
// without a body makes a text empty, and leaves anything else as it was.
//
// Errors are those of all calls, and come with a zero [Meta]. A request that is not repeatable and whose answer is
// lost ends in an [*OutcomeUnknownError]. What cannot be sent is refused with an
// [*InvalidRequestError] that names the member of r.
func (c *APIClient) Do(ctx context.Context, r RawRequest, answer any, opts ...CallOption) (Meta, error) {
	repeatable := r.Repeatable || r.Method == http.MethodGet || r.Method == http.MethodHead
	op := &operation{
		name: "Do", method: r.Method, contentType: mediaTypeJSON, accept: acceptOf(answer),
		repeatable: repeatable, movesMoney: !repeatable, list: true, maxBytes: r.MaxResponseBytes,
	}
	body, problems := r.check()
	if !canBeRead(answer) {
		problems = append(problems, FieldProblem{Field: "answer", Reason: "is not a pointer to something"})
	}
	made, err := c.service().begin(ctx, op, opts, problems)
	if err != nil {
		return Meta{}, err
	}
	if body != nil {
		made.request = rawBody(body)
	}
	made.sent.URL, made.sent.Unsigned = c.set().base+r.Path, r.Unsigned
	if query := r.Query.Encode(); query != "" {
		made.sent.URL += "?" + query
	}
	raw := &rawAnswer{target: answer}
	made.answer = raw
	err = made.run(ctx)
	return raw.meta, err
}

const mediaTypeJSON = "application/json;charset=utf-8"

// acceptOf is the media type to ask for: a text can be of any.
func acceptOf(answer any) string {
	if _, isText := answer.(*string); isText || answer == nil {
		return "*/*"
	}
	return mediaTypeJSON
}

// canBeRead reports whether an answer can be read into that: a pointer, or nothing.
func canBeRead(answer any) bool {
	v := reflect.ValueOf(answer)
	return answer == nil || v.Kind() == reflect.Pointer && !v.IsNil()
}

// service is nil for a client that NewAPIClient has not made.
func (c *APIClient) service() *service {
	if c == nil || c.set == nil {
		return nil
	}
	return &service{c}
}

// rawAnswer reads an answer into what the caller gave for it.
type rawAnswer struct {
	meta   Meta
	target any
}

func (a *rawAnswer) parts() answerParts { return answerParts{meta: &a.meta} }

// Why a success cannot be read. What package json says may quote a value.
var (
	errNotJSON   = errors.New("not valid JSON")
	errOtherType = errors.New("JSON of another type than answer")
)

// read takes the body of a success over.
func (a *rawAnswer) read(body []byte) error {
	text, isText := a.target.(*string)
	raw, isRaw := a.target.(*json.RawMessage)
	switch {
	case a.target == nil:
	case isText:
		*text = string(body)
	case len(body) > 0 && !json.Valid(body):
		return errNotJSON
	case isRaw:
		*raw = slices.Clone(body)
	case len(body) > 0 && json.Unmarshal(body, a.target) != nil:
		return errOtherType
	}
	return nil
}
