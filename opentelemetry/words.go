package opentelemetry

import "sync"

// mostWords is how many statuses a metric tells apart, which is more than the service is known to have.
const mostWords = 50

// words bounds the values of an attribute: new ones are taken as they come, until there are so many
// that something is wrong with them.
type words struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (w *words) bounded(word string) string {
	if word == "" {
		return ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[word] {
		return word
	}
	if len(w.seen) == mostWords {
		return errOther
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[word] = true
	return word
}
