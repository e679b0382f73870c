package simulator

// Timeout calls: they find what they undo by the transaction id of the lost call. Guess:
// where the lost call had failed they succeed, with nothing undone and the amount that
// it asked for. Not simulated: the minute that a merchant has to wait.

import "cmp"

// afterTimeout undoes what the lost call has done, or reports that it has done nothing.
// Increments are not undone: the reversal of their id would take the whole hold.
func (c *call) afterTimeout(status string, undo func(earlier) Answer) Answer {
	if c.options.Features.NoTimeoutCalls {
		return c.refuse(*refusal(cmp.Or(c.options.TimeoutCallReason, "INVALID_DATA")))
	}
	e, refused := c.original()
	switch {
	case refused != nil:
		return c.refuse(*refused)
	case e.failed() && e.entry.Operation != IncrementAuth:
		return c.undoNothing(e, status)
	default:
		return undo(e)
	}
}

// undoNothing answers a timeout call whose original had failed.
func (c *call) undoNothing(e earlier, usual string) Answer {
	o := c.scripted(usual)
	if o.http == 400 {
		return c.refuse(o)
	}
	nothing, _ := parseMoney("0", exponent(e.Currency))
	path, name, member := "/pts/v2/reversals/", "reversalAmountDetails", "reversedAmount"
	if c.Operation == MitVoid {
		path, name, member = "/pts/v2/voids/", "voidAmountDetails", "voidAmount"
	}
	answer := c.linked(o, path, false)
	answer[name] = object{
		member: nothing.String(), "currency": e.Currency, "originalTransactionAmount": e.entry.Amount,
	}
	if e.entry.ResponseCode != "" {
		answer["processorInformation"] = object{"responseCode": e.entry.ResponseCode}
	}
	return c.conclude(e, o, nothing, answer)
}
