package cybersource

import (
	"cmp"
	"strings"
)

// isZeroAmount reports whether an amount is stated and is zero.
func isZeroAmount(amount string) bool {
	whole, fraction, ok := decimalParts(amount)
	return ok && whole == "" && fraction == ""
}

// isPositiveAmount reports whether an amount is stated and more than zero.
func isPositiveAmount(amount string) bool {
	whole, fraction, ok := decimalParts(amount)
	return ok && (whole != "" || fraction != "")
}

// isUnreadableAmount reports whether an amount is stated and is no decimal number.
func isUnreadableAmount(amount string) bool {
	_, _, ok := decimalParts(amount)
	return amount != "" && !ok
}

// compareAmounts compares two decimal amounts by value, whatever their number of
// fraction digits. What is no decimal number is compared as text.
func compareAmounts(a, b string) int {
	wholeA, fractionA, okA := decimalParts(a)
	wholeB, fractionB, okB := decimalParts(b)
	if !okA || !okB {
		return cmp.Compare(a, b)
	}
	return cmp.Or(
		cmp.Compare(len(wholeA), len(wholeB)),
		cmp.Compare(wholeA, wholeB),
		cmp.Compare(fractionA, fractionB),
	)
}

// decimalParts splits a decimal amount at its point and drops the zeros that mean
// nothing. It accepts "10." and ".5", which answers of the service may have.
func decimalParts(amount string) (whole, fraction string, ok bool) {
	whole, fraction, _ = strings.Cut(amount, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return "", "", false
	}
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0"), true
}
