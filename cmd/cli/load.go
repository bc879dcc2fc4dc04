package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/ingest"
	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/ingest/token"
	"lapse/store"
)

// loaded is an open store and what is known about how its facts came in.
type loaded struct {
	store      store.Store
	sources    []incident.Source
	counts     store.Counts
	accounting incident.Accounting
	run        ingest.Report // of this command's own ingest; zero where no LOG was given
}

// load opens the store and, if there are logs, reads them into it. The caller closes the store.
func (c *common) load(ctx context.Context, env Env, logs []string) (_ *loaded, err error) {
	st, err := c.openStore(ctx, logs)
	if err != nil {
		return nil, err
	}
	l := &loaded{store: st}
	defer func() {
		if err != nil {
			st.Close()
		}
	}()
	if err := c.hideNames(ctx, st); err != nil {
		return nil, err
	}
	if len(logs) > 0 {
		if err := c.ingest(ctx, env, logs, l); err != nil {
			return nil, err
		}
	}
	if err = l.readSources(ctx, env); err != nil {
		return nil, err
	}
	if l.counts, err = st.Counts(ctx); err != nil {
		return nil, err
	}
	l.accounting = account(l.sources, l.counts)
	if l.counts.Events == 0 {
		return nil, c.nothingRecognised(l)
	}
	return l, nil
}

// readSources waits, as every reading does, for events that are still on their way to the store: the time counts as the
// ingest's.
func (l *loaded) readSources(ctx context.Context, env Env) (err error) {
	start := env.Now()
	l.sources, err = l.store.Sources(ctx)
	waited := env.Now().Sub(start)
	l.run.Stats.Put += waited
	l.run.Stats.Total += waited
	return err
}

// account adds up the sources of a store. A line that stands in two sources was used once and is a duplicate once.
func account(sources []incident.Source, counts store.Counts) incident.Accounting {
	a := incident.Accounting{Sources: len(sources)}
	var used, events int64
	for _, s := range sources {
		a.Read += s.Read
		a.Other += s.Other
		a.Rejected += s.Rejected
		used += s.Used
		events += s.Events
	}
	a.Duplicate = max(events-counts.Events, 0)
	if events > used { // lines tell of several events each, and a line that came again is one duplicate
		a.Duplicate = a.Duplicate * used / events
	}
	a.Used = used - a.Duplicate
	return a
}

func (c *common) ingest(ctx context.Context, env Env, logs []string, l *loaded) error {
	o, done, err := c.ingestOptions(env)
	if err != nil {
		return err
	}
	sink, err := c.sink(l.store)
	if err != nil {
		return err
	}
	l.run, err = ingest.Run(ctx, logs, o, sink)
	if hiding, ok := sink.(pseudonymSink); ok {
		for i := range l.run.Sources {
			hiding.source(&l.run.Sources[i])
		}
		for i := range l.run.Troubles {
			l.run.Troubles[i].Path = hiding.names.Path(l.run.Troubles[i].Path)
		}
	}
	if err2 := done(); err == nil {
		err = err2
	}
	c.tellTroubles(env, l.run)
	return err
}

// ingestOptions reads what the flags name. done writes the reject file.
func (c *common) ingestOptions(env Env) (o ingest.Options, done func() error, err error) {
	done = func() error { return nil }
	o = ingest.Options{Stdin: env.Stdin, Zone: c.zone, Mapping: dialect.Mapping(c.mapping)}
	if o.Keys, err = c.readKeys(); err != nil {
		return o, done, err
	}
	if err = o.Mapping.Validate(); err != nil {
		return o, done, usagef("%v", err)
	}
	if c.pattern != "" {
		f, err := format.Pattern(c.pattern)
		if err != nil {
			return o, done, usagef("--%v", err)
		}
		o.Patterns = []format.Format{f}
	}
	if o.Now, err = c.nowFunc(env); err != nil {
		return o, done, err
	}
	if c.rejects != "" && c.pseudonymize != "" {
		return o, done, usagef("--rejects keeps lines as they are, with the names that --pseudonymize hides; use one of the two")
	}
	if c.rejects != "" {
		f, err := os.OpenFile(c.rejects, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return o, done, usagef("--rejects: %s", plain(err))
		}
		o.Rejects, done = f, f.Close
	}
	if env.StderrTerminal && !c.quiet {
		bar, closeFile := newProgress(env.Stderr, env.Now), done
		o.Progress = bar.show
		done = func() error { bar.clear(); return closeFile() }
	}
	return o, done, nil
}

// nowFunc is the wall clock or, with --now, one that starts there and runs on.
func (c *common) nowFunc(env Env) (func() time.Time, error) {
	t, err := parseTime("--now", c.now)
	if err != nil || !t.Known() {
		return env.Now, err
	}
	start := env.Now()
	return func() time.Time { return t.Std().Add(env.Now().Sub(start)) }, nil
}

// sink is the store or, with --pseudonymize, what replaces names before it.
func (c *common) sink(st store.Store) (ingest.Sink, error) {
	names, err := c.pseudonyms()
	if err != nil || names == nil {
		return st, err
	}
	return pseudonymSink{st, names}, nil
}

// readKeys reads --keys. Neither a path nor a line of the file is ever printed with what it holds.
func (c *common) readKeys() (token.Keys, error) {
	if c.keys == "" {
		return token.Keys{}, nil
	}
	f, err := os.Open(c.keys)
	if err != nil {
		return token.Keys{}, usagef("--keys: %s", plain(err))
	}
	defer f.Close()
	k, err := token.ParseKeys(f)
	if err != nil {
		return k, usagef("--keys: %s: %v", c.keys, err)
	}
	return k, nil
}

// tellTroubles says what could not be read or not as it was declared, and which tokens in the logs are still good.
func (c *common) tellTroubles(env Env, r ingest.Report) {
	for _, t := range r.Troubles {
		c.message(env, "warning", "%s: %s", t.Path, t.Message)
	}
	for _, s := range r.Sources {
		if s.Truncated != "" {
			c.message(env, "warning", "%s: cut off after line %d (%s); what could be read counts", s.Path, s.Read, s.Truncated)
		}
	}
	if r.Live.Tokens > 0 {
		atLeast := ""
		if r.Live.More {
			atLeast = "at least "
		}
		c.message(env, "warning", "%s%d %s in these logs %s still valid until %s; revoke or wait",
			atLeast, r.Live.Tokens, plural(r.Live.Tokens, "token", "tokens"), plural(r.Live.Tokens, "is", "are"), r.Live.Until)
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// nothingRecognised explains an input without a single event: never a success.
func (c *common) nothingRecognised(l *loaded) error {
	a := l.accounting
	if a.Read == 0 && len(l.run.Troubles) > 0 {
		t := l.run.Troubles[0]
		return inputf("LOG is a file, a folder, a glob or - for standard input", "nothing was read: %s: %s", t.Path, t.Message)
	}
	if a.Read == 0 {
		return inputf("LOG is a file, a folder, a glob or - for standard input", "nothing was read: no line in %d %s", a.Sources, plural(a.Sources, "source", "sources"))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "nothing about tokens was recognised in %d %s (%d lines: %d other, %d rejected)",
		a.Sources, plural(a.Sources, "source", "sources"), a.Read, a.Other, a.Rejected)
	for _, s := range l.sources {
		for _, r := range s.Reasons {
			fmt.Fprintf(&b, "\n  %s:%d: %s (%d %s)", r.First.File, r.First.Line, r.Text, r.Count, plural(int(r.Count), "line", "lines"))
		}
	}
	b.WriteString("\nwhat each format expects:")
	for _, f := range format.Table() {
		fmt.Fprintf(&b, "\n  %-14s %s", f.Name, f.Expects)
	}
	return inputf("`lapse ingest --explain FILE` shows line by line which format looked at it and why it refused", "%s", b.String())
}

// analysis runs the analysis over what was loaded.
func (c *common) analysis(ctx context.Context, l *loaded) (*analyze.Result, error) {
	return analyze.Run(ctx, facts{l.store}, analyze.Options{
		Issuers: c.issuers, Accounts: c.accounts, Policy: c.policy, Leeway: c.leewayParsed, Trust: c.trusted(),
		Since: c.sinceT, Until: c.untilT, Identity: c.identity, Session: c.session, Codes: c.codes, Brief: c.brief, Buckets: c.bucketRange,
	})
}

func (c *common) trusted() []incident.Clock {
	var clocks []incident.Clock
	for _, t := range c.trust {
		clocks = append(clocks, incident.Clock(t))
	}
	return clocks
}

// strictness is the error of --strict: lines were rejected, or a verdict names evidence that is missing.
func (c *common) strictness(l *loaded, verdicts []incident.Verdict) error {
	if !c.strict {
		return nil
	}
	if n := l.accounting.Rejected; n > 0 {
		return incompletef("--strict: %d %s rejected", n, plural(int(n), "line was", "lines were"))
	}
	incomplete := 0
	for i := range verdicts {
		for _, e := range verdicts[i].Evidence {
			if e.Kind == incident.Missing {
				incomplete++
				break
			}
		}
	}
	if incomplete > 0 {
		return incompletef("--strict: evidence is missing for %d of %d verdicts", incomplete, len(verdicts))
	}
	return nil
}
