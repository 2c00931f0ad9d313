#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Called by the name of netstat, the program gives the rows and the exit status of netstat, for
# each command line in tests/dropin/netstat.list.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# compare TOOL: compares the command lines in TOOL.list
compare() {
	local status
	if ! command -v "$1" >/dev/null || ! command -v python3 >/dev/null; then
		skip "$1" "$1 or python3 is not installed"
		return
	fi
	python3 -B "$(dirname "$0")/../dropin/compare.py" "$sockstat" "$1" >"$tmp/out" 2>&1
	status=$?
	ok "$(tail -n 1 "$tmp/out")" $status "$tmp/out"
}

compare netstat
