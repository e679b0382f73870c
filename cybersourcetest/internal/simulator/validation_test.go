package simulator

import (
	"slices"
	"strings"
	"testing"
)

func TestMissingFieldsAreNamedAllAtOnce(t *testing.T) {
	card := []string{cardPath + "number", cardPath + "expirationMonth", cardPath + "expirationYear"}
	amount := []string{amountsPath + "totalAmount", amountsPath + "currency"}
	billTo := []string{billToPath + "firstName", billToPath + "lastName", billToPath + "address1", billToPath + "locality", billToPath + "country", billToPath + "email"}
	for _, tc := range []struct {
		name    string
		options Options
		body    []byte
		want    []string
	}{
		{"everything", Options{}, []byte("{}"), slices.Concat(card, amount, billTo)},
		{"relaxed requirements", Options{RelaxedRequirements: true}, []byte("{}"), slices.Concat(card, amount)},
		{"card", Options{}, cardPayment(t, with{"paymentInformation": nil}), card},
		{"null and empty are missing", Options{}, cardPayment(t, with{cardPath + "number": "", amountsPath + "currency": nil}), []string{cardPath + "number", amountsPath + "currency"}},
		{"state and postal code in the USA", Options{}, cardPayment(t, with{billToPath + "administrativeArea": nil, billToPath + "postalCode": nil}), []string{billToPath + "administrativeArea", billToPath + "postalCode"}},
		{"neither in Germany", Options{}, cardPayment(t, with{billToPath + "administrativeArea": nil, billToPath + "postalCode": nil, billToPath + "country": "DE"}), nil},
		{"check without a country", Options{}, checkPayment(t, with{billToPath + "country": nil}), []string{billToPath + "country"}},
		{"check without a routing number", Options{}, checkPayment(t, with{bankPath + "routingNumber": nil}), []string{bankPath + "routingNumber"}},
		{"check by IBAN", Options{}, checkPayment(t, with{"paymentInformation.bank": nil, bankPath + "account.iban": "DE89370400440532013000"}), nil},
		{"network token", Options{}, cardPayment(t, with{"paymentInformation.card": nil, networkPath + "type": "001"}), []string{networkPath + "number", networkPath + "expirationMonth", networkPath + "expirationYear"}},
		{"card present", Options{}, cardPayment(t, with{"paymentInformation": nil, "orderInformation.billTo": nil, "pointOfSaleInformation.trackData": "%B^?"}), nil},
		{"finished authentication", Options{}, cardPayment(t, with{"processingInformation.actionList": []string{validateAuthentication}}), []string{authenticationPath + "authenticationTransactionId"}},
		{"invalid fields wait for the next round", Options{}, cardPayment(t, with{cardPath + "number": nil, amountsPath + "currency": "EURO"}), []string{cardPath + "number"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, tc.options).pay(tc.body)
			if !slices.Equal(r.fields(), tc.want) {
				t.Errorf("got %q, want %q", r.fields(), tc.want)
			}
			if len(tc.want) > 0 {
				expectOutcome(t, r, 400, "INVALID_REQUEST", "MISSING_FIELD")
			} else {
				expect(t, r.document, map[string]string{"reason": ""})
			}
		})
	}
}

func TestInvalidFieldsAreNamedAllAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change with
		want   []string
	}{
		{"several fields, in the order of the spec", with{billToPath + "country": "USA", cardPath + "expirationMonth": "13", amountsPath + "currency": "US"},
			[]string{cardPath + "expirationMonth", amountsPath + "currency", billToPath + "country"}},
		{"letters in a card number", with{cardPath + "number": "4111 1111 1111 1111"}, []string{cardPath + "number"}},
		{"short card number", with{cardPath + "number": "41111111111"}, []string{cardPath + "number"}},
		{"long card number", with{cardPath + "number": strings.Repeat("4", 21)}, []string{cardPath + "number"}},
		{"month of one digit", with{cardPath + "expirationMonth": "3"}, []string{cardPath + "expirationMonth"}},
		{"month nought", with{cardPath + "expirationMonth": "00"}, []string{cardPath + "expirationMonth"}},
		{"month nought as a number", with{cardPath + "expirationMonth": 0}, []string{cardPath + "expirationMonth"}},
		{"year of two digits", with{cardPath + "expirationYear": "31"}, []string{cardPath + "expirationYear"}},
		{"security code of two digits", with{cardPath + "securityCode": "12"}, []string{cardPath + "securityCode"}},
		{"security code with a letter", with{cardPath + "securityCode": "12a"}, []string{cardPath + "securityCode"}},
		{"negative amount", with{amountsPath + "totalAmount": "-1"}, []string{amountsPath + "totalAmount"}},
		{"amount with a comma", with{amountsPath + "totalAmount": "1,000.00"}, []string{amountsPath + "totalAmount"}},
		{"amount with an exponent", with{amountsPath + "totalAmount": 1e21}, []string{amountsPath + "totalAmount"}},
		{"amount with two points", with{amountsPath + "totalAmount": "1.0.0"}, []string{amountsPath + "totalAmount"}},
		{"point alone", with{amountsPath + "totalAmount": "."}, []string{amountsPath + "totalAmount"}},
		{"amount of thirteen characters", with{amountsPath + "totalAmount": "1000000000.00"}, []string{amountsPath + "totalAmount"}},
		{"currency with a digit", with{amountsPath + "currency": "US1"}, []string{amountsPath + "currency"}},
		{"postal code in the USA", with{billToPath + "postalCode": "7870"}, []string{billToPath + "postalCode"}},
		{"postal code in Canada", with{billToPath + "country": "CA", billToPath + "postalCode": "K1A0B1"}, []string{billToPath + "postalCode"}},
		{"e-mail without a domain", with{billToPath + "email": "jane@"}, []string{billToPath + "email"}},
		{"long code", with{"clientReferenceInformation.code": strings.Repeat("x", 51)}, []string{"clientReferenceInformation.code"}},
		{"UUID as transaction id", with{"clientReferenceInformation.transactionId": "123e4567-e89b-12d3-a456-426614174000"}, []string{"clientReferenceInformation.transactionId"}},
		{"numbers beyond their limits", with{"installmentInformation.sequence": 100, "pointOfSaleInformation.catLevel": "0"}, []string{"pointOfSaleInformation.catLevel", "installmentInformation.sequence"}},
		{"flag that is none", with{"processingInformation.capture": "perhaps"}, []string{"processingInformation.capture"}},
		{"line items, without positions", with{"orderInformation.lineItems": []any{map[string]any{"quantity": "0"}, map[string]any{"quantity": "many"}}}, []string{"orderInformation.lineItems.quantity"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).pay(cardPayment(t, tc.change))
			expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
			if !slices.Equal(r.fields(), tc.want) {
				t.Errorf("got %q, want %q", r.fields(), tc.want)
			}
			if r.entry != nil {
				t.Error("a refused request was recorded")
			}
		})
	}
}

func TestFieldsThatTheServiceToleratesAreAccepted(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change with
	}{
		{"number for an amount", with{amountsPath + "totalAmount": 102.21}},
		{"numbers for month and year", with{cardPath + "expirationMonth": 3, cardPath + "expirationYear": 2031}},
		{"lower case currency and country", with{amountsPath + "currency": "usd", billToPath + "country": "us"}},
		{"long postal code", with{billToPath + "postalCode": "78701-1234"}},
		{"Canadian postal code", with{billToPath + "country": "CA", billToPath + "postalCode": "k1a 0B1"}},
		{"boolean as text", with{"processingInformation.capture": "false"}},
		{"list as a single text", with{"processingInformation.actionList": "DECISION_SKIP"}},
		{"member that nobody knows", with{"orderInformation.amountDetails.tomorrow": map[string]any{"a": []any{1, nil}}}},
		{"null for an object", with{"buyerInformation": nil}},
		{"code of a list that is longer by now", with{cardPath + "type": "999"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			expectOutcome(t, newGateway(t, Options{}).pay(cardPayment(t, tc.change)), 201, "AUTHORIZED", "")
		})
	}
}

func TestBodiesThatCannotBeReadAreRefused(t *testing.T) {
	for _, tc := range []struct{ name, body string }{
		{"empty", ""},
		{"no JSON", "code=order-1"},
		{"cut off", `{"clientReferenceInformation":{"code":"a"`},
		{"two documents", `{} {}`},
		{"list", `[]`},
		{"text", `"{}"`},
		{"null", `null`},
		{"text for an object", `{"paymentInformation":"card"}`},
		{"list for an object", `{"paymentInformation":[]}`},
		{"object for a text", `{"clientReferenceInformation":{"code":{}}}`},
		{"list for a text", `{"clientReferenceInformation":{"code":["a"]}}`},
		{"object for a list", `{"orderInformation":{"lineItems":{}}}`},
		{"texts for objects in a list", `{"orderInformation":{"lineItems":["a"]}}`},
		{"objects for texts in a list", `{"processingInformation":{"actionList":[{}]}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).pay([]byte(tc.body))
			expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
			if r.fields() != nil || r.has("details") {
				t.Errorf("got details %q", r.fields())
			}
		})
	}
}

func TestRefusalHasItsMembersInTheOrderSeen(t *testing.T) {
	r := newGateway(t, Options{}).pay(cardPayment(t, with{cardPath + "number": nil}))
	want := `{"id":"` + r.id() + `","submitTimeUtc":"2026-11-25T12:00:00Z","status":"INVALID_REQUEST","reason":"MISSING_FIELD",` +
		`"message":"Declined - The request is missing one or more fields",` +
		`"details":[{"field":"paymentInformation.card.number","reason":"MISSING_FIELD"}]}`
	if string(r.body) != want {
		t.Errorf("got\n%s\nwant\n%s", r.body, want)
	}
}

func TestFailureHasItsMembersInTheOrderSeen(t *testing.T) {
	r := newGateway(t, Options{}).pay(cardPayment(t, with{amountsPath + "totalAmount": "2000"}))
	want := `{"id":"` + r.id() + `","submitTimeUtc":"2026-11-25T12:00:00Z","status":"SERVER_ERROR","reason":"SYSTEM_ERROR",` +
		`"message":"Error - General system failure."}`
	if string(r.body) != want {
		t.Errorf("got\n%s\nwant\n%s", r.body, want)
	}
}

func TestUnknownOperationIsRefused(t *testing.T) {
	r := newGateway(t, Options{}).call(Request{Operation: "Nothing", MerchantID: merchant, Body: cardPayment(t)})
	expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
}

func TestOptionsAreChecked(t *testing.T) {
	for _, tc := range []struct {
		name    string
		options Options
		want    string
	}{
		{"unknown profile", Options{Profile: "mars"}, `simulator: Profile is none of "default", "visa-platform-connect", "tsys"`},
		{"negative size", Options{MaxPayments: -1}, "simulator: MaxPayments is negative"},
	} {
		if _, err := New(tc.options); err == nil || err.Error() != tc.want {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.want)
		}
	}
}
