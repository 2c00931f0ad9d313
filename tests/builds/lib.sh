# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Functions for the tests of building: a temporary directory, TAP, make as a user calls it.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf --one-file-system "$tmp"; echo "1..$tests"; exit $bad' EXIT
tests=0 bad=0
# The flags of make check would be inherited, and a compiler cache would hide a dependence on
# the directory.
unset MAKEFLAGS MFLAGS MAKELEVEL O CC CFLAGS CPPFLAGS LDFLAGS WERROR BPF SANITIZE
export CCACHE_DISABLE=1
# shellcheck disable=SC2034
jobs=-j$(nproc)

# ok NAME STATUS [FILE]: prints one result, and the end of the file if it failed
ok() {
	tests=$((tests + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $tests - $1"
		return 0
	fi
	echo "not ok $tests - $1"
	[ -z "${3-}" ] || tail -n 40 "$3" | sed 's/^/# /'
	bad=1
	return 1
}

# skip NAME REASON: prints a skipped result
skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# copy_to DIR: copies everything that make needs to build the program
copy_to() {
	mkdir -p "$1" && cp -r Makefile src include "$1"
}
