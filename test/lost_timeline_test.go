package test

import (
	"container/heap"
	"context"
	"sync/atomic"
	"time"
)

// timeline is a simulated clock and what happens on it, one thing after the other. Time
// passes only from one event to the next, and while somebody sleeps.
type timeline struct {
	start   time.Time
	elapsed atomic.Int64 // nanoseconds; read by the gateway's goroutines
	queue   events
	added   int
	asleep  bool
	between func() // called after time has passed
}

// event is something that happens at a time. Events of one time happen in the order in
// which they were added.
type event struct {
	at    time.Duration
	added int
	what  func()
}

type events []event

func (q events) Len() int { return len(q) }
func (q events) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].added < q[j].added
}
func (q events) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *events) Push(e any)   { *q = append(*q, e.(event)) }
func (q *events) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	*q = (*q)[:last]
	return e
}

func (l *timeline) now() time.Time { return l.start.Add(l.since()) }

// since is how much time has passed.
func (l *timeline) since() time.Duration { return time.Duration(l.elapsed.Load()) }

// after adds an event. One in the past happens next.
func (l *timeline) after(d time.Duration, what func()) {
	l.added++
	heap.Push(&l.queue, event{l.since() + max(d, 0), l.added, what})
}

// runUntil lets everything happen up to a time. Each event has a time of its own, so that
// records of the gateway can be told apart by theirs.
func (l *timeline) runUntil(end time.Duration) {
	for len(l.queue) > 0 && l.queue[0].at <= end {
		next := heap.Pop(&l.queue).(event)
		l.pass(max(next.at-l.since(), time.Millisecond))
		next.what()
	}
	l.pass(max(end-l.since(), 0))
}

// runAll lets everything happen.
func (l *timeline) runAll() {
	for len(l.queue) > 0 {
		l.runUntil(l.queue[0].at)
	}
}

func (l *timeline) pass(d time.Duration) {
	l.elapsed.Add(int64(d))
	l.between()
}

// sleep replaces the waits of clients. Others go on during a long one; short random ones
// between two attempts all last a second, so that a run can be repeated.
func (l *timeline) sleep(ctx context.Context, d time.Duration) error {
	if d = max(d.Round(time.Second), time.Second); d < time.Minute || l.asleep {
		l.pass(d)
		return ctx.Err()
	}
	l.asleep = true
	defer func() { l.asleep = false }()
	l.runUntil(l.since() + d)
	return ctx.Err()
}
