package cybersource

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

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
	if r.Unsigned && r.Method != http.MethodGet && r.Method != http.MethodHead {
		problems = append(problems, FieldProblem{Field: "Unsigned", Reason: "is for GET and HEAD"})
	}
	if r.MaxResponseBytes < 0 {
		problems = append(problems, FieldProblem{Field: "MaxResponseBytes", Reason: "is negative"})
	}
	switch {
	case r.Body == nil:
		return nil, problems
	case slices.Contains(bodiless, r.Method):
		return nil, append(problems, FieldProblem{Field: "Body", Reason: "cannot be sent with " + r.Method + ": it would not be signed"})
	}
	body, problem := r.body()
	if problem != nil {
		problems = append(problems, *problem)
	}
	return body, problems
}

// body is the JSON to send, which is not the caller's memory.
func (r *RawRequest) body() (body []byte, problem *FieldProblem) {
	switch b := r.Body.(type) {
	case json.RawMessage:
		body = slices.Clone(b)
	case []byte:
		body = slices.Clone(b)
	case RawBody:
		body = slices.Clone([]byte(b))
	default:
		return writtenBody(b)
	}
	if !json.Valid(body) {
		return nil, &FieldProblem{Field: "Body", Reason: "is not valid JSON"}
	}
	return body, nil
}

// writtenBody writes a body that is not JSON yet.
func writtenBody(v any) ([]byte, *FieldProblem) {
	_, isReader := v.(io.Reader)
	_, isMarshaler := v.(json.Marshaler)
	if isReader && !isMarshaler {
		return nil, &FieldProblem{Field: "Body", Reason: "is a reader: give what it reads as a json.RawMessage"}
	}
	body, err := marshalUnmasked(v)
	if field, ok := errors.AsType[*jsonx.FieldError](err); ok {
		return nil, &FieldProblem{Field: "Body." + field.Path, Reason: field.Reason}
	}
	switch {
	case err != nil: // its text may quote a value
		return nil, &FieldProblem{Field: "Body", Reason: "cannot be written as JSON"}
	case string(body) == "null":
		return nil, &FieldProblem{Field: "Body", Reason: "holds nil"}
	default:
		return body, nil
	}
}

var errNotWritten = errors.New("a MarshalJSON method panicked")

// marshalUnmasked is [json.Marshal] on a goroutine of its own: MarshalJSON of a model
// masks what it writes if a logger is among its callers, and the caller of Do may be one.
func marshalUnmasked(v any) (body []byte, err error) {
	err = errNotWritten
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // no caller can: the panic would end the process
		body, err = json.Marshal(v)
	}()
	<-done
	return body, err
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

// segmentProblem looks at a segment in all forms that hosts on the way may read in it:
// some of them unescape what they have unescaped already.
func segmentProblem(segment string) string {
	if segment == "" {
		return "has an empty segment"
	}
	text, err := url.PathUnescape(segment)
	if err != nil {
		return "is not an escaped path"
	}
	for err == nil {
		if reason := textProblem(text); reason != "" {
			return reason
		}
		if !strings.Contains(text, "%") {
			return ""
		}
		text, err = url.PathUnescape(text)
	}
	return "" // what is left has a percent sign of its own
}

// textProblem is what is wrong with an unescaped segment. A server may cut off what
// follows a semicolon, and take a backslash for a slash.
func textProblem(text string) string {
	if !utf8.ValidString(text) {
		return "is not UTF-8 when unescaped"
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "holds control characters"
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '\\' }) {
		if name, _, _ := strings.Cut(part, ";"); name == "." || name == ".." {
			return "has dot segments"
		}
	}
	return ""
}
