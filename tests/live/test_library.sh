#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# libsockstat in a C program and in Python: it lists sockets with owners, and leaves the state
# of the process as it was.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

: "${BUILD:=build/plain}"
library=$PWD/libsockstat.so
[ "$BUILD" = build/plain ] || library=$PWD/$BUILD/libsockstat.so

# lists SOURCE WHAT COMMAND...: checks that the command finds its own listener with owners from
# SOURCE
lists() {
	local source=$1 what=$2 status
	shift 2
	timeout 60 "$@" "$source" >"$tmp/out" 2>&1
	status=$?
	if [ "$status" -eq 77 ]; then
		skip "$what with owners from $source" "$(tail -n 1 "$tmp/out")"
	else
		ok "$what finds its listener with owners from $source, and its state is unchanged" \
			"$status" "$tmp/out"
	fi
}

case_symbols() {
	nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ { print $3 }' |
		grep -v '^__\(asan\|ubsan\|odr_asan\)' | sort >"$tmp/exported"
	grep -oE '\bsockstat_[a-z0-9_]+\(' "$(dirname "$0")/../../include/sockstat.h" | tr -d '(' |
		sort -u >"$tmp/declared"
	diff "$tmp/declared" "$tmp/exported" >"$tmp/out" && [ "$(wc -l <"$tmp/declared")" -ge 10 ]
	ok "the exported symbols are those declared in include/sockstat.h" $? "$tmp/out"
	readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
		grep -vE '^lib(mnl|c|pthread|asan|ubsan)\.so' >"$tmp/out"
	ok "libmnl is the only library required" $((1 - $?)) "$tmp/out"
}

case_c_program() {
	lists bpf "a C program" "$FIXTURES/library"
	lists proc "a C program" "$FIXTURES/library"
}

case_python() {
	if ! command -v python3 >/dev/null; then
		skip "python" "there is no python3"
	elif nm -D "$library" | grep -q __asan_init; then
		skip "python" "the library has a sanitizer, and python has none"
	else
		lists bpf "python" python3 "$(dirname "$0")/library.py" "$library"
		lists proc "python" python3 "$(dirname "$0")/library.py" "$library"
	fi
}

run_cases
