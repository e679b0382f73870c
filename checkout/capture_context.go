package checkout

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// CaptureContext is a verified capture context. The token itself goes to the page.
type CaptureContext struct {
	ID                  string // of the session: the claim jti
	Type                string // of the page and its version, such as "mf-2.1.0" or "uc-1.0.0"
	IssuedAt, ExpiresAt time.Time

	TargetOrigins       []string // origins of the pages that it is for
	AllowedCardNetworks []string // such as "VISA"
	AllowedPaymentTypes []string // such as "CARD"; none with older versions

	key      publicKey // that verifies the transient token
	script   Script
	verifier *Verifier
}

// CaptureContext verifies a capture context: that the service signed it, that it has not
// expired, and that Microform issued it if it is one of Microform's. ctx ends the fetching
// of a key, which takes five seconds at most and is kept for an hour.
func (v *Verifier) CaptureContext(ctx context.Context, token string) (*CaptureContext, error) {
	payload, err := v.open(ctx, token, byContext)
	if err == nil {
		c := &CaptureContext{verifier: v}
		if err = c.read(payload); err == nil {
			return c, nil
		}
	}
	return nil, fmt.Errorf("capture context: %w", err)
}

// contextClaims are the claims of a capture context. What is in them besides is the
// service's own business.
type contextClaims struct {
	claims
	Flex struct {
		Key publicKey `json:"jwk"`
	} `json:"flx"`
	Contexts []struct {
		Type string         `json:"type"`
		Data jsontext.Value `json:"data"`
	} `json:"ctx"`
}

// microformIssuer is the issuer of all capture contexts of Microform.
const microformIssuer = "Flex API"

func (c *CaptureContext) read(payload []byte) error {
	var said contextClaims
	if err := read(payload, &said); err != nil {
		return err
	}
	if len(said.Contexts) == 0 || said.Contexts[0].Type == "" || !isKeyID(said.Flex.Key.ID) {
		return fmt.Errorf("%w: no type of page, or no key", ErrMalformed)
	}
	if _, err := said.Flex.Key.parse(); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if strings.HasPrefix(said.Contexts[0].Type, "mf-") && said.Issuer != microformIssuer {
		return ErrIssuer
	}
	c.ID, c.Type, c.key = said.ID, said.Contexts[0].Type, said.Flex.Key
	c.IssuedAt, c.ExpiresAt = instant(said.IssuedAt), instant(said.Expires)
	c.readData(said.Contexts[0].Data)
	return said.check(c.verifier.now())
}

// readData takes what it can of the settings of the page: an odd one among them must not
// cost the session.
func (c *CaptureContext) readData(data jsontext.Value) {
	members := map[string]jsontext.Value{}
	_ = json.Unmarshal(data, &members)
	for name, target := range map[string]any{
		"clientLibrary":          &c.script.URL,
		"clientLibraryIntegrity": &c.script.Integrity,
		"targetOrigins":          &c.TargetOrigins,
		"allowedCardNetworks":    &c.AllowedCardNetworks,
		"allowedPaymentTypes":    &c.AllowedPaymentTypes,
	} {
		if len(members[name]) > 0 {
			_ = json.Unmarshal(members[name], target)
		}
	}
}
