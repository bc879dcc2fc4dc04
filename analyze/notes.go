package analyze

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// assumptions are what the whole run takes for granted.
func assumptions(k *cause.Known) []string {
	out := []string{"the validator's clock is UTC"}
	if k.Inferred && len(k.Issuers) > 0 {
		out = append(out, "iss and sub are expected to be those of tokens that were accepted (declare them with --issuer and --account)")
	}
	out = append(out, fmt.Sprintf("the validator forgives between %s and %s after exp", incident.Span(k.Leeway.Exp.Lo), incident.Span(k.Leeway.Exp.Hi)))
	if k.TTL == match.Nominal {
		out = append(out, "the ttl in `registered` and `connected` is the token's whole lifetime, not what remains")
	}
	return out
}

// notes are findings about the logs themselves.
func notes(clocks []incident.ClockReport, k *cause.Known) []string {
	out := trusted(k)
	for _, c := range clocks {
		if c.Warning != "" {
			out = append(out, c.Warning)
		}
	}
	hosts := make([]string, 0, len(k.Zones))
	for host := range k.Zones {
		hosts = append(hosts, host)
	}
	slices.Sort(hosts)
	for _, host := range hosts {
		if !k.Zones[host].Known() {
			out = append(out, fmt.Sprintf("the log stamps of token host %q and the iat of the tokens that it mints do not agree on one time zone: its stamps are not used", host))
			continue
		}
		out = append(out, fmt.Sprintf("the log of token host %q stands %s off the iat of the tokens that it mints: its zone is not UTC, or iat is not", host, k.Zones[host]))
	}
	return out
}

// trusted says what became of clocks that were declared right and cannot be taken for it.
func trusted(k *cause.Known) (out []string) {
	for _, c := range slices.Sorted(maps.Keys(k.Refuted)) {
		e := k.Refuted[c]
		out = append(out, fmt.Sprintf("%s was declared right (--trust), and the logs refute it: %s%s; it is not used as such", c, e.Text, lines(e.At)))
	}
	for _, c := range k.Unseen {
		out = append(out, fmt.Sprintf("%s was declared right (--trust), and no line that was read tells its time", c))
	}
	return out
}

// lines names positions in a note: " (logs/sdk.ndjson:12, logs/token-server.ndjson:88)".
func lines(at []incident.Pos) string {
	var names []string
	for _, p := range at {
		names = append(names, fmt.Sprintf("%s:%d", p.File, p.Line))
	}
	if names == nil {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}
