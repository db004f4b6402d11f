# shellcheck shell=bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What every script here begins with: strict mode, a known environment, and say(), fail(), root (the checkout).
set -euo pipefail
unset CDPATH PYTHONHOME PYTHONPATH

# Debian's own compiler, python3 and meson come first, whatever else stands in PATH.
PATH="/usr/sbin:/usr/bin:/sbin:/bin${PATH:+:$PATH}"
export PATH LC_ALL=C.UTF-8

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# npm and some compilers want a home; take a temporary one where there is none that can be written.
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    HOME=$(mktemp -d)
    export HOME
    trap 'rm -rf -- "$HOME"' EXIT
fi
