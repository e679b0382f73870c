//go:build race

package test

// answersUsual is how many answers are generated where each costs ten times as much.
const answersUsual = 10_000
