package replay

import "lapse/analyze/incident"

// twilioSchedules are what Twilio's own SDKs do or advise.
func twilioSchedules() []NamedSchedule {
	return []NamedSchedule{
		named("twilio-voice-js", Schedule{Rule: BeforeExpiry(10 * incident.Second)},
			"on tokenWillExpire, 10 s before the validator's ttl is over; the SDK fires once and never retries",
			"npm @twilio/voice-sdk@2.18.5 lib/twilio/device.ts:341,1241-1250"),
		named("twilio-voice-js-doc", Schedule{Rule: BeforeEnd(30 * incident.Second)},
			"an app timer 30 s before the lifetime is over",
			"npm @twilio/voice-sdk@2.18.5 CHANGELOG.md:820-821"),
		named("twilio-chat", Schedule{Rule: BeforeExpiry(3 * incident.Minute), OnError: true},
			"on tokenAboutToExpire, pushed by the server in the last 3 minutes, and on tokenExpired",
			"npm twilsock@1.0.2 dist/twilsock.js:143,474,501; twilio.com/docs/chat/access-token-lifecycle"),
	}
}
