package simulator

import (
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/jws"
)

// token is the id of a transient token for a card.
func (g *gateway) token(number string) string {
	g.t.Helper()
	session := g.Handle(Request{Operation: GenerateCaptureContext, MerchantID: merchant, Body: build(g.t, with{
		"clientVersion": "v2", "targetOrigins": []string{"https://shop.example"}, "allowedCardNetworks": []string{"VISA"},
	})})
	made := g.MakeToken(string(session.Body), "", HostedCard{number, "12", "2031", "123"}, "")
	var said struct {
		ID string `json:"jti"`
	}
	if !jws.Peek(string(made.Body), &said) {
		g.t.Fatalf("no token: %s", made.Body)
	}
	return said.ID
}

// withToken is a request for the card of a token.
func withToken(t *testing.T, member, id string, changes ...with) []byte {
	t.Helper()
	return cardPayment(t, append([]with{{"paymentInformation": nil, tokenPath + member: id}}, changes...)...)
}

func TestTransientTokenStandsForItsCardInPayerAuthentication(t *testing.T) {
	g := newGateway(t, Options{})
	token := g.token("4000000000002503")
	expectOutcome(t, g.ask(PayerAuthSetup, withToken(t, "transientToken", token)), 201, "COMPLETED", "")
	enrolled := g.ask(CheckPayerAuthEnrollment, withToken(t, "transientToken", token))
	expectOutcome(t, enrolled, 201, "PENDING_AUTHENTICATION", "CONSUMER_AUTHENTICATION_REQUIRED")
	if got := enrolled.entry.CardLastFour; got != "2503" {
		t.Errorf("card ending in %q", got)
	}
	challenge := with{idPath: enrolled.text(idPath)}
	expectOutcome(t, g.ask(ValidateAuthenticationResults, withToken(t, "jti", token, challenge)), 201, "AUTHENTICATION_SUCCESSFUL", "")
	other := g.ask(ValidateAuthenticationResults, withToken(t, "jti", g.token("4111111111111111"), challenge))
	if other.reason() != "INVALID_DATA" || !slices.Equal(other.fields(), []string{idPath}) {
		t.Errorf("the token of another card: %s", other.body)
	}
}

func TestPayersAreAuthenticatedWithATokenThatWasPaidWith(t *testing.T) {
	g := newGateway(t, Options{})
	token := g.token("4000000000002701")
	expectOutcome(t, g.pay(withToken(t, "jti", token)), 201, "AUTHORIZED", "")
	expectOutcome(t, g.ask(CheckPayerAuthEnrollment, withToken(t, "transientToken", token)), 201, "AUTHENTICATION_SUCCESSFUL", "")
	expectOutcome(t, g.pay(withToken(t, "jti", token)), 400, "INVALID_REQUEST", "INVALID_DATA")
	g.now = noon.Add(pageLife)
	expired := g.ask(CheckPayerAuthEnrollment, withToken(t, "transientToken", token))
	if expired.reason() != "INVALID_DATA" || !slices.Equal(expired.fields(), []string{tokenPath + "jti"}) {
		t.Errorf("an expired token: %s", expired.body)
	}
}
