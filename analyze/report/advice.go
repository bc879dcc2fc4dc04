package report

import (
	"lapse/analyze/cause"
	"lapse/analyze/incident"
)

// Advice says what a cause that was found means and what to do about it.
type Advice struct {
	Cause        incident.Cause
	Subcause     incident.Subcause
	Meaning, Fix string
}

// advice has an entry for each row, in its order, from the table of causes.
func advice(rows []CauseRow) []Advice {
	var out []Advice
	for _, r := range rows {
		for _, c := range cause.Table() {
			if c.Name == r.Cause {
				out = append(out, adviceFor(c, r.Subcause))
			}
		}
	}
	return out
}

// adviceFor is that of the sub-cause or, where the cause has none, of the cause itself.
func adviceFor(c cause.Cause, sub incident.Subcause) Advice {
	for _, s := range c.Subcause {
		if s.Name == sub {
			return Advice{c.Name, sub, s.Meaning, s.Fix}
		}
	}
	return Advice{c.Name, sub, c.Meaning, c.Fix}
}
