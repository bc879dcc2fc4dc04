package world

import "lapse/analyze/incident"

// alerts: Monitor alerts without any session beside the token server's log.
func alerts(luck) Config {
	c := usual("Alerts without any session.")
	c.Clients = minority("80%", 0.4)
	c.Clients = append(c.Clients, ClientPlan{Weight: 0.4, Schedule: "never", App: "desk/2.9"})
	c.Hosts[1].Offset = -900 * incident.Second
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	c.Logs.Alerts, c.Logs.Codes, c.Logs.NoDevice = true, Real, true
	return c
}

// tabs: identities with several tabs, and nothing but the identity to go by.
func tabs(luck) Config {
	c := usual("Several tabs and nothing else to go by.")
	c.Tabs, c.Logs.NoDevice, c.Logs.Ref = 3, true, NoRef
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}

// nominalTTL: the validator reports the nominal ttl in connected; one host is behind.
func nominalTTL(luck) Config {
	c := usual("A validator that reports the nominal ttl.")
	c.Nominal, c.Drops, c.Hosts[1].Offset = true, 2, -420*incident.Second
	c.Clients, c.Logs.Ref = minority("ttl-300s", 0.85), NoRef
	return c
}

// lostLog: the token log of two hours is lost.
func lostLog(luck) Config {
	c := usual("A token log lost for two hours.")
	c.Hosts[1].Offset = -420 * incident.Second
	c.Clients, c.Logs.Ref, c.Logs.Lost = minority("ttl-300s", 0.7), NoRef, &Window{3 * hour, 5 * hour}
	c.Clients = append(c.Clients, ClientPlan{Weight: 0.2, Schedule: "never", App: "desk/2.9"})
	return c
}

// masked: the SDK hides 31202 behind 53000.
func masked(luck) Config {
	c := usual("53000 instead of 31202.")
	c.Logs.Codes, c.Drops = Masked, 1
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}

// wireCodes: the SDK tells the wire error beside its own; a host is behind.
func wireCodes(luck) Config {
	c := usual("Wire errors.")
	c.Logs.Codes, c.Drops, c.Hosts[0].Offset = Wire, 1, -420*incident.Second
	c.Clients = minority("ttl-300s", 0.85)
	return c
}

// latePosts: clients post from offline queues, minutes late.
func latePosts(luck) Config {
	c := usual("Late posts.")
	c.Logs.Late, c.Logs.Ref, c.Hosts[1].Offset = 0.4, NoRef, -420*incident.Second
	c.Clients = minority("ttl-300s", 0.85)
	return c
}
