package cybersourcetest

import "iter"

// ring is a queue of the newest size records. It grows as needed.
type ring struct {
	size  int
	items []*Request
	head  int // the records before it are gone
}

func (q *ring) count() int { return len(q.items) - q.head }

// push adds a record and returns the one that had to go, or nil.
func (q *ring) push(r *Request) (dropped *Request) {
	q.items = append(q.items, r)
	if q.count() > q.size {
		return q.pop()
	}
	return nil
}

// pop takes the oldest record. Now and then the rest moves to the front, so that the
// memory of those gone is used again.
func (q *ring) pop() *Request {
	oldest := q.items[q.head]
	q.items[q.head] = nil
	q.head++
	if q.head > len(q.items)/2 {
		kept := copy(q.items, q.items[q.head:])
		clear(q.items[kept:])
		q.items, q.head = q.items[:kept], 0
	}
	return oldest
}

// all is every record, oldest first.
func (q *ring) all() iter.Seq[*Request] {
	return func(yield func(*Request) bool) {
		for _, r := range q.items[q.head:] {
			if !yield(r) {
				return
			}
		}
	}
}
