package world

import "lapse/analyze/incident"

// Kind is a named kind of incident.
type Kind struct {
	Name, Story string
	config      func(l luck) Config
}

const (
	minute = incident.Minute
	hour   = incident.Hour
)

// minority are clients that behave otherwise, found in every deployment: never refreshing, not applying, giving up.
func minority(schedule string, main float64) []ClientPlan {
	return []ClientPlan{
		{Weight: main, Schedule: schedule},
		{Weight: 0.04, Schedule: "never", App: "desk/2.9"},
		{Weight: 0.06, Schedule: schedule, NotApplied: true, App: "desk/3.1"},
		{Weight: 0.05, Schedule: schedule, Stops: 1, App: "desk/3.1"},
	}
}

// usual is an uneventful day: three hosts with good clocks, 80 % clients, everything logged with a hash of the token.
func usual(title string) Config {
	return Config{
		Title: title, TTL: hour, Joining: hour, Least: 5 * hour, Most: 8 * hour,
		Hosts: make([]HostPlan, 3), Clients: minority("80%", 0.85), Hidden: 0.4,
		Scatter: 2 * incident.Second, Wrong: 0.06, WrongFrom: minute, WrongBy: 15 * minute,
		Early: 5 * incident.Second,
		Logs:  Logs{Ref: RefHash, Whole: true, Late: 0.04},
	}
}

// all is the mixed incident.
func all(title string) Config {
	c := usual(title)
	c.Tabs, c.Sleepers, c.Drops, c.Hosts = 2, 0.2, 1, make([]HostPlan, 4)
	c.Hosts[1].Offset = -380 * incident.Second
	c.Clients = []ClientPlan{
		{Weight: 0.36, Schedule: "80%"}, {Weight: 0.1, Schedule: "80%,retry=3x10s"},
		{Weight: 0.1, Schedule: "ttl-300s"}, {Weight: 0.1, Schedule: "expire-10s"},
		{Weight: 0.11, Schedule: "never", App: "desk/2.9"},
		{Weight: 0.11, Schedule: "80%", NotApplied: true}, {Weight: 0.12, Schedule: "80%", Stops: 1},
	}
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 24*minute}, 502}}
	c.Rollouts = []Rollout{{Window{5 * hour, 5*hour + 30*minute}, 2, UnknownIssuer}}
	c.Logs.Balancer, c.Logs.Noise, c.Logs.Mangled, c.Logs.Gzip, c.Logs.Quiet = true, 1.4, 0.01, true, true
	return c
}

// Kinds lists every kind of incident, in a fixed order.
func Kinds() []Kind {
	return []Kind{
		{"no_refresh", "tabs left open; most clients never refresh", noRefresh},
		{"outage", "80 % schedule without retry; the token endpoint answers 503 for 25 minutes", outageDay},
		{"sleep", "laptops asleep over the refresh and the expiry; no token reference in the SDK log", sleepDay},
		{"not_applied", "new tokens are fetched, half of the clients never call updateToken; SDK console text", notApplied},
		{"skew_behind", "one issuer host of three is 420 s behind; clients refresh 300 s before the end by their own timer", skewBehind},
		{"wrong_iss", "a rollout puts the Account SID into iss on one host for 40 minutes", wrongIss},
		{"mixed", "all at once: several tabs an identity, sleepers, an outage, a skewed host, a bad rollout, noise", mixed},
		{"mixed_noref", "the same kind of incident with identity and device only", mixedNoref},
		{"errors_only", "the collector gets errors only, beside the token server's and the balancer's logs", errorsOnly},

		{"drift_step", "a host drifts behind for hours until NTP steps it back", driftStep},
		{"local_time", "a host takes its local time for UTC: half an hour or hours behind, or hours ahead", localTime},
		{"local_claims", "a helper computes iat and exp from local time; the host's clock and log are right", localClaims},
		{"client_hours", "clients whose clocks are hours wrong, and an outage", clientHours},
		{"clocks_right", "every clock is right; an outage and sleepers", clocksRight},
		{"client_clocks", "only client clocks are wrong, by up to half an hour", clientClocks},
		{"skew_ahead", "one host is 240 s ahead and its helper sets nbf", skewAhead},
		{"leeway", "the validator forgives 30 s after exp", leeway},
		{"log_zone", "the token log's stamps are in a zone of their own; the clock is right", logZone},

		{"bad_signature", "a rollout signs with a wrong secret for 40 minutes", badSignature},
		{"ttl_too_long", "a rollout asks for tokens of 25 hours", ttlTooLong},
		{"unknown_iss", "a rollout signs as an unknown API key on one host", unknownIss},
		{"missing_iss", "a rollout forgets iss", missingIss},
		{"wrong_subject", "a rollout puts another account into sub", wrongSubject},
		{"missing_grant", "a rollout forgets the voice grant", missingGrant},
		{"born_expired", "a release computes exp before iat", bornExpired},
		{"late_nbf", "a release sets nbf ten minutes after iat", lateNbf},

		{"cached_tokens", "a cache before the endpoint serves tokens again; each time they are logged again", cachedTokens},
		{"stale_cache", "for two hours a cache serves old tokens again", staleCache},
		{"slow_endpoint", "the endpoint takes minutes to answer; tokenWillExpire leaves it 10 seconds", slowEndpoint},
		{"on_error", "clients fetch again after an error; the endpoint is down for 25 minutes", onError},

		{"cached_at_load", "pages begin with a token that an earlier page left in storage", cachedAtLoad},
		{"frozen_tabs", "the browser freezes hidden tabs over the refresh and says so", frozenTabs},
		{"valid_race", "waking SDKs are refused with tokens that are valid", validRace},

		{"alerts", "Monitor alerts without any session beside the token server's log", alerts},
		{"tabs", "identities with several tabs, and nothing but the identity to go by", tabs},
		{"nominal_ttl", "the validator reports the nominal ttl in connected; one host is behind", nominalTTL},
		{"lost_log", "the token log of two hours is lost", lostLog},
		{"masked", "the SDK hides 31202 behind 53000", masked},
		{"wire_codes", "the SDK tells the wire error beside its own; a host is behind", wireCodes},
		{"late_posts", "clients post from offline queues, minutes late", latePosts},
	}
}
