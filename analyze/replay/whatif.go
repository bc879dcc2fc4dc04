package replay

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// change applies a what-if to the recorded world. The recorded tokens and requests change with it: a token of a host whose clock is
// moved ends earlier or later, and a request inside a longer outage fails.
func (w *world) change(x WhatIf) error {
	if x.Latency > 0 {
		w.slower = x.Latency
		w.stretchLatency(x.Latency)
	}
	if err := w.skew(x.Skew); err != nil {
		return err
	}
	if x.Outage > 0 {
		w.lengthenOutages(x.Outage)
	}
	return nil
}

func (w *world) stretchLatency(by float64) {
	for i := range w.sessions {
		for j := range w.sessions[i].fetches {
			f := &w.sessions[i].fetches[j]
			late := scale(f.answered.Sub(f.asked), by) - f.answered.Sub(f.asked)
			f.answered = f.answered.Add(late)
			if f.applied < never {
				f.applied = f.applied.Add(late)
			}
		}
	}
}

// skew moves the clocks of token hosts.
func (w *world) skew(by map[string]incident.Span) error {
	moved := make([]incident.Span, len(w.hosts))
	for name, d := range by {
		i := slices.IndexFunc(w.hosts, func(h host) bool { return h.name == name })
		if i < 0 {
			return &UnknownHostError{name, w.hostNames()}
		}
		moved[i] = d
		w.hosts[i].offset += d
	}
	for i := range w.probes {
		if p := &w.probes[i]; p.host >= 0 {
			p.shift += moved[p.host]
		}
	}
	for i := range w.sessions {
		for j := range w.sessions[i].fetches {
			f := &w.sessions[i].fetches[j]
			if f.host < 0 || moved[f.host] == 0 {
				continue
			}
			f.token.expires = f.token.expires.Add(moved[f.host])
			if f.token.begins > -never {
				f.token.begins = f.token.begins.Add(moved[f.host])
			}
			f.token.rec = -1 // its recorded fate is not its fate any more
		}
	}
	return nil
}

// UnknownHostError names a token host that no log names.
type UnknownHostError struct {
	Host  string
	Known []string
}

func (e *UnknownHostError) Error() string {
	return fmt.Sprintf("no log names a token host %q; the hosts are %s", e.Host, strings.Join(e.Known, ", "))
}

func (w *world) hostNames() []string {
	var all []string
	for _, h := range w.hosts {
		all = append(all, h.name)
	}
	slices.Sort(all)
	return all
}

// lengthenOutages makes every outage last longer. Where there was none, one begins when most requests were made.
func (w *world) lengthenOutages(by incident.Span) {
	if len(w.outages) == 0 {
		at := w.busiest()
		w.outages = append(w.outages, outage{from: [3]incident.Time{at, at, at}, to: [3]incident.Time{at, at, at}, latency: usual})
	}
	for i := range w.outages {
		for v := range w.outages[i].to {
			w.outages[i].to[v] = w.outages[i].to[v].Add(by)
		}
	}
	for i := range w.sessions {
		for j := range w.sessions[i].fetches {
			if f := &w.sessions[i].fetches[j]; f.ok && !f.given && w.outage(f.asked, middle) != nil {
				f.ok = false
			}
		}
	}
}

// busiest is the start of the ten minutes with the most recorded requests.
func (w *world) busiest() incident.Time {
	at := make([]incident.Time, 0, len(w.probes))
	for _, p := range w.probes {
		at = append(at, p.at)
	}
	slices.SortFunc(at, func(a, b incident.Time) int { return cmp.Compare(a, b) })
	best, most := at[0], 0
	for i, j := 0, 0; i < len(at); i++ {
		for j < len(at) && at[j] < at[i].Add(10*incident.Minute) {
			j++
		}
		if j-i > most {
			best, most = at[i], j-i
		}
	}
	return best
}
