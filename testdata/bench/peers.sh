#!/bin/sh
# Measures lapse against DuckDB and a Python script on the same work, in turn: make bench-peers [ISSUED=1000000 PAIRS=3].
set -eu
cd "$(dirname "$0")/../.."
data=${DATA:-$PWD/bench-data}
issued=${ISSUED:-1000000}
mkdir -p "$data"
[ "$(cat "$data/size" 2>/dev/null)" = "$issued" ] || {
  go run ./testdata/bench/gen -out "$data" -issued "$issued" -refused $((issued / 5)) -people $((issued / 50))
  echo "$issued" >"$data/size"
}
[ -d "$data/node_modules/@duckdb/node-api" ] || (cd "$data" && npm install --loglevel=error --no-fund --no-audit --no-save @duckdb/node-api@1.5.6-r.1)
exec python3 testdata/bench/peers/measure.py "$PWD/bin/lapse" "$data" "${PAIRS:-3}"
