#!/usr/bin/env bash
# From a bare Debian 12 and a clean clone to an invented collège in your browser. Run it again: it starts in seconds.
#   bash packaging/demo.sh            start
#   bash packaging/demo.sh --reset    forget the invented collège and make it anew
#   bash packaging/demo.sh --listen 127.0.0.1:9000
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup.sh

state=${DOSSIERSCO_STATE:-build/demo}
arguments=()
for argument in "$@"; do
  if [ "$argument" = --reset ]; then rm -rf "$state" "$state.key" "$state.personnes.json"; else arguments+=("$argument"); fi
done

setup demo
build release --target dossiersco dossiersco-worker web
exec build/release/dossiersco demo --state "$state" "${arguments[@]}"
