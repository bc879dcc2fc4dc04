package incident

// Kind says what a line reports. The numbers are stored; add at the end, never renumber.
type Kind uint8

const (
	KindNone Kind = iota

	// Rejections. Rejected: the wire code or, without one, the code the app saw is a token code (IsTokenCode), or a wire
	// message says so. Suspect: 53000 or 31005 alone, a mask that may hide a rejection; only the session's other lines and
	// its token can tell.
	KindRejected
	KindSuspect

	// The session, as the client tells it.
	KindRegister     // the app asked to register, with the token of the line if it names one
	KindRegistering  // the SDK began
	KindRegistered   // the validator accepted the token; TTL as it told, if it did
	KindUnregistered // on purpose: the session ends here
	KindReconnecting // the socket was lost; the SDK listens again with the token it holds
	KindReconnected
	KindListen    // a token was presented on the wire (`Sending: {"type":"listen"…}`): Token is the exact one
	KindConnected // the validator accepted a listen; TTL is by its clock

	// Tokens, as the client tells it.
	KindRefreshStarted  // the app asked the endpoint for a token
	KindTokenFetched    // the endpoint answered with a token
	KindFetchFailed     // it did not; Status as the client saw it
	KindTokenWillExpire // the SDK's tokenWillExpire
	KindUpdateToken     // the app handed a token over to the SDK

	// Calls and the device under the page.
	KindCallStarted
	KindCallEnded
	KindOffline
	KindOnline
	KindHidden
	KindVisible
	KindFrozen
	KindResumed

	// The server side.
	KindIssued      // a token host minted (or served) a token
	KindIssueFailed // a token host answered without a token; Status
	KindAccess      // a balancer's line on a request to the token endpoint; Status, Latency

	// KindServerTime: an answer of the validator's side that told its time (the Date header of HTTP, whole seconds). Time is
	// when the client had the answer, Latency how long the exchange took, Received what the validator's clock showed in
	// between: so it bounds the client's clock on both sides.
	KindServerTime
)

var kindNames = [...]string{
	"none", "rejected", "suspect",
	"register", "registering", "registered", "unregistered", "reconnecting", "reconnected", "listen", "connected",
	"refresh_started", "token_fetched", "fetch_failed", "token_will_expire", "update_token",
	"call_started", "call_ended", "offline", "online", "hidden", "visible", "frozen", "resumed",
	"issued", "issue_failed", "access", "server_time",
}

// String is the name used in the store's views, in reports and in tests.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Server tells whether the line was written on the token endpoint's side (a token host or a balancer).
func (k Kind) Server() bool { return k >= KindIssued && k <= KindAccess }

// Rejection tells whether the line is, or may be, a rejection of a token.
func (k Kind) Rejection() bool { return k == KindRejected || k == KindSuspect }

// IsTokenCode tells whether an error code says by itself that a token was refused (docs/formats.md lists them with their
// sources). 31201 also means a microphone that could not be opened in the legacy SDK; the message tells, so the caller must
// look at it. 53000 and 31005 are not among them: they mask.
func IsTokenCode(code int) bool {
	switch {
	case code >= 31201 && code <= 31205, code == 31207,
		code >= 20101 && code <= 20107, code == 20151, code == 20153,
		code >= 20155 && code <= 20157, code == 20159, code == 20160, code == 51007:
		return true
	}
	return false
}

// IsMaskCode tells whether an error code may hide a token code: 53000 is what the Voice JS SDK 2.x shows by default for a wire
// 31202, 31203 or 31207; 31005 for a HANGUP that carries an error.
func IsMaskCode(code int) bool { return code == 53000 || code == 31005 }
