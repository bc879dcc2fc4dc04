package clickhouse

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// address is a store's URL, taken apart:
//
//	clickhouse://user@host:9000,other:9000/lapse?cluster=NAME&password_env=VAR
//
// Several hosts are tried in turn. The password is named, not given: password_env is an environment variable,
// password_file a file whose first line it is. Without cluster= the tables are plain ones on one server (or whatever the
// operator put under their names). secure=1 speaks TLS.
type address struct {
	hosts    []string
	user     string
	password string
	database string
	cluster  string // "" for a single server
	secure   bool
}

// identifier is what may stand in a statement as the name of a database or a cluster.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)

// errPassword does not repeat the URL.
var errPassword = errors.New("a password does not belong into a store's URL, where shells and process lists show it: " +
	"use ?password_env=VARIABLE or ?password_file=PATH")

func parseAddress(raw string) (*address, error) {
	// net/url refuses several hosts with ports, so they are cut out first.
	rest, ok := strings.CutPrefix(raw, "clickhouse://")
	if !ok {
		return nil, errors.New("a ClickHouse store is named like clickhouse://host:9000/lapse?cluster=NAME")
	}
	authority, path, _ := strings.Cut(rest, "/")
	user, hosts, ok := cutLast(authority, "@")
	if !ok {
		user, hosts = "", authority
	}
	if strings.Contains(user, ":") {
		return nil, errPassword
	}
	u, err := url.Parse("/" + path)
	if err != nil || hosts == "" {
		return nil, errors.New("a ClickHouse store is named like clickhouse://host:9000/lapse?cluster=NAME")
	}
	a := &address{user: user, database: strings.TrimPrefix(u.Path, "/")}
	for _, h := range strings.Split(hosts, ",") {
		if _, _, err := net.SplitHostPort(h); err != nil {
			h = net.JoinHostPort(strings.Trim(h, "[]"), "9000")
		}
		a.hosts = append(a.hosts, h)
	}
	if a.user == "" {
		a.user = "default"
	}
	if a.database == "" {
		a.database = "lapse"
	}
	return a, a.parameters(u.RawQuery)
}

// cutLast is strings.Cut around the last separator: a user name may hold an "@".
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (a *address) parameters(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the parameters of the store's URL cannot be read")
	}
	known := []string{"cluster", "password_env", "password_file", "secure"}
	for name := range values {
		if name == "password" {
			return errPassword
		}
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown parameter %q of a ClickHouse store (known: %s)", name, strings.Join(known, ", "))
		}
	}
	a.cluster, a.secure = values.Get("cluster"), values.Get("secure") == "1"
	for _, name := range []string{a.database, a.cluster} {
		if name != "" && !identifier.MatchString(name) {
			return fmt.Errorf("%q is no name for a database or cluster (letters, digits and _)", name)
		}
	}
	return a.findPassword(values.Get("password_env"), values.Get("password_file"))
}

func (a *address) findPassword(variable, file string) error {
	switch {
	case variable != "":
		password, ok := os.LookupEnv(variable)
		if !ok {
			return fmt.Errorf("password_env: there is no environment variable %s", variable)
		}
		a.password = password
	case file != "":
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("password_file: %w", err)
		}
		a.password, _, _ = strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n")
		a.password = strings.TrimSuffix(a.password, "\r")
	}
	return nil
}

// String is the URL without anything that could be a secret.
func (a *address) String() string {
	s := "clickhouse://" + strings.Join(a.hosts, ",") + "/" + a.database
	if a.cluster != "" {
		s += "?cluster=" + a.cluster
	}
	return s
}

// table is the quoted, qualified name of a table.
func (a *address) table(name string) string { return "`" + a.database + "`.`" + name + "`" }
