#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --doctor: problems of a path between two hosts, and problems seen from the other host.
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

# path_now WORD...: changes the link, and waits until the fixture has read that
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
is "connections over a working path have no findings" "0 " "$status $(ills)"

# No data is acknowledged any more.
path_now drop=all
send() {
	talk send 100
	finds send_queue_unacked:3
}
await send
found send_queue_unacked peer_or_path "$talker/talker" 3
is "send_queue_unacked: the finding has bytes and duration" true \
	"$(tells '.figures.send_q_bytes >= 300 and .at_least_ms > 300')"
path pass
await '! finds send_queue_unacked'
is "send_queue_unacked ends when the path works again" "0 " "$status $(ills)"

# FINs are not acknowledged.
path_now drop=all
talk close
await finds fin_resent:3
found fin_resent peer_or_path "" 3
is "fin_resent: the connection is in FIN_WAIT1 and has no process" "FIN_WAIT1 closed" \
	"$(tells '.samples[0] | "\(.state) \(.no_owner)"')"
path pass
await '! finds fin_resent'
end_fixture

# Every fourth data segment is lost.
sick lossy talk "$far" 8000 1
path_now drop=data/4
lose() {
	talk send 200000
	finds retransmissions
}
await lose
found retransmissions path "$fixture/lossy" 1
is "retransmissions: the finding has the share that was sent again" true \
	"$(tells '.figures.resent_share_most_percent | . >= 5 and . < 100')"
path pass
end_fixture

# The round trip time rises from nearly 0 to 400 ms.
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
is "rtt_high: the finding has the round trip time" true \
	"$(tells '.figures.rtt_most_us | . >= 200000 and . < 2000000')"
path delay=0
end_fixture

# SYN+ACKs are lost on their way to the client; the diagnosis runs on the host of the server.
path_now drop=synack
sick knocker syn "$far" 8000 5
near_sockstat=$sockstat sockstat=$tmp/far.sockstat
await finds syn_recv_pile:5
found syn_recv_pile peer_or_path "$server/sick" 5
is "syn_recv_pile: the finding has retransmissions and duration" \
	true "$(tells '.figures.syn_ack_resent >= 3 and .at_least_ms >= 1000')"
is "syn_recv_pile: the connections have no owner yet" "SYN_RECV handshake" \
	"$(tells '.samples[0] | "\(.state) \(.no_owner)"')"
sockstat=$near_sockstat
path pass
end_fixture

# A program aborts connections: both hosts report it, each with its own side.
sick cutter talk "$far" 8000 12

# at_both_ends COMMAND...: runs the command during a diagnosis on this host (stored in
# $tmp/near) and on the other ($tmp/there)
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
is "the host that sends resets reports resets_sent" "resets_sent local_program" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/near")"
is "the host that receives resets reports resets_received" "resets_received peer_or_path" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/there")"
end_fixture

# A middlebox on the path aborts the connections; no program did.
sick victim talk "$far" 8000 12
path_now cut
at_both_ends talk send 100
is "resets of a middlebox are reported as received" "resets_received peer_or_path" \
	"$(jq -r '.findings[] | select(.id | startswith("resets")) | "\(.id) \(.side)"' \
	"$tmp/there")"
is "resets of a middlebox blame no program of the other host" "" \
	"$(jq -r '.findings[] | select(.side == "local_program").id' "$tmp/near")"
path pass
kill "$fixture"
# The server does not know these connections, and answers retransmissions by resets.
await '! "$sockstat" -tnH --state=tcp:^TIME_WAIT | grep -qF "$far:8000"'

# The server closes first, and the FIN of the client is lost.
sick late talk "$far" 8000 2
# A connection that is not accepted yet would be reset.
await '[ "$("$tmp/far.sockstat" -tnpH --state=tcp:ESTABLISHED | grep -c "$server/")" = 2 ]'
kill "$server"
await '[ "$("$sockstat" -tnH --state=tcp:CLOSE_WAIT | wc -l)" = 2 ]'
path_now drop=all
talk close
await finds fin_resent:2
found fin_resent peer_or_path "" 2
is "fin_resent: the connection is in LAST_ACK" LAST_ACK "$(tells '.samples[0].state')"
path pass

# Handshakes that time out.
echo 1 >/proc/sys/net/ipv4/tcp_syn_retries
[ ! -e /proc/sys/net/ipv4/tcp_syn_linear_timeouts ] || echo 0 \
	>/proc/sys/net/ipv4/tcp_syn_linear_timeouts
sick caller syn 192.0.2.1 80 20
interval=4 diagnose
found connections_timed_out peer_or_path "" 0
is "a timeout is not reported as a refused connection" "" "$(ills | grep -o connects_refused)"
