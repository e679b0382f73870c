package exchange

import (
	"runtime"
	"testing"
	"time"
	"weak"
)

func TestCauseOfATimeLimitDoesNotKeepTheRequestInMemory(t *testing.T) {
	request := &Request{Body: []byte("{}"), Timeout: time.Minute}
	cause, kept := request.TimeLimit(), weak.Make(request)
	if cause != request.TimeLimit() {
		t.Error("a request has two causes")
	}

	runtime.GC()

	if kept.Value() != nil {
		t.Errorf("%q keeps its request", cause)
	}
}
