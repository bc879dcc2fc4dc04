package world

import "lapse/analyze/incident"

// noRefresh: tabs left open; most clients never refresh.
func noRefresh(luck) Config {
	c := usual("Tabs left open: nobody refreshes.")
	c.Clients = []ClientPlan{{Weight: 0.85, Schedule: "never", App: "desk/2.9"},
		{Weight: 0.07, Schedule: "80%", NotApplied: true}, {Weight: 0.08, Schedule: "80%", Stops: 1}}
	c.Drops, c.Logs.Codes = 1, Real
	return c
}

// outageDay: 80 % schedule without retry; the token endpoint answers 503 for 25 minutes.
func outageDay(luck) Config {
	c := usual("80 % schedule without retry; the endpoint answers 503 for 25 minutes.")
	c.Clients = append(minority("80%", 0.85), ClientPlan{Weight: 0.08, Schedule: "80%,retry=3x10s"})
	c.Outages = []Outage{{Window{3*hour + 6*minute, 3*hour + 31*minute}, 503}}
	c.Logs.Codes, c.Logs.Ref, c.Logs.Whole, c.Logs.Balancer = Real, RefJTI, false, true
	return c
}

// sleepDay: laptops asleep over the refresh and the expiry; no token reference in the SDK log.
func sleepDay(luck) Config {
	c := usual("Laptops asleep over the refresh and the expiry.")
	c.Sleepers, c.Logs.Ref, c.Logs.Whole, c.Logs.Logfmt = 0.5, NoRef, false, true
	return c
}

// notApplied: new tokens are fetched on time, half of the clients never call updateToken; console text, a file per device.
func notApplied(luck) Config {
	c := usual("New tokens are fetched on time, and half of the clients never call updateToken.")
	c.Clients = []ClientPlan{{Weight: 0.5, Schedule: "80%"}, {Weight: 0.5, Schedule: "80%", NotApplied: true}}
	c.Logs.Console = true
	return c
}

// skewBehind: one issuer host of three is 420 s behind; clients refresh 300 s before the end by their own timer.
func skewBehind(luck) Config {
	c := usual("One host of three is 420 s behind.")
	c.Hosts[1].Offset = -420 * incident.Second
	c.Clients, c.Logs.Balancer = minority("ttl-300s", 0.85), true
	return c
}

// wrongIss: a rollout puts the Account SID into iss on one host for 40 minutes.
func wrongIss(luck) Config {
	c := usual("A rollout puts the Account SID into iss for 40 minutes on one host.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 1, AccountIssuer}}
	c.Logs.Codes = Real
	return c
}

// mixed: all at once: several tabs an identity, sleepers, an outage, a skewed host, a bad rollout, noise.
func mixed(luck) Config {
	return all("All at once.")
}

// mixedNoref: the same kind of incident with identity and device only.
func mixedNoref(luck) Config {
	c := all("The mixed incident with identity and device only.")
	c.Logs.Ref, c.Logs.Whole = NoRef, false
	return c
}

// errorsOnly: the collector gets errors only, beside the token server's and the balancer's logs.
func errorsOnly(luck) Config {
	c := all("What most deployments have: the collector gets errors only.")
	c.Logs.Errors, c.Logs.Ref, c.Logs.Whole, c.Logs.Noise, c.Logs.Mangled = true, NoRef, false, 0, 0
	c.Tabs, c.Logs.Gzip = 1, false
	return c
}
