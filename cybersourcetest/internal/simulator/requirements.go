package simulator

// Missing fields: what each kind of payment needs. Simulated: all that is missing is
// named in one answer, the means of payment first, and nothing else is complained
// about in that round. Guesses: the order beyond number, month and year; which bill-to
// members each means of payment needs; that stored and transient tokens bring their own
// bill-to. Not simulated: requirements of single processors and of card-present devices.

import "slices"

// means is how a payment is paid.
type means uint8

const (
	byCard        means = iota // number, network token, encrypted blob, track data
	byToken                    // stored or transient token
	byBank                     // eCheck
	byAlternative              // bank transfer, wallet, ...
)

const (
	cardPath    = "paymentInformation.card."
	networkPath = "paymentInformation.tokenizedCard."
	bankPath    = "paymentInformation.bank."
	amountsPath = "orderInformation.amountDetails."
	billToPath  = "orderInformation.billTo."
)

// tokenPaths are the members that stand for a stored or captured means of payment.
var tokenPaths = []string{
	"paymentInformation.customer", "paymentInformation.paymentInstrument", "paymentInformation.instrumentIdentifier",
	"paymentInformation.legacyToken", "tokenInformation.transientTokenJwt", "tokenInformation.transientToken", "tokenInformation.jti",
}

// encryptedPaths are the members that carry the card's data in another form.
var encryptedPaths = []string{
	"paymentInformation.fluidData", "pointOfSaleInformation.trackData", "pointOfSaleInformation.emv.tags",
}

// meansOf decides how a payment is paid.
func meansOf(d document) means {
	name := d.text("paymentInformation.paymentType.name")
	switch {
	case d.has("paymentInformation.bank.account"), name == "CHECK":
		return byBank
	case d.has(cardPath + "number"), d.has("paymentInformation.tokenizedCard"):
		return byCard
	case slices.ContainsFunc(tokenPaths, d.has):
		return byToken
	case name != "" && name != "CARD", d.has("paymentInformation.eWallet"), slices.ContainsFunc(d.list("processingInformation.actionList"), isAlternative):
		return byAlternative
	default:
		return byCard
	}
}

func isAlternative(action string) bool {
	return slices.Contains([]string{"AP_INITIATE", "AP_SALE", "AP_AUTH", "AP_REAUTH"}, action)
}

// requiredOfPayment lists the members that a payment must have.
func (s *Simulator) requiredOfPayment(d document) []string {
	by := meansOf(d)
	required := instrumentOf(d, by)
	if !priced(d) {
		required = append(required, amountsPath+"totalAmount")
	}
	required = append(required, amountsPath+"currency")
	if s.needsBillTo(d, by) {
		required = append(required, billToOf(d)...)
	}
	if slices.Contains(d.list("processingInformation.actionList"), validateAuthentication) {
		required = append(required, authenticationPath+"authenticationTransactionId")
	}
	return required
}

// missing are the required members that a body lacks.
func missing(d document, required []string) []string {
	return slices.DeleteFunc(required, d.has)
}

// instrumentOf is what the means of payment itself needs.
func instrumentOf(d document, by means) []string {
	switch {
	case by == byBank && d.has(bankPath+"account.iban"), by == byBank && d.has(bankPath+"iban"):
		return nil
	case by == byBank:
		return []string{bankPath + "account.number", bankPath + "routingNumber"}
	case by != byCard, slices.ContainsFunc(encryptedPaths, d.has):
		return nil
	case d.has("paymentInformation.tokenizedCard"):
		return []string{networkPath + "number", networkPath + "expirationMonth", networkPath + "expirationYear"}
	default:
		return []string{cardPath + "number", cardPath + "expirationMonth", cardPath + "expirationYear"}
	}
}

// priced reports whether the total follows from line items.
func priced(d document) bool {
	return len(lineItems(d)) > 0
}

// lineItems are the items of the order that carry a unit price.
func lineItems(d document) []document {
	items, _ := d.value("orderInformation.lineItems").([]any)
	var pricedItems []document
	for _, item := range items {
		if object, ok := item.(map[string]any); ok && document(object).has("unitPrice") {
			pricedItems = append(pricedItems, object)
		}
	}
	return pricedItems
}

func (s *Simulator) needsBillTo(d document, by means) bool {
	present := d.has("pointOfSaleInformation.trackData") || d.has("pointOfSaleInformation.emv.tags") ||
		d.text("processingInformation.commerceIndicator") == "retail"
	return !s.options.RelaxedRequirements && (by == byCard || by == byBank) && !present
}

// billToOf is the address that a payment needs: state and postal code in two countries only.
func billToOf(d document) []string {
	required := []string{"firstName", "lastName", "address1", "locality"}
	switch d.text(billToPath + "country") {
	case "US", "CA", "us", "ca":
		required = append(required, "administrativeArea", "postalCode")
	}
	required = append(required, "country", "email")
	for i := range required {
		required[i] = billToPath + required[i]
	}
	return required
}
