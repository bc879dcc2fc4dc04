// Package dialect tells what a log entry says. Package format has taken the wrapping off; here a line of the Voice SDK, of
// a token server, of a balancer or of a Monitor alert becomes an [incident.Event].
//
// An example. The console entry
//
//	[TwilioVoice][WSTransport] Received: {"type":"error","payload":{"error":{"code":31202,"message":"JWT is invalid"}}}
//
// is held until `[TwilioVoice][Device] Received error: …` follows, and both become one event: KindRejected, with the code
// that the application saw, the code and message that came over the wire, and the token that the session last presented.
//
// A dialect is one entry in [Table] and one file. Every text that goes into an event has passed package token's Redact.
package dialect
