package test

import "github.com/cybersource-go/cybersource"

const cardNumber = "4111111111111111" // a public test number

// payment is an ordinary card authorization, without a transaction id.
func payment() *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"},
		ProcessingInformation:      &cybersource.ProcessingInformation{Capture: new(false)},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: cardNumber, ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "987",
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo:        billTo(),
		},
	}
}

func billTo() *cybersource.OrderInformationBillTo {
	return &cybersource.OrderInformationBillTo{
		FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
		AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
	}
}

func increment() *cybersource.IncrementAuthRequest {
	return &cybersource.IncrementAuthRequest{
		ClientReferenceInformation: &cybersource.IncrementAuthClientReferenceInformation{Code: "order-1"},
		ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
			AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{StoredCredentialUsed: new(true)},
			},
		},
		OrderInformation: &cybersource.IncrementAuthOrderInformation{
			AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "20.00", Currency: "USD"},
		},
	}
}

func refresh() *cybersource.RefreshPaymentStatusRequest {
	return &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "order-1"},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "bankTransfer",
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "MULTIBANCO"},
			},
		},
		ProcessingInformation: &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
	}
}

// What follows is about what payment made. Amounts are as in its approval.

func capture() *cybersource.CapturePaymentRequest {
	return &cybersource.CapturePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"},
		OrderInformation:           &cybersource.CaptureOrderInformation{AmountDetails: followUpAmount()},
	}
}

func followUpAmount() *cybersource.FollowOnOrderInformationAmountDetails {
	return &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"}
}

func refundOfPayment() *cybersource.RefundPaymentRequest {
	return &cybersource.RefundPaymentRequest{
		ClientReferenceInformation: &cybersource.RefundClientReferenceInformation{Code: "order-1"},
		OrderInformation:           &cybersource.RefundOrderInformation{AmountDetails: followUpAmount()},
	}
}

func refundOfCapture() *cybersource.RefundCaptureRequest {
	return &cybersource.RefundCaptureRequest{
		ClientReferenceInformation: &cybersource.RefundClientReferenceInformation{Code: "order-1"},
		OrderInformation:           &cybersource.RefundOrderInformation{AmountDetails: followUpAmount()},
	}
}

func reversal() *cybersource.AuthReversalRequest {
	return &cybersource.AuthReversalRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"},
		ReversalInformation: &cybersource.ReversalInformation{
			AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
	}
}

// lostID is the transaction id of a request whose answer was lost.
const lostID = "lost-1"

func timeoutReversal() *cybersource.MitReversalRequest {
	return &cybersource.MitReversalRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1", TransactionID: lostID},
		ReversalInformation:        reversal().ReversalInformation,
	}
}

func voidOfPayment() *cybersource.VoidPaymentRequest {
	return &cybersource.VoidPaymentRequest{ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"}}
}

func voidOfCapture() *cybersource.VoidCaptureRequest {
	return &cybersource.VoidCaptureRequest{ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"}}
}

func voidOfRefund() *cybersource.VoidRefundRequest {
	return &cybersource.VoidRefundRequest{ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"}}
}

func voidOfCredit() *cybersource.VoidCreditRequest {
	return &cybersource.VoidCreditRequest{ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"}}
}

func timeoutVoid() *cybersource.MitVoidRequest {
	return &cybersource.MitVoidRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1", TransactionID: lostID},
	}
}

// credit is a payout to a card, with no payment before it.
func credit() *cybersource.CreateCreditRequest {
	return &cybersource.CreateCreditRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"},
		PaymentInformation: &cybersource.RefundPaymentInformation{
			Card: &cybersource.RefundPaymentInformationCard{
				Number: cardNumber, ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "987",
			},
		},
		OrderInformation: &cybersource.RefundOrderInformation{
			AmountDetails: followUpAmount(),
			BillTo: &cybersource.FollowOnOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
			},
		},
	}
}

func search() *cybersource.CreateSearchRequest {
	return &cybersource.CreateSearchRequest{Query: "clientReferenceInformation.code:order-1", Sort: "submitTimeUtc:desc"}
}

// What follows begins hosted pages.

func microformSession() *cybersource.GenerateCaptureContextRequest {
	return &cybersource.GenerateCaptureContextRequest{
		ClientVersion: "v2", TargetOrigins: []string{shopOrigin}, AllowedCardNetworks: []string{"VISA", "MASTERCARD"},
	}
}

const shopOrigin = "https://shop.example.com"

func oldCheckoutSession() *cybersource.GenerateUnifiedCheckoutCaptureContextRequest {
	return &cybersource.GenerateUnifiedCheckoutCaptureContextRequest{
		ClientVersion: "0.34", TargetOrigins: []string{shopOrigin}, AllowedCardNetworks: []string{"VISA"},
		AllowedPaymentTypes: []string{"PANENTRY"}, Country: "US", Locale: "en_US", OrderInformation: checkoutOrder(),
	}
}

// checkoutSession begins a page that authorizes by itself.
func paymentSession() *cybersource.CreateSessionRequest {
	return &cybersource.CreateSessionRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "order-1"},
		ProcessingInformation:      &cybersource.SessionProcessingInformation{ActionList: []string{"AP_SESSIONS"}},
		PaymentInformation:         sessionMethod(),
		OrderInformation:           &cybersource.SessionOrderInformation{AmountDetails: sessionAmount()},
	}
}

func paymentSessionChange() *cybersource.UpdateSessionRequest {
	return &cybersource.UpdateSessionRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "order-1"},
		ProcessingInformation:      &cybersource.SessionProcessingInformation{ActionList: []string{"AP_SESSIONS"}, SessionType: "U"},
		PaymentInformation:         sessionMethod(),
		OrderInformation:           &cybersource.SessionOrderInformation{AmountDetails: sessionAmount()},
	}
}

func sessionMethod() *cybersource.SessionPaymentInformation {
	return &cybersource.SessionPaymentInformation{
		PaymentType: &cybersource.PaymentInformationPaymentType{
			Name: "eWallet", Method: &cybersource.PaymentInformationPaymentTypeMethod{Name: "payPal"},
		},
		EWallet: &cybersource.SessionPaymentInformationEWallet{FundingSource: "INSTANT_TRANSFER"},
	}
}

func sessionAmount() *cybersource.SessionOrderInformationAmountDetails {
	return &cybersource.SessionOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"}
}

func paymentOrder() *cybersource.CreateOrderRequest {
	return &cybersource.CreateOrderRequest{
		ClientReferenceInformation: &cybersource.CreateOrderClientReferenceInformation{Code: "order-1"},
		ProcessingInformation:      &cybersource.CreateOrderProcessingInformation{ActionList: []string{"AP_ORDER"}},
		PaymentInformation: &cybersource.CreateOrderPaymentInformation{
			EWallet: &cybersource.CreateOrderPaymentInformationEWallet{AccountID: "PAYER-4711"},
		},
		OrderInformation: &cybersource.CreateOrderOrderInformation{
			AmountDetails: &cybersource.CreateOrderOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
	}
}

func checkoutSession() *cybersource.CreateUnifiedCheckoutSessionRequest {
	return &cybersource.CreateUnifiedCheckoutSessionRequest{
		TargetOrigins: []string{shopOrigin}, Country: "US", Locale: "en_US",
		CompleteMandate: &cybersource.CreateUnifiedCheckoutSessionRequestCompleteMandate{Type: "AUTH"},
		Data: &cybersource.CreateUnifiedCheckoutSessionRequestData{
			ClientReferenceInformation: &cybersource.CreateUnifiedCheckoutSessionRequestDataClientReferenceInformation{Code: "order-1"},
			OrderInformation:           checkoutOrder(),
		},
	}
}

func checkoutOrder() *cybersource.UnifiedCheckoutOrderInformation {
	return &cybersource.UnifiedCheckoutOrderInformation{
		AmountDetails: &cybersource.UnifiedCheckoutOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		BillTo:        billTo(),
	}
}
