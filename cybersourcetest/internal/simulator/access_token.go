package simulator

// Access tokens: what the payer's browser carries to the pages of payer authentication.
// Simulated: a JWT that lasts an hour, and that the pages accept unchanged only. Guesses:
// its members, and its key, which everybody who knows the seed can make: what it opens is
// a page without effect.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// The pages of payer authentication.
const (
	CollectionPath = "/V1/Cruise/Collect" // of device data
	StepUpPath     = "/V2/Cruise/StepUp"  // of a challenge
)

const tokenLife = time.Hour

// pageURL is the address of a page of payer authentication.
func (c *call) pageURL(path string) string {
	if c.Pages == "" {
		return "https://pages.invalid" + path
	}
	return c.Pages + path
}

// collectionToken opens the page that collects device data.
func (c *call) collectionToken(reference string) string {
	return c.accessToken(object{"ReferenceId": reference})
}

// stepUpToken opens the page of a challenge.
func (c *call) stepUpToken(transactionID, returnURL string) string {
	return c.accessToken(object{"ReturnUrl": returnURL, "Payload": object{"TransactionId": transactionID}})
}

func (c *call) accessToken(claims object) string {
	claims["jti"], claims["iss"], claims["OrgUnitId"] = c.newUUID(), "offline gateway", "offline gateway"
	now := c.tokenTime(c.now)
	claims["iat"], claims["exp"] = now.Unix(), now.Add(tokenLife).Unix()
	signed := segment([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + segment(encode(claims))
	return signed + "." + c.signToken(signed)
}

func (s *Simulator) signToken(signed string) string {
	mac := hmac.New(sha256.New, []byte("access token of seed "+strconv.FormatUint(s.options.Seed, 10)))
	mac.Write([]byte(signed))
	return segment(mac.Sum(nil))
}

func segment(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// readToken returns the claims of a token that was made here and has not expired.
func (s *Simulator) readToken(token string) (document, bool) {
	signed, signature, _ := cutLast(token, ".")
	if !hmac.Equal([]byte(signature), []byte(s.signToken(signed))) {
		return nil, false
	}
	_, payload, _ := strings.Cut(signed, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	claims, readable := parse(text)
	if err != nil || !readable {
		return nil, false
	}
	expiry, _ := claims["exp"].(json.Number)
	seconds, _ := expiry.Int64()
	return claims, s.tokenTime(s.options.Now()).Before(time.Unix(seconds, 0))
}

func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// Collection returns the reference id of the set-up that a token is from; false if it
// opens no page.
func (s *Simulator) Collection(token string) (referenceID string, ok bool) {
	claims, ok := s.readToken(token)
	referenceID = claims.text("ReferenceId")
	return referenceID, ok && referenceID != ""
}

// StepUp is what the page of a challenge shows.
type StepUp struct {
	TransactionID, ReturnURL     string
	MerchantID, Amount, Currency string
	CardLastFour                 string
}

// StepUp returns the challenge that a token opens; false if it opens none.
func (s *Simulator) StepUp(token string) (StepUp, bool) {
	claims, ok := s.readToken(token)
	if !ok {
		return StepUp{}, false
	}
	id := claims.text("Payload.TransactionId")
	s.mu.Lock()
	defer s.mu.Unlock()
	begun := s.memory.challenges[id]
	if begun == nil {
		return StepUp{}, false
	}
	return StepUp{
		TransactionID: id, ReturnURL: begun.ReturnURL, MerchantID: begun.Merchant,
		Amount: begun.Amount, Currency: begun.Currency, CardLastFour: begun.Card.LastFour,
	}, true
}
