package routes

// table holds the delivered operations.
var table = []Route{
	{Operation: "CreatePayment", Method: "POST", Path: "/pts/v2/payments", Request: "CreatePaymentRequest", TransactionID: "generated", MovesMoney: true},
	{Operation: "IncrementAuth", Method: "PATCH", Path: "/pts/v2/payments/{id}", Request: "IncrementAuthRequest", TransactionID: "generated", MovesMoney: true},
	{Operation: "RefreshPaymentStatus", Method: "POST", Path: "/pts/v2/refresh-payment-status/{id}", Request: "RefreshPaymentStatusRequest", TransactionID: "none", Repeatable: true},
}
