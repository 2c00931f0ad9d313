#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --tcp-info and -m on sockets whose facts are known, and against ss -i and -m, word by word.
# What moves by itself (times since, round trips, rates) is not compared with ss, which looks at
# another moment.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

program=facts start 127.0.0.1 7000 123456 789 192.0.2.1

ln -s "$sockstat" "$tmp/ss"
# list ARGUMENT...: all TCP sockets as ss has them
list() {
	"$tmp/ss" -Hta "$@"
}

# word NAME ROW: the value behind NAME:
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
	is "bytes that went out" 123456 "$(word bytes_sent "$client")"
	is "bytes received" 123456 "$(word bytes_received "$server")"
	is "bytes that came back" "789 789" \
		"$(word bytes_sent "$server") $(word bytes_received "$client")"
	# the SYN that the client sent counts for one
	is "bytes acknowledged" "123457 789" \
		"$(word bytes_acked "$client") $(word bytes_acked "$server")"
	is "segments that went out arrived" "$(word segs_out "$client")" \
		"$(word segs_in "$server")"
	is "those with data" "$(word data_segs_out "$client")" "$(word data_segs_in "$server")"
	read -r congestion </proc/sys/net/ipv4/tcp_congestion_control
	[[ $client == *") $congestion wscale:"* ]]
	ok "the congestion control" $?
	is "windows: one end's is the other's" "$(word snd_wnd "$client")" \
		"$(word rcv_wnd "$server")"

	port=$(awk '{ print $4 }' <<<"$client" | cut -d: -f2)
	is "the same in JSON" '[123456,123457,789,0,0,true]' \
		"$(value_of "$port" 7000 '.tcp_info | [.bytes_sent, .bytes_acked, .bytes_received,
		.bytes_retrans, .total_retrans, (.rtt_us > 0 and .min_rtt_us <= .rtt_us and
		.rto_us >= 1000 and .last_data_sent_ms >= 0)]')"
	is "rates are in bytes" true "$(value_of "$port" 7000 '.tcp_info | (.delivery_rate > 0 and
		(.options | index("sack") != null) and .ca_state == "open")')"
	is "time since, in milliseconds" true \
		"$(value_of "$port" 7000 '.tcp_info.last_data_sent_ms < 600000')"

	# Sockets that are no connection, or not yet one.
	is "a listener has none" "" "$(grep LISTEN "$tmp/rows" | grep -E 'cwnd|rto|unacked|sacked')"
	is "JSON has no TCP info of a listener" 'false true' \
		"$(value_of 7000 0 'has("tcp_info")') $(value_of 7000 0 'has("memory")')"
	is "an unanswered connect has no window and no times" \
		'["SYN_SENT",false,false,false,true]' \
		"$(jq -c '.sockets[] | select(.peer_port == 9) | [.state] + [.tcp_info |
		(has("snd_wnd"), has("last_data_recv_ms"), has("rtt_us"), .cwnd > 0)]' "$tmp/json")"
}

# a reader that does not read
case_reader() {
	sender=$(grep '127.0.0.1:[0-9]* *127.0.0.1:7001 ' "$tmp/rows")
	is "a zero window" 0 "$(word snd_wnd "$sender")"
	port=$(awk '{ print $4 }' <<<"$sender" | cut -d: -f2)
	is "JSON has the bytes that are not sent yet" true \
		"$(value_of "$port" 7001 '(.tcp_info.notsent_bytes > 0 and
		.tcp_info.rwnd_limited_us > 0 and .memory.wmem_queued >= .send_q)')"

	# what was not asked for is not there
	is "fields that were not asked for are missing" 0 \
		"$(json | jq '[.sockets[] | select(has("tcp_info") or has("memory"))] | length')"
	is "the one" true "$(json -m | jq '[.sockets[] | has("tcp_info")] | any | not')"
	is "--tcp-info alone has no memory" true \
		"$(json --tcp-info | jq '[.sockets[] | has("memory")] | any | not')"
}

# drops
case_drops() {
	drops=$(awk '$2 == "0100007F:1B5A" { print $NF }' /proc/net/udp)
	[ "$drops" -gt 0 ]
	ok "some were dropped" $?
	is "JSON has the same number of drops" "$drops" "$(value_of 7002 0 .memory.drops)"
	is "the layout of netstat has the same number of drops" "$drops" \
		"$("$sockstat" -Hluanm | sed -n 's/.*:7002 .*,d\([0-9]*\)).*/\1/p')"
	is "the layout of lsof has the same number of drops" "$drops" \
		"$("$sockstat" -nP -i :7002 -m | sed -n 's/.*:7002 .*,d\([0-9]*\))$/\1/p')"
	is "the memory is that of the queue" "$(value_of 7002 0 .recv_q)" \
		"$(value_of 7002 0 .memory.rmem_alloc)"
}

# every family that tells
case_families() {
	"$sockstat" --json -anm >"$tmp/json"
	for proto in netlink unix; do
		is "memory of $proto sockets" true \
			"$(jq "[.sockets[] | select(.proto == \"$proto\" and
			.inode != 0 and .cookie != null) | has(\"memory\")] | length > 0 and all" \
			"$tmp/json")"
	done
}

# against ss: our words are its words
case_ss() {
	words='skmem|wscale|mss|pmtu|rcvmss|advmss|cwnd|bytes_[a-z]*|segs_[a-z]*|data_segs_[a-z]*|notsent|snd_wnd|rcv_space|rcv_ssthresh'
	# pick: ends, congestion control and the words that stay, of rows on stdin; ss says
	# nothing of a zero window, nor we of listeners
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
			same "ss -ta $flags ($(wc -l <"$tmp/ours") rows)" "$tmp/theirs" "$tmp/ours"
		done
		ss -HOuanm | sed -n 's/.*:7002 .*\(skmem:([^)]*)\).*/\1/p' >"$tmp/theirs"
		"$sockstat" --layout ss -Huanm |
			sed -n 's/.*:7002 .*\(skmem:([^)]*)\).*/\1/p' >"$tmp/ours"
		same "memory of a UDP socket" "$tmp/theirs" "$tmp/ours"
		[ -s "$tmp/ours" ]
		ok "the word is there" $?
	else
		skip "against ss" "no ss that has -O"
	fi

	# called as ss
	for _ in $(seq 50); do
		"$tmp/ss" -tanimeH | pick >"$tmp/ours"
		"$tmp/ss" -HOtane --info --memory | pick >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "ss -i -m -e, by letters and by words" "$tmp/again" "$tmp/ours"
	grep -q 'skmem:.* wscale:.*bytes_acked' "$tmp/ours"
	ok "the words are there" $?
}

# a row a socket everywhere
case_all_rows() {
	count=$("$sockstat" -Htan | wc -l)
	for layout in netstat ss; do
		is "a row a socket: $layout" "$count" \
			"$("$sockstat" -Htan -m --tcp-info --layout "$layout" | wc -l)"
	done
	is "a row a socket: lsof" "$("$sockstat" -HnP -i tcp | wc -l)" \
		"$("$sockstat" -HnP -i tcp -m --tcp-info | wc -l)"
	is "fields for programs" 1 \
		"$("$sockstat" -nP -i tcp -m --tcp-info -FT | grep -c '^TINFO=.*bytes_sent:123456')"
	is "columns of their own" "Memory TCP info" \
		"$("$sockstat" -tan -m --tcp-info | sed -n '2s/.*State *//p' | sed 's/  */ /g')"
}

run_cases
