//go:build race

package cybersourcetest_test

// loadCalls is lower under the race detector, which makes each call several times as long.
const loadCalls = 2_000
