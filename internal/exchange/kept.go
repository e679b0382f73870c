package exchange

import (
	"net/http"
	"sync"
)

// A route is where connections lead, and what sends over them.
type route struct {
	transport *http.Transport
	address   string
}

// keptConns counts by route the connections that are open and have brought an answer: one of them
// may become free.
type keptConns struct {
	mu     sync.Mutex
	counts map[route]int
}

func (k *keptConns) add(r route, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.counts == nil {
		k.counts = map[route]int{}
	}
	if k.counts[r] += n; k.counts[r] == 0 {
		delete(k.counts, r)
	}
}

func (k *keptConns) has(r route) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.counts[r] > 0
}
