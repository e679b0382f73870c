package exchange

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
)

func TestDialerThatIsTooSlowNamesItsLimit(t *testing.T) {
	dialer := &net.Dialer{Timeout: time.Nanosecond}
	_, err := within(dialer)(t.Context(), "tcp", "127.0.0.1:1")
	if late, ok := errors.AsType[net.Error](err); !ok || !late.Timeout() {
		t.Fatalf("%v is no timeout", err)
	}
	if !strings.HasPrefix(err.Error(), "no connection within 1ns: dial tcp") {
		t.Errorf("%v", err)
	}
	ended, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := within(dialer)(ended, "tcp", "127.0.0.1:1"); strings.Contains(err.Error(), "within") {
		t.Errorf("%v, but the context had ended", err)
	}
}
