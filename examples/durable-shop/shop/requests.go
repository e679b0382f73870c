package shop

import "github.com/cybersource-go/cybersource"

// This file has the requests about an amount. None has a reference code or a transaction id:
// the client makes those, by which a call is found again.

func paymentRequest(total string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ProcessingInformation: &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: total, Currency: currency},
		},
	}
}

func captureRequest(total string) *cybersource.CapturePaymentRequest {
	return &cybersource.CapturePaymentRequest{
		OrderInformation: &cybersource.CaptureOrderInformation{AmountDetails: followOn(total)},
	}
}

func refundRequest(total string) *cybersource.RefundCaptureRequest {
	return &cybersource.RefundCaptureRequest{
		OrderInformation: &cybersource.RefundOrderInformation{AmountDetails: followOn(total)},
	}
}

func followOn(total string) *cybersource.FollowOnOrderInformationAmountDetails {
	return &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: total, Currency: currency}
}

func reversalRequest(total string) *cybersource.AuthReversalRequest {
	return &cybersource.AuthReversalRequest{
		ReversalInformation: &cybersource.ReversalInformation{
			AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: total, Currency: currency},
		},
	}
}
