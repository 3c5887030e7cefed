#!/usr/bin/env bash
# Gets the packages of the clients that are not .NET, from whichever registry npm is set up for. Does nothing if they are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
installed=node_modules/.installed
if ! cmp -s package.json "$installed"; then
  npm install --no-save --no-package-lock --no-audit --no-fund --silent
  cp package.json "$installed"
fi
