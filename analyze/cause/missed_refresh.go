package cause

import "lapse/analyze/incident"

var missedRefresh = Cause{
	Name:    incident.MissedRefresh,
	Meaning: "The token's lifetime had really elapsed although the session had a refresh cycle: the refresh did not do its work this time.",
	Shows: "Earlier refreshes of the session stand in the log, or a tokenWillExpire or an attempt for this very token; then the " +
		"token ends, and the next register, connect or reconnect is refused.",
	Fix: "Refresh at 80 % of the lifetime rather than in its last seconds, retry with growing waits until a token comes (5 s to 60 s), check on waking " +
		"and on reconnecting whether the token is still good, and hand every fetched token over with Device.updateToken.",
	Subcause: []Sub{
		{incident.NotAttempted, "The session had refreshed before, and for this token it never asked.",
			"Set the next timer in every path, also after an error; do not rely on a single tokenWillExpire: in voice.js 2.x an early refresh cancels the next one."},
		{incident.EndpointFailed, "The session asked in time, and the token endpoint gave it no token.",
			"Retry with growing waits until the token's end, start at 80 % of the lifetime so that there is time for it, and watch the endpoint's error rate."},
		{incident.TooLate, "The session asked before the end, and the answer came after it.",
			"Ask earlier (80 % of the lifetime), give the fetch a timeout shorter than the time that is left, and retry."},
		{incident.NotApplied, "A newer token had been received, and the old one was presented.",
			"Call Device.updateToken(token) with every token that is fetched, on the Device that is in use; look for a second Device, or a handler that only stores the token."},
		{incident.StaleToken, "The endpoint answered with a token that ends no later than the old one: a cache before or in it.",
			"Mint a token per request; send Cache-Control: no-store; keep proxies and service workers from caching the endpoint; check exp in the client before applying."},
		{incident.Suspended, "The device was asleep or the page frozen over the due time and until the token was over.",
			"On resume, visibilitychange and online, check the token's exp first and fetch before the SDK reconnects; a refresh at 80 % shortens the time in which a sleep can do harm, but no timer fires in sleep."},
	},
}
