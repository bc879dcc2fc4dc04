package replay

import "math"

func unknown(part, why string, words []string) *ScheduleError {
	return &ScheduleError{Part: part, Why: why, Nearest: nearest(part, words)}
}

func ruleWords() []string {
	words := []string{"never", "80%", "ttl-300s", "expire-10s", "every=45m", "as-recorded", "oracle"}
	for _, n := range Named() {
		words = append(words, n.Schedule.Name)
	}
	return words
}

// nearest is the word with the least edit distance, the first of equals.
func nearest(text string, words []string) string {
	best, least := "", math.MaxInt
	for _, w := range words {
		if d := distance(clip(text), w); d < least {
			best, least = w, d
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
