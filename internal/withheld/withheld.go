// Package withheld has the error by which another package of this module withholds a call
// from being sent, so that hooks and the log tell it from one that failed.
package withheld

import "errors"

// Err ends a call that is not to be sent. Callers do not see it; hooks and the log do.
var Err = errors.New("the step is not carried out now: it is recorded already, or its order is busy")
