package world

// badSignature: a rollout signs with a wrong secret for 40 minutes.
func badSignature(luck) Config {
	c := usual("A rollout signs with a wrong secret.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 1, ForgedKey}}
	c.Logs.Codes = Real
	return c
}

// ttlTooLong: a rollout asks for tokens of 25 hours.
func ttlTooLong(luck) Config {
	c := usual("Tokens of 25 hours.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, -1, LongLife}}
	return c
}

// unknownIss: a rollout signs as an unknown API key on one host.
func unknownIss(luck) Config {
	c := usual("An unknown issuer.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, UnknownIssuer}}
	return c
}

// missingIss: a rollout forgets iss.
func missingIss(luck) Config {
	c := usual("A missing issuer.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoIssuer}}
	return c
}

// wrongSubject: a rollout puts another account into sub.
func wrongSubject(luck) Config {
	c := usual("Another account in sub.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, ForeignSubject}}
	return c
}

// missingGrant: a rollout forgets the voice grant.
func missingGrant(luck) Config {
	c := usual("No voice grant.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoVoiceGrant}}
	return c
}

// bornExpired: a release computes exp before iat.
func bornExpired(luck) Config {
	c := usual("Tokens that are born expired.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, NoLife}}
	c.Logs.Ref, c.Logs.Whole = RefJTI, false
	return c
}

// lateNbf: a release sets nbf ten minutes after iat.
func lateNbf(luck) Config {
	c := usual("Not valid before ten minutes after minting.")
	c.Rollouts = []Rollout{{Window{2 * hour, 2*hour + 40*minute}, 0, LateStart}}
	return c
}
