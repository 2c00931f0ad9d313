#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that come, go and become others all the time: a listing with owners ends soon all the
# same, and names no process that never had the socket.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"

# elapsed_ms COMMAND...: $took, $status
elapsed_ms() {
	local from
	from=$(date +%s%3N)
	"$@"
	status=$?
	took=$(($(date +%s%3N) - from))
}

# A signal ends the loading of a BPF program with EAGAIN, and says nothing against the next try.
if [ "$sources" = proc ]; then
	skip "signals while BPF is loaded" "owners by BPF cannot be had here"
else
	start listener 127.0.0.1 1000
	for n in 1 5 20; do
		"$FIXTURES/again" $n "$sockstat" --owners=bpf -tlnpH >"$tmp/out" 2>"$tmp/err"
		is "--owners=bpf, loading interrupted: $n" "0 $fixture/fixture " "$? $(awk '{ print $7, $8 }' "$tmp/out")"
	done
	"$FIXTURES/again" 5 "$sockstat" --events --for 0.01 >"$tmp/out" 2>"$tmp/err"
	is "--events likewise" 0 $?
	grep -q BPF "$tmp/err"
	is "by BPF" 1 $?
	end_fixture
fi
