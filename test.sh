#!/usr/bin/env bash
# ./test.sh         every test: the library over real Redis servers, the sample as real processes, the page in a real browser, the packages as a user
#                   gets them.
# ./test.sh quick   the tests that need no browser and no long wait. tests/README.md says which they are.
# Installs what is missing where it can. Quiet on success; the last line counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
# Most of these processes end after seconds: collecting profiles for a better second compilation does not pay off in them.
export DOTNET_TieredPGO=0
configuration=${CONFIGURATION:-Release}
results=artifacts/test-results
mode=${1:-all}
case $mode in all | quick) ;; *) echo "usage: ./test.sh [quick]" >&2; exit 2 ;; esac
rm -rf "$results" && mkdir -p "$results"

# What the tests need besides the .NET SDK: command, and the Debian package that brings it.
needs=(redis-server:redis-server redis-cli:redis-tools faketime:faketime)
[ "$mode" = quick ] || needs+=(curl:curl chromium:chromium docker-compose:docker-compose npm:npm)
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
node=$(echo "$PWD/tests/JudgeHost.Browser.Tests/bin/$configuration/net10.0/.playwright/node/"*/node)
export PATH="$(dirname "$node"):$PATH"

# A job is a test project, or one of: client, npm, packages, fanout. It leaves a count (tests passed) in its .trx or .log, or a file .passed.
run() {
  local succeeded="$results/$1.passed"
  case $1 in
    # Most of the client's tests wait for a timer.
    client) quietly client node --test --test-reporter=tap --test-concurrency=4 tests/client/*.test.mjs || true ;;
    npm | packages) if quietly "$1" "tests/$1.sh"; then touch "$succeeded"; fi ;;
    # The fan-out benchmark in small: nothing lost, nothing twice, nothing out of order, over real processes. It measures nothing here.
    fanout)
      local program="benchmarks/LiveSubmissions.FanOut/bin/$configuration/net10.0/LiveSubmissions.FanOut.dll"
      if quietly fanout timeout 300 dotnet "$program" run --short; then touch "$succeeded"; fi ;;
    *)
      quietly "$1" dotnet test "tests/$1" -c "$configuration" --no-build --logger "trx;LogFileName=$1.trx" --results-directory "$results" \
        ${filter:+--filter "$filter"} || true ;;
  esac
}
export -f run quietly
export configuration results

every=$(ls -d tests/*.Tests | xargs -n 1 basename)
if [ "$mode" = quick ]; then
  lanes=2 alone=
  export filter="Category!=Slow"
  first=$(printf '%s\n' LiveSubmissions.AspNetCore.Tests LiveSubmissions.Tests LiveSubmissions.Redis.Tests client)
  then=$(grep Architecture <<<"$every" || true)
else
  # Most tests wait for a server to fail or to come back, so two jobs run at the same time, the longest first. A third would make neither faster on two
  # processors. The doctor reports a server that does not answer within seconds, so its tests run alone.
  lanes=2
  export filter=
  first=$(printf '%s\n' JudgeHost.Browser.Tests JudgeHost.Tests LiveSubmissions.Redis.Tests LiveSubmissions.AspNetCore.Tests LiveSubmissions.Drills.Tests)
  alone=$(printf '%s\n' LiveSubmissions.Doctor.Tests LiveSubmissions.Tool.Tests)
  then=$(grep -vxF "$first"$'\n'"$alone" <<<"$every")$'\n'$(printf '%s\n' client fanout packages npm)
fi
jobs=$(grep . <<<"$first"$'\n'"$then")
xargs -P "$lanes" -I {} bash -c 'run {}' <<<"$jobs"
for name in $alone; do run "$name"; done

passed=0 failed=0
count() { passed=$((passed + $1)) failed=$((failed + $2)); }
for name in $jobs $alone; do
  case $name in
    client)
      tap() { sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$results/client.log"; }
      tests=$(tap tests) ok=$(tap pass)
      [ "${tests:-0}" != 0 ] || { echo "The browser client's tests did not run."; tests=1 ok=0; }
      count "$ok" $((tests - ok)) ;;
    npm | packages | fanout)
      if [ -f "$results/$name.passed" ]; then count 1 0; else count 0 1; fi ;;
    *)
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
      fi ;;
  esac
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
