package test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// An answer with an id says that the service took the call in. That it knows none by the
// transaction id then proves nothing, and is not asked for without end.
func TestUndoOfAnIDThatNothingShowsComesToAnEnd(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	lost := w.lost(undoables[0].send(w), cybersourcetest.ServerError())
	assert.NotEmpty(t, lost.ID)
	result := w.toEnd()
	assert.Equal(t, cybersource.UndoOpen, result.State)
	assert.Contains(t, result.Left, lost.ID)
	assert.Less(t, w.since(), 26*time.Hour)
	assert.Less(t, w.undoing, 60, "timeout calls")
}

// Where a timeout call that finds nothing uses the transaction id up, the call that comes
// later is refused. That refusal is all that look-ups show, and it moved nothing.
func TestLateCallThatWasRefusedIsNothingToUndo(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{TimeoutCallBlocks: true, ClockTolerance: 2 * time.Minute}, nil)
	const delay = 3 * time.Minute
	w.lost(undoables[0].send(w), cybersourcetest.ArriveLate(delay))
	w.after(delay, func() {})
	result := w.toEnd()
	assert.Equal(t, cybersource.UndoNothing, result.State)
	resolution, err := w.client.Resolve(t.Context(), w.record())
	assert.NoError(t, err)
	assert.Equal(t, cybersource.VerdictNone, resolution.Verdict)
	assert.Len(t, resolution.Candidates, 1, "the refusal")
	assert.Empty(t, w.gateway.Payments())
}
