package cybersource

var (
	createPayment = operation{
		name: "CreatePayment", method: "POST", path: "/pts/v2/payments",
		contentType: "application/json;charset=utf-8", accept: "application/hal+json;charset=utf-8",
		request: "CreatePaymentRequest", response: "CreatePaymentResponse",
		movesMoney: true, transactionID: transactionIDGenerated, partner: true,
	}
	incrementAuth = operation{
		name: "IncrementAuth", method: "PATCH", path: "/pts/v2/payments/{id}",
		contentType: "application/json;charset=utf-8", accept: "application/hal+json;charset=utf-8",
		request: "IncrementAuthRequest", response: "IncrementAuthResponse",
		movesMoney: true, transactionID: transactionIDGenerated, partner: true,
	}
	refreshPaymentStatus = operation{
		name: "RefreshPaymentStatus", method: "POST", path: "/pts/v2/refresh-payment-status/{id}",
		contentType: "application/json;charset=utf-8", accept: "application/hal+json;charset=utf-8",
		request: "RefreshPaymentStatusRequest", response: "RefreshPaymentStatusResponse",
		repeatable: true,
	}
)

func (r *CreatePaymentResponse) parts() answerParts {
	p := answerParts{meta: &r.Meta, status: string(r.Status)}
	if c := r.ClientReferenceInformation; c != nil {
		p.code, p.transactionID = c.Code, c.TransactionID
	}
	return p
}

func (r *IncrementAuthResponse) parts() answerParts {
	p := answerParts{meta: &r.Meta, status: string(r.Status)}
	if c := r.ClientReferenceInformation; c != nil {
		p.code = c.Code
	}
	return p
}

func (r *RefreshPaymentStatusResponse) parts() answerParts {
	p := answerParts{meta: &r.Meta, status: string(r.Status)}
	if c := r.ClientReferenceInformation; c != nil {
		p.code = c.Code
	}
	return p
}
