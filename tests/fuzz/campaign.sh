#!/usr/bin/env bash
# A long run of every decoder the reader owns: campaign.sh [RUNS] [TARGET…]. One line each; what is found lies in
# build/PRESET/found/, and the whole ends on an error. FUZZ_BUILD: the folder of the programs, built with -DDOSSIERSCO_FUZZ=ON.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${FUZZ_BUILD:-build/fuzz}
runs=${1:-1000000}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(frames_fuzz facts_fuzz two_d_doc_fuzz mrz_fuzz dates_fuzz judge_fuzz read_bee_fuzz)
passed=0 failed=0
for target in "${targets[@]}"; do
  if [ ! -x "$build/$target" ]; then
    echo "$target : pas construit ($build)"
    failed=$((failed + 1))
    continue
  fi
  found=$build/found/$target
  mkdir -p "$found/corpus"
  log=$found/log
  start=$SECONDS
  # Each target starts from its seeds; what it discovers stays in the build folder and serves the next run.
  if nice -n 15 "$build/$target" -runs="$runs" -timeout=30 -rss_limit_mb=1024 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$found/" "$found/corpus" "tests/fuzz/seeds/$target" > "$log" 2>&1; then
    did=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target : $did runs, no finding, $((SECONDS - start)) s, $(sed -n 's/.*cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1) edges"
    passed=$((passed + 1))
  else
    echo "$target : FOUND after $((SECONDS - start)) s: $(grep -m1 -E 'ERROR|runtime error|SUMMARY' "$log" || tail -n 1 "$log")"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
