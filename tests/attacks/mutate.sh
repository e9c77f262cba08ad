#!/usr/bin/env bash
# Disables one counter at a time and shows that exactly its row of run.sh turns red: mutate.sh [A01…] [--by=bytes|vault|box|browser].
# Too long for packaging/test.sh. Needs what packaging/setup.sh installs.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -d web/node_modules ] || npm ci --prefix web --no-audit --no-fund --loglevel=error
exec node tests/attacks/mutate.mjs "$@"
