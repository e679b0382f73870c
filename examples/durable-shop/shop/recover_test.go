package shop_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestLostAnswerIsFoundAndNotPaidAgain(t *testing.T) {
	w := newWorld(t, true)
	w.gateway.Next(cybersourcetest.DropAnswer())
	order := w.buy("1")
	w.wantStatus(w.pay(order, "1", http.StatusAccepted), "unpaid")
	w.recover(1, 0)
	w.wantStatus(w.order(order), "paid")
	w.wantStatus(w.pay(order, "1", http.StatusOK), "paid")
	w.wantProcessed("CreatePayment", 1)
	w.wantCents(order, "CreatePayment", 2499)
}

// The customer need not wait for Recover: the same form asks again.
func TestRepeatFindsALostAnswerToo(t *testing.T) {
	w := newWorld(t, true)
	for _, path := range []string{"/shipment", "/refunds"} {
		order := w.paid("1")
		if path == "/refunds" {
			w.staff(order, "/shipment", nil, http.StatusOK)
		}
		w.gateway.Next(cybersourcetest.DropAnswer())
		f := form{"try": "1", "cents": "2499"}
		w.staff(order, path, f, http.StatusAccepted)
		w.staff(order, path, f, http.StatusOK)
	}
	w.wantProcessed("CapturePayment", 2)
	w.wantProcessed("RefundCapture", 1)
}

func TestPaymentThatNeverArrivedIsPaidByTheNextForm(t *testing.T) {
	w := newWorld(t, true)
	w.gateway.Next(cybersourcetest.CloseBeforeReading())
	order := w.buy("1")
	w.pay(order, "1", http.StatusAccepted)
	w.recover(4, 10*time.Minute)
	p := w.order(order)
	if p.NextTry != 2 || p.Lines[0].Cents != 0 || p.Lines[0].State != "not made" {
		t.Errorf("the books say %+v", p)
	}
	w.wantStatus(w.pay(order, "2", http.StatusOK), "paid")
	w.wantProcessed("CreatePayment", 1)
}

// Without timeout calls nobody can say that there is no payment.
func TestPaymentThatNobodyFindsIsClosedByTheStaff(t *testing.T) {
	for _, tc := range []struct{ name, paid, id, status string }{
		{"not paid", "false", "", "unpaid"},
		{"paid", "true", "7000000000000000000001", "paid"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, false)
			w.gateway.Next(cybersourcetest.CloseBeforeReading())
			order := w.buy("1")
			w.pay(order, "1", http.StatusAccepted)
			w.recover(3, 13*time.Hour)

			open := w.open()
			if len(open) != 1 || open[0]["order"] != order || !strings.Contains(open[0]["left"], "a person has to look") {
				t.Fatalf("the staff is shown %v", open)
			}
			closure := form{
				"order": order, "operation": open[0]["operation"], "step": open[0]["step"],
				"by": "kim", "why": "looked in the portal", "paid": tc.paid, "id": tc.id,
			}
			w.wantStatus(w.post(w.shop.Staff(), "/open", closure, http.StatusOK), tc.status)
			w.post(w.shop.Staff(), "/open", closure, http.StatusConflict)
			if len(w.open()) != 0 {
				t.Error("the step is open still")
			}
		})
	}
}

// open is what the staff is shown.
func (w *world) open() (steps []map[string]string) {
	w.Helper()
	answer := httptest.NewRecorder()
	w.shop.Staff().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/open", nil))
	if err := json.Unmarshal(answer.Body.Bytes(), &steps); err != nil {
		w.Fatal(err)
	}
	return steps
}

func TestStepClosedAsPaidNeedsItsID(t *testing.T) {
	w := newWorld(t, false)
	w.gateway.Next(cybersourcetest.CloseBeforeReading())
	order := w.buy("1")
	w.pay(order, "1", http.StatusAccepted)
	w.post(w.shop.Staff(), "/open", form{
		"order": order, "operation": "CreatePayment", "step": "pay-1", "by": "kim", "why": "in the portal", "paid": "true",
	}, http.StatusConflict)
	if len(w.open()) != 1 {
		t.Error("the step was closed")
	}
}

// If the books cannot be written the step has not ended: both are made up for later.
func TestBooksAndStepsAgreeWhenTheBooksFail(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("1")
	w.execute("ALTER TABLE shop_books RENAME COLUMN cents TO pence")
	w.post(w.shop.Customers(), "/orders/"+order+"/payments", form{"try": "1"}, http.StatusInternalServerError) // it cannot even read
	w.execute("ALTER TABLE shop_books RENAME COLUMN pence TO cents")
	w.execute("CREATE TRIGGER full BEFORE INSERT ON shop_books BEGIN SELECT RAISE(ABORT, 'the books are full'); END")
	w.wantStatus(w.pay(order, "1", http.StatusAccepted), "unpaid")
	w.execute("DROP TRIGGER full")
	w.recover(1, 10*time.Minute)
	w.wantStatus(w.order(order), "paid")
	w.wantProcessed("CreatePayment", 1)
}

func (w *world) execute(statement string) {
	w.Helper()
	if _, err := w.database.Exec(statement); err != nil {
		w.Fatal(err)
	}
}
