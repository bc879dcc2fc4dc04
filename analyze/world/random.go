package world

import "lapse/analyze/incident"

// RandomConfig draws a plan in which anything may be wrong, for property tests: many small worlds rather than a few
// believable ones. Worlds of it need two to eight sessions.
func RandomConfig(seed uint64) Config {
	l := luck(seed).of("random config")
	c := usual("A random incident.")
	c.Joining, c.Least, c.Most = 30*minute, hour+30*minute, 5*hour
	c.NoNbf = l.of("nbf").chance(0.4)
	c.Tabs = 1 + l.of("tabs").below(3)
	c.Drops = 2 * l.of("drops").unit()
	c.Hidden = l.of("hidden").unit()
	c.Nominal = l.of("nominal").chance(0.2)
	c.Early = l.of("early").between(0, 10*incident.Second)
	if l.of("leeway").chance(0.3) {
		c.Leeway = l.of("forgives").between(0, 60*incident.Second)
	}
	randomHosts(&c, l.of("hosts"))
	randomEndpoint(&c, l.of("endpoint"))
	randomClients(&c, l.of("clients"))
	randomLogs(&c, l.of("logs"))
	return c
}

func randomHosts(c *Config, l luck) {
	c.Hosts = make([]HostPlan, 1+l.of("number").below(3))
	for i := range c.Hosts {
		h, d := &c.Hosts[i], l.of("host", int64(i))
		switch d.of("fault").below(10) {
		case 0, 1:
			h.Offset = -d.of("behind").between(0, 20*minute)
		case 2:
			h.Offset = d.of("ahead").between(0, 10*minute)
		case 3:
			h.PPM = (d.of("ppm").unit() - 0.7) * 60000
			h.Drift = Window{d.of("from").between(0, 2*hour), d.of("step").between(2*hour, 5*hour)}
		case 4:
			h.Offset = incident.Span(d.of("zone").below(5)-2) * 30 * minute
		case 5:
			h.ClaimsOff = incident.Span(d.of("claims").below(5)-2) * 15 * minute
		case 6:
			h.LogOff = incident.Span(d.of("log").below(9)-4) * hour
		}
	}
}

func randomEndpoint(c *Config, l luck) {
	at := func(name string, most incident.Span) Window {
		from := l.of(name).between(0, 4*hour)
		return Window{from, from + l.of(name).of("long").between(5*minute, most)}
	}
	if l.of("outage").chance(0.4) {
		c.Outages = []Outage{{at("outage at", hour), 503}}
	}
	if l.of("slow").chance(0.1) {
		w := at("slow at", hour)
		c.Slow, c.SlowBy = &w, l.of("slow by").between(5*incident.Second, 5*minute)
	}
	if l.of("cache").chance(0.15) {
		c.Cache = &Cache{at("cache at", 5*hour), l.of("age").between(minute, 80*minute), l.of("logged").chance(0.5)}
	}
	if l.of("rollout").chance(0.2) {
		fault := Fault(l.of("fault").below(int(NoVoiceGrant) + 1))
		c.Rollouts = []Rollout{{at("rollout at", hour), l.of("on").below(len(c.Hosts)+1) - 1, fault}}
	}
}

func randomClients(c *Config, l luck) {
	schedules := [...]string{
		"never", "80%", "80%", "50%", "ttl-300s", "ttl-60s", "expire-10s",
		"80%,retry=3x10s", "80%,on-error", "expire-10s,on-error,retry=5s..60s",
	}
	c.Clients = nil
	for i := range int64(1 + l.of("kinds").below(3)) {
		d := l.of("client", i)
		p := ClientPlan{Weight: 0.1 + d.of("weight").unit(), Schedule: schedules[d.of("schedule").below(len(schedules))]}
		p.NotApplied = d.of("apply").chance(0.12)
		p.Stops = max(0, d.of("stops").below(12)-9)
		c.Clients = append(c.Clients, p)
	}
	if l.of("sleep").chance(0.35) {
		c.Sleepers, c.Frozen = l.of("sleepers").unit(), l.of("frozen").chance(0.3)
	}
	if l.of("stored").chance(0.15) {
		c.Stored = l.of("stores").unit()
	}
	if l.of("race").chance(0.05) {
		c.Racing = 0.5
	}
	switch l.of("client clocks").below(4) {
	case 0:
		c.Scatter, c.Wrong = 0, 0
	case 1:
		c.Wrong, c.WrongFrom, c.WrongBy = 0.7, 0, 5*hour
	}
}

func randomLogs(c *Config, l luck) {
	g := &c.Logs
	*g = Logs{Codes: Codes(l.of("codes").below(4)), Ref: Ref(l.of("ref").below(3)), Whole: l.of("whole").chance(0.5)}
	g.Late = 0.3 * l.of("late").unit()
	g.Balancer, g.NoDevice = l.of("balancer").chance(0.5), l.of("device").chance(0.2)
	g.Logfmt, g.Quiet = l.of("logfmt").chance(0.2), l.of("quiet").chance(0.5)
	switch l.of("shape").below(8) {
	case 0, 1:
		g.Errors = true
	case 2:
		g.Alerts, g.NoDevice = true, true
	case 3:
		g.Console, g.NoDevice = true, false
	}
	if l.of("noise").chance(0.3) {
		g.Noise = 1
	}
	if l.of("mangled").chance(0.3) {
		g.Mangled = 0.05
	}
	if l.of("lost").chance(0.1) {
		from := l.of("lost from").between(0, 3*hour)
		g.Lost = &Window{from, from + l.of("lost for").between(10*minute, 2*hour)}
	}
}
