package cybersource

import (
	"slices"
	"strings"
)

// authenticationNetwork is a card network with published indicators.
type authenticationNetwork struct {
	types      []string // as answers name them, in capitals and without blanks
	indicators []string // beginnings of its commerce indicators
	shifted    []string // electronic commerce indicators under which liability shifts
}

// authenticationNetworks are those that any source has rows for.
var authenticationNetworks = []authenticationNetwork{
	{[]string{"001", "VISA"}, []string{"vbv"}, []string{"05", "06"}},
	{[]string{"002", "MASTERCARD"}, []string{"spa"}, []string{"02", "01"}},
	{[]string{"003", "AMERICANEXPRESS", "AMEX"}, []string{"aesk"}, []string{"05", "06"}},
	{[]string{"004", "DISCOVER", "005", "DINERS", "DINERSCLUB"}, []string{"dipb", "pb"}, []string{"05", "06"}},
	{[]string{"007", "JCB"}, []string{"js"}, []string{"05", "06"}},
}

const mastercardType = "002"

// networkOfType finds the network of a card type.
func networkOfType(cardType string) *authenticationNetwork {
	cardType = strings.ToUpper(strings.ReplaceAll(cardType, " ", ""))
	return findNetwork(func(n authenticationNetwork) bool { return slices.Contains(n.types, cardType) })
}

// networkOfIndicator finds the network of a commerce indicator.
func networkOfIndicator(indicator string) *authenticationNetwork {
	name, _, _ := strings.Cut(indicator, "_")
	return findNetwork(func(n authenticationNetwork) bool { return slices.Contains(n.indicators, name) })
}

func findNetwork(fits func(authenticationNetwork) bool) *authenticationNetwork {
	if i := slices.IndexFunc(authenticationNetworks, fits); i >= 0 {
		return &authenticationNetworks[i]
	}
	return nil
}

// givenECIs are the electronic commerce indicators that an answer states. Mastercard's is
// the indicator of its own with a zero in front; other networks have none of these.
func givenECIs(raw, eci, ucaf string) []string {
	if ucaf != "" {
		ucaf = "0" + ucaf
	}
	return slices.DeleteFunc([]string{raw, eci, ucaf}, func(text string) bool { return text == "" })
}

// liability is who bears a dispute after a payer was authenticated, or the attempt was
// made. Each statement has to say that it has shifted.
func (f *authenticationFacts) liability() Liability {
	byType, byIndicator := networkOfType(f.cardType), networkOfIndicator(f.indicator)
	network := byType
	if network == nil {
		network = byIndicator
	}
	switch {
	case byType == nil && f.namesNetwork():
		return LiabilityUnknown
	case network == nil, f.indicator != "" && byIndicator != network, strings.HasSuffix(f.indicator, failureSuffix):
		return LiabilityNotShifted
	case len(f.ecis) == 0, slices.ContainsFunc(f.ecis, network.leavesLiability):
		return LiabilityNotShifted
	default:
		return LiabilityShifted
	}
}

// namesNetwork reports whether the type of the card means something: answers have a
// general one too.
func (f *authenticationFacts) namesNetwork() bool { return f.cardType != "" && f.cardType != "CARD" }

func (n *authenticationNetwork) leavesLiability(eci string) bool {
	return !slices.Contains(n.shifted, eci)
}
