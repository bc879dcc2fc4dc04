#!/bin/sh
# Measures an SQLite file beside a ClickHouse cluster on this machine: make bench-scale [PART="pairs filter growth"] [PAIRS=3].
set -eu
cd "$(dirname "$0")/../.."
data=${DATA:-$PWD/bench-data}/scale
mkdir -p "$data"

# load FOLDER FLAG... writes a load once.
load() {
  folder=$1
  shift
  [ -f "$data/$folder/keys.txt" ] || go run ./testdata/bench/gen -out "$data/$folder" "$@"
}

for part in ${PART:-pairs filter growth}; do
  case $part in
  pairs) load pairs -issued "${ISSUED:-1000000}" -refused "${REFUSED:-50000}" -people "${PEOPLE:-50000}" ;;
  filter) load filter -short -issued "${ISSUED:-1000000}" -refused 2000 -hit 1000 -people 50000 ;;
  growth) for n in ${SIZES:-100000 1000000 5000000}; do
    load "growth-$n" -short -issued "$n" -refused $((n / 20)) -people $((n / 20))
  done ;;
  esac
  python3 testdata/bench/scale/measure.py "$PWD/bin/lapse" "$data" "${PAIRS:-3}" "$part"
  [ "$part" != filter ] || go test -run '^$' -bench Store/read -benchtime "${ISSUED:-1000000}x" ./store/sqlite ./store/clickhouse
done
