package cybersourcetest

import (
	"slices"
	"sync"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
)

// keptDeliveries is how many attempts to deliver a notification are kept.
const keptDeliveries = 1_000

// deliveries are the newest attempts of all subscriptions, oldest first.
type deliveries struct {
	mu   sync.Mutex
	last uint64
	all  []attempted
}

// attempted is one attempt, which can be repeated.
type attempted struct {
	page.Delivery

	subscription *Subscription
	delivery     Delivery
}

func (l *deliveries) add(s *Subscription, d Delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	shown := page.Delivery{
		ID: l.last, Subscription: s.id, URL: shownAddress(s.webhook.URL), Time: s.gateway.options.Now().UTC(), EventType: d.EventType,
		Retry: d.Retry, HTTPStatus: d.Status, Taken: d.Taken(),
	}
	if d.Err != nil {
		shown.Error = d.Err.Error()
	}
	l.all = append(l.all, attempted{shown, s, d})
	if len(l.all) > keptDeliveries {
		l.all = slices.Delete(l.all, 0, len(l.all)-keptDeliveries)
	}
}

// find is the attempt with an id.
func (l *deliveries) find(id uint64) (attempted, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.all, func(a attempted) bool { return a.ID == id })
	if i < 0 {
		return attempted{}, false
	}
	return l.all[i], true
}

func (l *deliveries) list() []page.Delivery {
	return listed(&l.mu, &l.all, func(a attempted) page.Delivery { return a.Delivery })
}

// listed is a copy of what a mutex guards, each in the form that others may see.
func listed[T, S any](mu *sync.Mutex, all *[]T, shown func(T) S) []S {
	mu.Lock()
	defer mu.Unlock()
	copied := make([]S, len(*all))
	for i, one := range *all {
		copied[i] = shown(one)
	}
	return copied
}

func (l *deliveries) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = nil
}
