package simulator

// Transient tokens: made of a card in a hosted page, paid with once. Simulated: claims as
// they were seen, 15 minutes of life, the refusal of expired, used, foreign and unknown
// tokens. Guesses: the call by which a page makes one, which is unpublished; a token is used
// up by the first payment that is approved with it, as the older pages say (the newest guide
// allows several); its id ends as published ones do; payer authentication refuses unknown
// tokens as payments do, and takes used ones. Not simulated: checks in tokens, Click to Pay
// and other wallets.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/jws"
)

// HostedCard is a card as a payer types it into a hosted page.
type HostedCard struct{ Number, ExpirationMonth, ExpirationYear, SecurityCode string }

// problems are the members that a page would not let pass.
func (h HostedCard) problems() []string {
	var found []string
	for _, member := range []struct {
		name string
		fits bool
	}{
		{"number", digits(h.Number) && len(h.Number) >= 12 && len(h.Number) <= 19 && luhn(h.Number)},
		{"expirationMonth", hasFormat("month", h.ExpirationMonth)},
		{"expirationYear", hasFormat("year", h.ExpirationYear)},
		{"securityCode", h.SecurityCode == "" || digits(h.SecurityCode) && (len(h.SecurityCode) == 3 || len(h.SecurityCode) == 4)},
	} {
		if !member.fits {
			found = append(found, "card."+member.name)
		}
	}
	return found
}

// PublicKey is the public key with an id, as JSON; nil if there is none.
func (s *Simulator) PublicKey(id string) []byte {
	if key := s.hosted.service(); key.ID == id {
		return encode(key.Public())
	}
	return nil
}

// MakeToken makes a transient token, as the hosted page of a capture context does. Origin is
// that of the page, which the context has to name; "" outside of a browser.
func (s *Simulator) MakeToken(captureContext, origin string, card HostedCard, correlationID string) Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, refused := s.sessionOf(captureContext, correlationID)
	if refused != nil {
		return *refused
	}
	if origin != "" && !slices.Contains(session.request.list("targetOrigins"), origin) {
		return refusePage(correlationID, 400, "CAPTURE_CONTEXT_INVALID", "does not name the page's origin", "targetOrigins")
	}
	if problems := card.problems(); len(problems) > 0 {
		return refusePage(correlationID, 400, "UNIFIEDPAYMENTS_VALIDATION_FIELDS", "is not valid", problems...)
	}
	return tokenAnswer(s.newTransientToken(session, card))
}

// sessionOf finds the session of a capture context that the gateway signed.
func (s *Simulator) sessionOf(captureContext, correlationID string) (*hostedSession, *Answer) {
	var said struct {
		ID      string `json:"jti"`
		Expires int64  `json:"exp"`
	}
	now := s.tokenTime(s.options.Now())
	known := s.hosted.service().Open(captureContext, &said)
	session := s.hosted.sessions.get(said.ID, now)
	switch {
	case known && now.Unix() >= said.Expires:
		return nil, new(refusePage(correlationID, 400, "CAPTURE_CONTEXT_EXPIRED", "has expired", "captureContext"))
	case !known || session == nil:
		return nil, new(refusePage(correlationID, 400, "CAPTURE_CONTEXT_INVALID", "is not one of this service's", "captureContext"))
	}
	return session, nil
}

func (s *Simulator) newTransientToken(session *hostedSession, card HostedCard) string {
	now := s.tokenTime(s.options.Now())
	claims := object{
		"iss": "Flex/08", "type": session.kind, "jti": s.keepToken(session, card),
		"iat": now.Unix(), "exp": now.Add(pageLife).Unix(),
		"content": object{"paymentInformation": object{"card": s.toldOf(card, session.request)}},
	}
	if !strings.HasPrefix(session.kind, "mf-") {
		claims["metadata"] = object{"paymentType": "PANENTRY", "ccJti": session.id}
	}
	return session.key.Sign(claims)
}

// keepToken remembers a card until its token expires, and returns the token's id.
func (s *Simulator) keepToken(session *hostedSession, card HostedCard) string {
	now := s.tokenTime(s.options.Now())
	id := fmt.Sprintf("%s%08X%s", s.random(capitals, 52), now.Add(pageLife).Unix(), s.random(capitals, 4))
	s.hosted.tokens.add(id, hostedToken{merchant: session.merchant, key: session.key, card: card}, now)
	return id
}

// toldOf is what a token tells of its card.
func (s *Simulator) toldOf(card HostedCard, request document) object {
	number := object{"maskedValue": strings.Repeat("X", len(card.Number)-4) + card.Number[len(card.Number)-4:]}
	typ := s.remember(card.Number, "").Type
	if typ != "" {
		number["detectedCardTypes"] = []string{typ}
	}
	const prefix = "transientTokenResponseOptions.includeCardPrefix"
	switch {
	case request.value(prefix) == nil:
		number["bin"] = card.Number[:6]
	case request.flag(prefix):
		number["prefix"] = card.Number[:prefixLength(typ, len(card.Number))]
	}
	told := object{
		"number":          number,
		"expirationMonth": object{"value": card.ExpirationMonth},
		"expirationYear":  object{"value": card.ExpirationYear},
	}
	if card.SecurityCode != "" {
		told["securityCode"] = object{}
	}
	return told
}

// prefixLength is how many digits a prefix has.
func prefixLength(typ string, length int) int {
	if length >= 16 && slices.Contains([]string{"001", "002", "004", "007", "062"}, typ) {
		return 8
	}
	return 6
}

const tokenPath = "tokenInformation."

// transientToken is the token that a request names, whole or by its id; nil if there is none
// such, or no longer.
func (c *call) transientToken() *hostedToken {
	jwt := c.body.text(tokenPath + "transientTokenJwt")
	if jwt == "" {
		id := cmp.Or(c.body.text(tokenPath+"jti"), c.body.text(tokenPath+"transientToken"))
		return c.hosted.tokens.get(id, c.tokenTime(c.now))
	}
	var said struct {
		ID string `json:"jti"`
	}
	if !jws.Peek(jwt, &said) {
		return nil
	}
	token := c.hosted.tokens.get(said.ID, c.tokenTime(c.now))
	if token == nil || !token.key.Open(jwt, &said) {
		return nil
	}
	return token
}

// resolveToken puts the card of a transient token into the request, as if it had come with
// it; nil if the request has no such token. The refusal names the token by its id, in
// whatever form it came. Only payments use a token up: the payer may be authenticated with
// one that was paid with.
func (c *call) resolveToken() (*hostedToken, *outcome) {
	named := func(member string) bool { return c.body.has(tokenPath + member) }
	if !slices.ContainsFunc([]string{"transientTokenJwt", "jti", "transientToken"}, named) {
		return nil, nil
	}
	token := c.transientToken()
	if token == nil || token.merchant != c.MerchantID || token.used && c.Operation == CreatePayment {
		return nil, refusal("INVALID_DATA", tokenPath+"jti")
	}
	payment, _ := c.body["paymentInformation"].(map[string]any)
	if payment == nil {
		payment = map[string]any{}
	}
	payment["card"] = map[string]any{
		"number": token.card.Number, "expirationMonth": token.card.ExpirationMonth,
		"expirationYear": token.card.ExpirationYear, "securityCode": token.card.SecurityCode,
	}
	c.body["paymentInformation"] = payment
	return token, nil
}

// ofCard lets a call that moves no money be about the card of a transient token.
func ofCard(effect func(*call) Answer) func(*call) Answer {
	return func(c *call) Answer {
		if _, refused := c.resolveToken(); refused != nil {
			return c.refuse(*refused)
		}
		return effect(c)
	}
}
