package idempotency

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/clock"
)

// Keys makes calls that move money once per key. It is made by [New] and safe for
// concurrent use, also with others over the same store, in any number of processes.
type Keys struct {
	client  *cybersource.APIClient
	store   Store
	options Options
	digests digests
	clock   clock.Clock
	logger  *slog.Logger
}

// New checks the options and the store, and makes Keys over a client. It fails with a
// [*cybersource.ConfigurationError] that names every bad option, or with the error of
// [Store.Check].
func New(client *cybersource.APIClient, store Store, o Options) (*Keys, error) {
	problems := o.check()
	if o.Undo && client != nil && !client.HasTimeoutCalls() {
		problems = append(problems, cybersource.FieldProblem{Field: "Options.Undo", Reason: "needs timeout calls, and Configuration.TimeoutCalls of the client is not set"})
	}
	if client == nil {
		problems = append(problems, cybersource.FieldProblem{Field: "client", Reason: "is nil"})
	}
	if store == nil {
		problems = append(problems, cybersource.FieldProblem{Field: "store", Reason: "is nil"})
	}
	if len(problems) > 0 {
		return nil, &cybersource.ConfigurationError{Problems: problems}
	}
	ctx, cancel := context.WithTimeout(context.Background(), recordingTime)
	defer cancel()
	if err := store.Check(ctx); err != nil {
		return nil, err
	}
	o.DigestKeys, o.Merchants = slices.Clone(o.DigestKeys), slices.Clone(o.Merchants)
	o.LookFor = cmp.Or(o.LookFor, defaultLookFor)
	o.Pace, o.Workers = cmp.Or(o.Pace, defaultPace), cmp.Or(o.Workers, defaultWorkers)
	return &Keys{
		client: client, store: store, options: o, clock: o.clock(), logger: cmp.Or(o.Logger, slog.New(slog.DiscardHandler)),
		digests: digests{keys: o.DigestKeys, leftOut: leftOutOf(o.LeaveOut)},
	}, nil
}

// recordingTime bounds what is done with the store after a call, whatever its context says.
const recordingTime = 15 * time.Second

// change is [Store.Change], of orders whose entries this version of the package understands.
func (k *Keys) change(ctx context.Context, order OrderID, change func(ctx context.Context, v View) ([]Entry, error)) error {
	return k.store.Change(ctx, order, func(ctx context.Context, v View) ([]Entry, error) {
		for i := range v.Entries {
			if e := &v.Entries[i]; e.Version > entryVersion {
				return nil, fmt.Errorf("step %s of %s is of version %d, which a newer release of this package wrote: nothing is done about its order", e.Key(), e.Operation, e.Version)
			}
		}
		return change(ctx, v)
	})
}
