package page

import "errors"

// This file changes what calls are judged by: accounts, balances, faults, and what comes of a
// payment later.

// setAccounts replaces all accounts.
func (v *visit) setAccounts() (any, error) {
	if err := v.Gateway.SetAccounts(v.read); err != nil {
		return nil, err
	}
	return v.accountsInForce(), nil
}

// setBalance makes a prepaid card of a number, which no answer repeats.
func (v *visit) setBalance() (any, error) {
	var asked struct{ Number, Amount, Currency string }
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	if err := v.Gateway.SetBalance(asked.Number, asked.Amount, asked.Currency); err != nil {
		return nil, err
	}
	return map[string]string{"card": "****" + asked.Number[len(asked.Number)-4:], "amount": asked.Amount, "currency": asked.Currency}, nil
}

// setFaults replaces the random faults; "" = none any more.
func (v *visit) setFaults() (any, error) {
	var asked struct {
		Faults string
		Seed   number
	}
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	seed, err := asked.Seed.parse("seed", 64)
	if err != nil {
		return nil, err
	}
	if err := v.Gateway.SetFaults(asked.Faults, seed); err != nil {
		return nil, err
	}
	return v.Gateway.Faults(), nil
}

// setRefreshes sets what the coming refreshes of a payment answer.
func (v *visit) setRefreshes() (any, error) {
	var asked struct{ Statuses []string }
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	id := v.r.PathValue("id")
	if _, known := v.Gateway.Payment(id); !known {
		return nil, errNoPayment
	}
	if err := v.Gateway.RefreshStatuses(id, asked.Statuses...); err != nil {
		return nil, errors.New("statuses: " + err.Error())
	}
	return map[string]any{"payment": id, "statuses": asked.Statuses}, nil
}

// checkoutResult pays in a hosted checkout as a browser would.
func (v *visit) checkoutResult() (any, error) {
	var asked struct {
		CaptureContext string
		Card           Card
	}
	if err := v.read(&asked); err != nil {
		return nil, err
	}
	result, err := v.Gateway.CheckoutResult(asked.CaptureContext, asked.Card)
	if err != nil {
		return nil, err
	}
	return map[string]string{"result": result}, nil
}
