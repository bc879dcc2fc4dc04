package replay

import "lapse/analyze/incident"

// NamedSchedule is a schedule that somebody's client really runs, or that a guide advises.
type NamedSchedule struct {
	Schedule Schedule
	Doc      string // the rule in words
	Source   string // where it was read: package and version, file, lines
}

// Named lists the built-in schedules, in the order in which they are shown. A schedule is added by one entry in one of
// the named_*.go files.
func Named() []NamedSchedule {
	var all []NamedSchedule
	all = append(all, guideSchedules()...)
	all = append(all, twilioSchedules()...)
	all = append(all, browserSchedules()...)
	all = append(all, cloudSchedules()...)
	all = append(all, serverSchedules()...)
	return all
}

// named is an entry with its schedule called by name.
func named(name string, s Schedule, doc, source string) NamedSchedule {
	s.Name = name
	return NamedSchedule{Schedule: s, Doc: doc, Source: source}
}

// guideSchedules are this project's own advice, and the two ways of doing without.
func guideSchedules() []NamedSchedule {
	const guide = "guide to Twilio error 31202 (telphiconsulting.com/blog/twilio-error-31202, 2026-06-21)"
	const baseline = "baseline of this project"
	return []NamedSchedule{
		named("guide-80", Schedule{Rule: Percent(80)},
			"at 80 % of the lifetime", guide),
		named("guide-80-on-error", Schedule{Rule: Percent(80), OnError: true},
			"at 80 % of the lifetime, and once after a rejection", guide),
		named("guide-300", Schedule{Rule: BeforeEnd(300 * incident.Second)},
			"300 s before the lifetime is over", guide),
		named("guide-300-on-error", Schedule{Rule: BeforeEnd(300 * incident.Second), OnError: true},
			"300 s before the lifetime is over, and once after a rejection", guide),
		named("on-error-only", Schedule{OnError: true},
			"only after a rejection", baseline),
		named("on-expiry", Schedule{Rule: BeforeEnd(0)},
			"when the lifetime is over", baseline),
	}
}
