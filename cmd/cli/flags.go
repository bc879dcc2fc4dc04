package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
	"lapse/ingest/format"
	"lapse/ingest/token"
)

// common are the flags that most commands share; a zero value is "not given".
type common struct {
	store          string
	format         string
	formats        []string // that --format and -o may ask for; nil where a command writes one thing only
	out            []string
	since, until   string
	identity       string
	session        string
	codes          []int
	issuers        []string
	accounts       []string
	keys           string
	policy         string
	leeway         string
	trust          []string
	failOn         []string
	strict         bool
	config         string
	quiet          bool
	verbose        bool
	color          string
	logFormat      string
	zone           string
	pattern        string
	rejects        string
	pseudonymize   string
	now            string
	profile        string
	mapping        map[string][]string // from the config file only
	buckets        string
	bucketRange    [2]int
	command        []string // as given, for reports that say how they were made
	brief          bool     // nothing of what is asked for shows evidence
	failOnParsed   []failOn
	leewayParsed   incident.Interval
	sinceT, untilT incident.Time
}

// addGlobal adds the flags that every command with data has.
func (c *common) addGlobal(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.store, "store", "", "where facts are kept: a path (SQLite) or a URL whose scheme picks an engine (`lapse list stores`)")
	f.StringVar(&c.config, "config", "", "configuration `FILE` (default lapse.yaml where there is one); flag beats LAPSE_… beats file")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "no progress, hints or warnings on standard error")
	f.BoolVarP(&c.verbose, "verbose", "v", false, "say more: every source, every stage with its time")
	f.StringVar(&c.color, "color", "auto", "auto, always or never (NO_COLOR is honoured)")
	f.StringVar(&c.logFormat, "log-format", "text", "how messages on standard error look: text or json")
	f.StringVar(&c.profile, "profile", "", "write cpu.pprof, heap.pprof and trace.out into `DIR`")
	_ = f.MarkHidden("profile")
}

// addReading adds the flags that say how logs are read.
func (c *common) addReading(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.zone, "zone", "", "time `ZONE` of stamps that carry none (America/New_York, +02:00); without it UTC is guessed, and said")
	f.StringVar(&c.pattern, "pattern", "", "a house's own line format as an RE2 expression with named groups: time, msg, identity, code …")
	f.StringVar(&c.keys, "keys", "", "`FILE` with API key secrets, `SK…=secret` a line; signatures are checked with them; never stored or printed")
	f.StringVar(&c.rejects, "rejects", "", "write rejected lines, tokens redacted, to `FILE`")
	f.StringVar(&c.pseudonymize, "pseudonymize", "", "replace identities, devices, call SIDs and addresses by hashes keyed with the content of `KEYFILE`")
	f.StringVar(&c.now, "now", "", "the `TIME` that counts as now when live tokens are announced (default: this machine's clock)")
}

// addJudging adds the flags that steer the verdicts.
func (c *common) addJudging(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.since, "since", "", "judge events from this `TIME` on (context before it is still used)")
	f.StringVar(&c.until, "until", "", "judge events before this `TIME`")
	f.StringVar(&c.identity, "identity", "", "judge this identity's events only")
	f.StringVar(&c.session, "session", "", "judge this session's (device's, tab's) events only")
	f.IntSliceVar(&c.codes, "code", nil, "judge events with this code only (repeatable)")
	f.StringSliceVar(&c.issuers, "issuer", nil, "what iss should be, an API key SID (repeatable); without it, learnt from accepted tokens and then at most likely")
	f.StringSliceVar(&c.accounts, "account", nil, "what sub should be, an Account SID (repeatable)")
	f.StringVar(&c.policy, "policy", "", "the refresh `SCHEDULE` that clients are supposed to run (`lapse list schedules`)")
	f.StringVar(&c.leeway, "leeway", "0s..60s", "what the validator forgives after exp, `D..D`; narrowed from the data")
	f.StringSliceVar(&c.trust, "trust", nil, "a `CLOCK` declared right (issuer:token-1, balancer:, collector:); the logs may refute it (repeatable)")
}

// addGates adds the flags that turn findings into an exit status.
func (c *common) addGates(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&c.failOn, "fail-on", nil, "exit 1 where more than N verdicts have this cause, `CAUSE[>N]` or any (repeatable)")
	f.BoolVar(&c.strict, "strict", false, "exit 4 where lines were rejected or evidence is missing")
}

// addOutput adds the flags that say what is written where.
func (c *common) addOutput(cmd *cobra.Command, formats ...string) {
	f := cmd.Flags()
	c.formats = formats
	f.StringVar(&c.format, "format", "", "what goes to standard output: "+strings.Join(formats, ", ")+" (without it, table on a terminal)")
	f.StringArrayVarP(&c.out, "output", "o", nil, "write `FILE` too; its suffix picks the format: "+strings.Join(suffixes(formats), " ")+" (repeatable)")
}

// settle takes what was not given as a flag from the environment and the file, then checks what needs checking.
func (c *common) settle(cmd *cobra.Command, env Env) error {
	c.command = commandLine(cmd)
	if err := c.configure(cmd, env); err != nil {
		return err
	}
	for _, check := range []func() error{c.parseTimes, c.parseLeeway, c.parseBuckets, c.parseFailOn, c.checkTrust, c.checkPolicy, c.checkOutput, c.checkWords} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// commandLine is what was typed, flags in the order of their names: enough to make a report again.
func commandLine(cmd *cobra.Command) []string {
	line := strings.Fields(cmd.CommandPath())
	cmd.Flags().Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		if list, ok := f.Value.(pflag.SliceValue); ok {
			value = strings.Join(list.GetSlice(), ",")
		}
		line = append(line, "--"+f.Name+"="+token.RedactString(value))
	})
	return append(line, cmd.Flags().Args()...)
}

// checkTrust refuses what names no clock that several identities share: `--trust token-1` would trust nothing.
func (c *common) checkTrust() error {
	for _, clock := range c.trust {
		kind, _, named := strings.Cut(clock, ":")
		if !named || kind != "issuer" && kind != "balancer" && kind != "collector" {
			return usagef("--trust %q: name a clock as the clocks table does: issuer:HOST, balancer:NAME or collector:NAME", clock)
		}
	}
	return nil
}

// checkPolicy holds --policy to the syntax of schedules: a typo would still oblige clients to refresh.
func (c *common) checkPolicy() error {
	if c.policy == "" {
		return nil
	}
	if _, err := replay.ParseSchedule(c.policy); err != nil {
		return usagef("--policy: %v", err)
	}
	return nil
}

func (c *common) checkWords() error {
	if err := oneOf("--color", c.color, "auto", "always", "never"); err != nil {
		return err
	}
	if c.zone != "" {
		if _, ok := format.ParseZone(c.zone); !ok {
			return usagef("--zone %q is no time zone; write it as America/New_York or +02:00", c.zone)
		}
	}
	return oneOf("--log-format", c.logFormat, "text", "json")
}

func oneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if value == w {
			return nil
		}
	}
	return usagef("%s %q: it is one of %s", flag, value, strings.Join(words, ", "))
}

func (c *common) parseTimes() (err error) {
	c.sinceT, c.untilT = incident.NoTime, incident.NoTime
	if c.sinceT, err = parseTime("--since", c.since); err != nil {
		return err
	}
	c.untilT, err = parseTime("--until", c.until)
	return err
}

func parseTime(flag, s string) (incident.Time, error) {
	if s == "" {
		return incident.NoTime, nil
	}
	st, ok := format.ParseStamp(s, format.Options{Zone: "UTC"})
	if !ok {
		return incident.NoTime, usagef("%s %q is no time; write it as 2026-06-21T09:12:03Z", flag, s)
	}
	return st.Reading, nil
}

// parseLeeway reads "0s..60s", or one duration for both ends.
func (c *common) parseLeeway() error {
	if c.leeway == "" {
		return nil
	}
	lo, hi, both := strings.Cut(c.leeway, "..")
	if !both {
		hi = lo
	}
	a, err1 := time.ParseDuration(lo)
	b, err2 := time.ParseDuration(hi)
	if err1 != nil || err2 != nil || a < 0 || a > b {
		return usagef("--leeway %q: write it as two durations, not below 0s, the lesser first: 0s..60s", c.leeway)
	}
	c.leewayParsed = incident.Interval{Lo: int64(incident.SpanOf(a)), Hi: int64(incident.SpanOf(b))}
	return nil
}

// parseBuckets reads "0..255", both ends included.
func (c *common) parseBuckets() error {
	if c.buckets == "" {
		return nil
	}
	lo, hi, ok := strings.Cut(c.buckets, "..")
	from, err1 := strconv.Atoi(lo)
	to, err2 := strconv.Atoi(hi)
	if !ok || err1 != nil || err2 != nil || from < 0 || from > to || to >= incident.Buckets {
		return usagef("--buckets %q: write it as 0..255; there are %d buckets, from 0", c.buckets, incident.Buckets)
	}
	c.bucketRange = [2]int{from, to + 1}
	return nil
}

// message writes a warning or a hint to standard error, unless --quiet.
func (c *common) message(env Env, kind, text string, args ...any) {
	if c.quiet {
		return
	}
	text = harmless(fmt.Sprintf(text, args...))
	if c.logFormat == "json" {
		fmt.Fprintln(env.Stderr, messageJSON(kind, text))
		return
	}
	fmt.Fprintf(env.Stderr, "%s: %s\n", kind, text)
}
