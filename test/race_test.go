//go:build race

package test

// answersUsual is how many answers are generated where each costs ten times as much.
const answersUsual = 10_000

// lostCalls is how many calls get lost where each costs several times as much.
const lostCalls = 400
