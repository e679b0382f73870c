package simulator

// The three session operations of hosted pages. Simulated: the claims of capture contexts
// as they were seen, lifetime, refusals in the shape of these operations. Guesses: which
// reason a refusal has; the issuer of Unified Checkout's contexts; that more origins than
// documented are refused by the service and not by the browser. Not simulated: the refusal
// of members that the service does not know, defaults from the merchant portal.

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

var generateCaptureContext = operation{
	name:     GenerateCaptureContext,
	model:    "GenerateCaptureContextRequest",
	required: always("clientVersion", "targetOrigins"),
	effect:   func(c *call) Answer { return c.beginPage(microformOf(c.body), c.microformProblems()) },
	refuse:   (*call).refuseSession,
}

var generateUnifiedCheckoutCaptureContext = operation{
	name:  GenerateUnifiedCheckoutCaptureContext,
	model: "GenerateUnifiedCheckoutCaptureContextRequest",
	required: always("targetOrigins", "clientVersion", "allowedPaymentTypes", "country", "locale",
		amountsPath+"totalAmount", amountsPath+"currency"),
	effect: func(c *call) Answer { return c.beginPage("gda-0.10.0", c.originProblems(mostOrigins)) },
	refuse: (*call).refuseSession,
}

var createUnifiedCheckoutSession = operation{
	name:  CreateUnifiedCheckoutSession,
	model: "CreateUnifiedCheckoutSessionRequest",
	required: always("targetOrigins", "country", "locale",
		"data."+amountsPath+"totalAmount", "data."+amountsPath+"currency"),
	effect: func(c *call) Answer { return c.beginPage("uc-1.0.0", c.originProblems(7)) },
	refuse: (*call).refuseSession,
}

const mostOrigins = 9

// microformOf is the type of a Microform page: the old one only for who asks for it.
func microformOf(body document) string {
	if body.text("clientVersion") == "v2.0" {
		return "mf-2.0.0"
	}
	return "mf-2.1.0"
}

func (c *call) microformProblems() []string {
	problems := c.originProblems(mostOrigins)
	types := c.body.list("allowedPaymentTypes")
	if slices.ContainsFunc(types, func(kind string) bool { return kind != "CARD" && kind != "CHECK" }) {
		problems = append(problems, "allowedPaymentTypes")
	}
	if forCards := len(types) == 0 || slices.Contains(types, "CARD"); forCards && !c.body.has("allowedCardNetworks") {
		problems = append(problems, "allowedCardNetworks")
	}
	return problems
}

func (c *call) originProblems(most int) []string {
	origins := c.body.list("targetOrigins")
	if len(origins) > most || slices.ContainsFunc(origins, func(text string) bool { return !isOrigin(text) }) {
		return []string{"targetOrigins"}
	}
	return nil
}

// isOrigin asks for scheme and host: https, or http for localhost.
func isOrigin(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != text || strings.Contains(text, "*") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && u.Hostname() == "localhost"
}

// beginPage makes the capture context of a new page.
func (c *call) beginPage(kind string, problems []string) Answer {
	if step, scripted := c.nextStep(c.Request); scripted {
		if o := step.outcome(); o.http != 201 {
			return c.refuse(o)
		}
	}
	if len(problems) > 0 {
		return c.refuse(*refusal("INVALID_DATA", problems...))
	}
	session := hostedSession{
		merchant: c.MerchantID, kind: kind, request: c.body,
		id: c.random(letters, 16), key: c.hosted.nextKey("08" + c.random(letters, 30)),
	}
	c.hosted.sessions.add(session.id, session, c.tokenTime(c.now))
	return tokenAnswer(c.hosted.service().Sign(c.contextClaims(session)))
}

func (c *call) contextClaims(session hostedSession) object {
	data := object{}
	maps.Copy(data, session.request)
	data["clientLibrary"], data["clientLibraryIntegrity"] = c.PageScript.URL, c.PageScript.Integrity
	if strings.HasPrefix(session.kind, "mf-") {
		data["mfOrigin"] = c.Pages
		delete(data, "clientVersion")
	}
	now := c.tokenTime(c.now)
	return object{
		"iss": "Flex API", "jti": session.id, "iat": now.Unix(), "exp": now.Add(pageLife).Unix(),
		"flx": object{
			"path": "/flex/v2/tokens", "data": c.newSecret(48), "origin": c.Pages, "jwk": session.key.Public(),
		},
		"ctx": []any{object{"type": session.kind, "data": data}},
	}
}

// tokenAnswer is a success of the operations that answer with a bare token.
func tokenAnswer(token string) Answer {
	return Answer{Status: 201, Body: []byte(token), MediaType: "application/jwt"}
}

// sessionRefusal is the body of a refusal of these operations.
type sessionRefusal struct {
	CorrelationID   string          `json:"correlationId"`
	Reason          string          `json:"reason"`
	Message         string          `json:"message"`
	Details         []sessionDetail `json:"details,omitempty"`
	InformationLink string          `json:"informationLink"`
}

type sessionDetail struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// refuseSession answers in the shape of these operations what others answer in the usual one.
func (c *call) refuseSession(o outcome) Answer {
	words := map[string]string{"MISSING_FIELD": "is missing"}[o.reason]
	if words == "" {
		words = "is not valid"
	}
	if o.http == 400 {
		o.reason = "UNIFIEDPAYMENTS_VALIDATION_FIELDS"
	}
	return refusePage(c.CorrelationID, o.http, o.reason, words, o.fields...)
}

func refusePage(correlationID string, status int, reason, words string, locations ...string) Answer {
	body := sessionRefusal{
		CorrelationID: correlationID, Reason: reason, Message: "The request cannot be processed",
		InformationLink: "https://developer.cybersource.com",
	}
	for _, location := range locations {
		body.Details = append(body.Details, sessionDetail{location, words})
	}
	return Answer{Status: status, Body: encode(body)}
}
