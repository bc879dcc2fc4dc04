package world

// cachedAtLoad: pages begin with a token that an earlier page left in storage.
func cachedAtLoad(luck) Config {
	c := usual("Cached tokens at page load.")
	c.Stored, c.Logs.Codes, c.Joining = 0.5, Real, 4*hour
	c.Clients = append(minority("80%,on-error", 0.5), ClientPlan{Weight: 0.4, Schedule: "never", App: "desk/2.9"})
	return c
}

// frozenTabs: the browser freezes hidden tabs over the refresh and says so.
func frozenTabs(luck) Config {
	c := usual("Frozen tabs.")
	c.Sleepers, c.Frozen, c.Logs.Ref = 0.5, true, NoRef
	return c
}

// validRace: waking SDKs are refused with tokens that are valid.
func validRace(luck) Config {
	c := usual("Valid tokens refused on waking.")
	c.Sleepers, c.Racing = 0.6, 0.7
	return c
}
