package cybersource

import (
	"cmp"
	"strings"
)

// copiedMember is a member of a payment and the value that the authentication gives it.
type copiedMember struct {
	path  string
	to    *string
	value string
}

// copyTo sets the members, unless one of them has another value. It changes copies, so
// that the caller's other requests may share the objects.
func (a *Authentication) copyTo(payment *CreatePaymentRequest) []FieldProblem {
	processing, info := *orEmpty(payment.ProcessingInformation), *orEmpty(payment.ConsumerAuthenticationInformation)
	paidBy := orEmpty(orEmpty(payment.PaymentInformation).Card).Type
	var found []FieldProblem
	for _, m := range a.members(&processing, &info, paidBy) {
		if *m.to != "" && *m.to != m.value {
			found = append(found, FieldProblem{m.path, "has another value than the authentication gives it"})
		}
		*m.to = m.value
	}
	if found == nil {
		payment.ProcessingInformation, payment.ConsumerAuthenticationInformation = &processing, &info
	}
	return found
}

// members are all that the authentication decides. What it does not give is empty: a
// value that the payment has there is from another one.
func (a *Authentication) members(processing *ProcessingInformation, to *ConsumerAuthenticationInformation, paidBy string) []copiedMember {
	result, begun := a.result(), orEmpty(a.Enrolment.ConsumerAuthenticationInformation)
	if result.isMastercard(a.Enrolment.cardType(), paidBy) {
		result.cavv = ""
	} else {
		result.ucafData, result.ucafIndicator = "", ""
	}
	const path = "consumerAuthenticationInformation."
	return []copiedMember{
		{"processingInformation.commerceIndicator", &processing.CommerceIndicator, paymentIndicator(result.indicator)},
		{path + "cavv", &to.CAVV, result.cavv},
		{path + "ucafAuthenticationData", &to.UCAFAuthenticationData, result.ucafData},
		{path + "ucafCollectionIndicator", &to.UCAFCollectionIndicator, result.ucafIndicator},
		{path + "xid", &to.XID, cmp.Or(result.xid, begun.XID)},
		{path + "paresStatus", &to.ParesStatus, result.paresStatus},
		{path + "veresEnrolled", &to.VeresEnrolled, begun.VeresEnrolled},
		{path + "paSpecificationVersion", &to.PaSpecificationVersion, cmp.Or(result.version, begun.SpecificationVersion)},
		{path + "directoryServerTransactionId", &to.DirectoryServerTransactionID, cmp.Or(result.directoryServerID, begun.DirectoryServerTransactionID)},
	}
}

// authenticationProof is what of an answer the payment needs.
type authenticationProof struct {
	indicator, paresStatus  string
	cavv, xid               string
	ucafData, ucafIndicator string
	version                 string // of 3-D Secure
	directoryServerID       string
	cardType                string
}

// result is that of the last answer: after a challenge nothing of the enrolment check
// proves anything.
func (a *Authentication) result() authenticationProof {
	if a.Validation != nil {
		info := orEmpty(a.Validation.ConsumerAuthenticationInformation)
		return authenticationProof{
			indicator: info.Indicator, paresStatus: info.ParesStatus, cavv: info.CAVV, xid: info.XID,
			ucafData: info.UCAFAuthenticationData, ucafIndicator: info.UCAFCollectionIndicator,
			version: info.SpecificationVersion, directoryServerID: info.DirectoryServerTransactionID,
			cardType: a.Validation.cardType(),
		}
	}
	info := orEmpty(a.Enrolment.ConsumerAuthenticationInformation)
	return authenticationProof{
		indicator: info.EcommerceIndicator, paresStatus: info.ParesStatus, cavv: info.CAVV, xid: info.XID,
		ucafData: info.UCAFAuthenticationData, ucafIndicator: info.UCAFCollectionIndicator,
		version: info.SpecificationVersion, directoryServerID: info.DirectoryServerTransactionID,
		cardType: a.Enrolment.cardType(),
	}
}

// isMastercard reports whether the authentication was of a Mastercard. The first that
// names a network decides: the answer, its indicator, the card types besides.
func (p *authenticationProof) isMastercard(cardTypes ...string) bool {
	network := cmp.Or(networkOfType(p.cardType), networkOfIndicator(p.indicator))
	for _, cardType := range cardTypes {
		network = cmp.Or(network, networkOfType(cardType))
	}
	if network == nil {
		return p.cavv == "" && p.ucafData != ""
	}
	return network == networkOfType(mastercardType)
}

// failureSuffix ends the indicators of authentications that the network could not make.
const failureSuffix = "_failure"

// paymentIndicator is the commerce indicator of the payment: that of the service, unless
// it claims nothing.
func paymentIndicator(given string) string {
	if given == "" || strings.HasSuffix(given, failureSuffix) {
		return "internet"
	}
	return given
}
