#!/bin/sh
# Installs the stock x402 client with npm, once, and prints its folder; beside the chain tools. Progress goes to stderr.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
tools=${TRIBUTARY_TOOLS:-$(CDPATH= cd -- "$here/../../../.." && pwd)/.tributary/tools}
client=$(dirname -- "$tools")/x402-client

# The lock is copied last: a folder that has it was installed to the end.
if ! cmp -s "$here/package-lock.json" "$client/installed-lock.json"; then
  command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer" >&2; exit 1; }
  echo "installing the x402 client by npm …" >&2
  mkdir -p "$client"
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$client/"
  (cd "$client" && npm ci --ignore-scripts --loglevel=error >&2)
  cp "$here/package-lock.json" "$client/installed-lock.json"
fi
cp "$here/client.mjs" "$client/"
echo "$client"
