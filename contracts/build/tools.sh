#!/bin/sh
# Installs the pinned chain tools (anvil, forge, solc, OpenZeppelin) with npm, once, and prints their folder.
# TRIBUTARY_TOOLS names the folder; the default is .tributary/tools of the repository. Progress goes to stderr.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
tools=${TRIBUTARY_TOOLS:-$(CDPATH= cd -- "$here/../.." && pwd)/.tributary/tools}

# The lock is copied last: a folder that has it was installed to the end.
if ! cmp -s "$here/package-lock.json" "$tools/installed-lock.json"; then
  command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer" >&2; exit 1; }
  echo "installing chain tools (anvil, forge, solc) by npm …" >&2
  mkdir -p "$tools"
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$tools/"
  # Not npm ci: it refuses a lock without the optional binaries of other platforms. Versions are exact, and the lock's
  # hashes are checked all the same. The packages' scripts only check what npm has already unpacked.
  (cd "$tools" && npm install --no-save --ignore-scripts --loglevel=error >&2)
  cp "$here/package-lock.json" "$tools/installed-lock.json"
fi
echo "$tools"
