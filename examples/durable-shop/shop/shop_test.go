package shop_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestFormPostedManyTimesAtOnceChargesOnce(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("2")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { w.wantStatus(w.pay(order, "1", http.StatusOK), "paid") })
	}
	group.Wait()
	w.wantProcessed("CreatePayment", 1)
	w.wantCents(order, "CreatePayment", 4998)
}

func TestDeclineLetsOnlyTheNextFormPay(t *testing.T) {
	w := newWorld(t, true)
	w.gateway.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	order := w.buy("1")
	w.wantStatus(w.pay(order, "1", http.StatusOK), "unpaid")
	back := w.pay(order, "1", http.StatusOK) // the back button
	w.wantStatus(back, "unpaid")
	if back.NextTry != 2 || !strings.Contains(back.Message, "was not accepted") {
		t.Errorf("the customer is shown %+v", back)
	}
	w.wantProcessed("CreatePayment", 1)
	w.wantStatus(w.pay(order, "2", http.StatusOK), "paid")
	w.wantCents(order, "CreatePayment", 2499)
}

func TestOrderThatIsPaidTakesNoOtherPayment(t *testing.T) {
	w := newWorld(t, true)
	order := w.paid("1")
	w.pay(order, "2", http.StatusConflict)
	w.wantProcessed("CreatePayment", 1)
}

// The keys would send it: the reversal of the first payment has freed the order.
func TestOrderIsNotPaidAfterItsCancellationWasDecided(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("1")
	w.beforePaying = func() {
		if _, err := w.database.ExecContext(t.Context(), `UPDATE shop_orders SET decision = 'cancel' WHERE id = $1`, order); err != nil {
			t.Error(err)
		}
	}
	w.pay(order, "1", http.StatusConflict)
	w.wantProcessed("CreatePayment", 0)
}

func TestPaymentInReviewIsShownToCustomerAndStaff(t *testing.T) {
	for _, status := range []string{"AUTHORIZED_PENDING_REVIEW", "PENDING_REVIEW"} {
		w := newWorld(t, true)
		w.gateway.Next(cybersourcetest.Status(status))
		order := w.buy("1")
		w.wantStatus(w.pay(order, "1", http.StatusOK), "in review")
		w.pay(order, "2", http.StatusConflict)
		list := httptest.NewRecorder()
		w.shop.Staff().ServeHTTP(list, httptest.NewRequest(http.MethodGet, "/open", nil))
		if !strings.Contains(list.Body.String(), order) {
			t.Errorf("%s: the staff sees %s", status, list.Body)
		}
		w.wantStatus(w.post(w.shop.Staff(), "/open", form{
			"order": order, "operation": "CreatePayment", "step": "pay-1", "by": "kim", "why": "rejected in the portal", "paid": "false",
		}, http.StatusOK), "unpaid")
		w.wantStatus(w.pay(order, "2", http.StatusOK), "paid")
	}
}

func TestOrderIsCapturedOnceWhenItShips(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("3")
	w.staff(order, "/shipment", nil, http.StatusConflict)
	w.pay(order, "1", http.StatusOK)
	for range 2 {
		w.wantStatus(w.staff(order, "/shipment", nil, http.StatusOK), "shipped")
	}
	w.wantProcessed("CapturePayment", 1)
	w.wantCents(order, "CapturePayment", 7497)
	w.staff(order, "/cancellation", nil, http.StatusConflict)
	w.wantProcessed("AuthReversal", 0)
}

func TestCancelledOrderIsReversedOnceAndNeitherShippedNorPaid(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("1")
	w.staff(order, "/cancellation", nil, http.StatusConflict)
	w.pay(order, "1", http.StatusOK)
	for range 2 {
		w.wantStatus(w.staff(order, "/cancellation", nil, http.StatusOK), "cancelled")
	}
	w.wantProcessed("AuthReversal", 1)
	w.staff(order, "/shipment", nil, http.StatusConflict)
	w.pay(order, "2", http.StatusConflict)
	w.wantProcessed("CapturePayment", 0)
	w.wantProcessed("CreatePayment", 1)
}

func TestShippingOrCancellingWins(t *testing.T) {
	w := newWorld(t, true)
	for range 10 {
		order := w.paid("1")
		var group sync.WaitGroup
		for _, path := range []string{"/shipment", "/cancellation"} {
			group.Go(func() { w.any(order, path) })
		}
		group.Wait()
		if status := w.order(order).Status; status != "shipped" && status != "cancelled" {
			t.Errorf("status %s", status)
		}
	}
	captured, reversed := 0, 0
	for _, e := range w.gateway.Ledger() {
		switch e.Operation {
		case "CapturePayment":
			captured++
		case "AuthReversal":
			reversed++
		}
	}
	if captured+reversed != 10 {
		t.Errorf("%d captures and %d reversals of 10 orders", captured, reversed)
	}
}

// any posts for the staff, whatever comes of it.
func (w *world) any(order, path string) {
	r := httptest.NewRequest(http.MethodPost, "/orders/"+order+path, nil)
	w.shop.Staff().ServeHTTP(httptest.NewRecorder(), r)
}

func TestRefundsDoNotExceedTheCapture(t *testing.T) {
	w := newWorld(t, true)
	order := w.paid("1")
	w.staff(order, "/refunds", form{"try": "1", "cents": "100"}, http.StatusConflict)
	w.staff(order, "/shipment", nil, http.StatusOK)
	for range 2 {
		w.wantStatus(w.staff(order, "/refunds", form{"try": "1", "cents": "2000"}, http.StatusOK), "shipped")
	}
	w.staff(order, "/refunds", form{"try": "2", "cents": "500"}, http.StatusConflict)
	w.staff(order, "/refunds", form{"try": "3", "cents": "1"}, http.StatusConflict)
	w.wantStatus(w.staff(order, "/refunds", form{"try": "2", "cents": "499"}, http.StatusOK), "refunded")
	w.wantProcessed("RefundCapture", 2)
	w.wantCents(order, "RefundCapture", 2499)
}

func TestMoneyThatIsHeldInReviewIsNotShipped(t *testing.T) {
	w := newWorld(t, true)
	w.gateway.Next(cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"))
	order := w.buy("1")
	w.wantStatus(w.pay(order, "1", http.StatusOK), "in review")
	w.staff(order, "/shipment", nil, http.StatusConflict)
	w.wantStatus(w.staff(order, "/cancellation", nil, http.StatusOK), "cancelled")
}

func TestWrongFormsAreRefusedAndNamed(t *testing.T) {
	w := newWorld(t, true)
	order := w.buy("1")
	for _, tc := range []struct {
		path string
		form form
		want int
	}{
		{"/orders", form{"quantity": "0"}, http.StatusConflict},
		{"/orders", form{"quantity": "x"}, http.StatusConflict},
		{"/orders/SHOP-NONE/payments", form{"try": "1"}, http.StatusNotFound},
		{"/orders/" + order + "/payments", form{"try": "2"}, http.StatusConflict},
		{"/orders/" + order + "/payments", form{"try": "-1"}, http.StatusConflict},
		{"/orders/" + order + "/payments", nil, http.StatusConflict},
	} {
		w.post(w.shop.Customers(), tc.path, tc.form, tc.want)
	}
	w.post(w.shop.Staff(), "/open", form{"order": order, "operation": "CreatePayment", "step": "pay-1", "by": "kim", "why": "asked"}, http.StatusConflict)
	w.wantProcessed("CreatePayment", 0)
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	w := newWorld(t, true)
	order := w.paid("1")
	for path, handler := range map[string]http.Handler{"/payments": w.shop.Customers(), "/cancellation": w.shop.Staff()} {
		r := httptest.NewRequest(http.MethodPost, "/orders/"+order+path, nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if answer.Code != http.StatusForbidden {
			t.Errorf("%s: status %d, want 403", path, answer.Code)
		}
	}
	w.wantStatus(w.order(order), "paid")
}
