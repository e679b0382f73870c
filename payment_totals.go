package cybersource

// mostMinor is the largest amount that is added up: a hundred of them cannot overflow.
const mostMinor = 1 << 56

// stateTotals is the sums of a payment, in minor units of its currency.
type stateTotals struct {
	authorized, captured, voided, reversed, refunded int64

	captures int  // that stand
	more     bool // a capture says that others follow
	last     bool // a capture says that it is the last
}

// add counts a record that moved money.
func (t *stateTotals) add(r *PaymentRecord, minor int64, order captureOrder) {
	switch familyOf(r.Application) {
	case familyPayment, familyIncrement, familyRefresh:
		t.authorized += minor
		if r.Outcome.Money == MoneyTaken { // payment providers hold and take at once
			t.capture(minor, order)
		}
	case familyCaptureRecord:
		if r.sale {
			t.authorized += minor
		}
		if r.Outcome.Money == MoneyStopped {
			t.voided += minor
			return
		}
		t.capture(minor, order)
	case familyCreditRecord:
		if r.Outcome.Money != MoneyStopped {
			t.refunded += minor
		}
	case familyReversal:
		t.reversed += minor
	}
}

func (t *stateTotals) capture(minor int64, order captureOrder) {
	t.captured += minor
	t.captures++
	t.more = t.more || order.number < order.of
	t.last = t.last || order.of > 0 && order.number == order.of
}

// held is what is left of the authorization: nothing behind a single or a last capture,
// since the service releases the rest. It reports false if more was released than there was.
func (t *stateTotals) held() (int64, bool) {
	rest := t.authorized - t.reversed - t.captured
	usedUp := t.captures > 0 && (t.last || !t.more && t.captures == 1)
	if usedUp || t.captures > 0 && rest < 0 { // some accounts may capture more than was authorized
		return 0, true
	}
	return rest, rest >= 0
}
