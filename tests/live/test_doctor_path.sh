#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --doctor: illnesses of a path between two hosts, and those that are seen from the far one.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=doctor.sh
. "$(dirname "$0")/doctor.sh"
# shellcheck source-path=SCRIPTDIR source=path.sh
. "$(dirname "$0")/path.sh"

# shellcheck disable=SC2119 # it has no words
make_path || {
	skip "a path" "no namespace can be kept in a file"
	exit 0
}
program=sick start_far serve "$far" 8000
server=$fixture
printf '#!/bin/sh\nexec nsenter --net="%s" "%s" "$@"\n' "$tmp/far" "$tmp/sockstat" \
	>"$tmp/far.sockstat"
chmod 755 "$tmp/far.sockstat"

# path_now WORD...: and the wire has read it
# shellcheck disable=SC2034 # await uses it
exec {wire}<>"$tmp/in.0"
path_now() {
	path "$@"
	await '! read -r -t 0 -u "$wire"'
}

# Sends a command to the fixture that was started last.
talk() {
	echo "$*" >&"$fixture_in"
}

sick talker talk "$far" 8000 3
talker=$fixture
talk send 1000
diagnose
is "a path that is well" "0 " "$status $(ills)"

# nothing is acknowledged any more
path_now drop=all
send() {
	talk send 100
	finds send_queue_unacked:3
}
await send
found send_queue_unacked peer_or_path "$talker/talker" 3
is "the finding says how much waits" true \
	"$(tells '.figures.send_q_bytes >= 300 and .at_least_ms > 300')"
path pass
await '! finds send_queue_unacked'
is "the finding ends when the path works again" "0 " "$status $(ills)"

# the end of a connection is not acknowledged
path_now drop=all
talk close
await finds fin_resent:3
found fin_resent peer_or_path "" 3
is "in FIN_WAIT1, of no process" "FIN_WAIT1 closed" \
	"$(tells '.samples[0] | "\(.state) \(.no_owner)"')"
path pass
await '! finds fin_resent'
end_fixture

# each fourth segment is lost
sick lossy talk "$far" 8000 1
path_now drop=data/4
lose() {
	talk send 200000
	finds retransmissions
}
await lose
found retransmissions path "$fixture/lossy" 1
is "the finding says how much was sent again" true \
	"$(tells '.figures.resent_share_most_percent | . >= 5 and . < 100')"
path pass
end_fixture

# round trips grow from nothing to most of a second
sick slow talk "$far" 8000 1
talk send 1000
await '! finds send_queue_unacked'
path_now delay=400
delay() {
	talk send 10
	finds rtt_high
}
await delay
found rtt_high path "$fixture/slow" 1
is "the finding says how long round trips take" true \
	"$(tells '.figures.rtt_most_us | . >= 200000 and . < 2000000')"
path delay=0
end_fixture

# SYN+ACKs are lost on their way back: seen from the server
path_now drop=synack
sick knocker syn "$far" 8000 5
near_sockstat=$sockstat sockstat=$tmp/far.sockstat
await finds syn_recv_pile:5
found syn_recv_pile peer_or_path "$server/sick" 5
is "sent again, at least" true "$(tells '.figures.syn_ack_resent >= 3 and .at_least_ms >= 1000')"
is "the connections have no owner yet" "SYN_RECV handshake" \
	"$(tells '.samples[0] | "\(.state) \(.no_owner)"')"
sockstat=$near_sockstat
path pass
end_fixture

# a program cuts connections off: told at both ends, each with its side
sick cutter talk "$far" 8000 12

# at_both_ends COMMAND...: what it does, as it is told here ($tmp/near) and there ($tmp/there)
at_both_ends() {
	"$near_sockstat" --doctor --json -qc 1 >"$tmp/near" &
	local near=$! there pid
	"$tmp/far.sockstat" --doctor --json -qc 1 >"$tmp/there" &
	there=$!
	for pid in $near $there; do
		await is_waiting "$pid"
	done
	"$@"
	wait $near $there
}

at_both_ends talk abort
is "a reset, where it is sent" "resets_sent local_program" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/near")"
is "a reset, where it is received" "resets_received peer_or_path" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/there")"
end_fixture

# a box on the path cuts them off, in mid-stream: no program has
sick victim talk "$far" 8000 12
path_now cut
at_both_ends talk send 100
is "a reset that neither end sent, where it is received" "resets_received peer_or_path" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/there")"
is "no program is blamed at the other end" "" \
	"$(jq -r '.findings[] | select(.side == "local_program").id' "$tmp/near")"
path pass
kill "$fixture"
# The server, which does not know them, answers retransmissions by resets.
await '! "$sockstat" -tnH --state=tcp:^TIME_WAIT | grep -qF "$far:8000"'

# the server closes first, and then what the client has to say of it is lost
sick late talk "$far" 8000 2
# one that is not accepted yet would be reset
await '[ "$("$tmp/far.sockstat" -tnpH --state=tcp:ESTABLISHED | grep -c "$server/")" = 2 ]'
kill "$server"
await '[ "$("$sockstat" -tnH --state=tcp:CLOSE_WAIT | wc -l)" = 2 ]'
path_now drop=all
talk close
await finds fin_resent:2
found fin_resent peer_or_path "" 2
is "in LAST_ACK" LAST_ACK "$(tells '.samples[0].state')"
path pass

# handshakes that are given up
echo 1 >/proc/sys/net/ipv4/tcp_syn_retries
[ ! -e /proc/sys/net/ipv4/tcp_syn_linear_timeouts ] || echo 0 \
	>/proc/sys/net/ipv4/tcp_syn_linear_timeouts
sick caller syn 192.0.2.1 80 20
interval=4 diagnose
found connections_timed_out peer_or_path "" 0
is "no refused connection is reported" "" "$(ills | grep -o connects_refused)"
