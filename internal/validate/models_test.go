package validate

import "encoding/json"

// These types have the names of models, and the fields of them that the tests need.

type CreatePaymentRequest struct {
	ClientReferenceInformation *ClientReferenceInformation `json:"clientReferenceInformation,omitzero"`
	ProcessingInformation      *ProcessingInformation      `json:"processingInformation,omitzero"`
	PaymentInformation         *PaymentInformation         `json:"paymentInformation,omitzero"`
	OrderInformation           *OrderInformation           `json:"orderInformation,omitzero"`
	BuyerInformation           *BuyerInformation           `json:"buyerInformation,omitzero"`
	PointOfSaleInformation     *PointOfSaleInformation     `json:"pointOfSaleInformation,omitzero"`
	TokenInformation           *TokenInformation           `json:"tokenInformation,omitzero"`
	TravelInformation          *TravelInformation          `json:"travelInformation,omitzero"`
	AcquirerInformation        *AcquirerInformation        `json:"acquirerInformation,omitzero"`
	Extra                      map[string]json.RawMessage  `json:",embed,inline"`
}

type ClientReferenceInformation struct {
	Code          string                     `json:"code,omitzero"`
	TransactionID string                     `json:"transactionId,omitzero"`
	Extra         map[string]json.RawMessage `json:",embed,inline"`
}

type ProcessingInformation struct {
	ActionList []string `json:"actionList,omitzero"`
}

type PaymentInformation struct {
	Card          *PaymentInformationCard          `json:"card,omitzero"`
	TokenizedCard *PaymentInformationTokenizedCard `json:"tokenizedCard,omitzero"`
}

type PaymentInformationCard struct {
	Number          string `json:"number,omitzero"`
	ExpirationMonth string `json:"expirationMonth,omitzero"`
	ExpirationYear  string `json:"expirationYear,omitzero"`
	Type            string `json:"type,omitzero"`
	SecurityCode    string `json:"securityCode,omitzero"`
}

type PaymentInformationTokenizedCard struct {
	Number          string `json:"number,omitzero"`
	ExpirationMonth string `json:"expirationMonth,omitzero"`
	ExpirationYear  string `json:"expirationYear,omitzero"`
	Type            string `json:"type,omitzero"`
}

type OrderInformation struct {
	AmountDetails *OrderInformationAmountDetails `json:"amountDetails,omitzero"`
	BillTo        *OrderInformationBillTo        `json:"billTo,omitzero"`
	ShipTo        *OrderInformationShipTo        `json:"shipTo,omitzero"`
	LineItems     []OrderInformationLineItems    `json:"lineItems,omitzero"`
	Extra         map[string]json.RawMessage     `json:",embed,inline"`
}

type OrderInformationAmountDetails struct {
	TotalAmount string                                  `json:"totalAmount,omitzero"`
	Currency    string                                  `json:"currency,omitzero"`
	TaxAmount   string                                  `json:"taxAmount,omitzero"`
	Surcharge   *OrderInformationAmountDetailsSurcharge `json:"surcharge,omitzero"`
	Extra       map[string]json.RawMessage              `json:",embed,inline"`
}

type OrderInformationAmountDetailsSurcharge struct {
	Amount string `json:"amount,omitzero"`
}

type OrderInformationBillTo struct {
	FirstName          string `json:"firstName,omitzero"`
	LastName           string `json:"lastName,omitzero"`
	Address1           string `json:"address1,omitzero"`
	Locality           string `json:"locality,omitzero"`
	AdministrativeArea string `json:"administrativeArea,omitzero"`
	PostalCode         string `json:"postalCode,omitzero"`
	Country            string `json:"country,omitzero"`
	Email              string `json:"email,omitzero"`
	PhoneNumber        string `json:"phoneNumber,omitzero"`
}

type OrderInformationShipTo struct {
	Address1   string `json:"address1,omitzero"`
	PostalCode string `json:"postalCode,omitzero"`
	Country    string `json:"country,omitzero"`
}

type OrderInformationLineItems struct {
	UnitPrice string `json:"unitPrice,omitzero"`
	Quantity  *int64 `json:"quantity,omitzero"`
}

type BuyerInformation struct {
	MobilePhone *int64 `json:"mobilePhone,omitzero"`
}

type PointOfSaleInformation struct {
	TerminalID string `json:"terminalId,omitzero"`
}

type TokenInformation struct {
	TransientTokenJWT string `json:"transientTokenJwt,omitzero"`
}

type AcquirerInformation struct {
	MerchantID string `json:"merchantId,omitzero"`
}

type TravelInformation struct {
	Transit *TravelInformationTransit `json:"transit,omitzero"`
}

type TravelInformationTransit struct {
	Airline *TravelInformationTransitAirline `json:"airline,omitzero"`
}

type TravelInformationTransitAirline struct {
	Legs []TravelInformationTransitAirlineLegs `json:"legs,omitzero"`
}

type TravelInformationTransitAirlineLegs struct {
	DepartureDate *int64 `json:"departureDate,omitzero"`
	DepartureTime *int64 `json:"departureTime,omitzero"`
}

type IncrementAuthRequest struct {
	ClientReferenceInformation *IncrementAuthClientReferenceInformation `json:"clientReferenceInformation,omitzero"`
	OrderInformation           *IncrementAuthOrderInformation           `json:"orderInformation,omitzero"`
}

type IncrementAuthClientReferenceInformation struct {
	Code          string `json:"code,omitzero"`
	TransactionID string `json:"transactionId,omitzero"`
}

type IncrementAuthOrderInformation struct {
	AmountDetails *IncrementAuthOrderInformationAmountDetails `json:"amountDetails,omitzero"`
}

type IncrementAuthOrderInformationAmountDetails struct {
	AdditionalAmount string `json:"additionalAmount,omitzero"`
	Currency         string `json:"currency,omitzero"`
	TotalAmount      string `json:"totalAmount,omitzero"`
}

type RefreshPaymentStatusRequest struct {
	ClientReferenceInformation *RefreshPaymentStatusClientReferenceInformation `json:"clientReferenceInformation,omitzero"`
	PaymentInformation         *RefreshPaymentStatusPaymentInformation         `json:"paymentInformation,omitzero"`
	ProcessingInformation      *RefreshPaymentStatusProcessingInformation      `json:"processingInformation,omitzero"`
}

type RefreshPaymentStatusClientReferenceInformation struct {
	Code string `json:"code,omitzero"`
}

type RefreshPaymentStatusPaymentInformation struct {
	PaymentType *RefreshPaymentStatusPaymentInformationPaymentType `json:"paymentType,omitzero"`
}

type RefreshPaymentStatusPaymentInformationPaymentType struct {
	Name   string                                                   `json:"name,omitzero"`
	Method *RefreshPaymentStatusPaymentInformationPaymentTypeMethod `json:"method,omitzero"`
}

type RefreshPaymentStatusPaymentInformationPaymentTypeMethod struct {
	Name string `json:"name,omitzero"`
}

type RefreshPaymentStatusProcessingInformation struct {
	ActionList []string `json:"actionList,omitzero"`
}

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
