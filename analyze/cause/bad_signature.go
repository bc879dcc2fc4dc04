package cause

import "lapse/analyze/incident"

var badSignature = Cause{
	Name:    incident.BadSignature,
	Meaning: "The token was signed with a secret that is not the one of its API key.",
	Shows: "Tokens are refused from their first use, with iss, sub and times in order. The number 31202 alone does not say it: " +
		"the same number comes for expired tokens; the validator's own words, or a check with the secret, do.",
	Fix: "Check the API key's secret on the host that minted the token: rotated, truncated, with a stray space, the Auth Token used instead, " +
		"or of another key. `lapse token --keys FILE` checks a token off line. Secrets cannot be read again in the console; make a new key if in doubt.",
}
