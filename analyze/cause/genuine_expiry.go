package cause

import "lapse/analyze/incident"

var genuineExpiry = Cause{
	Name:    incident.GenuineExpiry,
	Meaning: "The token's lifetime had really elapsed, and nothing in the session was there to replace it.",
	Shows: "The refusal comes up to 30 s after exp on a registered device (the SDK registers again every 30 s), or at the next " +
		"register, connect or reconnect. The session never asks for a second token and never logs tokenWillExpire.",
	Fix: "Give the client a refresh cycle: fetch a new token when 80 % of its lifetime has passed, or 300 s before its end, retry " +
		"until it comes, and hand it over with Device.updateToken. The SDK's tokenWillExpire (10 s before the end) is a last resort, not a plan.",
	Subcause: []Sub{
		{incident.NoRefresh, "The token was used until it ran out.",
			"Add a timer on receipt of each token, at 80 % of exp − iat, that fetches the next and calls Device.updateToken."},
		{incident.Cached, "An old token was presented at the start of the session, from storage or from a page that was loaded long ago.",
			"Fetch a token when the page starts, or check exp against a margin before using a stored one; never share tokens between tabs through storage without that check."},
		{incident.BornExpired, "exp is not after iat: the token never lived.",
			"Set ttl explicitly (in seconds) where the token is minted, and check exp > now + a margin after minting. Look for a cached absolute exp, or a ttl in the wrong unit."},
	},
}
