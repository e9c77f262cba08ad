#!/usr/bin/env bash
# The sixty published attacks, each beside its unmodified twin: run.sh [--all] [RUNNER…], runners among bytes, vault, box,
# browser. PRESET: the build to use (release). Closes on how many were refused and how many twins were accepted.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/${PRESET:-release}
export DOSSIERSCO=${DOSSIERSCO:-$PWD/$build/dossiersco}
words=() runners=()
for word in "$@"; do case $word in --*) words+=("$word") ;; *) runners+=("$word") ;; esac; done
[ ${#runners[@]} -gt 0 ] || runners=(bytes vault box browser)

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
broken=0
for runner in "${runners[@]}"; do
  case $runner in
    bytes) "$build/attacks" ;;
    *) node "tests/attacks/$runner.mjs" ;;
  esac >> "$lines" || { echo "runner $runner ended on an error" >&2; broken=1; }
done
node tests/attacks/report.mjs "${words[@]}" < "$lines" || broken=1
exit $broken
