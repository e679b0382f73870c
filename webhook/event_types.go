package webhook

// EventType is what an event is about. It is an open list: products spell like events
// differently, and new ones appear.
type EventType string

// Events of the product payments.
const (
	AuthorizationAccepted          EventType = "payments.authorization.status.accepted"
	AuthorizationReviewed          EventType = "payments.authorization.status.reviewed"
	AuthorizationRejected          EventType = "payments.authorization.status.rejected"
	AuthorizationPartiallyApproved EventType = "payments.authorization.status.partiallyApproved"
	CaptureAccepted                EventType = "payments.capture.status.accepted"
	CaptureUpdated                 EventType = "payments.capture.status.updated"
	RefundAccepted                 EventType = "payments.refund.status.accepted"
	RefundUpdated                  EventType = "payments.refund.status.updated"
	CreditAccepted                 EventType = "payments.credit.status.accepted"
	CreditUpdated                  EventType = "payments.credit.status.updated"
	VoidAccepted                   EventType = "payments.void.status.accepted"
	VoidRejected                   EventType = "payments.void.status.rejected"
	ReversalAccepted               EventType = "payments.reversal.status.accepted"
	ReversalRejected               EventType = "payments.reversal.status.rejected"
)

// Events of the product cardProcessing, the older name of payments.
const (
	CardPaymentAccept          EventType = "payments.payments.accept"
	CardPaymentReview          EventType = "payments.payments.review"
	CardPaymentReject          EventType = "payments.payments.reject"
	CardPaymentPartialApproval EventType = "payments.payments.partial.approval"
	CardCaptureAccept          EventType = "payments.captures.accept"
	CardCaptureReview          EventType = "payments.captures.review"
	CardCaptureReject          EventType = "payments.captures.reject"
	CardRefundAccept           EventType = "payments.refunds.accept"
	CardRefundReject           EventType = "payments.refunds.reject"
	CardRefundPartialApproval  EventType = "payments.refunds.partial.approval"
	CardCreditAccept           EventType = "payments.credits.accept"
	CardCreditReview           EventType = "payments.credits.review"
	CardCreditReject           EventType = "payments.credits.reject"
	CardCreditPartialApproval  EventType = "payments.credits.partial.approval"
	CardReversalAccept         EventType = "payments.reversals.accept"
	CardReversalReject         EventType = "payments.reversals.reject"
	CardVoidAccept             EventType = "payments.voids.accept"
	CardVoidReject             EventType = "payments.voids.reject"
)

// Events of the products eCheck and alternativePaymentMethods.
const (
	ECheckPaymentAccepted     EventType = "payments.payments.accepted"
	ECheckPaymentFailed       EventType = "payments.payments.failed"
	ECheckCreditAccepted      EventType = "payments.credits.accepted"
	ECheckCreditFailed        EventType = "payments.credits.failed"
	ECheckVoidAccepted        EventType = "payments.voids.accepted"
	ECheckVoidFailed          EventType = "payments.voids.failed"
	AlternativePaymentUpdated EventType = "payments.payments.updated"
)

// UnifiedCheckoutResult is the result of a payment that Unified Checkout made itself
// (completeMandate), approved or declined. Payments that a server makes have none.
const UnifiedCheckoutResult EventType = "uc.orders.transactionresults"

// Events of the product tokenManagement; the last three are of older subscriptions.
const (
	NetworkTokenProvisioned EventType = "tms.networktoken.provisioned"
	NetworkTokenUpdated     EventType = "tms.networktoken.updated"
	NetworkTokenBinding     EventType = "tms.networktoken.binding"
	TokenCreated            EventType = "tms.token.created"
	TokenUpdated            EventType = "tms.token.updated"
	TokenPANUpdated         EventType = "tms.token.pan_updated"
)
