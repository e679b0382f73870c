package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Bearer sends an access token that somebody else issued. It is asked for once
// per attempt, so that the source can refresh it.
type Bearer struct {
	source func(context.Context) (string, error)
}

// NewBearer takes tokens from source, which must be safe for concurrent use.
func NewBearer(source func(context.Context) (string, error)) *Bearer {
	return &Bearer{source}
}

// Apply sets Authorization to the source's present token.
func (b *Bearer) Apply(header http.Header, req Request) error {
	if req.ResponseKeyID != "" {
		return errors.New("an access token cannot ask for an encrypted answer")
	}
	ctx := req.Context
	if ctx == nil {
		ctx = context.Background()
	}
	token, err := b.source(ctx)
	if err != nil {
		return fmt.Errorf("get access token: %w", err)
	}
	if !Printable(token) {
		return errors.New("access token is empty or has a character that no header can carry")
	}
	strip(header)
	header[headerAuthorization] = []string{bearer + token}
	return nil
}
