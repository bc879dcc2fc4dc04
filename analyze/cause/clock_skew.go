package cause

import "lapse/analyze/incident"

var clockSkew = Cause{
	Name:    incident.ClockSkew,
	Meaning: "A token host's clock was wrong; with a right one the token would have been accepted at that moment.",
	Shows: "Tokens of one host fail early (or at once, with nbf) while those of the other hosts live their full time; iat differs from the " +
		"balancer's and the clients' time of the same request by a constant.",
	Fix: "Run chrony or another NTP client on every host that mints tokens and alert on its offset; in containers fix the host's clock. Compare " +
		"`date -u` of the hosts. A wrong client clock is not this: tokens do not depend on it.",
	Subcause: []Sub{
		{incident.IssuerBehind, "The host's clock ran behind: exp came early, so the token lived shorter than its ttl.",
			"Set the clock (chronyc makestep, timedatectl set-ntp true) and let it be disciplined. If it is off by whole half hours, something takes local time for UTC where iat and exp are computed."},
		{incident.IssuerAhead, "The host's clock ran ahead: nbf lay in the future when the token was presented.",
			"Set the clock. Helpers of Python, Go and Ruby put nbf into every token; until the clock is right, leave nbf out or set it a minute back."},
	},
}
