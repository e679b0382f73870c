package checkout

import (
	"crypto/rsa"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// TransientToken is a verified transient token: what the browser returns in place of a card
// number. It is a means of payment, and prints masked.
type TransientToken struct {
	// Token is the token itself, for tokenInformation.transientTokenJwt of a payment.
	Token string

	ID                  string // 64 characters; a payment takes it too, as tokenInformation.jti
	Type                string // of the page and its version, such as "mf-2.1.0"
	IssuedAt, ExpiresAt time.Time

	// Card is what the token tells of the card; nil for other means of payment.
	Card *Card
}

// Card is what a transient token tells of a card. It prints masked.
type Card struct {
	MaskedNumber    string   // such as "XXXXXXXXXXXX1111"
	Prefix          string   // first 6 or 8 digits, if the capture context asked for them
	Types           []string // of which the card may be, such as "001" for Visa
	ExpirationMonth string
	ExpirationYear  string
}

// TransientToken verifies a transient token with the key of the session that the server has
// kept: its signature, and its own expiry. The capture context of the session may have
// expired. Nothing is sent.
//
// It proves that the payer used this session's page, and not that the token was not used
// before: the service says so, when a payment uses it again.
func (v *Verifier) TransientToken(session Session, token string) (*TransientToken, error) {
	key, err := session.publicKey()
	if err != nil {
		return nil, err
	}
	t := &TransientToken{Token: token}
	if err := t.verify(session, key, v.now()); err != nil {
		return nil, fmt.Errorf("transient token: %w", err)
	}
	return t, nil
}

// tokenClaims are the claims of a transient token.
type tokenClaims struct {
	claims
	Type     string         `json:"type"`
	Content  jsontext.Value `json:"content"`
	Metadata struct {
		ContextID string `json:"ccJti"` // with Unified Checkout only
	} `json:"metadata"`
}

func (t *TransientToken) verify(session Session, key *rsa.PublicKey, now time.Time) error {
	signed, err := parse(t.Token)
	if err != nil {
		return err
	}
	payload, err := signed.verify(key)
	if err != nil && signed.keyID != session.KeyID {
		return ErrOtherSession
	}
	if err != nil {
		return err
	}
	var said tokenClaims
	if err := read(payload, &said); err != nil {
		return err
	}
	if said.Metadata.ContextID != "" && said.Metadata.ContextID != session.ID {
		return ErrOtherSession
	}
	t.ID, t.Type, t.Card = said.ID, said.Type, cardOf(said.Content)
	t.IssuedAt, t.ExpiresAt = instant(said.IssuedAt), instant(said.Expires)
	return said.check(now)
}

// content is where a token tells of the card.
type content struct {
	PaymentInformation struct {
		Card *struct {
			Number struct {
				MaskedValue       string   `json:"maskedValue"`
				BIN               string   `json:"bin"`
				Prefix            string   `json:"prefix"`
				DetectedCardTypes []string `json:"detectedCardTypes"`
			} `json:"number"`
			Type            value `json:"type"`
			ExpirationMonth value `json:"expirationMonth"`
			ExpirationYear  value `json:"expirationYear"`
		} `json:"card"`
	} `json:"paymentInformation"`
}

type value struct {
	Value string `json:"value"`
}

// cardOf returns what is told of a card; nil if nothing is, or in an unknown way.
func cardOf(raw jsontext.Value) *Card {
	var told content
	if len(raw) == 0 || json.Unmarshal(raw, &told) != nil || told.PaymentInformation.Card == nil {
		return nil
	}
	from := told.PaymentInformation.Card
	card := &Card{
		MaskedNumber:    from.Number.MaskedValue,
		Prefix:          from.Number.Prefix,
		Types:           from.Number.DetectedCardTypes,
		ExpirationMonth: from.ExpirationMonth.Value,
		ExpirationYear:  from.ExpirationYear.Value,
	}
	if card.Prefix == "" {
		card.Prefix = from.Number.BIN
	}
	if len(card.Types) == 0 && from.Type.Value != "" {
		card.Types = []string{from.Type.Value}
	}
	return card
}
