package clickhouse

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	t.Setenv("LAPSE_TEST_PASSWORD", "hunter2")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("tr0ub4dor\r\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		url   string
		want  address
		shown string
	}{
		{"clickhouse://ch1", address{[]string{"ch1:9000"}, "default", "", "lapse", "", false}, "clickhouse://ch1:9000/lapse"},
		{"clickhouse://ann@ch1:9440,ch2/facts?cluster=eu_1&secure=1&password_env=LAPSE_TEST_PASSWORD",
			address{[]string{"ch1:9440", "ch2:9000"}, "ann", "hunter2", "facts", "eu_1", true}, "clickhouse://ch1:9440,ch2:9000/facts?cluster=eu_1"},
		{"clickhouse://a@b.c@[::1]:9000/x?password_file=" + file,
			address{[]string{"[::1]:9000"}, "a@b.c", "tr0ub4dor", "x", "", false}, "clickhouse://[::1]:9000/x"},
	} {
		a, err := parseAddress(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		if !slices.Equal(a.hosts, test.want.hosts) || a.user != test.want.user || a.password != test.want.password ||
			a.database != test.want.database || a.cluster != test.want.cluster || a.secure != test.want.secure {
			t.Errorf("%s: %+v, want %+v", test.url, *a, test.want)
		}
		if a.String() != test.shown {
			t.Errorf("%s is shown as %s, want %s", test.url, a, test.shown)
		}
	}
}

func TestAddressesRefused(t *testing.T) {
	for _, test := range []struct{ url, told string }{
		{"clickhouse://ann:hunter2@ch1/lapse", "a password does not belong"},
		{"clickhouse://ch1/lapse?password=hunter2", "a password does not belong"},
		{"clickhouse://ch1/lapse?password_env=LAPSE_TEST_ABSENT", "no environment variable LAPSE_TEST_ABSENT"},
		{"clickhouse://ch1/lapse?password_file=absent-file", "absent-file"},
		{"clickhouse://ch1/la`pse", "no name for a database"},
		{"clickhouse://ch1/lapse?cluster=a'b", "no name for a database or cluster"},
		{"clickhouse://ch1/lapse?clutser=x", `unknown parameter "clutser"`},
		{"clickhouse:ch1", "is named like clickhouse://"},
		{"clickhouse:///lapse", "is named like clickhouse://"},
	} {
		a, err := parseAddress(test.url)
		if err == nil {
			t.Errorf("%s is taken as %+v", test.url, *a)
			continue
		}
		if !strings.Contains(err.Error(), test.told) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %q, want %q and no password", test.url, err, test.told)
		}
	}
}
