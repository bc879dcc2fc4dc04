package world

import "lapse/analyze/incident"

// cachedTokens: a cache before the endpoint serves tokens again; each time they are logged again.
func cachedTokens(luck) Config {
	c := usual("Tokens served out of a cache.")
	c.Tabs = 3
	c.Cache = &Cache{Window{0, 10 * hour}, 20 * minute, true}
	return c
}

// staleCache: for two hours a cache serves old tokens again.
func staleCache(luck) Config {
	c := usual("A cache that serves old tokens again.")
	c.Cache = &Cache{Window{3 * hour, 5 * hour}, 55 * minute, false}
	c.Logs.Balancer = true
	return c
}

// slowEndpoint: the endpoint takes minutes to answer; tokenWillExpire leaves it 10 seconds.
func slowEndpoint(luck) Config {
	c := usual("A slow endpoint.")
	c.Slow, c.SlowBy = &Window{2 * hour, 3*hour + 30*minute}, 90*incident.Second
	c.Clients, c.Logs.Balancer = minority("expire-10s", 0.85), true
	return c
}

// onError: clients fetch again after an error; the endpoint is down for 25 minutes.
func onError(luck) Config {
	c := usual("A fetch after every error.")
	c.Clients = minority("80%,on-error", 0.85)
	c.Outages = []Outage{{Window{3 * hour, 3*hour + 25*minute}, 503}}
	return c
}
