#!/bin/sh
# Recompiles the contracts into the committed artifacts; with --check only compares.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
TRIBUTARY_TOOLS=$("$here/tools.sh")
export TRIBUTARY_TOOLS
exec node "$here/compile.mjs" "$@"
