package analyze

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"testing"

	"lapse/analyze/incident"
)

// A day in these tests begins at start; at(60) is a minute later.
var start = incident.Unix(1_782_021_600)

func at(seconds float64) incident.Time {
	return start.Add(incident.Span(seconds * float64(incident.Second)))
}

const (
	goodKey     = "SK00000000000000000000000000000001"
	goodAccount = "AC00000000000000000000000000000001"
)

// minted is a token of agent-7 of 3600 s, as its host's clock shows.
func minted(seconds float64) incident.Token {
	iat := incident.Unix(at(seconds).Seconds())
	t := incident.Token{
		JTI: fmt.Sprintf("%s-%d", goodKey, iat.Seconds()), Iss: goodKey, Sub: goodAccount, Identity: "agent-7",
		Iat: iat, Nbf: iat, Exp: iat.Add(incident.Hour), Claims: true,
	}
	return printed(t)
}

// printed gives a token the fingerprint that follows from its claims.
func printed(t incident.Token) incident.Token {
	h := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %d %d %d", t.JTI, t.Iss, t.Sub, t.Iat, t.Nbf, t.Exp))
	t.Fingerprint = incident.Fingerprint(h[:])
	return t
}

// reference is what a client's line names of a token: the fingerprint alone.
func reference(t incident.Token) incident.Token {
	r := incident.NoToken()
	r.Fingerprint = t.Fingerprint
	return r
}

// journal is a timeline in the making. Client lines are by the clock of the session, which is ahead by ahead.
type journal struct {
	identity, session string
	ahead             float64
	events            []incident.Event
}

func newJournal() *journal { return &journal{identity: "agent-7", session: "dev-1"} }

func (j *journal) add(e incident.Event) *incident.Event {
	e.Identity = j.identity
	n := uint64(len(j.events) + 1)
	h := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(j.identity+j.session), n))
	copy(e.ID[:], h[:16])
	j.events = append(j.events, e)
	return &j.events[len(j.events)-1]
}

// issued is a token host's line: log stamp and iat by its own clock, which shows t.Iat at the given true second.
func (j *journal) issued(host string, seconds float64, t incident.Token) {
	e := incident.NewEvent(incident.KindIssued)
	e.Host, e.Session, e.Token, e.Status, e.Latency = host, j.session, t, 200, 50*incident.Millisecond
	stamp := t.Iat.Add(300 * incident.Millisecond)
	if !t.Iat.Known() {
		stamp = at(seconds)
	}
	e.Time = incident.Stamp{Clock: incident.IssuerClock(host), Reading: stamp, Quantum: incident.Millisecond}
	e.Pos = incident.Pos{File: "token.ndjson", Line: int64(len(j.events) + 1)}
	j.add(e)
}

// failed is a token host's line on a request that it could not serve.
func (j *journal) failed(host string, seconds float64) {
	e := incident.NewEvent(incident.KindIssueFailed)
	e.Host, e.Session, e.Status = host, j.session, 503
	e.Time = incident.Stamp{Clock: incident.IssuerClock(host), Reading: at(seconds), Quantum: incident.Millisecond}
	e.Pos = incident.Pos{File: "token.ndjson", Line: int64(len(j.events) + 1)}
	j.add(e)
}

func (j *journal) client(kind incident.Kind, seconds float64, t incident.Token) *incident.Event {
	e := incident.NewEvent(kind)
	e.Session, e.Token, e.App, e.Format = j.session, t, "desk/3.1", "json/voicejs"
	e.Time = incident.Stamp{Clock: incident.ClientClock(j.session), Reading: at(seconds + j.ahead), Quantum: incident.Millisecond}
	e.Pos = incident.Pos{File: "sdk.ndjson", Line: int64(len(j.events) + 1)}
	return j.add(e)
}

func (j *journal) says(kind incident.Kind, seconds float64) *incident.Event {
	return j.client(kind, seconds, incident.NoToken())
}

// get is a whole fetch of a token that host's clock, off by skew, mints at the given second; it is applied and accepted.
func (j *journal) get(host string, seconds, skew float64) incident.Token {
	t := j.fetch(host, seconds, skew)
	j.apply(seconds+0.3, t)
	return t
}

func (j *journal) fetch(host string, seconds, skew float64) incident.Token {
	t := minted(seconds + 0.1 + skew)
	j.says(incident.KindRefreshStarted, seconds)
	j.issued(host, seconds+0.1, t)
	j.client(incident.KindTokenFetched, seconds+0.2, reference(t))
	return t
}

// apply hands a token over, the first one by registering with it; the validator accepts it and says how many seconds it has
// left.
func (j *journal) apply(seconds float64, t incident.Token) {
	kind := incident.KindUpdateToken
	if !slices.ContainsFunc(j.events, func(e incident.Event) bool { return e.Kind == incident.KindRegister }) {
		kind = incident.KindRegister
	}
	j.client(kind, seconds, reference(t))
	left := t.Exp.Sub(at(seconds+0.05)) / incident.Second
	j.says(incident.KindRegistered, seconds+0.1).TTL = left * incident.Second
}

// refused is a rejection whose line names the token; the validator's own words are in message ("" if hidden).
func (j *journal) refused(seconds float64, t incident.Token, message string) incident.ID {
	e := j.client(incident.KindRejected, seconds, reference(t))
	e.Code, e.WireMessage = 31202, message
	return e.ID
}

const (
	saysExpired   = "Access Token expired or expiration date invalid"
	saysSignature = "JWT signature validation failed"
)

// timelines is a store for tests.
type timelines []incident.Timeline

func (f timelines) Timelines(_ context.Context, from, to int, _ bool) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		for i := range f {
			if b := incident.Bucket(f[i].Identity); b >= from && b < to && !yield(&f[i], nil) {
				return
			}
		}
	}
}

func (j *journal) timeline() incident.Timeline {
	events := slices.Clone(j.events)
	slices.SortFunc(events, func(a, b incident.Event) int { return a.Compare(&b) })
	return incident.Timeline{Identity: j.identity, Events: events}
}

func store(list ...*journal) timelines {
	var out timelines
	for _, j := range list {
		out = append(out, j.timeline())
	}
	slices.SortFunc(out, func(a, b incident.Timeline) int { return incident.Bucket(a.Identity) - incident.Bucket(b.Identity) })
	return out
}

func conclude(t *testing.T, o Options, list ...*journal) *Result {
	t.Helper()
	res, err := Run(t.Context(), store(list...), o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// verdictOn finds the verdict on one event.
func verdictOn(t *testing.T, res *Result, id incident.ID) *incident.Verdict {
	t.Helper()
	for i := range res.Verdicts {
		if res.Verdicts[i].Event == id {
			return &res.Verdicts[i]
		}
	}
	t.Fatalf("no verdict on %s among %d", id, len(res.Verdicts))
	return nil
}
