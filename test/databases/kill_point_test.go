package databases

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// This file ends or stops a process at a point of a call. The points need nothing of the
// product: they are in its store and in its transport.

// Points, by what the process is doing. The first are of a call, the next of Recover and of a
// repeat that looks up, the last of Undo in them.
var (
	callPoints = []string{
		"claim, before the commit", "claim, after the commit", "call, signed", "call, sent", "call, answered",
		"record, before the commit", "record, after the commit",
	}
	recoverPoints = []string{
		"take-over, before the commit", "take-over, after the commit", "look-up, sent", "look-up, answered",
		"finding, before the commit", "finding, after the commit",
	}
	undoPoints = []string{
		"intent to undo, before the commit", "intent to undo, after the commit", "undo, sent", "undo, answered",
		"undone, before the commit", "undone, after the commit",
	}
)

// saboteur sends its own process a signal at a point.
type saboteur struct {
	Point  string
	Passes int64 // how often the point is passed first
	Stop   bool  // SIGSTOP, and on when somebody sends SIGCONT; else SIGKILL

	passed atomic.Int64
}

func (s *saboteur) at(point string) {
	if point != s.Point || s.passed.Add(1) != s.Passes+1 {
		return
	}
	signal := syscall.SIGKILL
	if s.Stop {
		signal = syscall.SIGSTOP
	}
	_ = syscall.Kill(os.Getpid(), signal) // which cannot fail
	time.Sleep(signalTime)
}

// signalTime is enough for a signal to arrive, so that nothing happens behind the point.
const signalTime = 200 * time.Millisecond

// sabotagedStore ends a process around its commits.
type sabotagedStore struct {
	idempotency.Store

	saboteur *saboteur
}

func (s sabotagedStore) Change(ctx context.Context, order idempotency.OrderID, change func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error)) error {
	part := ""
	err := s.Store.Change(ctx, order, func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		before := slices.Clone(v.Entries) // which are the product's to change
		writes, err := change(ctx, v)
		if part = ""; err == nil && len(writes) > 0 {
			part = partOf(before, &writes[0])
			s.saboteur.at(part + ", before the commit")
		}
		return writes, err
	})
	if err == nil && part != "" {
		s.saboteur.at(part + ", after the commit")
	}
	return err
}

// partOf says what a step is written for.
func partOf(entries []idempotency.Entry, after *idempotency.Entry) string {
	var before idempotency.Entry
	if i := slices.IndexFunc(entries, func(e idempotency.Entry) bool { return e.ID == after.ID }); i >= 0 {
		before = entries[i]
	}
	switch leased := !after.Leased.IsZero(); {
	case after.State == idempotency.StateRunning:
		return "claim"
	case before.State == idempotency.StateRunning && before.Epoch == after.Epoch:
		return "record"
	case leased && before.Epoch < after.Epoch:
		return "take-over"
	case leased:
		return "intent to undo"
	case after.Record.Undo != nil:
		return "undone"
	default:
		return "finding"
	}
}

// sabotagedTransport ends a process around its requests.
type sabotagedTransport struct {
	below    http.RoundTripper
	saboteur *saboteur
}

// recovering marks the context of Recover.
type recovering struct{}

func (t sabotagedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	part := "call"
	switch {
	case strings.Contains(r.URL.Path, "/tss/"):
		part = "look-up"
	case strings.HasSuffix(r.URL.Path, "/pts/v2/reversals"), strings.HasSuffix(r.URL.Path, "/pts/v2/voids"),
		r.Context().Value(recovering{}) != nil: // a reversal or void that is made again
		part = "undo"
	}
	t.saboteur.at(part + ", signed")
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				t.saboteur.at(part + ", sent")
			}
		},
	})
	answer, err := t.below.RoundTrip(r.WithContext(ctx))
	if err == nil {
		t.saboteur.at(part + ", answered")
	}
	return answer, err
}
