package incident

import "cmp"

// Cause and Subcause are the contract's names (docs/causes.md); the table of what they mean stands in analyze/cause.
type Cause string

const (
	GenuineExpiry Cause = "genuine_expiry"
	MissedRefresh Cause = "missed_refresh"
	ClockSkew     Cause = "clock_skew"
	WrongIss      Cause = "wrong_iss"
	BadSignature  Cause = "bad_signature"
	BadToken      Cause = "bad_token"
	Undetermined  Cause = "undetermined"
)

// Subcause narrows a cause; "" where the cause has none.
type Subcause string

const (
	NoRefresh          Subcause = "no_refresh"
	Cached             Subcause = "cached"
	BornExpired        Subcause = "born_expired"
	NotAttempted       Subcause = "not_attempted"
	EndpointFailed     Subcause = "endpoint_failed"
	TooLate            Subcause = "too_late"
	NotApplied         Subcause = "not_applied"
	StaleToken         Subcause = "stale_token"
	Suspended          Subcause = "suspended"
	IssuerBehind       Subcause = "issuer_behind"
	IssuerAhead        Subcause = "issuer_ahead"
	AccountAsIssuer    Subcause = "account_as_issuer"
	UnknownIssuer      Subcause = "unknown_issuer"
	MissingIssuer      Subcause = "missing_issuer"
	WrongSubject       Subcause = "wrong_subject"
	UnreadableToken    Subcause = "unreadable"
	TTLTooLong         Subcause = "ttl_too_long"
	NotBeforeInFuture  Subcause = "not_before_in_future"
	MissingVoiceGrant  Subcause = "missing_grant"
	NoTokenFound       Subcause = "no_token"
	ValidWhenPresented Subcause = "valid_when_presented"
	Ambiguous          Subcause = "ambiguous"
)

// Certainty is how much a verdict rests on record.
type Certainty string

const (
	Proved   Certainty = "proved"   // the only cause left on recorded evidence
	Likely   Certainty = "likely"   // the only one left after assumptions that are listed
	Possible Certainty = "possible" // more than one is left; this one weighs most
)

// EvidenceKind says where a piece of evidence comes from.
type EvidenceKind string

const (
	Recorded EvidenceKind = "fact"    // a line says it
	Derived  EvidenceKind = "derived" // follows from lines by arithmetic; At are the lines that bind it
	Assumed  EvidenceKind = "assumed"
	Missing  EvidenceKind = "missing" // the single field or line that would have made it surer
)

// Evidence is one step of a verdict's reasoning.
type Evidence struct {
	Kind EvidenceKind
	Text string
	At   []Pos
}

// RuledOut is a cause that the evidence excludes, and why.
type RuledOut struct {
	Cause Cause
	Why   string
}

// Tier says how the presented token was told (method, section 2).
type Tier uint8

const (
	TierNone        Tier = iota // T5: no token could be told
	TierFingerprint             // T0: the whole token or its SHA-256 stands in the log
	TierClaims                  // T1: (jti, identity, exp) or (identity, iat, exp)
	TierApplied                 // T2: the last token that the session applied, by its own lines
	TierOnly                    // T3: the only candidate left after hard filters
	TierWeighted                // T4: the heaviest of several candidates
)

// String is the verdict's matched_by.
func (t Tier) String() string {
	return [...]string{"none", "fingerprint", "claims", "applied", "only_candidate", "weighted"}[t]
}

// Verdict is the judgement of one rejection event.
type Verdict struct {
	Event    ID
	Source   Pos
	Time     Time // the event's stamp as logged (never corrected)
	Code     int32
	Identity string
	Session  string
	CallSID  string
	SDK, App string
	Host     string // the token host that issued the presented token, "" if not known

	Cause     Cause
	Subcause  Subcause
	Certainty Certainty
	Margin    Span   // how far the nearest interval is from flipping the verdict; NoSpan where no time decides it
	Flip      string // what would flip it, in words; "" where nothing measurable does

	Token      *Token // nil where none could be told
	MatchedBy  Tier
	Candidates int

	Episode string // groups the repeats of one token in one session; the ID of the first event in hex
	First   bool   // first of its episode

	TrueTime     Interval // the rejection in UTC, as an interval of times (Lo, Hi hold Time values)
	Contributing []Cause  // also true, but not what decided
	Evidence     []Evidence
	RuledOut     []RuledOut
}

// Compare orders verdicts by time, then event. Times count in milliseconds, as they are printed, so that what was printed
// by several workers can be put into the same order (`lapse merge`).
func (v *Verdict) Compare(w *Verdict) int {
	return cmp.Or(cmp.Compare(v.Time.Milliseconds(), w.Time.Milliseconds()), cmp.Compare(string(v.Event[:]), string(w.Event[:])))
}
