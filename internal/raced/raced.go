// Package raced tells tests whether the race detector watches them. They then cost ten times as
// much, and it has nothing to find where all happens on one goroutine.
package raced

import "testing"

// Skip ends a long test of one goroutine under the race detector. The suite runs without it too.
func Skip(t *testing.T) {
	t.Helper()
	if enabled {
		t.Skip("under the race detector: all of it happens on one goroutine, and it runs without the detector")
	}
}
