package cybersourcetest

// Forgotten counts what a gateway knows no longer, for want of room.
type Forgotten struct {
	Payments int // payments and credits: calls about them are refused
	Entries  int // of [Gateway.Ledger]
	Requests int // of [Gateway.Requests]
}

// Forgotten is what was forgotten since the gateway started, or was reset. A test that counts
// in the ledger can see that nothing is missing; Options.MaxEntries makes room for more.
func (g *Gateway) Forgotten() Forgotten {
	forgotten := g.ledger.missing()
	forgotten.Payments = g.simulator.Forgotten()
	return forgotten
}

func (l *ledger) missing() Forgotten {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.forgotten
}
