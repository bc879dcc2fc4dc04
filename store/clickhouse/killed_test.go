package clickhouse_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/clickhouse/chtest"
	"lapse/store/storetest"
)

// points is how often a node is killed.
const points = 20

// TestKilledWhileReading kills a node at random points of a reading. What was read must be complete, or there must be an error.
func TestKilledWhileReading(t *testing.T) {
	t.Parallel()
	c := chtest.StartOwn(t, 2)
	r := rand.New(rand.NewPCG(1, 1))
	all := storetest.Load(23, 12000)
	for i := range all { // more than the buffers on the way can hold
		noise := make([]byte, 1200)
		for k := range noise {
			noise[k] = byte(r.Uint32())
		}
		all[i].Message = string(noise)
	}
	s := open(t, c.URL())
	defer s.Close()
	s.SetPause(time.Millisecond)
	s.SetBlock(500)
	put(t, s, all)
	want := len(timelines(all))
	var complete, failed int
	for i := range points {
		victim, at := i%2, r.IntN(want)
		back := i%4 < 2 // it comes back while the reading goes on
		n, events, err := 0, 0, error(nil)
		for tl, e := range s.Timelines(t.Context(), store.All(), store.Everyone) {
			if e != nil {
				err = e
				break
			}
			if n == at {
				c.Kill(victim)
				if back {
					c.Restart(victim)
				}
			}
			n, events = n+1, events+len(tl.Events)
		}
		switch {
		case err == nil && (n != want || events != distinct(all)):
			t.Errorf("node %d killed after %d timelines: %d timelines and %d events without an error", victim, at, n, events)
		case err != nil && back:
			t.Errorf("node %d killed after %d timelines, and back: %v", victim, at, err)
		case err != nil && !store.Is(err, store.Unreadable):
			t.Errorf("node %d killed after %d timelines: %v", victim, at, err)
		}
		if err == nil {
			complete++
		} else {
			failed++
		}
		if !back {
			c.Restart(victim)
		}
	}
	if complete == 0 || failed == 0 {
		t.Errorf("%d readings were complete, %d ended with an error: the kills did not hit as they should", complete, failed)
	}
	if storetest.Dump(t, s, store.All(), store.Everyone) != reference(t, all) {
		t.Error("after all that: not what was put")
	}
}

func timelines(events []incident.Event) map[string]bool {
	names := map[string]bool{}
	for _, e := range events {
		names[e.Identity] = true
	}
	return names
}

func distinct(events []incident.Event) int {
	ids := map[incident.ID]bool{}
	for _, e := range events {
		ids[e.ID] = true
	}
	return len(ids)
}

// TestKilledWhileLoading kills a node at random points of a load of many inserts, one of which is usually on its way. Then
// everything arrived, or the load ends with an error that names the shard; and the same load again completes it.
func TestKilledWhileLoading(t *testing.T) {
	t.Parallel()
	c := chtest.StartOwn(t, 2)
	r := rand.New(rand.NewPCG(2, 2))
	all := storetest.Load(24, 2400)
	want := reference(t, all)
	var complete, failed int
	for i := range points {
		k := killing{Cluster: c, victim: i % 2, at: r.IntN(len(all)), back: i%4 < 2}
		url := c.URL()
		err := k.load(t, url, all)
		switch {
		case err == nil:
			complete++
		case !store.Is(err, store.Unreadable) || !k.back && !strings.Contains(err.Error(), fmt.Sprintf("shard %d, %s", k.victim+1, c.Address(k.victim))):
			t.Errorf("%v: %v", k, err)
		default:
			failed++
		}
		if !k.back {
			c.Restart(k.victim)
		}
		s := open(t, url)
		sources, err2 := s.Sources(t.Context())
		if err2 != nil || len(sources) > 0 && err != nil || len(sources) == 0 && err == nil {
			t.Errorf("%v: the load ended with %v, and %d sources count as read, %v", k, err, len(sources), err2)
		}
		if err == nil && storetest.Dump(t, s, store.All(), store.Everyone) != want {
			t.Errorf("%v: no error, but not what was put", k)
		}
		put(t, s, all)
		if storetest.Dump(t, s, store.All(), store.Everyone) != want {
			t.Errorf("%v: after a second load not what was put", k)
		}
		s.Close()
	}
	if complete == 0 || failed == 0 {
		t.Errorf("%d loads were complete, %d ended with an error: the kills did not hit as they should", complete, failed)
	}
}

// killing is the death of a node in the middle of a load.
type killing struct {
	*chtest.Cluster
	victim, at int  // which node, and before which event
	back       bool // it comes back while the load goes on
}

func (k killing) String() string {
	return fmt.Sprintf("node %d killed before event %d, back %t", k.victim, k.at, k.back)
}

// load puts all events and a source behind them, and kills the node on the way.
func (k killing) load(t *testing.T, url string, all []incident.Event) error {
	s := open(t, url)
	s.SetRows(200)
	if k.back {
		s.SetPause(500 * time.Millisecond) // as long as it takes a server to start
	} else {
		s.SetPause(time.Millisecond)
	}
	const batch = 80
	for from := 0; from < len(all); from += batch {
		if from <= k.at && k.at < from+batch {
			k.Kill(k.victim)
			if k.back {
				k.Restart(k.victim)
			}
		}
		if _, err := s.Put(t.Context(), all[from:min(len(all), from+batch)]); err != nil {
			s.Close()
			return err
		}
	}
	if err := s.PutSource(t.Context(), incident.Source{Path: "a.log"}); err != nil {
		s.Close()
		return err
	}
	return s.Close()
}

// TestDownWhileLoading loads while a shard is down all the time: nobody is told that the events are there.
func TestDownWhileLoading(t *testing.T) {
	c := chtest.StartOwn(t, 2)
	url, all := c.URL(), storetest.Load(26, 6000)
	s := open(t, url)
	s.SetPause(time.Millisecond)
	put(t, s, all[:2000])
	c.Kill(1)
	if _, err := s.Put(t.Context(), all[1000:]); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSource(t.Context(), incident.Source{Path: "a.log"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sources(t.Context()); !store.Is(err, store.Unreadable) || !strings.Contains(err.Error(), "shard 2, "+c.Address(1)) {
		t.Errorf("Sources with a shard down: %v", err)
	}
	if err := s.Close(); err == nil {
		t.Error("Close does not tell that events did not get through")
	}
	c.Restart(1)
	s = open(t, url)
	defer s.Close()
	put(t, s, all)
	if storetest.Dump(t, s, store.All(), store.Everyone) != reference(t, all) {
		t.Error("not what was put")
	}
	if sources, err := s.Sources(t.Context()); err != nil || len(sources) != 0 {
		t.Errorf("a source counts as read whose events did not get through: %v, %v", sources, err)
	}
}
