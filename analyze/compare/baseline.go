package compare

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lapse/analyze"
	"lapse/analyze/incident"
)

// Key is what a finding is known by from run to run. An empty SDK or Host was not known.
type Key struct {
	Cause    incident.Cause    `json:"cause"`
	Subcause incident.Subcause `json:"subcause"`
	SDK      string            `json:"sdk"`
	Host     string            `json:"host"`
}

// Compare orders keys.
func (k Key) Compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Cause, o.Cause), cmp.Compare(k.Subcause, o.Subcause), cmp.Compare(k.SDK, o.SDK), cmp.Compare(k.Host, o.Host))
}

// group is the key without what differs within one cause.
func (k Key) group() Key { return Key{Cause: k.Cause, Subcause: k.Subcause} }

// Finding is how often one finding was seen.
type Finding struct {
	Key
	Sessions int `json:"sessions"` // that were hit
	Episodes int `json:"episodes"`
	Events   int `json:"events"`
	Exposed  int `json:"exposed"` // sessions that could have been hit
}

// Baseline is a run that later runs are compared with (schema lapse/baseline/v1).
type Baseline struct {
	Schema   string         `json:"schema"`
	Version  string         `json:"version"` // of lapse
	Sessions int            `json:"sessions"`
	SDK      map[string]int `json:"sdk"`
	Host     map[string]int `json:"host"`
	Groups   []Finding      `json:"groups"`   // by cause and sub-cause: SDK and Host are empty
	Findings []Finding      `json:"findings"` // by the whole key
}

const baselineSchema = "lapse/baseline/v1"

// NewBaseline counts the verdicts of a run.
func NewBaseline(r *analyze.Result, e Exposure, version string) *Baseline {
	b := &Baseline{Schema: baselineSchema, Version: version, Sessions: e.Sessions, SDK: e.SDK, Host: e.Host}
	b.Groups = count(r.Verdicts, e, Key.group)
	b.Findings = count(r.Verdicts, e, func(k Key) Key { return k })
	return b
}

// count adds up the verdicts by what of their key is looked at.
func count(verdicts []incident.Verdict, e Exposure, part func(Key) Key) []Finding {
	found := map[Key]*Finding{}
	sessions := map[Key]map[[2]string]bool{}
	for i := range verdicts {
		v := &verdicts[i]
		k := part(Key{v.Cause, v.Subcause, v.SDK, v.Host})
		if found[k] == nil {
			found[k], sessions[k] = &Finding{Key: k, Exposed: e.of(k)}, map[[2]string]bool{}
		}
		found[k].Events++
		if v.First {
			found[k].Episodes++
		}
		sessions[k][[2]string{v.Identity, v.Session}] = true
	}
	out := make([]Finding, 0, len(found))
	for k, f := range found {
		f.Sessions = len(sessions[k])
		f.Exposed = max(f.Exposed, f.Sessions)
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Finding) int { return a.Key.Compare(b.Key) })
	return out
}

// JSON is the baseline as a file holds it; the same run gives the same bytes.
func (b *Baseline) JSON() ([]byte, error) {
	out, err := json.MarshalIndent(b, "", " ")
	return append(out, '\n'), err
}

// ParseBaseline reads what JSON wrote. An unknown field or schema is an error: a baseline that is only half understood
// would let a build pass.
func ParseBaseline(text []byte) (*Baseline, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	b := &Baseline{}
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("not a baseline: %w", err)
	}
	if d.More() {
		return nil, errors.New("not a baseline: something follows it")
	}
	if b.Schema != baselineSchema {
		return nil, fmt.Errorf("a baseline has the schema %s, this file has %.40q", baselineSchema, b.Schema)
	}
	if b.Sessions < 0 || b.Sessions > 1<<40 {
		return nil, fmt.Errorf("baseline: %d sessions", b.Sessions)
	}
	for _, f := range append(slices.Clone(b.Groups), b.Findings...) {
		if f.Sessions < 0 || f.Exposed < f.Sessions || f.Exposed > 1<<40 {
			return nil, fmt.Errorf("baseline: %s has %d of %d sessions", f.Cause, f.Sessions, f.Exposed)
		}
	}
	return b, nil
}
