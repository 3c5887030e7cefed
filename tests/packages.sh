#!/usr/bin/env bash
# The packages as a user gets them: packs them, builds the README's worker and web app from them in an empty folder, runs both over a real
# redis-server, and sees the worker's update arrive at a socket of the web app.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "$1" >&2; shift; for log in "$@"; do echo "--- $log"; cat "$log"; done >&2; exit 1; }

version="0.1.0-readme.$(date +%s)"
for project in LiveSubmissions LiveSubmissions.Redis LiveSubmissions.AspNetCore; do
  dotnet pack "$root/src/$project" -c Release -v quiet -o "$work/packages" "-p:Version=$version" >"$work/pack.log" 2>&1 \
    || fail "dotnet pack failed" "$work/pack.log"
  [ -f "$work/packages/$project.$version.nupkg" ] || fail "no package $project was made"
done

code() { # marker: the README's block of code behind it
  awk -v marker="<!-- code: $1 -->" '$0 == marker { found = 1; next } found && /^```/ { if (inside) exit; inside = 1; next } inside' "$root/README.md"
}

packages() { # marker: the packages that the README's commands before it name
  awk -v marker="<!-- code: $1 -->" '/^## /{ named = "" } /^    dotnet add package /{ named = named " " $4 } $0 == marker { print named; exit }' "$root/README.md"
}

project() { # name, SDK
  local name=$1 sdk=$2
  mkdir -p "$work/$name"
  {
    echo "<Project Sdk=\"$sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>"
    echo "<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>"
    echo "<RestoreAdditionalProjectSources>$work/packages</RestoreAdditionalProjectSources>"
    echo "<RestorePackagesPath>$work/restored</RestorePackagesPath>"
    echo "<RestoreFallbackFolders>$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')</RestoreFallbackFolders>"
    echo "</PropertyGroup><ItemGroup>"
    for package in $(packages "$name"); do
      case $package in LiveSubmissions*) echo "<PackageReference Include=\"$package\" Version=\"$version\" />" ;; *) echo "<PackageReference Include=\"$package\" Version=\"10.0.11\" />" ;; esac
    done
    echo "</ItemGroup></Project>"
  } >"$work/$name/$name.csproj"
  code "$name" >"$work/$name/Program.cs"
  [ -s "$work/$name/Program.cs" ] || fail "README.md has no code for $name"
  dotnet build "$work/$name" -c Release -v quiet >"$work/$name.build.log" 2>&1 || fail "the README's $name does not build" "$work/$name.build.log"
}

project worker Microsoft.NET.Sdk
project web Microsoft.NET.Sdk.Web

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM)); }
within() { # seconds, command...: waits until the command succeeds
  local until=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $until ] || return 1
    read -rt 0.1 <> <(:) || true
  done
}

redis=$(free_port)
redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
pids+=($!)
within 20 redis-cli -p "$redis" ping >/dev/null || fail "redis-server did not start" "$work/redis.log"

export CHANNEL_LAYER_REDIS_URL="redis://127.0.0.1:$redis/2"
web=$(free_port)
(cd "$work/web" && exec dotnet bin/Release/net10.0/web.dll --urls "http://127.0.0.1:$web") >"$work/web.log" 2>&1 &
pids+=($!)
healthy() { [ "$(curl -fsS "http://127.0.0.1:$web/health/ready")" = Healthy ]; }
within 30 healthy || fail "the README's web app is not healthy" "$work/web.log"

# A socket by hand: the frames of a server are not masked, so the message can be read as it is.
exec 3<>"/dev/tcp/127.0.0.1/$web"
printf 'GET /ws/problems/1/submissions/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n' >&3
timeout 30 cat <&3 >"$work/socket.bin" &
pids+=($!)
connected() { grep -q 'WebSocket connected: problem_id=1' "$work/web.log"; }
within 20 connected || fail "the socket did not connect" "$work/web.log"

(cd "$work/worker" && timeout 60 dotnet bin/Release/net10.0/worker.dll) >"$work/worker.log" 2>&1 || fail "the README's worker failed" "$work/worker.log"
grep -q 'Successfully broadcasted submission update to problem_submissions_1' "$work/worker.log" || fail "the worker did not broadcast" "$work/worker.log"
arrived() { grep -aqF '{"type":"submission_update","submission_id":42,"status":"accepted","metrics":{"accuracy":0.95}}' "$work/socket.bin"; }
within 10 arrived || fail "the update did not arrive at the socket" "$work/web.log" "$work/worker.log"
echo "The README's worker and web app work from the packages."

# The tool, installed as a user does it, finds nothing wrong with what runs here.
dotnet pack "$root/src/LiveSubmissions.Tool" -c Release -v quiet -o "$work/packages" "-p:Version=$version" >"$work/pack.log" 2>&1 \
  || fail "dotnet pack of the tool failed" "$work/pack.log"
dotnet tool install LiveSubmissions.Tool --version "$version" --tool-path "$work/tools" --add-source "$work/packages" >"$work/install.log" 2>&1 \
  || fail "the tool cannot be installed" "$work/install.log"
"$work/tools/live-submissions" doctor --url "http://127.0.0.1:$web" --problem 1 --broadcast >"$work/doctor.log" 2>&1 \
  || fail "the doctor finds something wrong" "$work/doctor.log" "$work/web.log"
echo "The tool works from its package."
