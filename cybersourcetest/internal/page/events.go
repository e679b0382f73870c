package page

import (
	"fmt"
	"net/http"
	"time"
)

const (
	eventPause   = 250 * time.Millisecond // between two events: whatever happens meanwhile is one
	eventBeat    = 20 * time.Second       // the same event again, so that proxies keep the connection
	eventTimeout = 5 * time.Second        // for a reader to take one
)

// events is a stream of server-sent events. Each says only up to which number and change
// there is something: readers fetch it themselves.
func (v *visit) events() {
	select {
	case v.streams <- struct{}{}:
		defer func() { <-v.streams }()
	default:
		v.refuse(http.StatusServiceUnavailable, fmt.Sprintf("there are %d streams already", MaxStreams))
		return
	}
	listener := v.Journal.Listen()
	defer listener.Stop()
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("X-Accel-Buffering", "no")
	v.follow(listener.C)
}

// follow writes events until somebody ends it.
func (v *visit) follow(changed <-chan struct{}) {
	beat := time.NewTicker(eventBeat)
	defer beat.Stop()
	for v.send(v.news()) {
		select {
		case <-changed:
			if !v.pause() {
				return
			}
		case <-beat.C:
		case <-v.Closing:
			return
		case <-v.r.Context().Done():
			return
		}
	}
}

// news is an event with the newest numbers.
func (v *visit) news() string {
	change, last := v.Journal.Change()
	return fmt.Sprintf("id: %d\ndata: {\"change\":%d,\"last\":%d}\n\n", change, change, last)
}

// pause lets more happen before the next event, and reports whether there will be one.
func (v *visit) pause() bool {
	timer := time.NewTimer(eventPause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-v.Closing:
	case <-v.r.Context().Done():
	}
	return false
}

// send writes a piece of the stream. A reader that does not take it in time is left.
func (v *visit) send(text string) bool {
	controller := http.NewResponseController(v.w)
	if controller.SetWriteDeadline(time.Now().Add(eventTimeout)) != nil {
		return false
	}
	if _, err := v.w.Write([]byte(text)); err != nil {
		return false
	}
	return controller.Flush() == nil
}
