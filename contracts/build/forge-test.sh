#!/bin/sh
# Runs the Solidity tests; arguments go to forge (for example --match-contract RevenuePool -vvv).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
TRIBUTARY_TOOLS=$("$here/tools.sh")
export TRIBUTARY_TOOLS
cd "$here/.."
exec "$TRIBUTARY_TOOLS/node_modules/.bin/forge" test --offline --use "$here/solc.mjs" \
  --remappings "@openzeppelin/=$TRIBUTARY_TOOLS/node_modules/@openzeppelin/" "$@"
