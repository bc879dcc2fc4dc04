package world

import "lapse/analyze/incident"

// driftStep: a host drifts behind for hours until NTP steps it back.
func driftStep(l luck) Config {
	c := usual("A host drifts until NTP steps it.")
	c.Hosts[1].PPM = -20000 - 20000*l.of("ppm").unit()
	c.Hosts[1].Drift = Window{hour, 5*hour + l.of("step").between(0, hour)}
	c.Clients, c.Logs.Balancer = minority("ttl-300s", 0.85), true
	return c
}

// localTime: a host takes its local time for UTC: half an hour or hours behind, or hours ahead.
func localTime(l luck) Config {
	c := usual("A host on local time.")
	c.Logs.Ref = NoRef
	switch l.of("zone").below(3) {
	case 0:
		c.Hosts[2].Offset = -30 * minute
	case 1:
		c.Hosts[2].Offset, c.TTL = -hour, 4*hour
	default:
		c.Hosts[2].Offset = 2 * hour
	}
	return c
}

// localClaims: a helper computes iat and exp from local time; the host's clock and log are right.
func localClaims(luck) Config {
	c := usual("Claims in local time.")
	c.Hosts[1].ClaimsOff = -30 * minute
	c.Logs.Balancer = true
	return c
}

// clientHours: clients whose clocks are hours wrong, and an outage.
func clientHours(luck) Config {
	c := usual("Clients whose clocks are hours wrong.")
	c.Wrong, c.WrongFrom, c.WrongBy = 0.5, hour, 10*hour
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	c.Logs.Ref = RefJTI
	return c
}

// clocksRight: every clock is right; an outage and sleepers.
func clocksRight(luck) Config {
	c := usual("All clocks right.")
	c.Scatter, c.Wrong, c.Sleepers = 0, 0, 0.3
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}

// clientClocks: only client clocks are wrong, by up to half an hour.
func clientClocks(luck) Config {
	c := usual("Only client clocks are wrong.")
	c.Wrong, c.WrongBy, c.Sleepers, c.Logs.Ref = 0.7, 30*minute, 0.3, NoRef
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}

// skewAhead: one host is 240 s ahead and its helper sets nbf.
func skewAhead(luck) Config {
	c := usual("One host ahead, with nbf.")
	c.Hosts[1].Offset = 240 * incident.Second
	return c
}

// leeway: the validator forgives 30 s after exp.
func leeway(luck) Config {
	c := usual("A validator that forgives 30 s.")
	c.Leeway, c.Hosts[1].Offset = 30*incident.Second, -420*incident.Second
	c.Clients = minority("ttl-300s", 0.85)
	return c
}

// logZone: the token log's stamps are in a zone of their own; the clock is right.
func logZone(luck) Config {
	c := usual("A token log in a wrong zone.")
	for i := range c.Hosts {
		c.Hosts[i].LogOff = -7 * hour
	}
	c.Logs.Logfmt, c.Logs.Ref, c.Logs.Whole = true, NoRef, false
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}
