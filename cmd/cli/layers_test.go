package cli_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A rule of the house: packages below `room` must not import anything that matches one of `never`.
type rule struct {
	room   string
	never  []string
	except []string // packages to which the rule does not apply
	why    string
}

var rules = []rule{
	{"analyze/incident", []string{"lapse/"}, nil, "the nouns import the standard library only, so that everybody can import them"},
	{"ingest", []string{"lapse/store", "lapse/cmd"}, nil, "ingest turns bytes into facts; where they are kept is not its business"},
	{"ingest", []string{"lapse/analyze"}, []string{"lapse/analyze/incident"}, "ingest concludes nothing"},
	{"store", []string{"lapse/ingest", "lapse/cmd"}, nil, "a store keeps facts; it neither reads logs nor concludes"},
	{"store", []string{"lapse/analyze"}, []string{"lapse/analyze/incident"}, "a store concludes nothing"},
	{"analyze", []string{"lapse/ingest", "lapse/store", "lapse/cmd"}, nil, "analysis states what it needs as analyze.Facts"},
	{"analyze", []string{"os", "net", "database/sql"}, parsersOfNet, "analysis is pure: the same facts give the same bytes"},
	{"ingest/format", []string{"os", "net", "database/sql"}, parsersOfNet, "formats are pure: fuzzing and replaying them needs no world"},
	{"ingest/dialect", []string{"os", "net", "database/sql"}, parsersOfNet, "dialects are pure"},
	{"ingest/token", []string{"os", "net", "database/sql"}, parsersOfNet, "token diagnosis is pure"},
}

// parsersOfNet lie below net, and parse text without touching a network.
var parsersOfNet = []string{"net/url", "net/netip"}

// Each of these libraries has one room that imports it.
var onlyImporter = map[string]string{
	"github.com/golang-jwt/jwt/v5":           "ingest/token",
	"github.com/mattn/go-sqlite3":            "store/sqlite",
	"github.com/ClickHouse/clickhouse-go/v2": "store/clickhouse",
	"github.com/olekukonko/tablewriter":      "analyze/report",
	"github.com/spf13/cobra":                 "cmd",
}

func TestRoomsImportInOneDirection(t *testing.T) {
	for file, imports := range importsBelow(t, "../..") {
		room := path.Dir(file)
		for _, imp := range imports {
			for _, r := range rules {
				if below(room, r.room) && breaks(imp, r) {
					t.Errorf("%s imports %s: %s", file, imp, r.why)
				}
			}
			for lib, owner := range onlyImporter {
				if below(imp, lib) && !below(room, owner) {
					t.Errorf("%s imports %s: only %s may, so that it can be replaced in one place", file, imp, owner)
				}
			}
		}
	}
}

func breaks(imp string, r rule) bool {
	for _, e := range r.except {
		if below(imp, e) {
			return false
		}
	}
	for _, n := range r.never {
		if below(imp, strings.TrimSuffix(n, "/")) {
			return true
		}
	}
	return false
}

// below tells whether p is dir or lies below it.
func below(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// importsBelow lists what every Go file imports, tests and nested modules left out.
func importsBelow(t *testing.T, root string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "e2e" || strings.HasPrefix(d.Name(), ".") && p != root) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		for _, s := range f.Imports {
			name, _ := strconv.Unquote(s.Path.Value)
			found[filepath.ToSlash(rel)] = append(found[filepath.ToSlash(rel)], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatal("no Go file was found: the test looks in the wrong place")
	}
	return found
}
