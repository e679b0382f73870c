package explain

const (
	http401  = troubleshooting + "#http-401"
	metaKeys = authentication + "#meta-keys"
	signing  = authentication + "#troubleshooting-http-401"
	choosing = authentication + "#one-example-each"
)

// signatures are refusals of requests with an HTTP signature, or without credentials.
var signatures = map[string]Explanation{
	"credentials-missing": {
		"There are no credentials", "Neither an Authorization nor a Signature header arrived.", "Sign the request. If the client does, something on the way removes the header: a proxy, or a redirect.", choosing,
	},
	"authorization-twice": {
		"Two Authorization headers", "Of two headers nobody can say which one counts.", "Set it once: a default header of the HTTP library may add another.", http401,
	},
	"authorization-form": {
		"Authorization is not \"Bearer <token>\"", "The service takes a JSON Web Token or an access token, after the word Bearer and one space.", "Basic authentication and API keys do not work here.", choosing,
	},
	"bearer-unknown": {
		"The access token is not known", "A bearer token that is no JSON Web Token has to be registered with one of the gateway's accounts.", "Add it to the account's tokens, or authenticate with a key of the account.", choosing,
	},
	"signature-twice": {
		"Two Signature headers", "Of two headers nobody can say which one counts.", "Set it once per attempt.", http401,
	},
	"signature-form": {
		"The Signature header cannot be read", "It is keyid, algorithm, headers and signature, each with its value in double quotes, parted by commas.", `Write keyid="...", algorithm="HmacSHA256", headers="host date request-target digest v-c-merchant-id", signature="...".`, signing,
	},
	"signature-algorithm": {
		"The algorithm is not HmacSHA256", "The label has to be HmacSHA256, letter by letter. That of the standard, hmac-sha256, is not accepted.", `Write algorithm="HmacSHA256".`, signing,
	},
	"signature-header-unsigned": {
		"A header that has to be signed is not", "host, date (or v-c-date), request-target, v-c-merchant-id and, with a body, digest have to be in the list headers=\"...\".", "Add the missing name to the list, and its line to the signed text.", signing,
	},
	"signature-header-missing": {
		"A signed header was not sent", "A name in headers=\"...\" has no header in the request, so nobody can repeat the signature.", "Send it. Some HTTP libraries drop Date or Host that a program sets.", signing,
	},
	"signature-header-twice": {
		"A signed header was sent twice", "A proxy might forward the one that was not signed.", "Send it once.", signing,
	},
	"signature-host": {
		"Host names another system", "The signed Host is the run environment, such as apitest.cybersource.com, also when the connection goes to an intermediate host or to this gateway.", "Set Host to apitest.cybersource.com, or to the gateway's address, or name yours with -host or Options.Hosts.", signing,
	},
	"signature-date-form": {
		"The date cannot be read", "It is an HTTP date in GMT: Wed, 04 Mar 2026 05:06:07 GMT. ISO 8601 is not accepted.", "Format it in GMT with English names of days and months, and two digits.", signing,
	},
	"signature-date-off": {
		"The date is too far from the clock", "The gateway compares it with its own clock, five minutes either way; that of the service is not published.", "Set the computer's clock, sign each attempt anew, and see that a local time is not called GMT.", signing,
	},
	"signature-digest": {
		"The digest is not that of the body", "The body that arrived has another SHA-256 than the header Digest says, or the header lacks SHA-256= in front.", "Hash the very bytes that are sent: serialise once, then hash and send the same bytes. A line end at the end counts.", signing,
	},
	"signature-key-unknown": {
		"The key id is not known", "keyid names no shared secret of an account here.", "Use the key id that the gateway prints at its start, or add yours with -accounts.", signing,
	},
	"signature-mismatch": {
		"The signature does not match", "Everything that is sent is as it has to be, and the HMAC over it with the shared secret is another one.", "Compare the text below with the one that your program signs, line by line. The secret is base64: decode it before it is used.", signing,
	},
	"signature-merchant-foreign": {
		"The key may not act for this merchant", "v-c-merchant-id is none of the merchants of the key's owner.", "Use the merchant's own key, or list the merchant in the portfolio's account.", metaKeys,
	},
}

// tokens are refusals of JSON Web Tokens.
var tokens = map[string]Explanation{
	"token-header-form": {
		"The token's header cannot be read", "The first part of a token is base64url, without padding, of a JSON object.", "Make the token with a JWT library.", choosing,
	},
	"token-type": {
		"typ is not JWT", "The header of the token has to say typ: JWT. A token of version 1, and a JWE, do not.", "Set typ to JWT.", choosing,
	},
	"token-critical": {
		"The token demands an extension", "crit lists extensions that must be understood (RFC 7515), and the service documents none.", "Leave crit out.", choosing,
	},
	"token-algorithm": {
		"The algorithm is not known", "A shared secret signs with HS256, a certificate with RS256; HS384, HS512, RS384, RS512 and the PS family are documented too. none is not.", "Set alg to HS256 or RS256.", choosing,
	},
	"token-signature-form": {
		"The token's signature cannot be read", "The third part is base64url, without padding. Standard base64 has + and / where base64url has - and _.", "Encode it as base64url.", choosing,
	},
	"token-secret-unknown": {
		"The key id is not known", "kid names no shared secret of an account here.", "Use the key id that the gateway prints at its start, or add yours with -accounts. With HS256 kid is the id of the key, not of the merchant.", http401,
	},
	"token-secret-mismatch": {
		"The token's signature does not match", "The HMAC over the first two parts with the shared secret of kid is another one.", "The secret is base64: decode it before it is used as the key.", http401,
	},
	"token-certificate-unknown": {
		"The certificate is not known", "kid is the serialNumber attribute of the certificate's subject, as text. It is not the serial number of the certificate, in decimal or hex.", "Take kid from the subject, and add the certificate to the account.", http401,
	},
	"token-certificate-mismatch": {
		"The token's signature does not match", "The signature was not made with the private key of the certificate that kid names.", "Sign with the key that belongs to the certificate: a P12 file may hold several.", http401,
	},
	"token-claims-form": {
		"The token's claims cannot be read", "The second part of a token is base64url, without padding, of a JSON object.", "Make the token with a JWT library.", choosing,
	},
	"token-version": {
		"v-c-jwt-version is not \"2\"", "The claim is the text 2, in quotes. Version 1, with x5c in the header, is not accepted any more.", "Write \"v-c-jwt-version\": \"2\".", http401,
	},
	"token-issuer": {
		"iss is not the owner of the key", "It is the merchant id, and with a meta key the portfolio id.", "Set iss to whom the key belongs.", metaKeys,
	},
	"token-merchant-missing": {
		"v-c-merchant-id is missing", "The claim names the merchant for whom the call is, also with a meta key.", "Add it.", http401,
	},
	"token-merchant-foreign": {
		"The key may not act for this merchant", "The claim v-c-merchant-id is none of the merchants of the key's owner.", "Use the merchant's own key, or list the merchant in the portfolio's account.", metaKeys,
	},
	"token-id-missing": {
		"jti is missing", "Every token has an id of its own, a random UUID, which keeps it from being used twice.", "Make a new one for every attempt.", http401,
	},
	"token-issued-form": {
		"iat is no whole number", "It is the time of signing in seconds since 1970, a JSON number.", "Milliseconds and dates as text are not accepted.", http401,
	},
	"token-expiry-form": {
		"exp is no whole number", "It is the end of the token in seconds since 1970, a JSON number.", "Set it to iat + 120.", http401,
	},
	"token-lifetime": {
		"The token lives longer than two minutes", "exp may be at most 120 seconds after iat, and not before it.", "Set exp to iat + 120.", http401,
	},
	"token-from-future": {
		"The token was made in the future", "iat is ahead of the gateway's clock. The width of the window is a guess: two minutes.", "Set the computer's clock. Milliseconds in place of seconds look like this too.", http401,
	},
	"token-expired": {
		"The token has expired", "exp is past on the gateway's clock.", "Make a token for every attempt, right before it is sent, and set the computer's clock.", http401,
	},
	"token-host": {
		"request-host names another system", "It is the run environment, such as apitest.cybersource.com, also when the connection goes to an intermediate host or to this gateway.", "Set it to apitest.cybersource.com, or name your host with -host or Options.Hosts.", http401,
	},
	"token-method": {
		"request-method is another one", "The claim has to be the method of the request, in any case.", "Make the token for this very request.", http401,
	},
	"token-path": {
		"request-resource-path is another one", "The claim has to be the request target as it is sent: escaped, with the query, without host, and without the path of an intermediate host.", "Make the claim of the path that is put into the request line.", http401,
	},
	"token-digest-algorithm": {
		"digestAlgorithm is not SHA-256", "A request with a body says digestAlgorithm: SHA-256 beside its digest.", "Add the claim.", http401,
	},
	"token-digest": {
		"digest is not that of the body", "The body that arrived has another SHA-256 than the claim says. In the claim, unlike in the Digest header, there is no SHA-256= in front.", "Hash the very bytes that are sent: serialise once, then hash and send the same bytes. Of an encrypted request it is the encrypted body that counts.", http401,
	},
	"token-response-key": {
		"The response key is not known", "The token asks for an encrypted answer, to a key that is not among the response keys of the key's owner.", "Register the certificate, or leave the claim out.", authentication + "#message-level-encryption",
	},
	"token-replayed": {
		"The token was used before", "Each token is good for one request. A retry of the HTTP library below the signer sends the same one again.", "Sign every attempt anew, and switch such retries off.", http401,
	},
}
