package verify

import (
	"crypto/sha256"
	"sync"
)

// Replays remembers the ids of used tokens. Memory is bounded: beyond its size the
// oldest ids are forgotten. Choose the size so that this takes longer than a token
// lives.
type Replays struct {
	size int

	mu   sync.Mutex
	seen map[tokenID]struct{}
	ring []tokenID // when full, the oldest is at next
	next int
}

type tokenID [16]byte

// NewReplays remembers up to size ids. Each takes about 50 bytes.
func NewReplays(size int) *Replays {
	return &Replays{size: max(size, 1), seen: make(map[tokenID]struct{})}
}

// first reports whether an owner's token id is new, and remembers it.
func (r *Replays) first(owner, jti string) bool {
	sum := sha256.Sum256([]byte(owner + "\x00" + jti))
	id := tokenID(sum[:16])
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, used := r.seen[id]; used {
		return false
	}
	r.seen[id] = struct{}{}
	if len(r.ring) < r.size {
		r.ring = append(r.ring, id)
		return true
	}
	delete(r.seen, r.ring[r.next])
	r.ring[r.next] = id
	r.next = (r.next + 1) % r.size
	return true
}
