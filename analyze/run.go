package analyze

import (
	"context"
	"slices"

	"lapse/analyze/cause"
	"lapse/analyze/match"
)

// Run reads the facts and concludes: clocks first, from all that was read, then a verdict on each rejection that the
// options ask for. The result does not depend on the order in which lines were read, nor on the number of workers.
func Run(ctx context.Context, facts Facts, o Options) (*Result, error) {
	return run(ctx, facts, o, keepEvents)
}

// run is Run with another limit for what is kept in memory.
func run(ctx context.Context, facts Facts, o Options, keep int64) (*Result, error) {
	r, err := open(ctx, facts, o.Workers, keep)
	if err != nil {
		return nil, err
	}
	known := learn(r, o)
	verdicts, err := judgeAll(ctx, r, known, &o)
	if err != nil {
		return nil, err
	}
	res := &Result{Window: r.tally.window, Events: r.tally.events, Sessions: r.tally.sessions}
	res.Verdicts = inOrder(verdicts)
	res.conclude(known)
	return res, nil
}

// judges tells whether any bucket of [from, to) is to be judged. What is learnt is learnt from the same ones in any case.
func (o *Options) judges(from, to int) bool {
	return o.Buckets == [2]int{} || from < o.Buckets[1] && to > o.Buckets[0]
}

// wants tells whether a rejection is among those that the user asked for.
func (o *Options) wants(s *match.Story, ses *match.Session, r *match.Rejection) bool {
	at := r.Event.SortTime()
	switch {
	case o.Since != 0 && o.Since.Known() && at < o.Since, o.Until != 0 && o.Until.Known() && at >= o.Until:
		return false
	case o.Identity != "" && o.Identity != s.Identity, o.Session != "" && o.Session != ses.Name:
		return false
	}
	return len(o.Codes) == 0 || slices.Contains(o.Codes, int(r.Event.EffectiveCode())) || slices.Contains(o.Codes, int(r.Event.Code))
}

// conclude fills in what holds for the whole run.
func (r *Result) conclude(k *cause.Known) {
	identities := map[string]bool{}
	for i := range r.Verdicts {
		identities[r.Verdicts[i].Identity] = true
	}
	delete(identities, "")
	r.Identities = len(identities)
	r.Clocks, r.Offsets, r.Likely = k.Book.Reports(), k.Book, k.Book.Likely()
	for i := range r.Clocks {
		foretell(&r.Clocks[i], k)
	}
	r.Leeway = k.Leeway.Exp
	r.Issuers, r.Accounts, r.Inferred = sorted(k.Issuers), sorted(k.Accounts), k.Inferred
	r.Assumptions, r.Notes = assumptions(k), notes(r.Clocks, k)
}

func sorted(set map[string]bool) []string {
	var out []string
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}
