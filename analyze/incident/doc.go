// Package incident holds the nouns that every room of lapse speaks: a reading of a clock ([Stamp]), what one line says
// ([Event]), what is known of a token ([Token]), everything about one identity ([Timeline]), and what is concluded
// ([Verdict], [Evidence]). It imports the standard library only, and everybody imports it.
//
// An example. The line
//
//	{"timestamp":"2026-06-21T09:12:03.120Z","receivedAt":"2026-06-21T09:12:03.401Z","identity":"agent-7",
//	 "deviceId":"dev-1","event":"error","error":{"code":31202},"tokenSha256":"9769db7f…"}
//
// becomes an Event of Kind [KindRejected]: its Time is what the clock "client:dev-1" showed, its Received what the clock
// "collector:" showed, Code is 31202, Token.Fingerprint the 32 bytes. Which token that was, what the clocks were worth
// and why the validator refused is for package analyze to find; nothing of it is decided here.
package incident
