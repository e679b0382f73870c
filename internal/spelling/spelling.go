// Package spelling tells how far a word is from another, for errors that name what was meant.
package spelling

import (
	"fmt"
	"slices"
	"strings"
)

// Distance counts how many letters of a were left out, added, replaced or exchanged with the
// next one to make b.
func Distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := []int{i + 1}
		for j := range len(b) {
			same := last[j]
			if a[i] != b[j] {
				same++
			}
			row = append(row, min(last[j+1]+1, row[j]+1, same))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// Nearest is the known word with the least distance, whatever the case of its letters; of
// several the first. It is "" if none is known.
func Nearest(word string, known []string) string {
	nearest, least := "", 0
	word = strings.ToUpper(word)
	for _, candidate := range known {
		if distance := Distance(word, strings.ToUpper(candidate)); nearest == "" || distance < least {
			nearest, least = candidate, distance
		}
	}
	return nearest
}

// Check reports a word that is in no list, and names the nearest that is. Its time grows with
// the length of the word.
func Check(kind, word string, known []string) error {
	if slices.Contains(known, word) {
		return nil
	}
	return fmt.Errorf("the %s %q is in no list, the nearest is %q", kind, word, Nearest(word, known))
}
