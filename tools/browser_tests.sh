#!/bin/sh
# browser_tests.sh MEGURI RESULTS: runs the browser tests against the built program and adds a line
# "passed failed" to the file RESULTS. npm is used here and nowhere else.
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
results=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$(dirname "$0")/../tests/browser"
# Not in packages/: where node and npm came from elsewhere they are used as they are.
if ! command -v npm >/dev/null; then
    list=$(mktemp)
    printf 'nodejs\nnpm\n' >"$list"
    sh ../../tools/install_packages.sh "$list"
    rm -f "$list"
fi
[ -d node_modules/playwright-core ] || npm ci --no-audit --no-fund --silent
tap=$(mktemp)
trap 'rm -f "$tap"' EXIT
node run.mjs "$program" >"$tap" || true
grep -A 14 '^not ok' "$tap" || true
passed=$(grep -c '^ok ' "$tap" || true)
failed=$(grep -c '^not ok ' "$tap" || true)
# A run that ended early has no plan: that is a failure of its own.
grep -q '^1\.\.' "$tap" || failed=$((failed + 1))
echo "$passed $failed" >>"$results"
echo "ブラウザの試験: $passed passed, $failed failed"
