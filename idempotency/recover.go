package idempotency

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Counts is what [Keys.Recover] did.
type Counts struct {
	Looked    int // steps that were due, and that no other process looked at first
	Ended     int // of these, whose end is known now
	Open      int // that are still open, or being undone
	ForPerson int // of these, that a person has to close
	Delivered int // that the merchant's books have now
	Failed    int // that could not be looked at or delivered; the error tells of the first ones
}

const (
	recoverPage = 50
	mostErrors  = 5
)

// Recover makes one round for each step that is due: it takes over what dead processes left,
// looks it up, adopts what is found, and otherwise does what the rules and the options say.
// Call it at start and every minute or so. Any number of machines may do so at once.
//
// An error means that some steps could not be looked at, or not all were found. The rest is
// counted all the same.
func (k *Keys) Recover(ctx context.Context) (Counts, error) {
	r := recovery{keys: k}
	filter := Filter{Host: k.client.Host(), DueOnly: true, Limit: recoverPage}
	for {
		page, err := k.store.Find(ctx, filter)
		if err != nil || len(page) == 0 {
			return r.counts, errors.Join(append(r.errors, err)...)
		}
		filter.After = page[len(page)-1].ID
		if err := r.all(ctx, slices.DeleteFunc(page, k.isOthers)); err != nil {
			return r.counts, errors.Join(append(r.errors, err)...)
		}
	}
}

// recovery is one Recover.
type recovery struct {
	keys *Keys

	mu     sync.Mutex
	counts Counts
	errors []error
}

// all looks at steps, a few at a time, and not faster than the pace.
func (r *recovery) all(ctx context.Context, page []Entry) error {
	work := make(chan *Entry)
	var workers sync.WaitGroup
	for range r.keys.options.Workers {
		workers.Go(func() {
			for e := range work {
				r.one(ctx, e)
			}
		})
	}
	var err error
	for i := range page {
		work <- &page[i]
		if err = r.keys.clock.Sleep(ctx, r.keys.options.Pace); err != nil {
			break
		}
	}
	close(work)
	workers.Wait()
	return err
}

func (r *recovery) one(ctx context.Context, found *Entry) {
	if !found.State.isUnsettled() {
		delivered := *found
		err := r.keys.deliver(ctx, &delivered)
		r.count(func(c *Counts) {
			c.add(err == nil && delivered.Delivered, &c.Delivered)
			r.failed(c, err)
		})
		return
	}
	e, _, looked, err := r.keys.settle(ctx, found.ID)
	if !looked && err == nil {
		return // another process was faster
	}
	r.count(func(c *Counts) {
		c.Looked++
		c.add(err == nil && !e.State.isUnsettled(), &c.Ended)
		c.add(err == nil && e.State.isUnsettled(), &c.Open)
		c.add(err == nil && e.State.isUnsettled() && e.Due.IsZero(), &c.ForPerson)
		if err != nil {
			err = &StepError{Operation: found.Operation, Key: found.Key(), Kind: ErrOpen, State: found.State, Cause: err}
		}
		r.failed(c, err)
	})
}

// failed counts a step that could not be looked at or delivered, and keeps the first errors.
func (r *recovery) failed(c *Counts, err error) {
	if err == nil {
		return
	}
	c.Failed++
	if len(r.errors) < mostErrors {
		r.errors = append(r.errors, err)
	}
}

func (r *recovery) count(f func(*Counts)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.counts)
}

func (*Counts) add(counts bool, to *int) {
	if counts {
		*to++
	}
}

// RecoverEvery calls [Keys.Recover] until ctx ends, with a pause between two rounds. Each
// tell gets the counts and the error of a round; nil tells nobody but the log.
func (k *Keys) RecoverEvery(ctx context.Context, pause time.Duration, tell func(Counts, error)) error {
	for {
		counts, err := k.Recover(ctx)
		if err != nil && !stopped(err) {
			k.logger.Warn("recover", "error", err)
		}
		if tell != nil {
			tell(counts, err)
		}
		if err := k.clock.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}
