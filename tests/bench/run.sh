#!/usr/bin/env bash
# Every measure, one after the other, each with its table. Needs a built program (DOSSIERSCO, or build/release) and a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
for name in "${@:-reading home import}"; do
  for one in $name; do
    printf '\n## %s\n\n' "$one"
    node "tests/bench/$one.mjs"
  done
done
