package databases

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// This file is the course of a run: customers buy while processes are killed, then time passes
// until nothing is due, and what nobody knows the end of is asked for once more.

// serve lets customers buy from processes that are killed, until there were so many of both.
func (w *killWorld) serve(processes, orders, kills int) {
	w.gateway.Faults(rand.Uint64(), w.faults...)
	w.fleet.run(processes)
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	over := make(chan struct{})
	go func() {
		defer close(over)
		w.buy(orders, kills)
	}()
	for ended := false; !ended; {
		select {
		case <-over:
			ended = true
		case <-ticks.C:
			w.gateway.DeliverDue()
		}
	}
	close(w.fleet.done)
	w.fleet.wait.Wait()
	w.gateway.Faults(0)
}

const shoppers = 48 // at the same time; most of them wait for steps whose process died

// buy has customers buy until there were so many orders and kills.
func (w *killWorld) buy(orders, kills int) {
	var group sync.WaitGroup
	begun := make(chan int)
	for range shoppers {
		group.Go(func() {
			for n := range begun {
				c := &customer{world: w, dice: rand.New(rand.NewPCG(uint64(n), rand.Uint64()))}
				c.buy()
			}
		})
	}
	for n := 0; n < orders || w.fleet.total() < kills; n++ {
		begun <- n
	}
	close(begun)
	group.Wait()
}

// recoverPause is between two rounds of Recover, when time is put forward.
const recoverPause = 5 * time.Minute

// settle makes the test's own process the shop, and lets time pass until nothing is due.
func (w *killWorld) settle(until time.Duration) {
	w.Helper()
	if w.last == nil {
		var err error
		if w.last, err = w.child.open(w.Context(), noSleep); err != nil {
			w.Fatal(err)
		}
	}
	for end := w.scale.now().Add(until); w.scale.now().Before(end); {
		next := w.nextDue()
		if next.IsZero() {
			return
		}
		if wait := next.Sub(w.scale.now()); wait >= 0 {
			w.scale.ahead.Add(int64(wait + recoverPause))
			w.setClock()
		}
		w.gateway.DeliverDue()
		if _, err := w.last.Keys().Recover(w.Context()); err != nil {
			w.Logf("Recover: %v", err)
		}
	}
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// nextDue is when the next step is due; zero if none ever is.
func (w *killWorld) nextDue() (next time.Time) {
	for _, e := range w.entries(idempotency.StateRunning, idempotency.StateOpen, idempotency.StateUndoing) {
		if !e.Due.IsZero() && (next.IsZero() || e.Due.Before(next)) {
			next = e.Due
		}
	}
	return next
}

// entries are those in any of the states; without one all are.
func (w *killWorld) entries(states ...idempotency.State) []idempotency.Entry {
	w.Helper()
	dialect := idempotency.SQLite
	if w.schema != "" {
		dialect = idempotency.PostgreSQL
	}
	found, err := idempotency.NewSQL(w.database, dialect()).Find(w.Context(), idempotency.Filter{States: states})
	if err != nil {
		w.Fatal(err)
	}
	return found
}

// repeat posts each form once more whose end nobody knows.
func (w *killWorld) repeat() (repeated int) {
	handler := shopHandler(w.last)
	for _, c := range w.customers {
		if c.unfinished == nil {
			continue
		}
		r := httptest.NewRequest(http.MethodPost, c.unfinished.path, strings.NewReader(c.unfinished.form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		handler.ServeHTTP(httptest.NewRecorder(), r)
		repeated++
	}
	return repeated
}
