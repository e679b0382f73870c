package validate

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestStrictListsEveryProblemInTheOrderOfTheSpec(t *testing.T) {
	r := payment()
	r.ClientReferenceInformation = nil
	r.PaymentInformation.Card.ExpirationYear = ""
	r.OrderInformation.AmountDetails.TotalAmount = "-1"
	r.OrderInformation.BillTo.Email = "jane"
	r.OrderInformation.BillTo.FirstName = ""
	r.OrderInformation.LineItems = []OrderInformationLineItems{
		{UnitPrice: "5.00"}, {}, {UnitPrice: "five", Quantity: new(int64(-1))}, {UnitPrice: "1234567890123.4567"},
	}
	expect(t, r, Strict,
		"clientReferenceInformation.code is required",
		card+"expirationYear is required",
		amounts+"totalAmount"+amountReason,
		billTo+"firstName is required",
		billTo+"email is not an e-mail address with its full domain",
		"orderInformation.lineItems[2].quantity is less than 1",
		"orderInformation.lineItems[2].unitPrice"+plainAmountReason,
		"orderInformation.lineItems[3].unitPrice is longer than 15 characters",
	)
}

func TestStrictKnowsWhatOneFieldAsksOfAnother(t *testing.T) {
	const zip, canadian = " is not a ZIP code of five digits, or five and four", " is not a Canadian postal code such as A1B 2C3"
	address := func(country, area, postalCode string) func(*CreatePaymentRequest) {
		return func(r *CreatePaymentRequest) {
			b := r.OrderInformation.BillTo
			b.Country, b.AdministrativeArea, b.PostalCode = country, area, postalCode
		}
	}
	for _, tc := range []struct {
		name   string
		change func(*CreatePaymentRequest)
		want   []string
	}{
		{"five digits", address("US", "CA", "94105"), nil},
		{"five and four", address("us", "ca", "94105-2201"), nil},
		{"nine digits", address("US", "CA", "941052201"), []string{billTo + "postalCode" + zip}},
		{"nine digits, country in lower case", address("us", "CA", "941052201"), []string{billTo + "postalCode" + zip}},
		{"state in full", address("US", "Texas", "73301"), []string{billTo + "administrativeArea is not a state code of two letters"}},
		{"no state, no postal code", address("US", "", ""), []string{billTo + "administrativeArea is required", billTo + "postalCode is required"}},
		{"Canada", address("CA", "ON", "k1a 0b1"), nil},
		{"Canada without the blank", address("CA", "ON", "K1A0B1"), []string{billTo + "postalCode" + canadian}},
		{"province in full", address("CA", "Ontario", "K1A 0B1"), []string{billTo + "administrativeArea is not a province code of two letters"}},
		{"elsewhere", address("IE", "", ""), nil},
		{"elsewhere in full", address("IE", "Leinster", "D02 X285"), nil},
		{"no address for a card", func(r *CreatePaymentRequest) { r.OrderInformation.BillTo = nil }, []string{
			billTo + "firstName is required", billTo + "lastName is required", billTo + "address1 is required",
			billTo + "locality is required", billTo + "country is required", billTo + "email is required",
		}},
		{"no address at a terminal", func(r *CreatePaymentRequest) {
			r.OrderInformation.BillTo, r.PointOfSaleInformation = nil, &PointOfSaleInformation{TerminalID: "111111"}
		}, nil},
		{"transient token", func(r *CreatePaymentRequest) {
			r.OrderInformation, r.TokenInformation = nil, &TokenInformation{TransientTokenJWT: "a.b.c"}
		}, nil},
		{"delivery without country", func(r *CreatePaymentRequest) { r.OrderInformation.ShipTo.Address1 = "1 Pier" }, []string{shipTo + "country is required"}},
		{"delivery to nowhere", func(r *CreatePaymentRequest) {
			*r.OrderInformation.ShipTo = OrderInformationShipTo{Country: "US", PostalCode: "K1A 0B1"}
		}, []string{shipTo + "postalCode" + zip}},
		{"delivery to Canada", func(r *CreatePaymentRequest) {
			*r.OrderInformation.ShipTo = OrderInformationShipTo{Country: "CA", PostalCode: "94105"}
		}, []string{shipTo + "postalCode" + canadian}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := payment()
			tc.change(r)
			expect(t, r, Strict, tc.want...)
		})
	}
}

func TestStrictReadsNumbersThatAreDatesAndTimes(t *testing.T) {
	midnight := TravelInformationTransitAirlineLegs{DepartureTime: new(int64(0))}
	lastMinute := TravelInformationTransitAirlineLegs{DepartureTime: new(int64(2359))}
	leg := TravelInformationTransitAirlineLegs{DepartureDate: new(int64(20260412)), DepartureTime: new(int64(905))}
	r := payment()
	r.BuyerInformation = &BuyerInformation{MobilePhone: new(int64(5511900000000))}
	r.TravelInformation = &TravelInformation{&TravelInformationTransit{&TravelInformationTransitAirline{
		Legs: []TravelInformationTransitAirlineLegs{leg, leg, leg, leg, midnight, lastMinute},
	}}}
	expect(t, r, Strict)
	legs := r.TravelInformation.Transit.Airline.Legs
	legs[0].DepartureDate = new(int64(20260431))
	legs[1].DepartureTime = new(int64(1260))
	legs[2].DepartureTime = new(int64(-5))
	legs[3].DepartureTime = new(int64(2400))
	expect(t, r, Strict,
		"travelInformation.transit.airline.legs[0].departureDate is not a date written YYYYMMDD",
		"travelInformation.transit.airline.legs[1].departureTime is not a time of day written hhmm",
		"travelInformation.transit.airline.legs[2].departureTime is less than 0",
		"travelInformation.transit.airline.legs[3].departureTime is greater than 2359",
	)
}

func TestSignedAmountsAreForTheFieldsThatCreditCustomers(t *testing.T) {
	r := payment()
	r.OrderInformation.AmountDetails.Surcharge = &OrderInformationAmountDetailsSurcharge{Amount: "-2.50"}
	expect(t, r, Strict)
	r.OrderInformation.AmountDetails.Surcharge.Amount = "2-50"
	expect(t, r, Strict, amounts+"surcharge.amount"+plainAmountReason+", with or without a sign")
}

func TestMembersOfExtraCountAsGiven(t *testing.T) {
	r := payment()
	r.ClientReferenceInformation = &ClientReferenceInformation{Extra: map[string]json.RawMessage{"code": json.RawMessage(`7`)}}
	expect(t, r, Strict)
	r.ClientReferenceInformation = &ClientReferenceInformation{Extra: map[string]json.RawMessage{"other": json.RawMessage(`7`)}}
	expect(t, r, Strict, "clientReferenceInformation.code is required")
	r.ClientReferenceInformation = nil
	r.Extra = map[string]json.RawMessage{"clientReferenceInformation": json.RawMessage(`{"code":"A"}`)}
	expect(t, r, Strict)
	r.OrderInformation.BillTo = nil
	r.OrderInformation.Extra = map[string]json.RawMessage{"billTo": json.RawMessage(`{}`)}
	expect(t, r, Strict)
}

func TestStrictTakesNoPlaceholders(t *testing.T) {
	r := payment()
	r.PaymentInformation.Card.ExpirationMonth = "{{card_exp_month}}"
	r.PaymentInformation.Card.ExpirationYear = "{{card_exp_year}}"
	r.PaymentInformation.Card.SecurityCode = "{{card_cvc}}"
	expect(t, r, Strict,
		card+"expirationMonth is not a month of two digits from 01 to 12",
		card+"expirationYear is not a year of four digits",
		card+"securityCode is not three or four digits")
}

func TestUnrelatedMembersOfExtraDoNotExcuseAnything(t *testing.T) {
	r := payment()
	r.OrderInformation.AmountDetails.TotalAmount = ""
	r.Extra = map[string]json.RawMessage{"other": json.RawMessage(`7`)}
	expect(t, r, Strict, amounts+"totalAmount is required")
}

func TestLengthsAreCountedInCharacters(t *testing.T) {
	r := payment()
	for text, want := range map[string]string{
		strings.Repeat("é", 14): "acquirerInformation.merchantId is shorter than 15 characters",
		strings.Repeat("é", 15): "",
		strings.Repeat("é", 23): "",
		strings.Repeat("é", 24): "acquirerInformation.merchantId is longer than 23 characters",
	} {
		r.AcquirerInformation = &AcquirerInformation{MerchantID: text}
		if got := strings.Join(texts(Check(r, Strict)), ""); got != want {
			t.Errorf("%d bytes: got %q, want %q", len(text), got, want)
		}
	}
}

// What no card can be is refused, and what a card of two networks may be passes.
func TestStrictComparesTheTypeOfACardWithItsNumber(t *testing.T) {
	const visa, master, discover, unionPay = "4111111111111111", "5555555555554444", "6011111111111117", "6250941006528599"
	const visaNotMaster = "type is 002 (Mastercard), and the number beside it is of 001 (Visa)"
	for _, tc := range []struct {
		number, cardType string
		want             []string
	}{
		{visa, "001", nil},
		{visa, "002", []string{card + visaNotMaster}},
		{master, "003", []string{card + "type is 003 (American Express), and the number beside it is of 002 (Mastercard)"}},
		{visa, "036", nil}, // also a card of Cartes Bancaires
		{unionPay, "004", nil},
		{discover, "005", nil},
		{"5019555544445555", "001", nil}, // a range that tells nothing
		{visa, "", nil},
		{visa, "VISA", []string{card + "type is longer than 3 characters"}},
	} {
		r := payment()
		r.PaymentInformation.Card.Number, r.PaymentInformation.Card.Type = tc.number, tc.cardType
		expect(t, r, Strict, tc.want...)
		expect(t, r, Certain)
	}
	r := payment()
	r.PaymentInformation.TokenizedCard = &PaymentInformationTokenizedCard{Number: visa, Type: "002"}
	r.PaymentInformation.Card.Type = "001"
	expect(t, r, Strict, "paymentInformation.tokenizedCard."+visaNotMaster)
}
