#!/usr/bin/env bash
# Runs every test: the library over real Redis servers, the sample as real processes, the page in a real browser, the packages as a user gets
# them. Installs what is missing where it can. Quiet on success; the last line counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
configuration=${CONFIGURATION:-Release}
results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"

# What the tests need besides the .NET SDK: command, and the Debian package that brings it.
needs=(curl:curl redis-server:redis-server redis-cli:redis-tools faketime:faketime chromium:chromium docker-compose:docker-compose npm:npm)
missing=()
for need in "${needs[@]}"; do
  command -v "${need%%:*}" >/dev/null || missing+=("${need##*:}")
done
if ((${#missing[@]})); then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing for the tests: ${missing[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
      >"$results/install.log" 2>&1 || { tail -n 20 "$results/install.log"; exit 1; }
  else
    echo "The tests need ${missing[*]}. Install these packages (on Debian: apt-get install ${missing[*]}), then run ./test.sh again." >&2
    exit 1
  fi
fi

quietly() { # name, command...: shows the output only of what fails
  local log="$results/$1.log"
  shift
  "$@" >"$log" 2>&1 || { cat "$log"; return 1; }
}

quietly build dotnet build LiveSubmissions.sln -c "$configuration" -v quiet

# Whatever runs JavaScript runs on the Node that comes with Playwright's package: nothing to install, and the same one everywhere.
node=$(echo "$PWD/tests/JudgeHost.Tests/bin/$configuration/net10.0/.playwright/node/"*/node)
export PATH="$(dirname "$node"):$PATH"

passed=0 failed=0
count() { passed=$((passed + $1)) failed=$((failed + $2)); }

# Most tests wait, for a server to fail or to come back: two projects run beside each other, those that take longest first. The doctor has seconds for a
# step, and calls what does not answer by then broken: its tests run alone.
run() {
  quietly "$1" dotnet test "tests/$1" -c "$configuration" --no-build --logger "trx;LogFileName=$1.trx" --results-directory "$results" || true
}
export -f run quietly
export configuration results
longest=$(printf '%s\n' JudgeHost.Tests LiveSubmissions.Redis.Tests LiveSubmissions.Drills.Tests)
alone=$(printf '%s\n' LiveSubmissions.Doctor.Tests LiveSubmissions.Tool.Tests)
names=$(ls -d tests/*.Tests | xargs -n 1 basename)
xargs -P 2 -I {} bash -c 'run {}' <<<"$longest"$'\n'"$(grep -vxF "$longest"$'\n'"$alone" <<<"$names")"
for name in $alone; do run "$name"; done

for name in $names; do
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" || true)
  number() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$counters"; }
  if [ -z "$counters" ] || [ "$(number total)" = 0 ]; then
    echo "$name ran no test."
    count 0 1
  elif [ "$(number total)" != "$(($(number passed) + $(number failed)))" ]; then
    echo "$name skipped tests or did not finish them: $counters"
    count "$(number passed)" $(($(number total) - $(number passed)))
  else
    count "$(number passed)" "$(number failed)"
  fi
done

quietly client node --test --test-reporter=tap tests/client/*.test.mjs || true
tap() { sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$results/client.log"; }
tests=$(tap tests) ok=$(tap pass)
[ "${tests:-0}" != 0 ] || { echo "The browser client's tests did not run."; tests=1 ok=0; }
count "$ok" $((tests - ok))

if quietly npm tests/npm.sh; then count 1 0; else count 0 1; fi

if quietly packages tests/packages.sh; then count 1 0; else count 0 1; fi

# The fan-out benchmark in small: nothing lost, nothing twice, nothing out of order, over real processes. It measures nothing here.
fanout="benchmarks/LiveSubmissions.FanOut/bin/$configuration/net10.0/LiveSubmissions.FanOut.dll"
if quietly fanout timeout 300 dotnet "$fanout" run --short; then count 1 0; else count 0 1; fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
