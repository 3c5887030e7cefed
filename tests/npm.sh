#!/usr/bin/env bash
# The browser client as a user of npm gets it: packs it, installs the tarball in an empty project, loads it, checks its types and its size.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
client="$root/src/LiveSubmissions.AspNetCore/Client"
types="$root/tests/client/types"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$1" >&2; exit 1; }
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_package_lock=false npm_config_loglevel=error
MAX_BYTES=7700
TYPESCRIPT=7.0.2

# The script that is served is what the sources say.
cp -r "$client" "$work/client"
cd "$work/client"
npm install --silent
npm run --silent build -- --log-level=warning
cmp -s live-submissions.js "$client/live-submissions.js" || fail "live-submissions.js is older than source/: run 'npm install --no-package-lock && npm run build' in its folder."

bytes=$(gzip -9nc "$client/live-submissions.js" | wc -c)
[ "$bytes" -lt "$MAX_BYTES" ] || fail "live-submissions.js is $bytes bytes gzipped, $MAX_BYTES or more."

cd "$work"
tarball=$(npm pack --silent "$client")
files=$(tar -tzf "$tarball" | sed 's|^package/||' | grep -v '^source/.*\.js$' | sort | tr '\n' ' ')
[ "$files" = "LICENSE README.md live-submissions.d.ts live-submissions.js package.json " ] || fail "The package holds: $files"
cmp -s "$root/LICENSE" "$client/LICENSE" || fail "The package's LICENSE is not the repository's."

mkdir "$work/project"
cd "$work/project"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent "$work/$tarball"
[ "$(ls node_modules)" = live-submissions ] || fail "The package has dependencies: $(ls node_modules)"
cat >use.js <<'JS'
import * as client from "live-submissions";
const names = Object.keys(client).sort().join();
if (names !== "createSubmissionStore,watchSubmissions") throw new Error(`It exports ${names}.`);
const store = client.createSubmissionStore({ url: "ws://localhost/", onResync: () => [] });
if (store.getSnapshot().state !== "connecting") throw new Error("The store has no state.");
JS
node use.js

npm install --silent "typescript@$TYPESCRIPT"
cp "$types"/*.ts .
cp -r "$client/source" .
check() { npx --no-install tsc --noEmit --target es2022 --lib es2023,dom,dom.iterable --types "" "$@"; }
for resolution in "nodenext nodenext" "esnext bundler"; do
  read -r module way <<<"$resolution"
  check --strict --module "$module" --moduleResolution "$way" usage.ts || fail "The types are wrong for --moduleResolution $way."
done
check --allowJs --checkJs --strict false --module nodenext --moduleResolution nodenext script.ts || fail "The source does not fit its types."
echo "The npm package works: $bytes bytes gzipped."
