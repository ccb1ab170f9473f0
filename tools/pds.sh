#!/usr/bin/env bash
# Build the Bluesky server that the tests publish to (node 20, npm, g++), once, into a cache outside the tree; prints where it is.
#
# usage: tools/pds.sh        VISUALGEN_TEST_CACHE chooses the cache, ~/.cache/visualgen-tests by default
set -euo pipefail
packages=(@atproto/pds@0.4.217 @did-plc/server@0.0.1)
home=${VISUALGEN_TEST_CACHE:-$HOME/.cache/visualgen-tests}
place=$home/pds-0.4.217

if [ ! -d "$place/node_modules/@atproto/pds" ]; then
  command -v npm >/dev/null || { echo "npm and node 20 are needed to build the Bluesky server" >&2; exit 1; }
  # The headers that came with node, where they did: node-gyp would download them otherwise.
  prefix=$(node -p 'require("path").dirname(require("path").dirname(process.execPath))')
  [ ! -f "$prefix/include/node/node.h" ] || export npm_config_nodedir=$prefix
  mkdir -p "$home"
  part=$(mktemp -d "$home/.pds.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  echo "Building the Bluesky server (once; two minutes)…" >&2
  npm install --prefix "$part" --no-audit --no-fund --loglevel=error "${packages[@]}" >&2
  (cd "$part" && node -e 'new (require("better-sqlite3"))(":memory:")') 2>/dev/null || (cd "$part" && npm rebuild better-sqlite3 >&2)
  (cd "$part" && node -e 'new (require("better-sqlite3"))(":memory:")')
  mv -T "$part" "$place" 2>/dev/null || [ -d "$place/node_modules/@atproto/pds" ]
fi
echo "$place"
