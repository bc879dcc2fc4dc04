package report

import (
	"slices"

	"lapse/analyze/incident"
)

// pager converts the model; it numbers what repeats.
type pager struct {
	m           *Model
	t0          incident.Time
	files       numbering
	hosts       numbering
	causeNumber map[[2]string]int
}

// numbering gives names numbers in the order in which they come.
type numbering struct {
	names []string
	index map[string]int
}

func (n *numbering) of(name string) int {
	if i, ok := n.index[name]; ok {
		return i
	}
	if n.index == nil {
		n.index = map[string]int{}
	}
	n.index[name] = len(n.names)
	n.names = append(n.names, Clean(name))
	return len(n.names) - 1
}

func (m *Model) pageData(lanes []lane) pageData {
	from, to := axis(m, lanes)
	p := &pager{m: m, t0: from, causeNumber: map[[2]string]int{}}
	d := pageData{T0: int64(from) / 1000, From: 0, To: p.ms(to), Lanes: []pageLane{}, Table: knownKinds,
		Spans: spanNames}
	for i, r := range m.Causes {
		p.causeNumber[[2]string{string(r.Cause), string(r.Subcause)}] = i
		d.Causes = append(d.Causes, pageCause{string(r.Cause), string(r.Subcause), causeRank(r.Cause)})
	}
	for k := incident.KindNone; k <= incident.KindServerTime; k++ {
		d.Kinds = append(d.Kinds, kindWord(k))
	}
	shown := min(len(lanes), maxLanes)
	d.Left = len(lanes) - shown
	for i := range lanes[:shown] {
		d.Lanes = append(d.Lanes, p.lane(&lanes[i]))
	}
	d.Verdicts = p.verdicts()
	d.Endpoint = p.endpoint(m.endpoint())
	d.Files, d.Hosts = p.files.names, p.hosts.names
	return d
}

// knownKinds are the kinds that lanes.js draws in a way of their own.
var knownKinds = map[string]int8{
	"rejected": int8(incident.KindRejected), "suspect": int8(incident.KindSuspect), "refresh": int8(incident.KindRefreshStarted),
	"fetched": int8(incident.KindTokenFetched), "failed": int8(incident.KindFetchFailed), "update": int8(incident.KindUpdateToken),
	"willExpire": int8(incident.KindTokenWillExpire), "reconnecting": int8(incident.KindReconnecting), "unregistered": int8(incident.KindUnregistered),
	"issued": int8(incident.KindIssued), "issueFailed": int8(incident.KindIssueFailed), "registered": int8(incident.KindRegistered),
}

// axis is the time that the page shows at first: all but a thousandth of the steps on either side, which may be broken stamps,
// and every verdict in any case.
func axis(m *Model, lanes []lane) (from, to incident.Time) {
	var all []incident.Time
	for i := range lanes {
		for _, s := range lanes[i].marks {
			all = append(all, s.utc)
		}
	}
	for i := range m.Result.Verdicts {
		if t := m.verdictTime(&m.Result.Verdicts[i]); t.Known() {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return 0, incident.Time(incident.Minute)
	}
	slices.Sort(all)
	from, to = all[len(all)/1000], all[len(all)-1-len(all)/1000]
	pad := incident.Time(max(to.Sub(from)/50, incident.Second))
	return from - pad, to + pad
}

// verdictTime is when a rejection was: the middle of a narrow true interval, else what its clock showed as far as the
// interval allows.
func (m *Model) verdictTime(v *incident.Verdict) incident.Time {
	i := v.TrueTime
	switch {
	case i.Empty() || i == (incident.Interval{}):
		return v.Time
	case i.Bounded() && i.Width() <= sharp || !v.Time.Known() && i.Bounded():
		return incident.Time(i.Lo + (i.Hi-i.Lo)/2)
	}
	return min(max(v.Time, incident.Time(i.Lo)), incident.Time(i.Hi))
}

func (p *pager) ms(t incident.Time) int64 {
	if !t.Known() {
		return -1
	}
	return int64(t-p.t0) / 1000
}

func (p *pager) lane(l *lane) pageLane {
	out := pageLane{Identity: Clean(l.identity), Session: Clean(l.session), Verdicts: l.verdicts}
	for _, b := range l.bars {
		out.Bars = append(out.Bars, [6]int64{p.ms(b.from), p.ms(b.to), p.ms(b.exp), int64(p.hosts.of(b.host)), number(b.applied), number(b.exp.Known())})
	}
	for _, s := range l.spans {
		out.Spans = append(out.Spans, [3]int64{int64(s.kind), p.ms(s.from), p.ms(s.to)})
	}
	for _, s := range l.marks {
		e := s.event
		logged := bestStamp(e).Reading.Sub(s.utc)
		out.Marks = append(out.Marks, [6]int64{p.ms(s.utc), int64(e.Kind), int64(p.files.of(e.Pos.File)), e.Pos.Line,
			int64(max(e.EffectiveCode(), e.Status)), int64(logged) / 1000})
	}
	return out
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (p *pager) verdicts() []pageVerdict {
	out := make([]pageVerdict, 0, len(p.m.Result.Verdicts))
	for i, first := range firsts(p.m.Result.Verdicts) {
		out = append(out, p.verdict(&p.m.Result.Verdicts[i], i, first))
	}
	return out
}

func (p *pager) verdict(v *incident.Verdict, i, first int) pageVerdict {
	out := pageVerdict{
		At: p.ms(p.m.verdictTime(v)), Logged: v.Time.String(), Event: v.Event.String(), Cause: p.causeNumber[[2]string{string(v.Cause), string(v.Subcause)}],
		Certainty: string(v.Certainty), Code: v.Code, File: p.files.of(v.Source.File), Line: v.Source.Line,
		Identity: Clean(v.Identity), Session: Clean(v.Session), First: first,
	}
	if i != first {
		return out
	}
	j := toVerdictJSON(v)
	out.Call, out.Host, out.SDK = Clean(v.CallSID), Clean(v.Host), Clean(v.SDK)
	out.Margin, out.Flip, out.MatchedBy, out.Candidates, out.Also = j.Margin, Clean(v.Flip), j.MatchedBy, v.Candidates, j.Contributing
	if t := j.Token; t != nil {
		t.JTI, t.Iss, t.Sub = Clean(t.JTI), Clean(t.Iss), Clean(t.Sub)
		out.Token = t
	}
	for _, e := range v.Evidence {
		out.Evidence = append(out.Evidence, pageEvidence{string(e.Kind), Clean(e.Text), list(e.At, place)})
	}
	for _, r := range v.RuledOut {
		out.RuledOut = append(out.RuledOut, ruledOutJSON{string(r.Cause), Clean(r.Why)})
	}
	return out
}

func (p *pager) endpoint(e *endpoint) *pageEndpoint {
	if e == nil {
		return nil
	}
	out := &pageEndpoint{Source: e.source, From: p.ms(e.from), Step: int64(e.step) / 1000, Requests: e.requests, Errors: e.errors}
	for i := range e.median {
		out.Median = append(out.Median, millis(e.median[i]))
		out.High = append(out.High, millis(e.high[i]))
	}
	return out
}

func millis(d incident.Span) int64 {
	if !d.Known() {
		return -1
	}
	return int64(d) / 1000
}
