package token

import (
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

func TestPseudonymizer(t *testing.T) {
	p, same, other := NewPseudonymizer([]byte("key")), NewPseudonymizer([]byte("key\n")), NewPseudonymizer([]byte("key2"))
	name := p.Identity("agent-7")
	switch {
	case !strings.HasPrefix(name, "id-") || strings.Contains(name, "agent"):
		t.Errorf("identity %q", name)
	case same.Identity("agent-7") != name:
		t.Error("another name under the same key")
	case other.Identity("agent-7") == name:
		t.Error("the same name under another key")
	case p.Session("agent-7")[4:] == name[3:]:
		t.Error("a session of the same text has the identity's name")
	case p.Identity("") != "":
		t.Error("nothing got a name")
	}
	if text := fmt.Sprintf("%v %+v %#v", p, *p, p); strings.Contains(text, "key") {
		t.Errorf("the key in %s", text)
	}
}

func TestPseudonymizeEvent(t *testing.T) {
	p := NewPseudonymizer([]byte("key"))
	e := incident.NewEvent(incident.KindRejected)
	e.Identity, e.Session, e.CallSID = "agent-7", "dev-01", "CA0123"
	e.Token.Identity = "agent-7"
	e.Message = "agent-7 on dev-01 in CA0123 from 10.0.0.8:443 and 2001:db8::1 at 09:12:03, agent-77, v2.18.5"
	e.Time = incident.Stamp{Clock: incident.ClientClock("dev-01"), Reading: 1}
	e.Received = incident.Stamp{Clock: incident.CollectorClock(""), Reading: 1}
	e.Pos.File = "console/dev-01.log"
	p.Event(&e)
	shown := fmt.Sprintf("%+v", e)
	for _, name := range []string{"agent-7 ", "dev-01", "CA0123", "10.0.0.8", "2001:db8"} {
		if strings.Contains(shown, name) {
			t.Errorf("%q in %s", name, shown)
		}
	}
	switch {
	case e.Time.Clock != incident.ClientClock(p.Session("dev-01")):
		t.Errorf("clock %q", e.Time.Clock)
	case e.Received.Clock != incident.CollectorClock(""):
		t.Errorf("collector %q", e.Received.Clock)
	case e.Token.Identity != e.Identity || e.Identity != p.Identity("agent-7"):
		t.Errorf("identities %q %q", e.Token.Identity, e.Identity)
	case e.Pos.File != "console/"+p.Session("dev-01")+".log":
		t.Errorf("file %q", e.Pos.File)
	case !strings.Contains(e.Message, p.Address("10.0.0.8")+":443") || !strings.Contains(e.Message, "09:12:03"):
		t.Errorf("message %q", e.Message)
	}
	var none *Pseudonymizer
	before := e
	none.Event(&e)
	if e.Identity != before.Identity || none.Identity("x") != "x" {
		t.Error("no pseudonymizer changed something")
	}
}
