package auth

import (
	"context"
	"errors"
	"net/http"
	"testing"
)

func TestBearerAsksForTheTokenOfEveryAttempt(t *testing.T) {
	type key struct{}
	calls := 0
	scheme := NewBearer(func(ctx context.Context) (string, error) {
		if calls++; ctx.Value(key{}) != "call" {
			t.Error("the context is not that of the call")
		}
		return [...]string{"", "first", "second"}[calls], nil
	})
	for _, want := range []string{"Bearer first", "Bearer second"} {
		req, header := testRequest(), http.Header{}
		req.Context = context.WithValue(t.Context(), key{}, "call")
		if err := scheme.Apply(header, req); err != nil {
			t.Fatal(err)
		}
		if got := header.Get("Authorization"); got != want {
			t.Errorf("Authorization is %q, want %q", got, want)
		}
	}
}

func TestBearerWithoutContextGetsOne(t *testing.T) {
	scheme := NewBearer(func(ctx context.Context) (string, error) { return "token", ctx.Err() })
	if err := scheme.Apply(http.Header{}, testRequest()); err != nil {
		t.Error(err)
	}
}

func TestBearerFailures(t *testing.T) {
	refused := errors.New("refresh token expired")
	for _, tc := range []struct {
		name   string
		token  string
		err    error
		change func(*Request)
		want   string
	}{
		{"source fails", "", refused, nil, "get access token: refresh token expired"},
		{"no token", "", nil, nil, "access token is empty or has a character that no header can carry"},
		{"token with a line break", "a\r\nX: y", nil, nil, "access token is empty or has a character that no header can carry"},
		{"encrypted answer wanted", "a", nil, func(r *Request) { r.ResponseKeyID = "1" }, "an access token cannot ask for an encrypted answer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			req, header := testRequest(), http.Header{}
			if tc.change != nil {
				tc.change(&req)
			}
			err := NewBearer(func(context.Context) (string, error) { return tc.token, tc.err }).Apply(header, req)
			if text(err) != tc.want || !errors.Is(err, tc.err) && tc.err != nil {
				t.Errorf("error %v, want %q", err, tc.want)
			}
			if len(header) != 0 {
				t.Errorf("headers set all the same: %v", header)
			}
		})
	}
}
