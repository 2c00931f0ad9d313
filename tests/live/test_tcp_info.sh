#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --tcp-info and -m on sockets with known values, and compared with ss -i and -m word by word.
# Values that change by themselves (times, round trips, rates) are not compared with ss.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

program=facts start 127.0.0.1 7000 123456 789 192.0.2.1

ln -s "$sockstat" "$tmp/ss"
# list ARGUMENT...: lists all TCP sockets in the layout of ss, one line each
list() {
	"$tmp/ss" -HOta "$@"
}

# word NAME ROW: prints the value after NAME:
word() {
	sed -n "s/.* $1:\([^ ]*\).*/\1/p" <<<"$2 "
}

json() {
	"$sockstat" --json -tuxan "$@"
}

# value_of LOCAL-PORT PEER-PORT FILTER: prints a value from the JSON
value_of() {
	jq -c ".sockets[] | select(.local_port == $1 and .peer_port == $2) | $3" "$tmp/json"
}

list -n --tcp-info -m >"$tmp/rows"
json --tcp-info -m >"$tmp/json"

case_rows() {
	client=$(grep '127.0.0.1:[0-9]* *127.0.0.1:7000 ' "$tmp/rows")
	server=$(grep '127.0.0.1:7000 *127.0.0.1:[0-9]' "$tmp/rows")
	is "the client has the number of bytes sent" 123456 "$(word bytes_sent "$client")"
	is "the server has the number of bytes received" \
		123456 "$(word bytes_received "$server")"
	is "both ends have the number of bytes sent back" "789 789" \
		"$(word bytes_sent "$server") $(word bytes_received "$client")"
	# The SYN of the client counts as one byte.
	is "both ends have the number of bytes acknowledged" "123457 789" \
		"$(word bytes_acked "$client") $(word bytes_acked "$server")"
	is "segments sent and received agree" "$(word segs_out "$client")" \
		"$(word segs_in "$server")"
	is "segments with data sent and received agree" \
		"$(word data_segs_out "$client")" "$(word data_segs_in "$server")"
	read -r congestion </proc/sys/net/ipv4/tcp_congestion_control
	[[ $client == *") $congestion wscale:"* ]]
	ok "the congestion control is shown" $?
	is "the send window of one end is the receive window of the other" \
		"$(word snd_wnd "$client")" \
		"$(word rcv_wnd "$server")"

	port=$(awk '{ print $4 }' <<<"$client" | cut -d: -f2)
	is "JSON has the same values" '[123456,123457,789,0,0,true]' \
		"$(value_of "$port" 7000 '.tcp_info | [.bytes_sent, .bytes_acked, .bytes_received,
		.bytes_retrans, .total_retrans, (.rtt_us > 0 and .min_rtt_us <= .rtt_us and
		.rto_us >= 1000 and .last_data_sent_ms >= 0)]')"
	is "JSON has rate, options and congestion state" \
		true "$(value_of "$port" 7000 '.tcp_info | (.delivery_rate > 0 and
		(.options | index("sack") != null) and .ca_state == "open")')"
	is "JSON has times in milliseconds" true \
		"$(value_of "$port" 7000 '.tcp_info.last_data_sent_ms < 600000')"

	# Sockets that are not a connection, or not yet.
	is "a listener has no TCP info" \
		"" "$(grep LISTEN "$tmp/rows" | grep -E 'cwnd|rto|unacked|sacked')"
	is "JSON has no TCP info of a listener" 'false true' \
		"$(value_of 7000 0 'has("tcp_info")') $(value_of 7000 0 'has("memory")')"
	is "an unanswered connect has no window and no times" \
		'["SYN_SENT",false,false,false,true]' \
		"$(jq -c '.sockets[] | select(.peer_port == 9) | [.state] + [.tcp_info |
		(has("snd_wnd"), has("last_data_recv_ms"), has("rtt_us"), .cwnd > 0)]' "$tmp/json")"
}

# A receiver that does not read.
case_reader() {
	sender=$(grep '127.0.0.1:[0-9]* *127.0.0.1:7001 ' "$tmp/rows")
	is "a zero window is shown" 0 "$(word snd_wnd "$sender")"
	port=$(awk '{ print $4 }' <<<"$sender" | cut -d: -f2)
	is "JSON has the bytes that are not sent yet" true \
		"$(value_of "$port" 7001 '(.tcp_info.notsent_bytes > 0 and
		.tcp_info.rwnd_limited_us > 0 and .memory.wmem_queued >= .send_q)')"

	# Facts that were not requested are left out.
	is "JSON without options has neither tcp_info nor memory" 0 \
		"$(json | jq '[.sockets[] | select(has("tcp_info") or has("memory"))] | length')"
	is "-m alone has no tcp_info" \
		true "$(json -m | jq '[.sockets[] | has("tcp_info")] | any | not')"
	is "--tcp-info alone has no memory" true \
		"$(json --tcp-info | jq '[.sockets[] | has("memory")] | any | not')"
}

# Dropped datagrams.
case_drops() {
	drops=$(awk '$2 == "0100007F:1B5A" { print $NF }' /proc/net/udp)
	[ "$drops" -gt 0 ]
	ok "some datagrams were dropped" $?
	is "JSON has the same number of drops" "$drops" "$(value_of 7002 0 .memory.drops)"
	is "the layout of netstat has the same number of drops" "$drops" \
		"$("$sockstat" -Hluanm | sed -n 's/.*:7002 .*,d\([0-9]*\)).*/\1/p')"
	is "the layout of lsof has the same number of drops" "$drops" \
		"$("$sockstat" -nP -i :7002 -m | sed -n 's/.*:7002 .*,d\([0-9]*\))$/\1/p')"
	is "the memory in use is that of the receive queue" "$(value_of 7002 0 .recv_q)" \
		"$(value_of 7002 0 .memory.rmem_alloc)"
}

# Every family that reports memory.
case_families() {
	"$sockstat" --json -anm >"$tmp/json"
	for proto in netlink unix; do
		is "memory of $proto sockets" true \
			"$(jq "[.sockets[] | select(.proto == \"$proto\" and
			.inode != 0 and .cookie != null) | has(\"memory\")] | length > 0 and all" \
			"$tmp/json")"
	done
}

# Compared with ss.
case_ss() {
	words='skmem|wscale|mss|pmtu|rcvmss|advmss|cwnd|bytes_[a-z]*|segs_[a-z]*|data_segs_[a-z]*|notsent|snd_wnd|rcv_space|rcv_ssthresh'
	# pick: reads rows, and prints ends, congestion control and the words that do not
	# change. ss prints no zero window, and sockstat no facts of listeners.
	pick() {
		grep -v LISTEN | sed -E 's/ bbr:\([^)]*\)//; s/ snd_wnd:0( |$)/ /' | awk \
			-v words="^($words):" '{
			line = $4 " " $5
			for (i = 6; i <= NF; i++)
				if ($i ~ words || $i ~ /^(ts|sack|cubic|bbr|reno|ecn)$/)
					line = line " " $i
				else if ($i ~ /^(send|pacing_rate|delivery_rate)$/)
					line = line " " $i " " $(i + 1)
			print line
		}' | sed 's/ *$//' | LC_ALL=C sort
	}
	if ss -tinmOH >/dev/null 2>&1; then
		for flags in -ni -nm "-n -i -m" "-nim -e" -i; do
			for _ in $(seq 50); do
				# shellcheck disable=SC2086
				list $flags | pick >"$tmp/ours"
				# shellcheck disable=SC2086
				ss -HOta $flags | pick >"$tmp/theirs"
				cmp -s "$tmp/ours" "$tmp/theirs" && break
			done
			same "ss -ta $flags prints the same words ($(wc -l <"$tmp/ours") rows)" \
				"$tmp/theirs" "$tmp/ours"
		done
		ss -HOuanm | sed -n 's/.*:7002 .*\(skmem:([^)]*)\).*/\1/p' >"$tmp/theirs"
		"$sockstat" --layout ss -Huanm |
			sed -n 's/.*:7002 .*\(skmem:([^)]*)\).*/\1/p' >"$tmp/ours"
		same "memory of a UDP socket is that of ss" "$tmp/theirs" "$tmp/ours"
		[ -s "$tmp/ours" ]
		ok "memory of a UDP socket is shown" $?
	else
		skip "comparison with ss" "no ss that has -O"
	fi

	# Called as ss.
	for _ in $(seq 50); do
		"$tmp/ss" -tanimeHO | pick >"$tmp/ours"
		"$tmp/ss" -HOtane --info --memory | pick >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "called as ss, letters and words mean the same" "$tmp/again" "$tmp/ours"
	grep -q 'skmem:.* wscale:.*bytes_acked' "$tmp/ours"
	ok "called as ss, memory and TCP info are shown" $?
}

# Facts add no row in any layout.
case_all_rows() {
	count=$("$sockstat" -Htan | wc -l)
	for layout in netstat ss; do
		is "--tcp-info and -m add no row in the layout of $layout" "$count" \
			"$("$sockstat" -Htan -m --tcp-info --layout "$layout" | wc -l)"
	done
	is "--tcp-info and -m add no row in the layout of lsof" \
		"$("$sockstat" -HnP -i tcp | wc -l)" \
		"$("$sockstat" -HnP -i tcp -m --tcp-info | wc -l)"
	is "-FT shows TCP info" 1 \
		"$("$sockstat" -nP -i tcp -m --tcp-info -FT | grep -c '^TINFO=.*bytes_sent:123456')"
	is "the layout of netstat has the columns Memory and TCP info" "Memory TCP info" \
		"$("$sockstat" -tan -m --tcp-info | sed -n '2s/.*State *//p' | sed 's/  */ /g')"
}

run_cases
