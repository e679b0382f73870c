package shop

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// page is what customers and staff see of an order.
type page struct {
	Order      string `json:"order"`
	Status     string `json:"status"`
	Message    string `json:"message,omitempty"`
	Cents      int64  `json:"cents"`
	NextTry    int    `json:"nextTry"`    // for the form to pay
	NextRefund int    `json:"nextRefund"` // for the form to refund
	Lines      []Line `json:"lines"`
}

// Customers is the shop for everybody. Forms of other sites are refused.
func (s *Shop) Customers() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		o, err := s.Create(r.Context(), number(r, "quantity"))
		s.show(w, r, o.ID, err)
	})
	mux.HandleFunc("GET /orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, r.PathValue("id"), nil)
	})
	mux.HandleFunc("POST /orders/{id}/payments", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		s.show(w, r, id, s.Pay(r.Context(), id, number(r, "try"), r.FormValue("token")))
	})
	return guarded(mux)
}

func guarded(mux *http.ServeMux) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, 64<<10))
}

// number is a field of a form; 0, which is nowhere allowed, if it is none.
func number(r *http.Request, field string) int {
	n, err := strconv.Atoi(r.FormValue(field))
	if err != nil {
		return 0
	}
	return n
}

// messages are what people are told of an order that stands so.
var messages = map[string]string{
	"paid":      "Thank you for your order.",
	"in review": "We are reviewing your payment and will write to you.",
	"shipped":   "Your order is on its way.",
	"refunded":  "Your money is on its way back.",
	"cancelled": "Your order is cancelled, and your money free again.",
}

// show answers with the order as it stands after a step, and says how the step ended.
func (s *Shop) show(w http.ResponseWriter, r *http.Request, id string, failed error) {
	status, message := said(failed)
	if failed != nil {
		s.log.Info("step", "order", id, "status", status, "error", failed)
	}
	o, err := s.Order(r.Context(), id)
	if err != nil {
		if failed == nil {
			status, message = said(err)
		}
		http.Error(w, message, status)
		return
	}
	if failed == nil {
		message = messages[o.Status()]
	}
	if failed == nil && o.Status() == unpaid && len(o.Lines) > 0 {
		message = "A payment was not accepted. Unless another one is under way, please try again, or use another card."
	}
	answer(w, status, page{
		Order: id, Status: o.Status(), Message: message, Cents: o.Cents, Lines: o.Lines,
		NextTry: o.Next(payment), NextRefund: o.Next(refund),
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who closed the connection asks again
}

// said is what a step's error means for the one who asked. Each may be repeated as it is.
func said(err error) (status int, message string) {
	var refused *cybersource.InvalidRequestError
	switch {
	case err == nil:
		return http.StatusOK, ""
	case errors.Is(err, ErrNoOrder):
		return http.StatusNotFound, ErrNoOrder.Error()
	case errors.Is(err, ErrNotNow):
		return http.StatusConflict, err.Error()
	case errors.Is(err, cybersource.ErrOutcomeUnknown), errors.Is(err, idempotency.ErrRunning):
		return http.StatusAccepted, "We are checking this with the bank. You need not do anything."
	case errors.Is(err, idempotency.ErrOrderBusy), errors.Is(err, idempotency.ErrKeyReused):
		return http.StatusConflict, "Another payment of the order is under way. Nothing was sent."
	case errors.As(err, &refused):
		return http.StatusUnprocessableEntity, "Please check what you have entered. Nothing was sent."
	case cybersource.SafeToRetry(err):
		return http.StatusServiceUnavailable, "This could not be done. No money was moved. Please try again."
	default:
		return http.StatusInternalServerError, "This could not be done. Please try again."
	}
}
