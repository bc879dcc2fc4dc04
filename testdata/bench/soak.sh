#!/bin/sh
# Reads a gigabyte of whole tokens, then five million identities, and fails where lapse needs 500 MB of memory or more.
set -eu
cd "$(dirname "$0")/../.."
data=${DATA:-$PWD/bench-data}/soak
limit=$((500 * 1000))
trap 'rm -rf "$data"' EXIT

# peak prints the greatest resident set of a command, in KB.
peak() {
  python3 -c 'import os, subprocess, sys
_, status, used = os.wait4(subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL).pid, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))' "$@"
}

soak() {
  name=$1
  shift
  rm -rf "$data"
  go run ./testdata/bench/gen -out "$data" "$@"
  for command in ingest analyze; do
    logs=
    [ "$command" = analyze ] || logs="$data/issued.ndjson $data/refused.ndjson"
    # shellcheck disable=SC2086
    kb=$(peak bin/lapse "$command" --quiet --store "$data/lapse.db" $logs)
    echo "$name, $command: $((kb / 1000)) MB"
    [ "$kb" -lt "$limit" ] || { echo "that is over the limit of $((limit / 1000)) MB" >&2; exit 1; }
  done
}

soak "1 GB" -issued "${ISSUED:-1000000}" -refused "${REFUSED:-200000}"
soak "5 million identities" -short -issued "${PEOPLE:-5000000}" -refused 100000 -people "${PEOPLE:-5000000}"
