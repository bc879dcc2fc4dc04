package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// talk is one session's conversation with the signalling server, as its console or its frames tell it. It keeps what later
// lines need: the token last presented, and events that still wait for their other half.
type talk struct {
	key      string // in Reader.talks
	session  string
	identity string
	sdk      string
	token    incident.Token // of the last listen

	held    []incident.Event // until the identity is known
	update  *incident.Event  // an updateToken whose token the next listen tells
	refusal *refusal         // an error of which more lines may follow

	readyAt  incident.Time // of the last ready frame
	readyRow int64
	ended    bool // unregistered or destroyed, and not begun again
	inCall   bool
	lost     bool // the socket was lost and has not been opened again
}

// maxHeld bounds the events that wait for an identity.
const maxHeld = 50_000

// maxTalks bounds the sessions of one source; beyond it the oldest is closed.
const maxTalks = 10_000

// talk returns the conversation that a line belongs to: the session it names, else its identity's, else the source's.
func (r *Reader) talk(x *record) *talk {
	session, who := r.session(x), r.identity(x.text(identityField))
	key := session
	if key == "" {
		key = who
	}
	t := r.talks[key]
	if t == nil {
		t = r.begin(key, session)
	}
	if who != "" {
		t.learn(r, who)
	}
	return t
}

// open returns the conversation that a line belongs to if it has begun, else nil.
func (r *Reader) open(x *record) *talk {
	if len(r.talks) == 0 {
		return nil
	}
	if session := r.session(x); session != "" {
		return r.talks[session]
	}
	return r.talks[r.identity(x.text(identityField))]
}

// session is the session that a line names. In an HTTP archive a page is one.
func (r *Reader) session(x *record) string {
	if s := x.text(sessionField); s != "" {
		return rare(s)
	}
	if page, ok := x.Fields.Get("page"); ok && strings.HasPrefix(x.Format, "har") {
		return r.name(strings.TrimPrefix(r.source+"#"+page.Value, "#"))
	}
	return ""
}

func (r *Reader) begin(key, session string) *talk {
	t := &talk{key: key, session: session, token: incident.NoToken(), readyAt: incident.NoTime}
	if key == "" {
		t.session = r.source // a source without sessions is one
	}
	if len(r.order) >= maxTalks {
		r.end(r.order[0])
	}
	r.talks[key] = t
	r.order = append(r.order, t)
	return t
}

// end closes the oldest conversation and forgets it.
func (r *Reader) end(t *talk) {
	t.close(r)
	delete(r.talks, t.key)
	r.order = r.order[1:]
}

// learn takes an identity, and lets the events go that waited for one.
func (t *talk) learn(r *Reader, who string) {
	if who == "" {
		return
	}
	t.identity = who
	t.release(r)
}

func (t *talk) release(r *Reader) {
	for i := range t.held {
		r.tell(t.complete(t.held[i]))
	}
	t.held = nil
}

// tell hands an event out, or holds it until the identity is known.
func (t *talk) tell(r *Reader, e incident.Event) {
	if t.identity == "" && e.Identity == "" && len(t.held) < maxHeld {
		t.held = append(t.held, e)
		return
	}
	r.tell(t.complete(e))
}

// complete fills in what the conversation knows and the line did not say.
func (t *talk) complete(e incident.Event) incident.Event {
	if e.Identity == "" {
		e.Identity = t.identity
	}
	if e.Session == "" {
		e.Session = t.session
	}
	if e.SDK == "" {
		e.SDK = t.sdk
	}
	if e.Time.Known() && e.Session == "" {
		e.Time.Clock = incident.ClientClock(e.Identity)
	} else if e.Time.Known() {
		e.Time.Clock = incident.ClientClock(e.Session)
	}
	return e
}

// event tells an event of this kind, with the token given.
func (t *talk) event(r *Reader, x *record, kind incident.Kind, token incident.Token) {
	e := r.event(x, kind, clientSide)
	if token.Known() {
		e.Token = token
	}
	t.tell(r, e)
}

// close tells everything that still waits.
func (t *talk) close(r *Reader) {
	t.settle(r)
	t.settleUpdate(r, incident.NoToken())
	t.release(r)
}

// settleUpdate tells the updateToken that waits, with the token that a listen told since.
func (t *talk) settleUpdate(r *Reader, token incident.Token) {
	if t.update == nil {
		return
	}
	e := *t.update
	t.update = nil
	if token.Known() {
		e.Token = token
	}
	t.tell(r, e)
}

// frame takes one message of the signalling socket.
func (t *talk) frame(r *Reader, x *record, f *frame) answer {
	switch f.kind {
	case "listen":
		t.listen(r, x, f)
	case "connected":
		t.ended, t.lost = false, false
		t.learn(r, r.identity(f.identity))
		e := r.event(x, incident.KindConnected, clientSide)
		e.TTL, e.Token, e.Identity = f.ttl, t.token, t.identity
		t.tell(r, e)
	case "ready":
		t.readyAt, t.readyRow = x.Time.Reading, x.Line
		t.event(r, x, incident.KindRegistered, t.token)
	case "error", "hangup", "cancel":
		if !f.refused {
			return other
		}
		return t.refuse(r, x, f)
	default:
		return other
	}
	return used
}

// listen takes the frame that presents a token: the exact one that the validator answers next.
func (t *talk) listen(r *Reader, x *record, f *frame) {
	t.ended = false
	if f.sdk != "" {
		t.sdk = r.name(voiceSDK + f.sdk)
	}
	t.token = incident.NoToken()
	if f.token != "" {
		t.token = r.presented([]byte(f.token))
	}
	t.learn(r, t.token.Identity)
	t.settleUpdate(r, t.token)
	t.event(r, x, incident.KindListen, t.token)
}
