package cybersourcetest

import (
	"net/http"
	"sync"
	"time"
)

// rate counts the calls of each merchant within one minute.
type rate struct {
	mu     sync.Mutex
	minute time.Time
	counts map[string]int
}

// exceeds counts a call, and reports whether it is one too many.
func (r *rate) exceeds(limit int, merchant string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if minute := now.Truncate(time.Minute); r.counts == nil || !minute.Equal(r.minute) {
		r.minute, r.counts = minute, map[string]int{}
	}
	r.counts[merchant]++
	return r.counts[merchant] > limit
}

// tooMany refuses a call beyond what its merchant may make.
func (x *call) tooMany() *answer {
	limit := x.account.CallsPerMinute
	if limit == 0 || !x.gateway.rate.exceeds(limit, x.account.ID, x.gateway.options.Now()) {
		return nil
	}
	return x.refuse(http.StatusTooManyRequests, "Too Many Requests", "the merchant has made more calls in this minute than CallsPerMinute of its account", "")
}
