# lapse: `make` builds bin/lapse, `make demo` runs it on an incident that comes with the project, `make test` runs all tests.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X lapse/cmd/cli.version=$(VERSION)
FUZZTIME ?= 60s

.PHONY: all demo test check bench bench-peers bench-scale fuzz soak man clean need-cc need-test

all: bin/lapse

# The Go tool decides what is out of date; the first build compiles SQLite's C code and takes about a minute.
bin/lapse: need-cc
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/lapse

need-cc:
	@command -v $${CC:-gcc} >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq gcc libc6-dev >/dev/null; } || \
	  { echo "lapse needs a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }

demo: bin/lapse
	bin/lapse analyze --format table testdata/demo/logs

# Everything, nothing skipped: what the tests need beyond Go is installed, or named in one line.
test: need-cc need-test check
	$(GO) test ./...
	cd analyze/report/e2e && $(GO) test ./...

need-test:
	@.ci/need chromium clickhouse-server java=default-jre-headless /usr/share/java/zookeeper.jar=libzookeeper-java

check:
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "gofmt would change: $$out" >&2; exit 1; }
	$(GO) vet ./...

bench: need-cc
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-scale: bin/lapse
	testdata/bench/scale.sh

bench-peers: bin/lapse
	testdata/bench/peers.sh

# One target a run is what the Go tool allows.
fuzz: need-cc
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; done

# Half an hour: big logs in bounded memory, and ten thousand worlds in which no proof may be wrong, no right host blamed,
# and no verdict surer with a line less.
soak: bin/lapse
	testdata/bench/soak.sh
	LAPSE_WORLD_ROUNDS=10000 $(GO) test ./analyze/world -timeout 1h -run 'TestSound|TestALineLess|TestRightIssuers|TestOffsetsCover$$'

man: bin/lapse
	$(GO) run ./cmd/gendocs share/man/man1

clean:
	rm -rf bin share bench-data
