package cause

import (
	"fmt"

	"lapse/analyze/incident"
)

func (b *brief) firstLine() *incident.Event {
	if f := b.token.First(); f != nil {
		return f.Issued
	}
	return b.rejection.Event
}

func (b *brief) issuer() {
	switch b.leaf.sub {
	case incident.WrongSubject:
		b.add(incident.Recorded, fmt.Sprintf("its sub is %q, an account that is not expected", b.token.Sub), b.firstLine())
	case incident.MissingIssuer:
		b.add(incident.Recorded, "it has no iss", b.firstLine())
	case incident.AccountAsIssuer:
		b.add(incident.Recorded, fmt.Sprintf("its iss is %q, an Account SID where the API key SID belongs", b.token.Iss), b.firstLine())
	default:
		b.add(incident.Recorded, fmt.Sprintf("its iss is %q, a key that is not expected", b.token.Iss), b.firstLine())
	}
}

func (b *brief) signature() {
	if b.token.Signature == incident.SignatureBad {
		b.add(incident.Derived, "its signature was not made with the given key", b.firstLine())
		return
	}
	if b.rejection.SaysSignature() {
		b.add(incident.Recorded, "the validator blames the signature in its own words", b.rejection.Event)
	}
	if f := b.known.Firsts[SignerOf(b.token)]; f.Refused > 0 && f.Accepted == 0 {
		b.add(incident.Derived, fmt.Sprintf("all %d tokens of this key and host were refused from their first use", f.Refused), b.firstLine())
	}
	b.add(incident.Derived, "it was refused while it was valid, and its iss and sub are good as far as is known", b.rejection.Event)
}

func (b *brief) claims() {
	switch b.leaf.sub {
	case incident.UnreadableToken:
		b.add(incident.Recorded, "its header or claims cannot be decoded", b.firstLine())
	case incident.MissingVoiceGrant:
		b.add(incident.Recorded, "it carries no voice grant", b.firstLine())
	case incident.TTLTooLong:
		b.add(incident.Recorded, fmt.Sprintf("its lifetime is %s; more than 24 hours is refused", b.ttl), b.firstLine())
	case incident.NotBeforeInFuture:
		b.tooEarly()
		b.add(incident.Recorded, "its nbf lies after its mint by a right clock as well", b.firstLine())
	}
}

func (b *brief) unexplainedFacts() {
	b.add(incident.Derived, "it was neither over nor too early, and its credentials are good as far as is known", b.rejection.Event)
	if b.accepted != nil {
		b.add(incident.Recorded, "the same token was accepted here", b.accepted)
	}
}
