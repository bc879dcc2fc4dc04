package report

import (
	"io"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

// replayJSON is replay.json (schema/replay-v1.json).
type replayJSON struct {
	Schema      string            `json:"schema"`
	Seed        uint64            `json:"seed"`
	Sessions    int               `json:"sessions"`
	Identities  int               `json:"identities"`
	Window      windowJSON        `json:"window"`
	Recorded    recordedJSON      `json:"recorded"`
	Calibration calibrationJSON   `json:"calibration"`
	Mix         []shareJSON       `json:"mix"`
	Outages     []stretchJSON     `json:"outages"`
	Hosts       []hostClockJSON   `json:"hosts"`
	Outcomes    []outcomeJSON     `json:"outcomes"`
	Outside     outsideJSON       `json:"outside"`
	Sweep       *sweepJSON        `json:"sweep"`
	Timeline    *sessionTimesJSON `json:"timeline"`
	Assumptions []string          `json:"assumptions"`
	Notes       []string          `json:"notes"`
}

type windowJSON struct {
	From *string `json:"from"`
	To   *string `json:"to"`
}

type recordedJSON struct {
	Lapses           int     `json:"lapses"`
	SessionsAffected int     `json:"sessions_affected"`
	Requests         int     `json:"requests"`
	Peak             int     `json:"peak_requests_per_second"`
	Unprotected      seconds `json:"unprotected_seconds"`
	Sleeps           int     `json:"sleeps"`
}

type calibrationJSON struct {
	Recorded   int              `json:"recorded_lapses"`
	Reproduced int              `json:"reproduced_lapses"`
	Agreement  float64          `json:"agreement"`
	Comparable bool             `json:"comparable"`
	Differ     []differenceJSON `json:"differ"`
}

type differenceJSON struct {
	Identity   string `json:"identity"`
	Session    string `json:"session"`
	Recorded   int    `json:"recorded_lapses"`
	Reproduced int    `json:"reproduced_lapses"`
	Why        string `json:"why"`
}

type shareJSON struct {
	Schedule *string `json:"schedule"` // null where nothing tells
	Sessions int     `json:"sessions"`
	Share    float64 `json:"share"`
}

type stretchJSON struct {
	From edgeJSON `json:"from"`
	To   edgeJSON `json:"to"`
}

// edgeJSON is a moment that is known to lie between two others.
type edgeJSON struct {
	Earliest *string `json:"earliest"`
	Latest   *string `json:"latest"`
}

type hostClockJSON struct {
	Host   string  `json:"host"`
	Offset seconds `json:"offset_seconds"`
	Steps  int     `json:"steps"`
	Share  float64 `json:"share"`
}

type outcomeJSON struct {
	Schedule         string  `json:"schedule"`
	Lapses           int     `json:"lapses"`
	LapsesLow        int     `json:"lapses_low"`
	LapsesHigh       int     `json:"lapses_high"`
	LapsesSD         float64 `json:"lapses_sd"`
	LapsesCI         [2]int  `json:"lapses_interval"`
	SessionsAffected int     `json:"sessions_affected"`
	Requests         int     `json:"requests"`
	RequestsSD       float64 `json:"requests_sd"`
	Peak             int     `json:"peak_requests_per_second"`
	Unprotected      seconds `json:"unprotected_seconds"`
	Refused          int     `json:"refused_faulty"`
	Averted          int     `json:"averted"`
	New              int     `json:"new"`
	Regret           int     `json:"regret"`
	Extrapolated     bool    `json:"extrapolated"`
	Why              *string `json:"extrapolated_why"`
}

type outsideJSON struct {
	Rejections int              `json:"rejections"`
	Tokens     int              `json:"tokens"`
	Sessions   int              `json:"sessions"`
	ByCause    []causeCountJSON `json:"by_cause"`
}

type causeCountJSON struct {
	Cause      string  `json:"cause"`
	Subcause   *string `json:"subcause"`
	Rejections int     `json:"rejections"`
}

type sweepJSON struct {
	Points      []pointJSON `json:"points"`
	Oracle      outcomeJSON `json:"oracle"`
	Target      int         `json:"target"`
	Recommended *string     `json:"recommended"`
	Reason      string      `json:"reason"`
	Flat        *string     `json:"flat"`
}

type pointJSON struct {
	outcomeJSON
	Front    bool `json:"pareto"`
	FlatHere bool `json:"flat"`
}

type sessionTimesJSON struct {
	Identity  string          `json:"identity"`
	Session   string          `json:"session"`
	From      *string         `json:"from"`
	To        *string         `json:"to"`
	Recorded  []markJSON      `json:"recorded"`
	Simulated []simulatedJSON `json:"simulated"`
}

type simulatedJSON struct {
	Schedule string     `json:"schedule"`
	Marks    []markJSON `json:"marks"`
}

type markJSON struct {
	Time    *string `json:"time"`
	Kind    string  `json:"kind"`
	Text    string  `json:"text,omitempty"`
	Expires *string `json:"expires,omitempty"`
}

func writeReplayJSON(w io.Writer, r *replay.Result, _ Options) error {
	b, err := encode(toReplayJSON(r), " ")
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func toReplayJSON(r *replay.Result) *replayJSON {
	if r == nil {
		return nil
	}
	c, rec := r.Calibration, r.Recorded
	return &replayJSON{
		Schema: "lapse/replay/v1", Seed: r.Seed, Sessions: r.Sessions, Identities: r.Identities,
		Window:   windowJSON{instant(r.Window.Lo), instant(r.Window.Hi)},
		Recorded: recordedJSON{rec.Lapses, rec.SessionsAffected, rec.Requests, rec.PeakPerSecond, seconds(rec.Unprotected), rec.Sleeps},
		Calibration: calibrationJSON{c.RecordedLapses, c.ReproducedLapses, c.Agreement, c.Comparable, list(c.Differ, func(d replay.Difference) differenceJSON {
			return differenceJSON(d)
		})},
		Mix: list(r.Mix, func(s replay.Share) shareJSON { return shareJSON{text(s.Schedule), s.Sessions, s.Share} }),
		Outages: list(r.Outages, func(s replay.Stretch) stretchJSON {
			return stretchJSON{edgeJSON{instant(s.From.Lo), instant(s.From.Hi)}, edgeJSON{instant(s.To.Lo), instant(s.To.Hi)}}
		}),
		Hosts: list(r.Hosts, func(h replay.HostClock) hostClockJSON {
			return hostClockJSON{h.Host, seconds(h.Offset), h.Steps, h.Share}
		}),
		Outcomes: list(r.Outcomes, toOutcomeJSON),
		Outside: outsideJSON{r.Outside.Rejections, r.Outside.Tokens, r.Outside.Sessions, list(r.Outside.ByCause, func(c replay.CauseCount) causeCountJSON {
			return causeCountJSON{string(c.Cause), text(string(c.Subcause)), c.Rejections}
		})},
		Sweep: toSweepJSON(r.Sweep), Timeline: toTimelineJSON(r.Timeline),
		Assumptions: list(r.Assumptions, same), Notes: list(r.Notes, same),
	}
}

// instant is a Time of an Interval; null where that side is open.
func instant(us int64) *string {
	if us <= incident.NoLo || us >= incident.NoHi {
		return nil
	}
	return text(incident.Time(us).String())
}

func toOutcomeJSON(o replay.Outcome) outcomeJSON {
	return outcomeJSON{
		Schedule: o.Schedule, Lapses: o.Lapses, LapsesLow: o.LapsesLow, LapsesHigh: o.LapsesHigh, LapsesSD: o.LapsesSD, LapsesCI: o.LapsesCI,
		SessionsAffected: o.SessionsAffected, Requests: o.Requests, RequestsSD: o.RequestsSD, Peak: o.PeakPerSecond,
		Unprotected: seconds(o.Unprotected), Refused: o.Refused, Averted: o.Averted, New: o.New, Regret: o.Regret,
		Extrapolated: o.Extrapolated, Why: text(o.Why),
	}
}

func toSweepJSON(s *replay.Sweep) *sweepJSON {
	if s == nil {
		return nil
	}
	return &sweepJSON{
		Points: list(s.Points, func(p replay.Point) pointJSON { return pointJSON{toOutcomeJSON(p.Outcome), p.Front, p.Flat} }),
		Oracle: toOutcomeJSON(s.Oracle), Target: s.Target, Recommended: text(s.Recommended), Reason: s.Reason, Flat: text(s.Flat),
	}
}

func toTimelineJSON(t *replay.SessionTimeline) *sessionTimesJSON {
	if t == nil {
		return nil
	}
	marks := func(in []replay.Mark) []markJSON {
		return list(in, func(m replay.Mark) markJSON {
			return markJSON{text(m.At.String()), string(m.Kind), m.Text, text(m.Expires.String())}
		})
	}
	return &sessionTimesJSON{t.Identity, t.Session, text(t.From.String()), text(t.To.String()), marks(t.Recorded),
		list(t.Simulated, func(s replay.Simulated) simulatedJSON { return simulatedJSON{s.Schedule, marks(s.Marks)} })}
}
