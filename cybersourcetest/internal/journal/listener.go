package journal

// Listener hears that something has changed, once for whatever happened since it last
// looked. Nothing is queued for it, so that a slow one costs nothing.
type Listener struct {
	C       chan struct{}
	journal *Journal
}

// Listen begins to listen. Stop has to be called.
func (j *Journal) Listen() *Listener {
	l := &Listener{C: make(chan struct{}, 1), journal: j}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.listeners[l] = struct{}{}
	return l
}

// Stop ends it.
func (l *Listener) Stop() {
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	delete(l.journal.listeners, l)
}

// tell signals all listeners that have not been signalled already.
func (j *Journal) tell() {
	for l := range j.listeners {
		select {
		case l.C <- struct{}{}:
		default:
		}
	}
}

// Change is the number of the newest change.
func (j *Journal) Change() (change, last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.change, j.last
}

// Tell signals a change of something else that readers of the journal look at.
func (j *Journal) Tell() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.change++
	j.tell()
}
