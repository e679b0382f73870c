package checkout

import "time"

// maxKept is how many values are kept. The service has a few keys at a time.
const maxKept = 16

// kept holds values by id for some time. The zero value is empty.
type kept[V any] struct{ values map[string]limited[V] }

type limited[V any] struct {
	value V
	until time.Time
}

func (k *kept[V]) get(id string, now time.Time) (value V, found bool) {
	entry, found := k.values[id]
	if !found || !now.Before(entry.until) {
		return value, false
	}
	return entry.value, true
}

// had reports whether there is a value of an id, also one whose time has ended.
func (k *kept[V]) had(id string) bool {
	_, found := k.values[id]
	return found
}

// put keeps a value. Where there are too many, the one goes whose time ends first.
func (k *kept[V]) put(id string, value V, now time.Time, life time.Duration) {
	if k.values == nil {
		k.values = make(map[string]limited[V])
	}
	k.values[id] = limited[V]{value, now.Add(life)}
	if len(k.values) > maxKept {
		delete(k.values, k.first())
	}
}

// first is the id of the value whose time ends first.
func (k *kept[V]) first() (id string) {
	for candidate, entry := range k.values {
		if id == "" || entry.until.Before(k.values[id].until) {
			id = candidate
		}
	}
	return id
}
