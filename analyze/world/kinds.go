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
	c.Tabs, c.Sleepers, c.Drops, c.Hosts = 3, 0.25, 1, make([]HostPlan, 4)
	c.Hosts[1].Offset = -380 * incident.Second
	c.Clients = append(minority("80%", 0.55),
		ClientPlan{Weight: 0.1, Schedule: "ttl-300s"}, ClientPlan{Weight: 0.1, Schedule: "expire-10s"},
		ClientPlan{Weight: 0.1, Schedule: "80%,retry=3x10s"}, ClientPlan{Weight: 0.08, Schedule: "never", App: "desk/2.9"})
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 30*minute}, 502}}
	c.Rollouts = []Rollout{{Window{5 * hour, 5*hour + 30*minute}, 2, UnknownIssuer}}
	c.Logs.Balancer, c.Logs.Noise, c.Logs.Mangled, c.Logs.Gzip = true, 1.4, 0.01, true
	return c
}

// Kinds lists every kind of incident, in a fixed order.
func Kinds() []Kind {
	return []Kind{
		{"no_refresh", "tabs left open; most clients never refresh", func(luck) Config {
			c := usual("Tabs left open: nobody refreshes.")
			c.Clients = []ClientPlan{{Weight: 0.85, Schedule: "never", App: "desk/2.9"},
				{Weight: 0.07, Schedule: "80%", NotApplied: true}, {Weight: 0.08, Schedule: "80%", Stops: 1}}
			c.Drops, c.Logs.Codes = 1, Real
			return c
		}},
		{"outage", "80 % schedule without retry; the token endpoint answers 503 for 25 minutes", func(luck) Config {
			c := usual("80 % schedule without retry; the endpoint answers 503 for 25 minutes.")
			c.Clients = append(minority("80%", 0.85), ClientPlan{Weight: 0.08, Schedule: "80%,retry=3x10s"})
			c.Outages = []Outage{{Window{3*hour + 6*minute, 3*hour + 31*minute}, 503}}
			c.Logs.Codes, c.Logs.Ref, c.Logs.Whole, c.Logs.Balancer = Real, RefJTI, false, true
			return c
		}},
		{"sleep", "laptops asleep over the refresh and the expiry; no token reference in the SDK log", func(luck) Config {
			c := usual("Laptops asleep over the refresh and the expiry.")
			c.Sleepers, c.Logs.Ref, c.Logs.Whole, c.Logs.Logfmt = 0.5, NoRef, false, true
			return c
		}},
		{"not_applied", "new tokens are fetched on time, half of the clients never call updateToken; console text, a file per device", func(luck) Config {
			c := usual("New tokens are fetched on time, and half of the clients never call updateToken.")
			c.Clients = []ClientPlan{{Weight: 0.5, Schedule: "80%"}, {Weight: 0.5, Schedule: "80%", NotApplied: true}}
			c.Logs.Console = true
			return c
		}},
		{"skew_behind", "one issuer host of three is 420 s behind; clients refresh 300 s before the end by their own timer", func(luck) Config {
			c := usual("One host of three is 420 s behind.")
			c.Hosts[1].Offset = -420 * incident.Second
			c.Clients, c.Logs.Balancer = minority("ttl-300s", 0.85), true
			return c
		}},
		{"wrong_iss", "a rollout puts the Account SID into iss on one host for 40 minutes", func(luck) Config {
			c := usual("A rollout puts the Account SID into iss for 40 minutes on one host.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 1, AccountIssuer}}
			c.Logs.Codes = Real
			return c
		}},
		{"mixed", "all at once: several tabs an identity, sleepers, an outage, a skewed host, a bad rollout, noise", func(luck) Config {
			return all("All at once.")
		}},
		{"mixed_noref", "the same kind of incident with identity and device only", func(luck) Config {
			c := all("The mixed incident with identity and device only.")
			c.Logs.Ref, c.Logs.Whole = NoRef, false
			return c
		}},
		{"errors_only", "the collector gets errors only, beside the token server's and the balancer's logs", func(luck) Config {
			c := all("What most deployments have: the collector gets errors only.")
			c.Logs.Errors, c.Logs.Ref, c.Logs.Whole, c.Logs.Noise, c.Logs.Mangled = true, NoRef, false, 0, 0
			c.Tabs, c.Logs.Gzip = 1, false
			return c
		}},
		{"drift_step", "a host drifts behind for hours until NTP steps it back", func(l luck) Config {
			c := usual("A host drifts until NTP steps it.")
			c.Hosts[1].PPM = -20000 - 20000*l.of("ppm").unit()
			c.Hosts[1].Drift = Window{hour, 5*hour + l.of("step").between(0, hour)}
			c.Clients, c.Logs.Balancer = minority("ttl-300s", 0.85), true
			return c
		}},
		{"local_time", "a host takes its local time for UTC, an hour or two behind", func(l luck) Config {
			c := usual("A host on local time.")
			c.Hosts[2].Offset = -incident.Span(1+l.of("zone").below(2)) * 30 * minute
			c.Logs.Ref = NoRef
			return c
		}},
		{"local_claims", "a helper computes iat and exp from local time; the host's clock and log are right", func(luck) Config {
			c := usual("Claims in local time.")
			c.Hosts[1].ClaimsOff = -30 * minute
			c.Logs.Balancer = true
			return c
		}},
		{"client_hours", "clients whose clocks are hours wrong, and an outage", func(luck) Config {
			c := usual("Clients whose clocks are hours wrong.")
			c.Wrong, c.WrongFrom, c.WrongBy = 0.5, hour, 10*hour
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			c.Logs.Ref = RefJTI
			return c
		}},
		{"alerts", "Monitor alerts without any session beside the token server's log", func(luck) Config {
			c := usual("Alerts without any session.")
			c.Clients = minority("80%", 0.4)
			c.Clients = append(c.Clients, ClientPlan{Weight: 0.4, Schedule: "never", App: "desk/2.9"})
			c.Hosts[1].Offset = -900 * incident.Second
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			c.Logs.Alerts, c.Logs.Codes, c.Logs.NoDevice = true, Real, true
			return c
		}},
		{"cached_tokens", "a cache before the endpoint serves tokens again; each time they are logged again", func(luck) Config {
			c := usual("Tokens served out of a cache.")
			c.Tabs = 3
			c.Cache = &Cache{Window{0, 10 * hour}, 20 * minute, true}
			return c
		}},
		{"tabs", "identities with several tabs, and nothing but the identity to go by", func(luck) Config {
			c := usual("Several tabs and nothing else to go by.")
			c.Tabs, c.Logs.NoDevice, c.Logs.Ref = 3, true, NoRef
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"nominal_ttl", "the validator reports the nominal ttl in connected; one host is behind", func(luck) Config {
			c := usual("A validator that reports the nominal ttl.")
			c.Nominal, c.Drops, c.Hosts[1].Offset = true, 2, -420*incident.Second
			c.Clients, c.Logs.Ref = minority("ttl-300s", 0.85), NoRef
			return c
		}},
		{"stale_cache", "for two hours a cache serves old tokens again", func(luck) Config {
			c := usual("A cache that serves old tokens again.")
			c.Cache = &Cache{Window{3 * hour, 5 * hour}, 55 * minute, false}
			c.Logs.Balancer = true
			return c
		}},
		{"lost_log", "the token log of two hours is lost", func(luck) Config {
			c := usual("A token log lost for two hours.")
			c.Hosts[1].Offset = -420 * incident.Second
			c.Clients, c.Logs.Ref, c.Logs.Lost = minority("ttl-300s", 0.7), NoRef, &Window{3 * hour, 5 * hour}
			c.Clients = append(c.Clients, ClientPlan{Weight: 0.2, Schedule: "never", App: "desk/2.9"})
			return c
		}},
		{"clocks_right", "every clock is right; an outage and sleepers", func(luck) Config {
			c := usual("All clocks right.")
			c.Scatter, c.Wrong, c.Sleepers = 0, 0, 0.3
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"client_clocks", "only client clocks are wrong, by up to half an hour", func(luck) Config {
			c := usual("Only client clocks are wrong.")
			c.Wrong, c.WrongBy, c.Sleepers, c.Logs.Ref = 0.7, 30*minute, 0.3, NoRef
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"skew_ahead", "one host is 240 s ahead and its helper sets nbf", func(luck) Config {
			c := usual("One host ahead, with nbf.")
			c.Hosts[1].Offset = 240 * incident.Second
			return c
		}},
		{"bad_signature", "a rollout signs with a wrong secret for 40 minutes", func(luck) Config {
			c := usual("A rollout signs with a wrong secret.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 1, ForgedKey}}
			c.Logs.Codes = Real
			return c
		}},
		{"ttl_too_long", "a rollout asks for tokens of 25 hours", func(luck) Config {
			c := usual("Tokens of 25 hours.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, -1, LongLife}}
			return c
		}},
		{"cached_at_load", "pages begin with a token that an earlier page left in storage", func(luck) Config {
			c := usual("Cached tokens at page load.")
			c.Stored, c.Logs.Codes = 0.5, Real
			c.Clients = append(minority("80%,on-error", 0.5), ClientPlan{Weight: 0.4, Schedule: "never", App: "desk/2.9"})
			return c
		}},
		{"unknown_iss", "a rollout signs as an unknown API key on one host", func(luck) Config {
			c := usual("An unknown issuer.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, UnknownIssuer}}
			return c
		}},
		{"missing_iss", "a rollout forgets iss", func(luck) Config {
			c := usual("A missing issuer.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoIssuer}}
			return c
		}},
		{"wrong_subject", "a rollout puts another account into sub", func(luck) Config {
			c := usual("Another account in sub.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, ForeignSubject}}
			return c
		}},
		{"missing_grant", "a rollout forgets the voice grant", func(luck) Config {
			c := usual("No voice grant.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoVoiceGrant}}
			return c
		}},
		{"born_expired", "a release computes exp before iat", func(luck) Config {
			c := usual("Tokens that are born expired.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoLife}}
			c.Logs.Ref, c.Logs.Whole = RefJTI, false
			return c
		}},
		{"late_nbf", "a release sets nbf ten minutes after iat", func(luck) Config {
			c := usual("Not valid before ten minutes after minting.")
			c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, LateStart}}
			return c
		}},
		{"frozen_tabs", "the browser freezes hidden tabs over the refresh and says so", func(luck) Config {
			c := usual("Frozen tabs.")
			c.Sleepers, c.Frozen, c.Logs.Ref = 0.5, true, NoRef
			return c
		}},
		{"slow_endpoint", "the endpoint takes minutes to answer; tokenWillExpire leaves it 10 seconds", func(luck) Config {
			c := usual("A slow endpoint.")
			c.Slow, c.SlowBy = &Window{2 * hour, 3*hour + 30*minute}, 90*incident.Second
			c.Clients, c.Logs.Balancer = minority("expire-10s", 0.85), true
			return c
		}},
		{"masked", "the SDK hides 31202 behind 53000", func(luck) Config {
			c := usual("53000 instead of 31202.")
			c.Logs.Codes, c.Drops = Masked, 1
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"wire_codes", "the SDK tells the wire error beside its own; a host is behind", func(luck) Config {
			c := usual("Wire errors.")
			c.Logs.Codes, c.Drops, c.Hosts[0].Offset = Wire, 1, -420*incident.Second
			c.Clients = minority("ttl-300s", 0.85)
			return c
		}},
		{"log_zone", "the token log's stamps are in a zone of their own; the clock is right", func(luck) Config {
			c := usual("A token log in a wrong zone.")
			for i := range c.Hosts {
				c.Hosts[i].LogOff = -7 * hour
			}
			c.Logs.Logfmt, c.Logs.Ref, c.Logs.Whole = true, NoRef, false
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"late_posts", "clients post from offline queues, minutes late", func(luck) Config {
			c := usual("Late posts.")
			c.Logs.Late, c.Logs.Ref, c.Hosts[1].Offset = 0.4, NoRef, -420*incident.Second
			c.Clients = minority("ttl-300s", 0.85)
			return c
		}},
		{"on_error", "clients fetch again after an error; the endpoint is down for 25 minutes", func(luck) Config {
			c := usual("A fetch after every error.")
			c.Clients = minority("80%,on-error", 0.85)
			c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
			return c
		}},
		{"leeway", "the validator forgives 30 s after exp", func(luck) Config {
			c := usual("A validator that forgives 30 s.")
			c.Leeway, c.Hosts[1].Offset = 30*incident.Second, -420*incident.Second
			c.Clients = minority("ttl-300s", 0.85)
			return c
		}},
		{"valid_race", "waking SDKs are refused with tokens that are valid", func(luck) Config {
			c := usual("Valid tokens refused on waking.")
			c.Sleepers, c.Racing = 0.6, 0.7
			return c
		}},
	}
}
