package simulator

import "iter"

// ring holds the newest records of a kind, up to a limit.
type ring struct {
	records []*record // grows to the limit, then the oldest is overwritten
	limit   int
	count   uint64 // how many there ever were
}

// add keeps a record and returns the one that had to go; nil if none had.
func (r *ring) add(rec *record) (oldest *record) {
	r.count++
	if len(r.records) < r.limit {
		r.records = append(r.records, rec)
		return nil
	}
	slot := r.slot(r.count)
	oldest, r.records[slot] = r.records[slot], rec
	return oldest
}

// slot is where the record with a number lies; the first has the number 1.
func (r *ring) slot(number uint64) int { return int((number - 1) % uint64(r.limit)) }

// all is the records, oldest first.
func (r *ring) all() iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for i := range r.records {
			if len(r.records) == r.limit { // it has come round, or is just full
				i = r.slot(r.count + 1 + uint64(i))
			}
			if !yield(r.records[i]) {
				return
			}
		}
	}
}
