#!/usr/bin/env bash
# Installs, builds and runs every test. Each runner closes on "N passed, N failed"; the last line adds them up.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup.sh

setup
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
failed=0

# run NAME COMMAND…: shows the output, keeps the closing line.
run() {
  local name=$1 code=0
  shift
  step "Tests : $name"
  "$@" 2>&1 | tee "$results/$name" || code=$?
  if ! grep -qE '^[0-9]+ passed, [0-9]+ failed' "$results/$name"; then
    echo "0 passed, 1 failed" >> "$results/$name"
    echo "$name : aucune ligne de bilan (code $code)" >&2
    failed=1
  fi
  [ "$code" = 0 ] || failed=1
}

# ctest counts programs; this says it in the common closing line.
ctest_preset() {
  local code=0 log
  log=$(mktemp)
  ctest --preset "$1" -j "${3:-2}" ${2:+-L "$2"} | tee "$log" || code=$?
  awk '/tests passed, .* tests failed out of/ {split($0, n, " "); failed=$4; total=$NF; print total-failed " passed, " failed " failed"; seen=1} END {exit !seen}' "$log" || echo "0 passed, 1 failed"
  rm -f "$log"
  return "$code"
}

build release
run cpp ctest_preset release
build asan
run sanitizers ctest_preset asan
build fuzz
run fuzz ctest_preset fuzz
run web npm --prefix web test --silent
run hostile node tests/hostile/run.mjs
run bundle node tests/bundle/run.mjs
run contract npm --prefix web run --silent contract
run end_to_end node tests/end_to_end/run.mjs
run attacks bash tests/attacks/run.sh
run canary node tests/attacks/canary.mjs
run differential bash -o pipefail -c 'build/release/differential 20000 | node tests/attacks/differential.mjs'

step "Bilan"
cat "$results"/* | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed.*/\1 \2/p' |
  awk '{p += $1; f += $2} END {print p + 0 " passed, " f + 0 " failed"}'
exit "$failed"
