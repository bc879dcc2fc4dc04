package cause

import "lapse/analyze/incident"

var badToken = Cause{
	Name:    incident.BadToken,
	Meaning: "The token itself is not one that the validator can accept, whoever signed it and whenever it is shown.",
	Shows:   "Refused from the first use; the claims tell what is wrong.",
	Fix:     "Mint with Twilio's helper library, set ttl explicitly, add a VoiceGrant, and decode one token after each release (`lapse token`).",
	Subcause: []Sub{
		{incident.UnreadableToken, "It cannot be decoded: cut off, quoted, or not a JWT.", "Look for an endpoint that answers with an HTML error page or a JSON object where the client expects the bare token."},
		{incident.TTLTooLong, "Its lifetime is longer than 24 hours.", "ttl is in seconds and at most 86 400; look for milliseconds."},
		{incident.NotBeforeInFuture, "nbf lies in the future by a right clock as well.", "Leave nbf out, or set it to the time of minting; look for a local time taken for UTC."},
		{incident.MissingVoiceGrant, "It carries no voice grant.", "Add a VoiceGrant (incoming allow, or the TwiML app's SID) before toJwt()."},
	},
}
