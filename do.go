package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
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

	// Body is sent as it is if it is a [json.RawMessage] or []byte, which must be JSON,
	// and as JSON by [json.Marshal] otherwise. nil sends none. GET, HEAD and DELETE take
	// none: the service signs no body with them.
	Body any

	// Repeatable declares that sending the request twice does no more than sending it
	// once. It is then sent again after a lost answer or a 5xx, as GET and HEAD are, and
	// its end is never an unknown outcome.
	Repeatable bool
}

// Do sends a request to any endpoint of the service, signed, encrypted, bounded in time,
// repeated, logged and reported to hooks like all other calls, as operation "Do". It is
// the way to what has no method yet; references and transaction ids are not added.
//
// The answer is read into what answer points to: *string and *json.RawMessage take the
// body as it is, anything else is read by [json.Unmarshal]; nil reads nothing. An answer
// without a body leaves it as it was.
//
// Errors are those of all calls. A request that is not repeatable and whose answer is
// lost ends in an [*OutcomeUnknownError]. What cannot be sent is refused with an
// [*InvalidRequestError] that names the member of r.
func (c *APIClient) Do(ctx context.Context, r RawRequest, answer any, opts ...CallOption) (Meta, error) {
	repeatable := r.Repeatable || r.Method == http.MethodGet || r.Method == http.MethodHead
	op := &operation{
		name: "Do", method: r.Method, contentType: mediaTypeJSON, accept: acceptOf(answer),
		repeatable: repeatable, movesMoney: !repeatable,
	}
	body, problems := r.check()
	if isNilPointer(answer) {
		problems = append(problems, FieldProblem{Field: "answer", Reason: "is not a pointer to something"})
	}
	made, err := (&service{c}).begin(ctx, op, opts, problems)
	if err != nil {
		return Meta{}, err
	}
	if body != nil {
		made.request = rawBody(body)
	}
	made.sent.URL = c.set().base + r.Path
	if len(r.Query) > 0 {
		made.sent.URL += "?" + r.Query.Encode()
	}
	raw := &rawAnswer{target: answer}
	made.answer = raw
	err = made.run(ctx)
	return raw.meta, err
}

const mediaTypeJSON = "application/json;charset=utf-8"

// acceptOf is the media type to ask for: a text can be of any.
func acceptOf(answer any) string {
	if _, any := answer.(*string); any || answer == nil {
		return "*/*"
	}
	return mediaTypeJSON
}

func isNilPointer(answer any) bool {
	v := reflect.ValueOf(answer)
	return answer != nil && (v.Kind() != reflect.Pointer || v.IsNil())
}

// rawBody is the JSON of a body that no model describes.
type rawBody []byte

// check returns the body to send, and what is wrong with the request.
func (r *RawRequest) check() (body []byte, problems []FieldProblem) {
	bodiless := []string{http.MethodGet, http.MethodHead, http.MethodDelete}
	known := append(bodiless, http.MethodPost, http.MethodPut, http.MethodPatch)
	if !slices.Contains(known, r.Method) {
		problems = append(problems, FieldProblem{Field: "Method", Reason: "is not one of " + strings.Join(known, ", ")})
	}
	if reason := pathProblem(r.Path); reason != "" {
		problems = append(problems, FieldProblem{Field: "Path", Reason: reason})
	}
	if r.Body == nil {
		return nil, problems
	}
	if slices.Contains(bodiless, r.Method) {
		return nil, append(problems, FieldProblem{Field: "Body", Reason: "cannot be sent with " + r.Method + ": it would not be signed"})
	}
	body, reason := r.body()
	if reason != "" {
		problems = append(problems, FieldProblem{Field: "Body", Reason: reason})
	}
	return body, problems
}

func (r *RawRequest) body() (body []byte, reason string) {
	switch b := r.Body.(type) {
	case json.RawMessage:
		body = slices.Clone(b)
	case []byte:
		body = slices.Clone(b)
	default:
		var err error
		if body, err = json.Marshal(r.Body); err != nil {
			return nil, "cannot be written as JSON" // the error's text may quote a value
		}
	}
	if !json.Valid(body) {
		return nil, "is not valid JSON"
	}
	return body, ""
}

// pathProblem says why a path would lead elsewhere than to an endpoint of the service.
func pathProblem(path string) string {
	if !strings.HasPrefix(path, "/") {
		return "does not begin with a slash"
	}
	if strings.ContainsAny(path, "?#") {
		return "has more than a path: parameters belong into Query"
	}
	for _, c := range []byte(path) {
		if c <= ' ' || c > '~' || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return "has characters that have to be escaped"
		}
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if reason := segmentProblem(segment); reason != "" {
			return reason
		}
	}
	return ""
}

func segmentProblem(segment string) string {
	text, err := url.PathUnescape(segment)
	switch {
	case err != nil:
		return "is not an escaped path"
	case text == "":
		return "has an empty segment"
	case strings.ContainsFunc(text, isControl):
		return "holds control characters"
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == "." || part == ".." {
			return "has dot segments"
		}
	}
	return ""
}

// rawAnswer reads an answer into what the caller gave for it.
type rawAnswer struct {
	meta   Meta
	target any
}

func (a *rawAnswer) parts() answerParts { return answerParts{meta: &a.meta} }

var errNotJSON = errors.New("not valid JSON")

// read takes the body of a success over.
func (a *rawAnswer) read(body []byte) error {
	switch target := a.target.(type) {
	case nil:
	case *string:
		*target = string(body)
	case *json.RawMessage:
		if len(body) > 0 && !json.Valid(body) {
			return errNotJSON
		}
		*target = slices.Clone(body)
	default:
		if len(body) > 0 && json.Unmarshal(body, target) != nil {
			return errNotJSON // the error's text may quote a value
		}
	}
	return nil
}
