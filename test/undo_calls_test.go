package test

import (
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// undoable is a kind of call that Undo takes back.
type undoable struct {
	name string
	send func(w *undoWorld) func(options ...cybersource.CallOption) error

	done             cybersource.UndoCall
	reversed, voided int
}

// undoables are all of them. What comes before the lost call is answered.
var undoables = []undoable{
	{"authorization", sendPayment("100.00", false, false), cybersource.UndoReversal, 1, 0},
	{"partial approval", sendPayment("9960.00", false, true), cybersource.UndoReversal, 1, 0},
	{"authorization that waits for a review", sendPayment("9480.00", false, false), cybersource.UndoReversal, 1, 0},
	{"sale", sendPayment("100.00", true, false), cybersource.UndoVoid, 1, 1},
	{"capture", sendCapture, cybersource.UndoVoid, 0, 1},
	{"refund of a sale", sendRefund, cybersource.UndoVoid, 0, 1},
	{"credit", sendCredit, cybersource.UndoVoid, 0, 1},
}

func sendPayment(amount string, sale, upTo bool) func(*undoWorld) func(...cybersource.CallOption) error {
	return func(w *undoWorld) func(...cybersource.CallOption) error {
		return func(options ...cybersource.CallOption) error {
			s := submission{operation: cybersourcetest.CreatePayment, sale: sale, upTo: upTo, amount: amount}
			return s.send(w.Context(), w.client, options...).err
		}
	}
}

func sendCapture(w *undoWorld) func(...cybersource.CallOption) error {
	payment := w.authorize()
	return w.sendAbout(cybersourcetest.CapturePayment, payment.ID)
}

func sendRefund(w *undoWorld) func(...cybersource.CallOption) error {
	sale, err := w.client.PaymentsApi.CreatePayment(w.Context(), saleOver("100.00"))
	require.NoError(w, err)
	return w.sendAbout(cybersourcetest.RefundPayment, sale.ID)
}

func sendCredit(w *undoWorld) func(...cybersource.CallOption) error {
	return w.sendAbout(cybersourcetest.CreateCredit, "")
}

// sendAbout makes a call about a payment, with references that the client makes.
func (w *undoWorld) sendAbout(operation, id string) func(...cybersource.CallOption) error {
	return func(options ...cybersource.CallOption) error {
		s := submission{operation: operation, id: id, amount: "100.00"}
		return s.send(w.Context(), w.client, options...).err
	}
}

// requireUndone makes sure that what was done is undone, and once.
func (u *undoable) requireUndone(w *undoWorld, result cybersource.UndoResult) {
	w.Helper()
	require.Equal(w, cybersource.UndoDone, result.State, "%+v", result)
	require.Equal(w, u.done, result.Done)
	require.Empty(w, result.Left)
	reversed, voided, refunded := w.undoes()
	before := 0
	if u.name == "refund of a sale" {
		before = 1 // the one that is undone
	}
	require.Equal(w, []int{u.reversed, u.voided, before}, []int{reversed, voided, refunded}, "%+v", w.gateway.Payments())
}
