package simulator

import "iter"

// recency holds the records of what was processed, those that were used last at the end, up
// to a limit.
type recency struct {
	first, last   *record
	limit, length int
	count         uint64 // how many there ever were
}

// add keeps a record and returns the one that had to go: that which was used least recently;
// nil if none had.
func (q *recency) add(r *record) (dropped *record) {
	q.count++
	q.append(r)
	if q.length > q.limit {
		return q.dropOldest()
	}
	return nil
}

// dropOldest takes the record away that was used least recently.
func (q *recency) dropOldest() *record {
	dropped := q.first
	q.remove(dropped)
	return dropped
}

// use says that a record is used.
func (q *recency) use(r *record) {
	q.remove(r)
	q.append(r)
}

func (q *recency) append(r *record) {
	r.older, r.newer = q.last, nil
	if q.last == nil {
		q.first = r
	} else {
		q.last.newer = r
	}
	q.last = r
	q.length++
}

func (q *recency) remove(r *record) {
	if r.older == nil {
		q.first = r.newer
	} else {
		r.older.newer = r.newer
	}
	if r.newer == nil {
		q.last = r.older
	} else {
		r.newer.older = r.older
	}
	r.older, r.newer = nil, nil
	q.length--
}

// all is the records, that which was used least recently first.
func (q *recency) all() iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for r := q.first; r != nil; r = r.newer {
			if !yield(r) {
				return
			}
		}
	}
}
