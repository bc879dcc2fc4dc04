package source

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestResolve(t *testing.T) {
	folder(t, map[string]string{
		"logs/b.log": "b\n", "logs/sub/a.log": "a\n", "logs/.git/x": "x\n", "logs/.hidden": "x\n",
		"empty/.keep": "", "odd=name.log": "o\n", "logs/lapse.db": "SQLite format 3\x00…",
	})
	cases := []struct {
		name     string
		args     []string
		want     []string // path@host
		troubles []Trouble
	}{
		{"folder", []string{"logs"}, []string{"logs/b.log@", "logs/sub/a.log@"}, []Trouble{{"logs/lapse.db", "a SQLite database, not a log"}}},
		{"folder with a slash", []string{"logs/sub/"}, []string{"logs/sub/a.log@"}, nil},
		{"order of arguments", []string{"logs/sub", "logs/b.log"}, []string{"logs/b.log@", "logs/sub/a.log@"}, nil},
		{"twice", []string{"logs/b.log", "./logs/b.log"}, []string{"logs/b.log@"}, nil},
		{"a label for one file of a folder", []string{"logs/sub", "host=token-2:logs/sub/a.log"}, []string{"logs/sub/a.log@token-2"}, nil},
		{"glob", []string{"logs/**/*.log"}, []string{"logs/b.log@", "logs/sub/a.log@"}, nil},
		{"bare label", []string{"lb=logs/b.log"}, []string{"logs/b.log@lb"}, nil},
		{"zone and host", []string{"zone=+05:30:host=h:logs/b.log"}, []string{"logs/b.log@h+05:30"}, nil},
		{"zone by name", []string{"zone=America/New_York:logs/b.log"}, []string{"logs/b.log@America/New_York"}, nil},
		{"a name with =", []string{"odd=name.log"}, []string{"odd=name.log@"}, nil},
		{"nothing there", []string{"nowhere.log"}, nil, []Trouble{{"nowhere.log", "no such file or directory"}}},
		{"glob of nothing", []string{"*.nope"}, nil, []Trouble{{"*.nope", "no file has such a name"}}},
		{"folder without a log", []string{"empty"}, nil, []Trouble{{"empty", "no log in this folder"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files, troubles := Resolve(c.args, nil)
			var got []string
			for _, f := range files {
				more, err := f.Walk(context.Background(), Options{Limits: DefaultLimits()}, func(x *Text) error {
					got = append(got, x.Path+"@"+x.Label.Host+x.Label.Zone)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				troubles = append(troubles, more...)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("texts, -want +got:\n%s", d)
			}
			if d := cmp.Diff(c.troubles, troubles); d != "" {
				t.Errorf("troubles, -want +got:\n%s", d)
			}
		})
	}
}
