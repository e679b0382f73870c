//go:build !race

package cybersourcetest_test

// loadCalls is how many payments the load test makes.
const loadCalls = 10_000
