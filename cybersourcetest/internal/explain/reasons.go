package explain

const (
	refusals = "docs/outcome-tables.md#refusals"
	failures = "docs/outcome-tables.md#failures"
	life     = "docs/guides/life-of-a-payment.md#windows"
	unknown  = "docs/guides/retries-and-unknown-outcomes.md#when-the-outcome-is-unknown"
)

// findOut is what to do about a call that may stand.
const findOut = "Find out before anything is sent again: Resolve, with the record of the call. In other languages GET /tss/v2/transactions/{id} (GetTransaction) if there is an id, else a search by reference code or transaction id; records lag behind."

// reasons are refusals and failures of the service, by their reason.
var reasons = map[string]Explanation{
	"MISSING_FIELD": {
		"Members are missing", "The request lacks what the operation requires; the details name it.", "Add the members. RelaxedRequirements (Options) leaves out the bill-to members, as accounts may be set up.", troubleshooting + "#http-400",
	},
	"INVALID_DATA": {
		"A member has a value that cannot be", "A value is too long, or not of its format, or refers to something that does not exist; the details name the member where one is to blame. Without details the body is no JSON, or an object stands in place of a value, or the other way round.", "Correct the member. Its page says length, format and known codes.", "docs/models/README.md",
	},
	"DUPLICATE_REQUEST": {
		"The request was sent before", "The reference code, or the transaction id, was used by an earlier request that succeeded: that one may stand.", "Find the earlier request before anything else is sent: CreateSearch by its reference code, or Resolve with its record. A new order needs a new code.", "docs/guides/retries-and-unknown-outcomes.md#two-questions",
	},
	"INVALID_CARD": {
		"The card is not valid", "The card was refused before the issuer was asked.", "Ask the payer for another card.", refusals,
	},
	"INVALID_CARD_TYPE": {
		"The card type does not fit the number", "paymentInformation.card.type contradicts the first digits of the number.", "Leave the type out, or send the right one: 001 is Visa, 002 Mastercard, 003 American Express.", refusals,
	},
	"CARD_TYPE_NOT_ACCEPTED": {
		"The card's brand is not accepted", "The first digits belong to no brand that the account accepts.", "Use a published test card.", "docs/gateway-triggers.md#card-numbers",
	},
	"INVALID_MERCHANT_CONFIGURATION": {
		"The account is not set up for this", "Something about the merchant's account is wrong or missing.", "Ask the service's support; here a trigger or a script has asked for it.", refusals,
	},
	"PROCESSOR_UNAVAILABLE": {
		"The processor cannot be reached", "The service could not ask the processor.", "Try again later. Here a trigger or a script has asked for it.", refusals,
	},
	"INVALID_AMOUNT": {
		"The amount cannot be", "It is zero or negative where something has to move, or differs from the one it has to equal: a timeout reversal names the amount of the original.", "Compare it with the payment's state.", life,
	},
	"INVALID_PAYMENT_ID": {
		"The id in the path is not known", "No payment of this merchant has it here. Captures are undone by the id of the capture, payments by that of the payment.", "Take the id of the answer that the call is about. A restarted gateway has forgotten everything.", "docs/guides/life-of-a-payment.md#from-one-answer-to-the-next-call",
	},
	"MISSING_AUTH": {
		"There is no authorization to follow up", "The payment was declined, or its hold is gone: reversed, expired or captured.", "Look at the payment's life.", life,
	},
	"EXCEEDS_AUTH_AMOUNT": {
		"The amount is more than what is there", "More was asked for than is held, or left of the capture.", "Look at the payment's life. NoSums (Options) accepts it, as the test system does.", life,
	},
	"AUTH_ALREADY_REVERSED": {
		"The authorization was reversed before", "Nothing is held any more.", "Nothing is left to do, if the reversal was yours.", life,
	},
	"TRANSACTION_ALREADY_SETTLED": {
		"The money was taken already", "What was captured is not held any more.", "Refund the capture instead.", life,
	},
	"TRANSACTION_ALREADY_REVERSED_OR_SETTLED": {
		"The transaction is over", "Nothing is left of the authorization that the call could change.", "Look at the payment's life.", life,
	},
	"NOT_VOIDABLE": {
		"It cannot be voided any more", "The batch has gone to the processor, or nothing of this id waits for one.", "Refund a capture that was sent; reverse an authorization that was not captured.", life,
	},
	"CAPTURE_ALREADY_VOIDED": {
		"It was voided before", "The capture, refund or credit is no longer in the queue.", "Nothing is left to do, if the void was yours.", life,
	},
	"ACCOUNT_NOT_ALLOWED_CREDIT": {
		"The account may not make credits", "Features.NoCredits is set, as for most accounts: a credit pays out without an earlier payment.", "Refund the capture instead.", refusals,
	},
	"NOT_SUPPORTED": {
		"The processor cannot do this", "The processor, the card or the account does not know this kind of request.", "See which Features (Options) the gateway has.", refusals,
	},
	"DEBIT_CARD_USEAGE_EXCEEDD_LIMIT": {
		"The debit card has reached its limit of use", "The issuer refuses more payments for a while.", "Ask the payer for another card.", refusals,
	},
	"CONSUMER_AUTHENTICATION_FAILED": {
		"The payer was not authenticated", "The 3-D Secure authentication that the payment was bundled with failed, and the account refuses such payments (Features.RefusedAuthentications).", "Ask the payer to try again, or for another card.", "docs/gateway-triggers.md#3-d-secure-cards",
	},
	"SYSTEM_ERROR": {
		"The service failed", "HTTP 502 with SYSTEM_ERROR says nothing about what became of the call: it may have been processed.", findOut, unknown,
	},
	"SERVER_TIMEOUT": {
		"The service took too long", "The request arrived, and its outcome is not known.", findOut, unknown,
	},
	"SERVICE_TIMEOUT": {
		"A part of the service took too long", "The request arrived, and its outcome is not known.", findOut, unknown,
	},
	"CAPTURE_CONTEXT_INVALID": {
		"The capture context is not one of this gateway's", "It has to be the answer of one of the three operations, as it was, and its targetOrigins have to name the origin of the page.", "Make a new context for each page; a restarted gateway has forgotten the old ones.", hosted,
	},
	"CAPTURE_CONTEXT_EXPIRED": {
		"The capture context has expired", "A capture context lives 15 minutes.", "Make a new one when the page is shown.", hosted,
	},
	"UNIFIEDPAYMENTS_VALIDATION_FIELDS": {
		"Members are missing or not valid", "The request for a hosted page, or the card that was typed into it, lacks something; the details name it.", "Correct the members.", "docs/guides/hosted-fields.md",
	},
	"INVALID_OR_MISSING_CONFIG": {
		"The service is not configured for this", "A configuration is missing at the service.", "Ask the service's support; here a trigger or a script has asked for it.", failures,
	},
}
