// Package retrysafe lets errors of the module's other packages take part in
// cybersource.SafeToRetry. Only they can: an error has to embed a [Judgement], which no
// package outside of this module can make. An error of a database, for instance, cannot
// vouch for a payment.
package retrysafe

// Judgement says whether sending again is safe. Errors embed it.
type Judgement bool

func (j Judgement) safe() bool { return bool(j) }

// Of returns the judgement of an error; false if it has none.
func Of(err error) (safe, known bool) {
	judged, known := err.(interface{ safe() bool })
	return known && judged.safe(), known
}
