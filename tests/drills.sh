#!/usr/bin/env bash
# Runs the fault drills over real redis-server processes and prints what they measured: the comparison with Django Channels first, as a Markdown
# table, then the other drills. About three minutes. Fails if a drill does. With an argument only the drills whose name has it, such as BacklogTests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
configuration=${CONFIGURATION:-Release}
command -v redis-server >/dev/null || { echo "The drills need redis-server: on Debian, apt-get install redis-server." >&2; exit 1; }

measured=$(mktemp) log=$(mktemp)
trap 'rm -f "$measured" "$log"' EXIT
status=0
LIVE_SUBMISSIONS_DRILLS="$measured" dotnet test tests/LiveSubmissions.Drills.Tests -c "$configuration" ${1:+--filter "$1"} -v quiet --logger 'console;verbosity=normal' \
  >"$log" 2>&1 || status=$?
[ "$status" = 0 ] || { cat "$log"; echo; } >&2

others() {
  sort "$measured" | awk -F ' [|] ' -v compared="$1" 'index(compared, $1 ";") == 0 { printf "| %s | %s |\n", $1, $2 }'
}
if [ -n "${1:-}" ]; then
  others ''
  exit "$status"
fi

figure() { awk -F ' [|] ' -v drill="$1" '$1 == drill { found = $2 } END { print found == "" ? "not measured" : found }' "$measured"; }
row() { printf '| %s | %s | %s | %s |\n' "$1" "$2" "$3" "$(figure "$4")"; }

echo '| drill | Channels, core layer | Channels, pub/sub layer | here |'
echo '| --- | --- | --- | --- |'
row '1,000 updates at 500/s, Redis `kill -9` in the middle, back after 2 s: received by a client that stays' '446 to 691, socket closed 1011' '674, socket survives' kill
row 'the same, and Redis kept nothing on disk' '' '' 'kill, log lost'
row '3,000 updates across the outage: lost **without any error**' 819 '1 to 246' outage
row 'client away 3 s of a 300-update run, comes back' '181 lost' '184 lost' away
row 'burst of 5,000 to one normal client' '4,598 (2,256 with 4 publishers), silently' '5,000' burst
row 'slow client (25 kB/s), burst of 5,000' '4,090' '5,000, 21.8 s late' 'slow client'
row '`FLUSHDB` under connected clients, then 20 updates' '0 of 20, no error' '' flush

compared='kill;kill, log lost;outage;away;burst;slow client;flush;'
echo
echo '| drill | measured |'
echo '| --- | --- |'
others "$compared"
exit "$status"
