//go:build !race

package test

// answersUsual is how many answers are generated.
const answersUsual = 100_000

// lostCalls is how many calls get lost.
const lostCalls = 1_000
