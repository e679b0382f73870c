//go:build !race

package test

// answersUsual is how many answers are generated.
const answersUsual = 100_000
