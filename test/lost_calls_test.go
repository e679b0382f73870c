package test

import (
	"context"
	"errors"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const lostCurrency = "USD"

// submission is what a merchant wants done once: one pair of reference code and
// transaction id, sent in one call or in several.
type submission struct {
	operation     string // as the gateway names it
	sale          bool
	upTo          bool   // a smaller amount will do: a partial approval
	id            string // in the path
	amount        string
	code          string // "" = the client makes one
	transactionID string // "" = the client makes one
	unique        bool   // the code is declared unique
}

// name is the operation, with sales told apart from authorizations.
func (s *submission) name() string {
	switch {
	case s.sale:
		return "sale"
	case s.operation == cybersourcetest.CreatePayment:
		return "authorization"
	default:
		return s.operation
	}
}

// send makes a call of the submission.
func (s *submission) send(ctx context.Context, c *cybersource.APIClient, options ...cybersource.CallOption) heard {
	if s.unique {
		options = append(options, cybersource.WithUniqueCode())
	}
	switch s.operation {
	case cybersourcetest.CreatePayment:
		return heardOf(c.PaymentsApi.CreatePayment(ctx, s.paymentRequest(), options...))
	case cybersourcetest.IncrementAuth:
		return heardOf(c.PaymentsApi.IncrementAuth(ctx, s.id, s.incrementRequest(), options...))
	case cybersourcetest.CreateCredit:
		request := credit()
		request.ClientReferenceInformation, request.OrderInformation.AmountDetails = s.references(), s.details()
		return heardOf(c.CreditApi.CreateCredit(ctx, request, options...))
	case cybersourcetest.CapturePayment:
		order := &cybersource.CaptureOrderInformation{AmountDetails: s.details()}
		return heardOf(c.CaptureApi.CapturePayment(ctx, s.id,
			&cybersource.CapturePaymentRequest{ClientReferenceInformation: s.references(), OrderInformation: order}, options...))
	case cybersourcetest.AuthReversal:
		return heardOf(c.ReversalApi.AuthReversal(ctx, s.id,
			&cybersource.AuthReversalRequest{ClientReferenceInformation: s.references(), ReversalInformation: s.reversal()}, options...))
	case cybersourcetest.RefundPayment, cybersourcetest.RefundCapture:
		return s.refund(ctx, c, options)
	default:
		return s.void(ctx, c, options)
	}
}

func (s *submission) refund(ctx context.Context, c *cybersource.APIClient, options []cybersource.CallOption) heard {
	references := &cybersource.RefundClientReferenceInformation{Code: s.code, TransactionID: s.transactionID}
	order := &cybersource.RefundOrderInformation{AmountDetails: s.details()}
	if s.operation == cybersourcetest.RefundPayment {
		return heardOf(c.RefundApi.RefundPayment(ctx, s.id,
			&cybersource.RefundPaymentRequest{ClientReferenceInformation: references, OrderInformation: order}, options...))
	}
	return heardOf(c.RefundApi.RefundCapture(ctx, s.id,
		&cybersource.RefundCaptureRequest{ClientReferenceInformation: references, OrderInformation: order}, options...))
}

func (s *submission) void(ctx context.Context, c *cybersource.APIClient, options []cybersource.CallOption) heard {
	references := s.references()
	switch s.operation {
	case cybersourcetest.VoidPayment:
		return heardOf(c.VoidApi.VoidPayment(ctx, s.id, &cybersource.VoidPaymentRequest{ClientReferenceInformation: references}, options...))
	case cybersourcetest.VoidCapture:
		return heardOf(c.VoidApi.VoidCapture(ctx, s.id, &cybersource.VoidCaptureRequest{ClientReferenceInformation: references}, options...))
	case cybersourcetest.VoidRefund:
		return heardOf(c.VoidApi.VoidRefund(ctx, s.id, &cybersource.VoidRefundRequest{ClientReferenceInformation: references}, options...))
	case cybersourcetest.VoidCredit:
		return heardOf(c.VoidApi.VoidCredit(ctx, s.id, &cybersource.VoidCreditRequest{ClientReferenceInformation: references}, options...))
	default:
		return heard{said: said{err: errors.New("no such operation: " + s.operation)}}
	}
}

func (s *submission) paymentRequest() *cybersource.CreatePaymentRequest {
	request := paymentOver(s.amount)
	request.OrderInformation.AmountDetails.Currency = lostCurrency
	request.ClientReferenceInformation = s.references()
	request.ProcessingInformation.Capture = &s.sale
	if s.upTo {
		request.ProcessingInformation.AuthorizationOptions = &cybersource.ProcessingInformationAuthorizationOptions{PartialAuthIndicator: new(true)}
	}
	return request
}

func (s *submission) incrementRequest() *cybersource.IncrementAuthRequest {
	request := increment()
	request.ClientReferenceInformation.Code, request.ClientReferenceInformation.TransactionID = s.code, s.transactionID
	request.OrderInformation.AmountDetails.AdditionalAmount = s.amount
	request.OrderInformation.AmountDetails.Currency = lostCurrency
	return request
}

// references are nil where the client makes all of them.
func (s *submission) references() *cybersource.ClientReferenceInformation {
	if s.code == "" && s.transactionID == "" {
		return nil
	}
	return &cybersource.ClientReferenceInformation{Code: s.code, TransactionID: s.transactionID}
}

func (s *submission) details() *cybersource.FollowOnOrderInformationAmountDetails {
	return &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: s.amount, Currency: lostCurrency}
}

func (s *submission) reversal() *cybersource.ReversalInformation {
	return &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: s.amount, Currency: lostCurrency}}
}
