package cause

import "lapse/analyze/incident"

var wrongIss = Cause{
	Name:    incident.WrongIss,
	Meaning: "The token names an issuer (iss) or an account (sub) that the validator does not accept.",
	Shows:   "Every token of a host or a release is refused from its first use, long before its exp; others with another iss are accepted.",
	Fix:     "In an access token iss is the API key's SID (SK…) and sub the Account SID (AC…) that the key belongs to. Check the configuration of the host or release that minted the token, and the region of the key.",
	Subcause: []Sub{
		{incident.AccountAsIssuer, "iss holds the Account SID.", "Pass the API key SID (SK…) as the key, not the Account SID: new AccessToken(accountSid, apiKeySid, apiKeySecret). Only legacy capability tokens have iss = AC…."},
		{incident.UnknownIssuer, "iss is an API key that is not among those accepted: deleted, of another account or of another region.", "Compare the SK… with the keys in the console of this account and region; roll the configuration back."},
		{incident.MissingIssuer, "iss is missing or empty.", "The key SID was not configured where the token was minted (an unset environment variable); fail at start instead of minting without it."},
		{incident.WrongSubject, "iss is fine, sub names another account.", "sub must be the Account SID that owns the API key; look for a mix of main account and subaccount, or of test and live."},
	},
}
