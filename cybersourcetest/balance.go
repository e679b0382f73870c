package cybersourcetest

// SetBalance makes a prepaid card of a number: so much is on it before any payment, in one
// currency. What is held or captured is gone, what was released or refunded is there again.
// Payments and increments above what is left are declined as INSUFFICIENT_FUND, or
// authorized in part where the request takes a part; answers tell what is left. The error
// says which of the three is none.
func (g *Gateway) SetBalance(number, amount, currency string) error {
	return withoutPrefix(g.simulator.SetBalance(number, amount, currency))
}
