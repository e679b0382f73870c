package cybersourcetest

import "sync"

// tally counts what has to end before the gateway has ended. Unlike a [sync.WaitGroup] it
// may go up again while somebody waits: a call comes back from Options.Override.
type tally struct {
	mu    sync.Mutex
	count int
	zero  chan struct{} // closed when the count comes down to 0; nil as long as nobody waits
}

func (t *tally) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count += n
	if t.count == 0 && t.zero != nil {
		close(t.zero)
		t.zero = nil
	}
}

// wait returns once nothing is counted.
func (t *tally) wait() {
	t.mu.Lock()
	if t.count == 0 {
		t.mu.Unlock()
		return
	}
	if t.zero == nil {
		t.zero = make(chan struct{})
	}
	zero := t.zero
	t.mu.Unlock()
	<-zero
}

// without runs a function of the caller's, for which nobody waits.
func (t *tally) without(run func()) {
	t.add(-1)
	defer t.add(1)
	run()
}
