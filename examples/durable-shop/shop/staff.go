package shop

import (
	"context"
	"iter"
	"net/http"

	"github.com/cybersource-go/cybersource/idempotency"
)

// Staff is what customers must not reach: serve it where only the staff can.
func (s *Shop) Staff() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders/{id}/shipment", func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, r.PathValue("id"), s.Ship(r.Context(), r.PathValue("id")))
	})
	mux.HandleFunc("POST /orders/{id}/refunds", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		s.show(w, r, id, s.Refund(r.Context(), id, number(r, "try"), int64(number(r, "cents"))))
	})
	mux.HandleFunc("POST /orders/{id}/cancellation", func(w http.ResponseWriter, r *http.Request) {
		s.show(w, r, r.PathValue("id"), s.Cancel(r.Context(), r.PathValue("id")))
	})
	mux.HandleFunc("GET /open", s.getOpen)
	mux.HandleFunc("POST /open", s.postOpen)
	return guarded(mux)
}

// forStaff are the steps whose end is not known or open.
func (s *Shop) forStaff(ctx context.Context) iter.Seq2[idempotency.Entry, error] {
	return func(yield func(idempotency.Entry, error) bool) {
		for _, steps := range []iter.Seq2[idempotency.Entry, error]{s.keys.Open(ctx), s.keys.InReview(ctx)} {
			for e, err := range steps {
				if !yield(e, err) {
					return
				}
			}
		}
	}
}

// getOpen lists the steps whose end is not known, and payments in review. Those with a text in left are for a person,
// who looks for the payment where the text says, and then closes the step.
func (s *Shop) getOpen(w http.ResponseWriter, r *http.Request) {
	type step struct {
		Order     string            `json:"order"`
		Operation string            `json:"operation"`
		Step      string            `json:"step"`
		State     idempotency.State `json:"state"`
		Left      string            `json:"left,omitempty"`
	}
	found := []step{}
	for e, err := range s.forStaff(r.Context()) {
		if err != nil {
			s.log.Error("open", "error", err)
			http.Error(w, "The list cannot be read now.", http.StatusInternalServerError)
			return
		}
		found = append(found, step{e.Order, e.Operation, e.Step, e.State, e.Left})
	}
	answer(w, http.StatusOK, found)
}

// postOpen closes a step with what a person found out.
func (s *Shop) postOpen(w http.ResponseWriter, r *http.Request) {
	order := r.FormValue("order")
	err := s.CloseStep(r.Context(), order, r.FormValue("operation"), r.FormValue("step"), idempotency.Closure{
		By: r.FormValue("by"), Why: r.FormValue("why"), Paid: r.FormValue("paid") == "true", ID: r.FormValue("id"),
	})
	s.show(w, r, order, err)
}

// CloseStep ends a step that is open, as a person says. The books have its line afterwards.
func (s *Shop) CloseStep(ctx context.Context, order, operation, step string, c idempotency.Closure) error {
	if c.Paid && c.ID == "" {
		return notNow("a step that moved money is closed with the id that the service gave it")
	}
	for e, err := range s.forStaff(ctx) {
		if err != nil {
			return err
		}
		if e.Order == order && e.Operation == operation && e.Step == step {
			return s.keys.Close(ctx, e.ID, c)
		}
	}
	return notNow("no such step is open")
}
