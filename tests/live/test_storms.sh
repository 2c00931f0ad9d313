#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that come, go and become others all the time: a listing with owners ends soon all the
# same, and names no process that never had the socket.
# In a pid namespace of its own, whose numbers do not come to their end and begin again meanwhile.
if [ -z "${IN_PIDS-}" ] && unshare --pid --fork --mount-proc true 2>/dev/null; then
	IN_PIDS=1 exec unshare --pid --fork --kill-child --mount-proc "$0" "$@"
fi
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"

# elapsed_ms COMMAND...: runs a command, and sets $took and $status
elapsed_ms() {
	local from
	from=$(date +%s%3N)
	"$@"
	status=$?
	took=$(($(date +%s%3N) - from))
}

# A signal interrupts the loading of a BPF program with EAGAIN; the next attempt may succeed.
if [ "$sources" = proc ]; then
	skip "signals while BPF is loaded" "owners by BPF cannot be had here"
else
	start listener 127.0.0.1 1000
	for n in 1 5 20; do
		"$FIXTURES/again" $n "$sockstat" --owners=bpf -tlnpH >"$tmp/out" 2>"$tmp/err"
		is "--owners=bpf succeeds after $n interruptions of loading" \
			"0 $fixture/fixture " \
			"$? $(awk '{ print $7, $8 }' "$tmp/out")"
	done
	"$FIXTURES/again" 5 "$sockstat" --events --for 0.01 >"$tmp/out" 2>"$tmp/err"
	is "--events succeeds after 5 interruptions of loading" 0 $?
	grep -q BPF "$tmp/err"
	is "--events uses BPF after 5 interruptions of loading" 1 $?
	end_fixture
fi

# Processes that begin as fast as they are inspected: processes that begin during the listing
# are not followed.
export COUNT=$tmp/count
for source in $sources; do
	call=openat
	[ "$source" = proc ] || call='read'
	for words in "-uanp" "--json -uan" "-nP -i4UDP" "--doctor -u -c 0.01"; do
		: >"$COUNT"
		# shellcheck disable=SC2086 # several words
		timeout -s KILL 60 "$FIXTURES/chase" $call 1000 "$sockstat" --owners="$source" \
			--owners-timeout=50 -q \
			$words >"$tmp/out" 2>"$tmp/err"
		status=$?
		[ $status -lt 2 ] && [ -s "$COUNT" ] && [ "$(cat "$COUNT")" -lt 3000 ]
		ok "$source: $words ends while processes begin ($status, $(cat "$COUNT") began)" \
			$? "$tmp/err"
	done
	"$FIXTURES/chase" $call 1000 "$sockstat" --owners="$source" --owners-timeout=50 \
		-uanpHq >"$tmp/out"
	is "$source: all sockets keep their owner while processes begin" \
		"1000 chase" \
		"$(awk '{ sub(/^[0-9]*\//, "", $6); sub(/,.*/, "", $6); print $6 }' "$tmp/out" |
		sort | uniq -c | xargs)"
done

# Without permission to walk /proc, the BPF iterator cannot be abandoned early.
blind="setpriv --bounding-set -sys_ptrace,-dac_read_search"
if [ "$sources" = proc ] || ! $blind true 2>/dev/null; then
	skip "a search for owners that takes too long" "owners by BPF cannot be had here"
else
	chased() {
		# shellcheck disable=SC2086 # several words
		"$FIXTURES/chase" read 1000 $blind "$sockstat" --owners=bpf "$@"
	}
	chased --owners-timeout=0.5 -uanpH >"$tmp/out" 2>"$tmp/err"
	is "a search for owners that exceeds --owners-timeout ends with 3" 3 $?
	is "a search for owners that exceeds --owners-timeout prints a note" \
		1 "$(grep -c 'owners-timeout' "$tmp/err")"
	is "a search for owners that exceeds --owners-timeout lists all sockets" \
		1000 "$(wc -l <"$tmp/out")"
	[ "$(grep -c '/chase' "$tmp/out")" -gt 0 ]
	ok "owners that were found before the timeout are shown" $? "$tmp/out"
	chased --owners-timeout=0.5 -uan --json 2>/dev/null >"$tmp/out"
	is "JSON reports the timeout of the search for owners" \
		true "$(jq .gaps.owners_timed_out "$tmp/out")"
	for words in "-uanp" "-uanpc 60" "-uan --json -c 60" "--doctor -u -c 0.01" \
		"--events --owners=bpf"; do
		: >"$COUNT"
		# shellcheck disable=SC2086 # several words
		env --default-signal=INT "$FIXTURES/chase" read 1000 $blind "$sockstat" \
			--owners=bpf \
			--owners-timeout=100 $words >"$tmp/out" 2>"$tmp/err" &
		chase=$!
		fixtures+=("$chase")
		await '[ -s "$COUNT" ]'
		for pid in $(pgrep -P "$chase" -x sockstat); do
			pids=$(pgrep -P "$pid" -x sockstat)
			# shellcheck disable=SC2086 # a terminal sends the signal to both
			kill -INT $pid $pids
		done
		elapsed_ms wait "$chase"
		[ $took -lt 3000 ]
		ok "$words: SIGINT ends the search for owners ($status after $took ms)" $? \
			"$tmp/err"
	done
fi

# A process executes another program after its descriptors and before its name were read.
export VICTIM=$tmp/victim
# became PATH WORD...: lists one socket that is closed by execve, and one that stays open
port=1000
became() {
	timeout 60 "$FIXTURES/became" "$1" $port "$sockstat" -qtln "${@:2}" >"$tmp/rows" \
		2>"$tmp/err" ||
		echo "status $?"
	sed "s/\\b$(cat "$VICTIM")\\b/VICTIM/" "$tmp/rows"
}
for source in $sources; do
	told=-
	[ "$source" = proc ] || told=before
	is "$source: a socket closed by execve is not attributed to the new program" \
		"1000 VICTIM/$told 1001 VICTIM/after" \
		"$(became %u/cmdline --owners="$source" -pH | awk \
		'{ sub(/.*:/, "", $4); print $4, $7 }' | sort | xargs)"
	port=-1000
	is "$source: one of many sockets closed by execve is not attributed to the new program" \
		"1000 VICTIM/$told 1001 VICTIM/after" \
		"$(became %u/cmdline --owners="$source" -pH | awk \
		'{ sub(/.*:/, "", $4); print $4, $7 }' | sort | xargs)"
	port=+1000
	is "$source: a socket closed before execve is not attributed to the new program" \
		"1000 VICTIM/$told 1001 VICTIM/after" \
		"$(became %u/cmdline --owners="$source" -pH | awk \
		'{ sub(/.*:/, "", $4); print $4, $7 }' | sort | xargs)"
	port=1000
	is "$source: executable and user of the new program are not attributed to it" \
		"1000 $told null null 1001 after sleep 0" \
		"$(became %u/status --owners="$source" -b --json >/dev/null; jq \
		-r '.sockets | sort_by(.local_port)[] | .local_port, (.owners[0] |
			.command // "-", (.executable // "null" | sub(".*/"; "")), .uid)' \
			"$tmp/rows" | xargs)"
	is "$source: the layout of lsof has the same owners" "1000 $told - 1001 sleep 0" \
		"$(became %u/status --owners="$source" --layout=lsof | awk \
		'NR > 1 { sub(/.*:/, "", $9); print $9, $1, $3 }' | sort | xargs)"
done

# The same with many processes at random times: the new program never holds a socket.
program=storm start_as storm exec 3 40
for source in $sources; do
	wrong=0
	for _ in 1 2 3 4 5; do
		"$sockstat" --owners="$source" -uanpHq >"$tmp/out"
		wrong=$((wrong + $(grep -c '/after' "$tmp/out")))
	done
	is "$source: no program is named that never held the socket" 0 $wrong
done
end_fixture

# A permanent socket is found whatever else happens.
start listener 127.0.0.1 1002
kept=$fixture
for storm in "fork 1000 30" "shared 1000 30" "threads 1000 8"; do
	# shellcheck disable=SC2086 # several words
	program=storm start_as storm $storm
	for source in $sources; do
		missed=0
		for _ in 1 2 3; do
			"$sockstat" --owners="$source" -tlnpHq | grep -q " $kept/fixture" ||
				missed=$((missed + 1))
		done
		is "$source, ${storm%% *}: a permanent socket is never missed" 0 $missed
	done
	end_fixture
done
