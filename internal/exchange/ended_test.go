package exchange

import (
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"
)

func TestCauseOfATimeLimitDoesNotKeepTheRequestInMemory(t *testing.T) {
	request := &Request{Body: []byte("{}"), Timeout: time.Minute}
	cause, kept := request.TimeLimit(), weak.Make(request)
	require.Same(t, cause, request.TimeLimit(), "each request has one cause")

	runtime.GC()

	require.Nil(t, kept.Value())
	require.EqualError(t, cause, "the Timeout of 1m0s passed")
}
