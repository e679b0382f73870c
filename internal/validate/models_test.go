package validate

import "encoding/json"

// These types have the names of models, and the fields of them that the tests need.

type CreatePaymentRequest struct {
	ClientReferenceInformation *ClientReferenceInformation
	ProcessingInformation      *ProcessingInformation
	PaymentInformation         *PaymentInformation
	OrderInformation           *OrderInformation
	BuyerInformation           *BuyerInformation
	PointOfSaleInformation     *PointOfSaleInformation
	TokenInformation           *TokenInformation
	TravelInformation          *TravelInformation
	AcquirerInformation        *AcquirerInformation
	Extra                      map[string]json.RawMessage
}

type ClientReferenceInformation struct {
	Code, TransactionID string
	Extra               map[string]json.RawMessage
}

type ProcessingInformation struct{ ActionList []string }

type PaymentInformation struct {
	Card          *PaymentInformationCard
	TokenizedCard *PaymentInformationTokenizedCard
}

type PaymentInformationCard struct {
	Number, ExpirationMonth, ExpirationYear, SecurityCode string
}

type PaymentInformationTokenizedCard struct {
	Number, ExpirationMonth, ExpirationYear string
}

type OrderInformation struct {
	AmountDetails *OrderInformationAmountDetails
	BillTo        *OrderInformationBillTo
	ShipTo        *OrderInformationShipTo
	LineItems     []OrderInformationLineItems
	Extra         map[string]json.RawMessage
}

type OrderInformationAmountDetails struct {
	TotalAmount, Currency, TaxAmount string
	Surcharge                        *OrderInformationAmountDetailsSurcharge
	Extra                            map[string]json.RawMessage
}

type OrderInformationAmountDetailsSurcharge struct{ Amount string }

type OrderInformationBillTo struct {
	FirstName, LastName, Address1, Locality, AdministrativeArea, PostalCode, Country, Email, PhoneNumber string
}

type OrderInformationShipTo struct{ Address1, PostalCode, Country string }

type OrderInformationLineItems struct {
	UnitPrice string
	Quantity  *int64
}

type BuyerInformation struct{ MobilePhone *int64 }

type PointOfSaleInformation struct{ TerminalID string }

type TokenInformation struct{ TransientTokenJWT string }

type AcquirerInformation struct{ MerchantID string }

type TravelInformation struct{ Transit *TravelInformationTransit }

type TravelInformationTransit struct {
	Airline *TravelInformationTransitAirline
}

type TravelInformationTransitAirline struct {
	Legs []TravelInformationTransitAirlineLegs
}

type TravelInformationTransitAirlineLegs struct {
	DepartureDate, DepartureTime *int64
}

type IncrementAuthRequest struct {
	ClientReferenceInformation *IncrementAuthClientReferenceInformation
	OrderInformation           *IncrementAuthOrderInformation
}

type IncrementAuthClientReferenceInformation struct{ Code, TransactionID string }

type IncrementAuthOrderInformation struct {
	AmountDetails *IncrementAuthOrderInformationAmountDetails
}

type IncrementAuthOrderInformationAmountDetails struct{ AdditionalAmount, Currency, TotalAmount string }

type RefreshPaymentStatusRequest struct {
	ClientReferenceInformation *RefreshPaymentStatusClientReferenceInformation
	PaymentInformation         *RefreshPaymentStatusPaymentInformation
	ProcessingInformation      *RefreshPaymentStatusProcessingInformation
}

type RefreshPaymentStatusClientReferenceInformation struct{ Code string }

type RefreshPaymentStatusPaymentInformation struct {
	PaymentType *RefreshPaymentStatusPaymentInformationPaymentType
}

type RefreshPaymentStatusPaymentInformationPaymentType struct {
	Name   string
	Method *RefreshPaymentStatusPaymentInformationPaymentTypeMethod
}

type RefreshPaymentStatusPaymentInformationPaymentTypeMethod struct{ Name string }

type RefreshPaymentStatusProcessingInformation struct{ ActionList []string }

// payment is a typical card payment without problems at any level.
func payment() *CreatePaymentRequest {
	return &CreatePaymentRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation:      &ProcessingInformation{},
		PaymentInformation: &PaymentInformation{
			Card: &PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123",
			},
			TokenizedCard: &PaymentInformationTokenizedCard{},
		},
		OrderInformation: &OrderInformation{
			AmountDetails: &OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &OrderInformationBillTo{
				FirstName: "Jane", LastName: "Miller", Address1: "1 Market St", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "jane@example.com", PhoneNumber: "+1 415-555-0134",
			},
			ShipTo: &OrderInformationShipTo{},
		},
	}
}

func increment() *IncrementAuthRequest {
	return &IncrementAuthRequest{
		ClientReferenceInformation: &IncrementAuthClientReferenceInformation{Code: "ORDER-20418"},
		OrderInformation: &IncrementAuthOrderInformation{
			AmountDetails: &IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "22.49", Currency: "USD"},
		},
	}
}

func refresh() *RefreshPaymentStatusRequest {
	return &RefreshPaymentStatusRequest{
		ClientReferenceInformation: &RefreshPaymentStatusClientReferenceInformation{Code: "ORDER-20418"},
		PaymentInformation: &RefreshPaymentStatusPaymentInformation{
			PaymentType: &RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "bankTransfer",
				Method: &RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "KCP"},
			},
		},
		ProcessingInformation: &RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
	}
}
