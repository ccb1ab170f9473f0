#!/usr/bin/env bash
# Set up what `make` needs, once: .venv from a lock file, and the system's libcairo2.
#
# usage: tools/setup.sh runtime        what visualgen runs with (requirements.lock)
#        tools/setup.sh dev            that, and the tools of `make test` and `make check` (requirements-dev.lock)
#        tools/setup.sh parts NAME…    Debian packages the tests use (.ci/run); only the missing ones are installed
# PYTHON=python3.12 chooses the interpreter. A second run needs no network and ends at once.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "visualgen: $*"; exit 1; }

# apt_install NAME…: with what rights we have; false where it cannot be done.
apt_install() {
  command -v apt-get >/dev/null || return 1
  local rights=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    rights=(sudo -n)
  fi
  say "Installing $* with apt-get…"
  local apt=("${rights[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  { "${apt[@]}" update && "${apt[@]}" install --yes --no-install-recommends "$@"; } </dev/null >/dev/null
}

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed ('${PYTHON:-python3} --version' says: $("${PYTHON:-python3}" --version 2>&1 || true)). Debian and Ubuntu: sudo apt-get install python3 python3-venv"
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

has_cairo() {
  "$1" -c '
import ctypes, ctypes.util
for name in filter(None, ("libcairo.so.2", "libcairo.2.dylib", ctypes.util.find_library("cairo"))):
    try:
        ctypes.CDLL(name)
        break
    except OSError:
        pass
else:
    raise SystemExit(1)' 2>/dev/null
}

# need_system PYTHON: its venv module and libcairo2, installed where that can be done; else all that is missing is told at once.
need_system() {
  local python=$1 lacks=() packages=()
  has_venv "$python" || { lacks+=("Python's venv module"); packages+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"); }
  has_cairo "$python" || { lacks+=("the cairo library"); packages+=(libcairo2); }
  [ ${#packages[@]} = 0 ] && return
  apt_install "${packages[@]}" || {
    local told
    told=$(printf ' and %s' "${lacks[@]}")
    fail "missing: ${told# and }. Run: sudo apt-get update && sudo apt-get install ${packages[*]}   (Fedora: sudo dnf install cairo; macOS: brew install cairo)"
  }
  has_venv "$python" || fail "${packages[*]} is installed, and $python still has no venv module"
  has_cairo "$python" || fail "libcairo2 is installed, and it cannot be loaded"
}

# Put the checkout on the path of .venv, and the command into its bin; no build step, no network.
link_project() {
  local site
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  pwd >"$site/visualgen.pth"
  printf '#!/bin/sh\nexec "%s/.venv/bin/python" -P -m visualgen "$@"\n' "$PWD" >.venv/bin/visualgen
  chmod +x .venv/bin/visualgen
}

# install KIND LOCK: the stamp names the folder and the lock's content, so that a moved folder or a new lock is noticed.
install() {
  local lock=$2 stamp=.venv/ready-$1 state
  state="$PWD $(cksum <"$lock")"
  [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
  local python
  python=$(find_python)
  need_system "$python"
  if [ "$(cat .venv/made-in 2>/dev/null)" != "$PWD" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Making .venv with $("$python" --version)…"
    "$python" -m venv --clear .venv
    pwd >.venv/made-in # its scripts hold this path
  fi
  say "Installing the libraries of $lock (once; a minute or two)…"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock" ||
    fail "the libraries could not be installed: see the message above, then run the same command again"
  link_project
  printf '%s\n' "$state" >"$stamp"
}

case ${1:-} in
  runtime) install runtime requirements.lock ;;
  dev)
    install dev requirements-dev.lock
    printf '%s\n' "$PWD $(cksum <requirements.lock)" >.venv/ready-runtime # its pins are among the dev ones
    ;;
  parts)
    shift
    missing=()
    for part in "$@"; do
      dpkg-query --show --showformat='${db:Status-Status}' "$part" 2>/dev/null | grep -qx installed || missing+=("$part")
    done
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}" || fail "cannot install ${missing[*]}: run as root, or install them yourself"
    ;;
  *) fail "usage: tools/setup.sh runtime|dev|parts NAME…" ;;
esac
