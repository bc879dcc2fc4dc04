package dialect

import (
	"fmt"
	"slices"
	"strings"
)

// Mapping adds a house's own names: from a target of the table of aliases ("identity", "session", "fingerprint" …) to the
// names of fields as the house's logs have them, nested ones joined with dots.
type Mapping map[string][]string

// Targets are the names that a Mapping may have as keys, sorted.
func Targets() []string {
	var names []string
	for _, row := range aliasTable {
		if row.name != "" {
			names = append(names, row.name)
		}
	}
	slices.Sort(names)
	return names
}

// Validate tells which targets are unknown, each with the nearest known one.
func (m Mapping) Validate() error {
	for _, name := range sortedKeys(m) {
		if targetOf(name) == noTarget {
			return fmt.Errorf("mapping: unknown target %q; did you mean %q? (known: %s)", name, nearest(name, Targets()), strings.Join(Targets(), ", "))
		}
	}
	return nil
}

// slots are the house's names, which win over those of the table.
func (m Mapping) slots() map[string]slot {
	slots := map[string]slot{}
	for _, target := range sortedKeys(m) {
		for i, name := range m[target] {
			if t := targetOf(target); t != noTarget {
				slots[strings.ToLower(name)] = slot{target: t, rank: int16(i) - 1000}
			}
		}
	}
	return slots
}

func sortedKeys(m Mapping) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func targetOf(name string) target {
	for t, row := range aliasTable {
		if row.name != "" && row.name == name {
			return target(t)
		}
	}
	return noTarget
}

// nearest is the candidate with the least edit distance to name, the first of several.
func nearest(name string, candidates []string) string {
	best, least := "", 1<<30
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's, over bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
