package cause

import "lapse/analyze/incident"

var undetermined = Cause{
	Name:    incident.Undetermined,
	Meaning: "The record does not tell why the token was refused.",
	Shows:   "The evidence lists the single field that would have told.",
	Fix: "Log with every error the SHA-256 of the token in use, or its jti and exp, and a device or tab id; log the ttl of `registered`; " +
		"turn on enableImprovedSignalingErrorPrecision so that wire codes and messages reach the log.",
	Subcause: []Sub{
		{incident.NoTokenFound, "No line says which token was presented.", "Log tokenSha256 with every error."},
		{incident.ValidWhenPresented, "The token was in order when it was presented.", "Known from voice.js before 2.18.5: after waking, register can overtake listen (20101, 31204). Update the SDK; otherwise ask Twilio with the call SID."},
		{incident.Ambiguous, "Several tokens can have been the one, and they lead to different causes.", "Log tokenSha256 with every error, and a device or tab id in every line."},
	},
}
