// Package spell finds the word that somebody may have meant:
//
//	spell.Nearest("clock_scew", []string{"clock_skew", "wrong_iss"}) // "clock_skew"
package spell

import "math"

// Nearest is the known word with the least edit distance, the first of equals; "" where no word is known.
func Nearest(word string, known []string) string {
	best, least := "", math.MaxInt
	for _, k := range known {
		if d := distance(clip(word), k); d < least {
			best, least = k, d
		}
	}
	return best
}

// clip bounds the work on texts that are no words.
func clip(s string) string { return s[:min(len(s), 64)] }

// distance is Levenshtein's: how many bytes must be put in, taken out or changed.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
