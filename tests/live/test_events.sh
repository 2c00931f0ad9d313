#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --events: each event of a connection is reported, with its figures and its owner.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=path.sh
. "$(dirname "$0")/path.sh"

talk=$FIXTURES/talk

# watch [ARGUMENT]...: starts to record events as JSON in $tmp/events
watch() {
	: >"$tmp/events"
	"$sockstat" --events --json "$@" >"$tmp/events" 2>"$tmp/err" &
	watcher=$!
	fixtures+=("$watcher")
	await 'grep -q "\"start\"" "$tmp/events" || ! kill -0 "$watcher" 2>/dev/null'
}

# stop [SIGNAL]: ends the recording
stop() {
	kill -s "${1-INT}" "$watcher"
	wait "$watcher"
	status=$?
}

# seen FILTER: prints the result of a jq filter for the array of all events, on one line
seen() {
	jq -sc "$1" "$tmp/events"
}

# holds NAME FILTER: checks that the result of the filter is true
holds() {
	is "$1" true "$(seen "$2")" || sed 's/^/# /' "$tmp/events"
}

# told EVENT [KEY NUMBER]: succeeds if such an event was recorded
told() {
	grep -qE "\"event\":\"$1\"${2+.*\"$2\":$3,}" "$tmp/events"
}

# basics SOURCE ARGUMENT FAILURE ADDRESS: checks what both sources must report
basics() {
	local source=$1
	watch "$2"
	is "$source: the first object names the source" "\"$source\"" "$(seen '.[0].source')"
	"$talk" hold 127.0.0.1 1001 <"$tmp/line" >"$tmp/held" &
	local holder=$!
	exec {line}>"$tmp/line"
	await 'grep -q held "$tmp/held"'
	await 'told established local_port 1001'
	echo >&"$line"
	exec {line}>&-
	wait "$holder"
	await 'told close local_port 1001'
	await 'told close peer_port 1001'
	"$talk" exchange 127.0.0.1 1002 1000 50
	await 'told close local_port 1002'
	await 'told close peer_port 1002'
	"$talk" exchange ::1 1003 10 3000000
	await 'told close local_port 1003'
	await 'told close peer_port 1003'
	"$talk" "$3" "$4" 1004
	await 'told failed peer_port 1004'
	stop
	is "$source: the exit status is 0" 0 "$status"
	jq . "$tmp/events" >/dev/null
	ok "$source: each line is JSON" $?
	holds "$source: both ends of a connection are established" \
		'[.[] | select(.event == "established" and (.local_port == 1001 or .peer_port == 1001))] | length == 2'
	holds "$source: the close event has the bytes sent" \
		'[.[] | select(.event == "close" and .peer_port == 1002).bytes_sent] == [1000] and
		[.[] | select(.event == "close" and .local_port == 1003).bytes_sent] == [3000000]'
	holds "$source: IPv6 addresses are reported" \
		'[.[] | select(.event == "close" and .local_port == 1003)][0] |
		.family == "inet6" and .local_address == "::1" and .peer_address == "::1"'
	holds "$source: a failed connection is reported once" \
		'[.[] | select(.event == "failed" and .peer_port == 1004)] | length == 1'
	holds "$source: the last object is the total" \
		'.[-1] | .event == "total" and .closed == 6 and .failed == 1 and (.lost // 0) == 0'
}
mkfifo "$tmp/line"

# resent PORT: prints the kernel's count of retransmitted SYNs to this port
resent() {
	"$sockstat" -tanH --json --state=tcp:SYN_SENT 2>/dev/null |
		jq "[.sockets[] | select(.peer_port == $1).retransmits] | max // 0"
}

# begun_late SOURCE ARGUMENT: checks that retransmissions before the start of the program are
# included in the count
begun_late() {
	"$talk" stuck 192.0.2.1 1020 5 &
	local client=$!
	fixtures+=("$client")
	await '[ "$(resent 1020)" -ge 2 ]'
	watch "$2"
	await 'told retransmit peer_port 1020'
	kill "$client"
	wait "$client"
	await 'told failed peer_port 1020'
	stop
	holds "$1: earlier retransmissions are included in the count" \
		'[.[] | select(.event == "retransmit")][0] |
		.state == "SYN_SENT" and .retransmits >= 3 and .owner.command == "talk"'
	holds "$1: the count of retransmissions ends with the failure" \
		'[.[] | select(.event == "retransmit")][-1].retransmits as $last |
		[.[] | select(.event == "failed")] | length == 1 and .[0].retransmits == $last'
}

basics diag --owners=proc unanswered 192.0.2.1
grep -q 'no BPF.*resets.* are not seen$' "$tmp/err"
ok "diag: the note says which events are missing" $?
holds "diag: the reason of a failure is unknown" \
	'[.[] | select(.event == "failed")][0].reason == "unknown"'
begun_late diag --owners=proc
holds "diag: no handshake time is reported" 'all(.[]; has("handshake_ms") | not)'

# For a connection that was closed here and not by the peer, the kernel keeps only a timer.
watch --owners=proc
program=sick start_as sick orphan 127.0.0.1 1017
await 'told close peer_port 1017'
"$talk" hold 127.0.0.1 1018 <"$tmp/line" >"$tmp/held" &
holder=$!
exec {line}>"$tmp/line"
# By then all tables have been read once.
await 'told established local_port 1018'
stop
exec {line}>&-
wait "$holder"
end_fixture
holds "diag: close is the last event of an orphaned connection" \
	'[.[] | select(.peer_port == 1017)] | .[-1].event == "close"'

holds "diag: the total leaves out events that cannot be seen" \
	'.[-1] | has("resets_sent") or has("retransmits") or has("failed_by_reason") or
		has("failed") | not'
"$sockstat" --events --owners=proc --for 0.05 -q >"$tmp/out"
is "diag: the text of the total does not claim that nothing failed" \
	"0 closed, failures not visible" "$(sed -n 's/^total: .*), //p' "$tmp/out")"
# Without sock_diag events come from /proc/net.
: >"$tmp/events"
"$FIXTURES/nodiag" 93 "$sockstat" --events --json --owners=proc >"$tmp/events" 2>"$tmp/err" &
watcher=$!
fixtures+=("$watcher")
await 'told start'
"$talk" hold 127.0.0.1 1016 <"$tmp/line" >"$tmp/held" &
holder=$!
exec {line}>"$tmp/line"
await 'grep -q held "$tmp/held"'
await 'told established local_port 1016'
echo >&"$line"
exec {line}>&-
wait "$holder"
await 'told close local_port 1016'
stop
holds "/proc/net: a close event has no byte counts" \
	'[.[] | select(.event == "close" and .local_port == 1016)] |
	length == 1 and (.[0] | has("bytes_sent") | not)'
grep -q 'no BPF.* are not seen, nor short connections and bytes$' "$tmp/err"
ok "/proc/net: the note says which events are missing" $?

if can_be_user; then
	as_user "$sockstat" --events --for 0.3 >"$tmp/out" 2>"$tmp/err"
	is "--events works without privileges" 0 $?
	grep -q 'no BPF' "$tmp/err"
	ok "without privileges, a note says that BPF is not used" $?
	as_user "$sockstat" --events --for 0.3 -q >"$tmp/out" 2>"$tmp/err"
	is "-q suppresses the note" "" "$(cat "$tmp/err")"
	as_user "$sockstat" --events --owners=bpf --for 0.3 >"$tmp/out" 2>"$tmp/err"
	is "--owners=bpf without privileges ends with 3" 3 $?
fi

# Arguments that are refused.
for word in -u -x udp -s --tcp-info -m --timers --extend --peer --executable --listening \
	-c --user=root --layout=ss \
	--count=0 --for=0 --count=x; do
	timeout 60 "$sockstat" --events --for 0.2 "$word" >"$tmp/out" 2>"$tmp/err"
	is "--events $word is a usage error" 2 $?
done
timeout 5 "$sockstat" --for 1 >"$tmp/out" 2>"$tmp/err"
is "--for without --events is a usage error" 2 $?
timeout 60 "$sockstat" --events --for 0.2 --fail-empty -i :9 >"$tmp/out" 2>"$tmp/err"
is "--for ends --events, and --fail-empty applies" 1 $?
# The reader closes the pipe, or the disk is full.
(
	timeout 60 "$sockstat" --events 2>/dev/null
	echo $? >"$tmp/status"
) | head -1 >/dev/null
is "--events ends with 0 if the reader closes the pipe" 0 "$(cat "$tmp/status")"
timeout 60 "$sockstat" --events >/dev/full 2>"$tmp/err"
is "--events ends with 3 if the disk is full" 3 $?

if ! "$sockstat" --events --owners=bpf --for 0.001 >/dev/null 2>"$tmp/err"; then
	skip "events by BPF" "$(cat "$tmp/err")"
	exit
fi

begun_late bpf --owners=bpf
basics bpf --owners=bpf refused 127.0.0.1
holds "bpf: a birth event has side, port and owner" \
	'[.[] | select(.event == "birth")] | length == 4 and
	all(.[]; .side == "client" and .local_port > 0 and .owner.command == "talk")'
holds "bpf: the close event has the bytes received" '[.[] | select(.event == "close" and
	.local_port == 1002).bytes_received] == [1000] and
	[.[] | select(.event == "close" and .peer_port == 1002).bytes_received] == [50] and
	[.[] | select(.event == "close" and .peer_port == 1003).bytes_received] == [3000000]'
holds "bpf: each end has a handshake time" \
	'[.[] | select(.event == "established" and .handshake_ms > 0)] | length == 6'
holds "bpf: the owner of a closed connection is the process that closed it" \
	'[.[] | select(.event == "close" and .local_port == 1002)][0].owner.command == "talk-server"'
holds "bpf: the client passes through all states in order" \
	'[.[] | select(.peer_port == 1002 and .event != "retransmit").state] ==
	["SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE"]'
holds "bpf: a closed port fails with reason reset" \
	'[.[] | select(.event == "failed")][0] | .reason == "reset" and .owner.command == "talk"'
holds "bpf: the reset of a closed port is reported as sent and as received" \
	'[.[] | select(.event == "reset").direction] | sort == ["received", "sent"]'
holds "bpf: the total has the right counts" \
	'.[-1] | .clients == 3 and .servers == 3 and .failed_by_reason.reset == 1 and
	.handshakes == 6 and .handshake_p50_ms <= .handshake_p99_ms and
	.handshake_p99_ms <= .handshake_max_ms and
	.resets_sent == 1 and .resets_received == 1 and .lost == 0'

if [ "$(awk '/^CapEff/ { print $2 }' /proc/self/status)" = \
	"$(awk '/^CapBnd/ { print $2 }' /proc/self/status)" ]; then
	watch
	awk '/^Cap(Prm|Eff)/ { print $2 }' "/proc/$watcher/status" | xargs >"$tmp/caps"
	# The BPF program that finds owners is loaded; since Linux 5.19 it runs without
	# capabilities.
	grep -qE '^(0000000000000000|000000c000080004) 0000000000000000$' "$tmp/caps" &&
		{ ! printf '5.19\n%s\n' "$(uname -r)" | sort -CV || grep -q '^0000000000000000' \
			"$tmp/caps"; }
	ok "bpf: no capability remains in effect" $? "$tmp/caps"
	stop
	watch --owners=proc
	awk '/^Cap(Prm|Eff)/ { print $2 }' "/proc/$watcher/status" | xargs >"$tmp/caps"
	# The capabilities are DAC_READ_SEARCH and SYS_PTRACE.
	is "--owners=proc keeps the capabilities for /proc, not in effect" \
		"0000000000080004 0000000000000000" "$(cat "$tmp/caps")"
	stop
fi

# A connection that is aborted, and a connection without answer.
watch
"$talk" abort 127.0.0.1 1005
"$talk" unanswered 192.0.2.1 9
await 'told failed'
stop TERM
is "SIGTERM ends --events with 0" 0 "$status"
holds "bpf: a sent reset has the process that aborted" \
	'[.[] | select(.event == "reset" and .direction == "sent")] | length == 1 and
	(.[0] | .side == "server" and .local_port == 1005 and .owner.command == "talk-server")'
holds "bpf: the same reset is received at the other end" \
	'[.[] | select(.event == "reset" and .direction == "received")] | length == 1 and
	(.[0] | .side == "client" and .peer_port == 1005 and .owner.command == "talk")'
holds "bpf: the close event has the reason reset" \
	'[.[] | select(.event == "close" and .peer_port == 1005)][0].reason == "reset"'
holds "bpf: a connection without answer fails with reason timeout" \
	'[.[] | select(.event == "failed")][0] | .reason == "timeout" and
	.peer_address == "192.0.2.1" and .retransmits >= 1 and .lifetime_ms > 2500 and
	.lifetime_ms < 20000'
holds "bpf: the retransmitted SYN is reported" '[.[] | select(.event == "retransmit")] |
	length >= 1 and all(.[]; .state == "SYN_SENT" and .owner.command == "talk")'
holds "bpf: the birth event has the local port" \
	'[.[] | select(.event == "birth" and .peer_port == 9)][0].local_port > 0'

# A socket that connects again after a failure gets another port.
watch
"$talk" refused-again 127.0.0.1 1019
await '[ "$(grep -c "\"failed\"" "$tmp/events")" -eq 2 ]'
stop
holds "bpf: each attempt to connect has its own port" \
	'[.[] | select(.event == "birth").local_port] as $births |
	$births == [.[] | select(.event == "failed").local_port] and ($births | unique |
	length) == 2'

# Each kind of filter.
watch -6
"$talk" exchange 127.0.0.1 1006 1 1
"$talk" exchange ::1 1007 1 1
await 'told close local_port 1007'
stop
holds "-6 shows IPv6 only" \
	'all(.[]; (has("family") | not) or .family == "inet6") and .[-1].clients == 1'
watch -i :1008 -s TCP:ESTABLISHED,CLOSE
"$talk" exchange 127.0.0.1 1006 1 1
"$talk" exchange 127.0.0.1 1008 1 1
await 'told close local_port 1008'
stop
holds "-i and -s together select port and states" \
	'[.[] | select(has("state")).state] | sort == ["CLOSE", "CLOSE", "CLOSE",
	"ESTABLISHED", "ESTABLISHED"]'
holds "-i selects the port at either end" \
	'all(.[]; (has("local_port") | not) or .local_port == 1008 or .peer_port == 1008)'
watch --command talk-server
"$talk" exchange 127.0.0.1 1009 1 1
await 'told close local_port 1009'
stop
holds "--command selects by owner" \
	'all(.[]; (has("owner") | not) or .owner.command == "talk-server") and
	.[-1].closed == 1'
start shared 127.0.0.1 3000 2
"$talk" hold 127.0.0.1 1010 <"$tmp/line" >"$tmp/held" &
holder=$!
exec {line}>"$tmp/line"
await 'grep -q held "$tmp/held"'
watch --pid "$holder"
echo >&"$line"
exec {line}>&-
wait "$holder"
await 'told close'
stop
holds "--pid shows a connection that existed before the start" \
	'[.[] | select(.event == "close")] | length == 1 and
	(.[0] | .peer_port == 1010 and .owner.command == "talk" and (has("lifetime_ms") | not))'

# Text in columns, ended by --count.
: >"$tmp/text"
timeout 30 "$sockstat" --events -n --count 3 >"$tmp/text" 2>"$tmp/err" &
watcher=$!
await 'grep -q Time "$tmp/text"'
"$talk" exchange 127.0.0.1 1011 7 8
wait "$watcher"
is "--count ends --events with 0" 0 $?
is "the text has a header, the events and the total" 7 "$(wc -l <"$tmp/text")"
is "the text has side, address and owner in its columns" "client 127.0.0.1:1011 talk" \
	"$(awk '$2 == "birth" { sub(/.*\//, "", $NF); print $6, $5, $NF }' "$tmp/text")"

# The owner of an accepted connection is searched for among all processes.
watch
"$talk" hold 127.0.0.1 1012 <"$tmp/line" >"$tmp/held" &
holder=$!
exec {line}>"$tmp/line"
await 'grep -q held "$tmp/held"'
await 'told established local_port 1012'
holds "bpf: the first owner of an accepted connection is its listener" \
	'[.[] | select(.event == "established" and .local_port == 1012)][0].owner |
	.is_listener and .command == "talk"'
echo >&"$line"
exec {line}>&-
wait "$holder"
await 'told close local_port 1012'
stop
holds "bpf: the owner of an accepted connection is then its holder" \
	'[.[] | select(.event == "close" and .local_port == 1012)][0].owner |
	.command == "talk-server" and (.is_listener | not)'

# Events of another network namespace are not shown.
watch
unshare --net bash -c "ip link set lo up; exec $talk exchange 127.0.0.1 1013 1 1"
"$talk" exchange 127.0.0.1 1014 1 1
await 'told close local_port 1014'
stop
holds "events of another network namespace are not shown" \
	'all(.[]; .local_port != 1013 and .peer_port != 1013)'

# A process of another pid namespace is not shown.
if unshare --pid --fork --mount-proc true 2>/dev/null; then
	: >"$tmp/events"
	timeout 60 unshare --pid --fork --mount-proc "$sockstat" --events --json --count 2 \
		-i :1015 \
		-s TCP:SYN_SENT,LISTEN >"$tmp/events" 2>"$tmp/err" &
	watcher=$!
	await 'told start'
	"$talk" exchange 127.0.0.1 1015 1 1
	wait "$watcher"
	holds "a process outside the pid namespace is not shown as owner" \
		'[.[] | select(.event == "birth" or .event == "state")] | length == 2 and all(.[]; has("owner") | not)'
	watch
	unshare --pid --fork --mount-proc "$talk" exchange 127.0.0.1 1015 1 1
	await 'told close local_port 1015'
	stop
	holds "a process in a child pid namespace has its number in the outer one" \
		'[.[] | select(.event == "birth")][0].owner.pid > 1'
else
	skip "pid namespaces" "no permission to make them"
fi

# A path with 50 ms of delay each way.
if ! make_path delay=50; then
	skip "a slow handshake" "no namespaces for a path"
	exit
fi
start_far listener 0.0.0.0 80 listener :: 81 listener 0.0.0.0 82 listener 0.0.0.0 83 listener \
	0.0.0.0 84
watch
"$talk" send "$far" 80 100 &
sender=$!
wait "$sender"
for _ in 1 2 3; do
	"$talk" send "$far6" 81 100
done
await 'told close peer_port 80'
await '[ "$(grep -c "\"close\".*\"peer_port\":81," "$tmp/events")" -eq 3 ]'
stop
# On a busy machine some handshakes may take longer than the path requires.
holds "the client's handshake time is that of a slow path" \
	'[.[] | select(.event == "established")] | length == 4 and
	all(.[]; .side == "client" and .handshake_ms >= 100) and ([.[].handshake_ms] | sort |
	.[1] < 130)'
holds "a process that has ended is still named as owner" \
	"[.[] | select(.state == \"FIN_WAIT2\")] | length == 4 and
	any(.[]; .owner.pid == $sender) and all(.[]; .owner.command == \"talk\")"
# watch_far: starts to record events on the other host
watch_far() {
	: >"$tmp/events"
	nsenter --net="$tmp/far" "$sockstat" --events --json >"$tmp/events" 2>"$tmp/err" &
	watcher=$!
	fixtures+=("$watcher")
	await 'told start'
}
watch_far
for _ in 1 2 3 4; do
	"$talk" send "$far" 82 100
done
await '[ "$(grep -c "\"established\".*\"local_port\":82," "$tmp/events")" -eq 4 ]'
stop
holds "the server's handshake time is that of a slow path" \
	'[.[] | select(.event == "established" and .local_port == 82)] | length == 4 and
	all(.[]; .side == "server" and .handshake_ms >= 100 and .owner.command == "fixture") and
	([.[].handshake_ms] | sort | .[1] < 130)'

path delay=5 'drop=data*1'
watch
"$talk" send "$far" 83 100
await 'told close peer_port 83'
stop
holds "lost segments are reported as retransmissions" \
	'[.[] | select(.event == "retransmit")] | length >= 1 and
	all(.[]; .owner.command == "talk" and .side == "client")'
holds "bytes that were sent again are counted once" \
	'[.[] | select(.event == "close" and .peer_port == 83)][0] |
	.bytes_sent == 100 and .retransmits >= 1'
path pass 'drop=synack*1'
watch_far
"$talk" send "$far" 84 100
await 'told established local_port 84'
stop
holds "a lost SYN-ACK lengthens the handshake time or leaves it out" \
	'[.[] | select(.event == "established" and .local_port == 84)][0] |
	(has("handshake_ms") | not) or .handshake_ms > 900'
