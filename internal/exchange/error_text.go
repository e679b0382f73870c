package exchange

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// plainError drops the wrapper that repeats method and URL, says which end of a context it
// was if it was one, and takes out of the text what net/http quotes of the answer.
func (s *sending) plainError(ctx context.Context, err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if _, said := errors.AsType[*endedError](err); said {
		return &unquoted{err}
	}
	if end := cmp.Or(s.client.ended(ctx, s.request), s.client.ended(s.ctx, s.request)); end != nil {
		err = s.endedDuring(end, err)
	}
	return &unquoted{err}
}

// unquoted is an error whose text ends where it begins to quote. net/http quotes what
// it cannot parse of an answer, which may be a body with card data. It matches what its
// cause matches, and does not unwrap to it: what reports errors prints every link.
type unquoted struct{ cause error }

func (e *unquoted) Error() string {
	text, _, _ := strings.Cut(plainText(e.cause), `"`)
	return strings.TrimRight(redact.Line(text), " :")
}

// Is implements what errors.Is asks for.
func (e *unquoted) Is(target error) bool { return errors.Is(e.cause, target) }

// As implements what errors.As asks for.
func (e *unquoted) As(target any) bool { return errors.As(e.cause, target) }

// plainText is the text of an error of net/http, without the advice to its programmers that
// follows the cause of an HTTP/2 request that it cannot repeat.
func plainText(err error) string {
	text := err.Error()
	if before, rest, found := strings.Cut(text, http2NotRepeated); found {
		inner, _, _ := strings.Cut(rest, "]")
		return before + "http2: " + strings.TrimPrefix(inner, "http2: ")
	}
	return text
}
