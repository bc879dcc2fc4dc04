package report

import (
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

func calibrationText(c replay.Calibration) string {
	s := fmt.Sprintf("Check: the model reproduces %d of %s (%.1f %% agreement)", c.ReproducedLapses, plural(c.RecordedLapses, "recorded lapse"), c.Agreement*100)
	if c.Comparable {
		return s + "."
	}
	return s + ": NOT COMPARABLE. What follows is no guide to what would have been."
}

func mixText(mix []replay.Share) string {
	var parts []string
	for _, s := range mix[:min(len(mix), 5)] {
		name := s.Schedule
		if name == "" {
			name = "not told"
		}
		parts = append(parts, fmt.Sprintf("%s %.0f %%", name, s.Share*100))
	}
	return strings.Join(parts, ", ")
}

func outageText(s replay.Stretch) string {
	edge := func(i incident.Interval) string {
		lo, hi := incident.Time(i.Lo), incident.Time(i.Hi)
		if a, b := lo.Std().Format("15:04:05"), hi.Std().Format("15:04:05"); a != b {
			return a + "…" + b
		}
		return lo.Std().Format("15:04:05")
	}
	return "from " + edge(s.From) + " to " + edge(s.To) + " UTC"
}

func outsideText(o replay.Outside) string {
	var parts []string
	for _, c := range o.ByCause {
		parts = append(parts, fmt.Sprintf("%s %d", name(c.Cause, c.Subcause), c.Rejections))
	}
	return strings.Join(parts, ", ")
}

// ranked orders schedules by what they would have cost: lapses, then sessions, unprotected time, requests and peak.
func ranked(outcomes []replay.Outcome) []replay.Outcome {
	out := slices.Clone(outcomes)
	slices.SortStableFunc(out, func(a, b replay.Outcome) int {
		return slices.Compare(
			[]int{a.Lapses, a.SessionsAffected, int(a.Unprotected), a.Requests, a.PeakPerSecond},
			[]int{b.Lapses, b.SessionsAffected, int(b.Unprotected), b.Requests, b.PeakPerSecond})
	})
	return out
}

// rangeText is what the record leaves open, "70–73"; "" where it leaves nothing open.
func rangeText(o replay.Outcome) string {
	if o.LapsesLow == o.LapsesHigh {
		return ""
	}
	return fmt.Sprintf("%d–%d", o.LapsesLow, o.LapsesHigh)
}
