package explain

const (
	troubleshooting = "docs/guides/troubleshooting.md"
	authentication  = "docs/guides/authentication.md"
	testing         = "docs/guides/testing.md"
	operations      = "README.md#operations"
	hosted          = "docs/guides/hosted-fields.md#test-it"
	payerPages      = testing + "#hosted-pages"
)

// requests are refusals before a call is authenticated, and answers without a reason.
var requests = map[string]Explanation{
	"notFound": {
		"No operation has this path", "The path of the request line leads to nothing that the service, or this gateway, knows.",
		"Compare it with the table of operations, its letters' case and its version number included. Behind an intermediate host with a path, start the gateway with that prefix.", operations,
	},
	"methodNotAllowed": {
		"The path exists, with another method", "The header Allow of the answer names the methods that the path takes.",
		"Use one of these. An increment is a PATCH of the payment; most other calls are a POST.", operations,
	},
	"notImplemented": {
		"The gateway does not simulate this operation", "The service has it, but the offline gateway has no behaviour for it.",
		"Answer it yourself with Options.Override in a Go test, or call the test system.", testing + "#what-the-gateway-does-not-do",
	},
	"requestTooLarge": {
		"The body is larger than 1 MiB", "No limit of the service is published; 1 MiB is this gateway's.", "Send less: no request of the service comes near.", troubleshooting + "#http-400",
	},
	"requestTimeout": {
		"The body took too long", "The client announced more bytes than it sent in the time it had.", "See that Content-Length is the length of the body in bytes, not in characters, and that the whole body is sent.", troubleshooting + "#http-502-timeouts-eof",
	},
	"invalidRequest": {
		"The body ended early", "The connection ended, or a chunk was malformed, before the announced end of the body.", "See that Content-Length is the length of the body in bytes.", troubleshooting + "#http-502-timeouts-eof",
	},
	"unsupportedMediaType": {
		"Content-Type is not application/json", "A request with a body has to say that it is JSON.", "Send the header Content-Type: application/json. Many HTTP libraries send a form type for a text body.", troubleshooting + "#http-400",
	},
	UnexpectedHost: {
		"The Host header names somebody else", "Without credentials the gateway answers requests for loopback and for its own hosts only, so that a web page elsewhere cannot call it.", "Call it as localhost or 127.0.0.1, or name the host with -host or Options.Hosts.", testing + "#from-other-languages-and-by-hand",
	},
	NotEncrypted: {
		"The body is not encrypted", "This gateway was told to demand message-level encryption (RequireEncryption).", "Give the client the gateway's request certificate.", authentication + "#message-level-encryption",
	},
	EncryptedWithoutToken: {
		"An encrypted body needs a token", "Message-level encryption works with JWT authentication only.", "Authenticate with a token, or send the body in the clear.", authentication + "#message-level-encryption",
	},
	CannotDecrypt: {
		"The encrypted body cannot be opened", "It has to be a compact JWE with alg RSA-OAEP-256 and enc A256GCM for the gateway's request certificate.", "Encrypt to the certificate of this gateway: -mle-certificate writes it to a file. The service's own does not work here.", authentication + "#message-level-encryption",
	},
	CannotEncrypt: {
		"The answer cannot be encrypted", "The call was processed, and its answer could not be encrypted to the response key that the token names.", "See that the key of the account's responseKeys is RSA with 2048 bits or more.", authentication + "#message-level-encryption",
	},
	KeyNotFound: {
		"There is no public key with this id", "Capture contexts and results are signed with a key whose id is kid in their header. Another gateway, or one that was started anew, has other keys.", "Take kid of the token that is to be verified, and ask the gateway that made it.", hosted,
	},
	TokenRequestForm: {
		"This is no request for a token", "The script of the hosted page sends a JSON object with captureContext and card. How the service's own pages ask is not published.", "Load the script that the capture context names, or call Gateway.TransientToken in a Go test.", hosted,
	},
	PageForm: {
		"This is no form", "The payer's browser posts the access token as a form, in a field named JWT.", "Post with Content-Type: application/x-www-form-urlencoded, as browsers do.", payerPages,
	},
	PageTokenUnknown: {
		"The access token opens nothing here", "JWT has to be the accessToken of a set-up for device data, and that of the enrolment check for a challenge. Each is good for an hour, at the gateway that made it.", "Post the token of the latest answer to the address of the same answer.", payerPages,
	},
	PageReturnURL: {
		"The payer could not come back", "consumerAuthenticationInformation.returnUrl of the enrolment check is where the browser goes after a challenge. It is missing, or no http or https address.", "Send the address of your own page with the enrolment check.", payerPages,
	},
	RecordNotFound: {
		"There is no record with this id", "Look-ups find what this gateway has processed for the same merchant, after the delay of Options.IndexDelay. The search for an unknown id is answered the same way.", "Take the id of an answer of this gateway. If it is new, look again later: the service's records lag too.", testing + "#look-ups-and-searches",
	},
	PaymentNotFound: {
		"The id in the path is not known", "No payment of this merchant has it here, and the gateway was told to answer HTTP 404 (UnknownID).", "Take the id of the answer that the call is about. A restarted gateway has forgotten everything.", "docs/guides/life-of-a-payment.md#from-one-answer-to-the-next-call",
	},
	TooManyLookups: {
		"Too many look-ups in a minute", "Lookups.PerMinute limits them here, as the service limits them.", "Wait, and look up less often.", testing + "#look-ups-and-searches",
	},
	ServiceFailed: {
		"The service failed", "The answer is a failure of the service and says nothing about what became of the call.", findOut, unknown,
	},
	GatewayFailed: {
		"The gateway itself failed", "This is a mistake in the offline gateway, or in an override of the test: not something that the service does.", "Its log has the place (Options.Logger). Please report it.", testing + "#the-gateways-page",
	},
	OwnAnswer: {
		"The test has asked for this answer", "It comes from Options.Override, or has a reason that the service is not known for.", "See what the test has set up for this call.", testing + "#say-what-happens-next",
	},
}
