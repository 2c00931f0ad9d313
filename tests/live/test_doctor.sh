#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --doctor: each problem that can be made on one host is found, with its side and owner.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=doctor.sh
. "$(dirname "$0")/doctor.sh"

case_empty() {
	diagnose
	is "an empty namespace is healthy" "0 true " "$status $(jq .is_healthy "$tmp/json") $(ills)"
	is "the diagnosis lists its checks" true \
		"$(jq '.looked_at | .tcp_sockets == 0 and (.checks | length > 20)' "$tmp/json")"
	# looked_for OPTION...: prints which of three checks (of TCP, of UDP, of counters) a
	# diagnosis makes
	looked_for() {
		diagnose "$@"
		jq -r '.looked_at.checks | map(select(IN("accept_queue_full", "udp_queue_full",
			"udp_drops"))) | join(",")' "$tmp/json"
	}
	is "-u selects the checks of UDP" udp_queue_full,udp_drops "$(looked_for -u)"
	is "-t selects the checks of TCP" accept_queue_full,udp_drops "$(looked_for -t)"
	is "nothing is checked where no socket matches" "" "$(looked_for --command=nosuch)"
	is "without a selection all checks are made" accept_queue_full,udp_queue_full,udp_drops \
		"$(looked_for)"
	sick well well 127.0.0.1 1000 5
	sick well6 well ::1 1000 5
	# The counters of the namespace prove nothing about sockets that are selected.
	is "a selection leaves the counters out" accept_queue_full,udp_queue_full \
		"$(looked_for -i @127.0.0.1:1000)"
	is "a selection needs no interval" "0 false" "$status $(jq '.looked_at |
		has("interval_ms")' "$tmp/json")"
	diagnose
	is "healthy connections have no findings" "0 true " \
		"$status $(jq .is_healthy "$tmp/json") $(ills)"
	is "all healthy connections were checked" "18 2 2" \
		"$(jq -r '.looked_at.tcp_states | "\(.ESTABLISHED + 2) \(.LISTEN) \(.TIME_WAIT)"' \
		"$tmp/json")"
	"$sockstat" --doctor -c 0.05 >"$tmp/out"
	is "the text says that nothing is wrong" "0 nothing wrong" "$? $(head -n 1 "$tmp/out")"
}

case_busy() {
	sick busy busy 127.0.0.1 1001
	ill=
	for _ in {1..20}; do
		diagnose
		ill+=$(ills)
	done
	is "heavy traffic alone has no findings" "true " \
		"$(jq '.looked_at.tcp_states.TIME_WAIT > 100' "$tmp/json") $ill"
	end_fixture
}

case_syn() {
	sick dialer syn 192.0.2.1 80 7
	diagnose --threshold syn_sent_stuck=3600 --threshold syn_sent_slow=0
	found syn_sent_slow peer_or_path "$fixture/dialer" 7
	await finds syn_sent_slow:7
	found syn_sent_slow peer_or_path "$fixture/dialer" 7
	await finds syn_sent_stuck:7
	found syn_sent_stuck peer_or_path "$fixture/dialer" 7
	is "five samples are listed, each in SYN_SENT for at least 3 seconds" "5 true" \
		"$(tells '"\(.samples | length) \([.samples[].at_least_ms >= 3000] | all)"')"
	is "the sample names the destination" "192.0.2.1 80 SYN_SENT" \
		"$(tells '.samples[0] | "\(.peer_address) \(.peer_port) \(.state)"')"
	end_fixture
}

case_queue() {
	sick sleeper queue 127.0.0.1 2000 8
	await finds accept_queue_full
	found accept_queue_full local_program "$fixture/sleeper" 1
	is "accept_queue_full: the finding has length and limit of the queue" "3 2" \
		"$(tells '.figures | "\(.accept_queue) \(.accept_queue_limit)"')"
	is "accept_queue_full: the duration is that of the first waiting connection" \
		true "$(tells '.at_least_ms >= 1000')"
	for words in "--pid=$fixture" --user=0 --command=sleeper --state=tcp:LISTEN; do
		diagnose "$words"
		is "accept_queue_full is found with $words" \
			"1 accept_queue_full" "$status $(tells .id)"
	done
	ln -sf "$sockstat" "$tmp/ss"
	is "accept_queue_full is found when called as ss" accept_queue_full \
		"$("$tmp/ss" --doctor --json --continuous=0.05 | jq -r '.findings[].id' | grep \
		-x accept_queue_full)"
	diagnose
	is "a full queue is not reported as accept_queue_waits too" false \
		"$(finds accept_queue_waits && echo true || echo false)"
	is "owners that all sockets share have no fd" false "$(tells '.owners[0] | has("fd")')"
	await finds syn_sent_stuck
	is "syn_sent_stuck blames the owner of the full queue" "local_program $fixture/sleeper" \
		"$(id=syn_sent_stuck tells \
		'"\(.side) \(.server_owners[0] | "\(.pid)/\(.command)")"')"
	is "syn_sent_stuck behind a full queue does not mention the path" 0 \
		"$(jq -r '.findings[] | .means, .next' "$tmp/json" | grep \
		-ciE 'firewall|route|path')"
	"$sockstat" --doctor -c 0.05 >"$tmp/out"
	ok "the text names the owner of the listener" \
		$((!$(grep -c "^  server  $fixture/sleeper$" "$tmp/out"))) "$tmp/out"
	ok "the text says that the fault is on this side" \
		$((!$(grep -c "^  side    this side: the server's program$" "$tmp/out"))) "$tmp/out"
	"$sockstat" --doctor -c 0.05 --state=tcp:SYN_SENT >"$tmp/out"
	ok "the owner of the listener is not shown if it is not selected" \
		$((!$(grep -c '^  server  ' "$tmp/out"))) \
		"$tmp/out"
	await interval=2 finds listen_overflows
	found listen_overflows local_program "" 0
	interval=2 diagnose -i :9
	is "listen_overflows of the namespace is no finding for a selection" "0 " "$status $(ills)"
	await interval=2 finds listen_overflows
	is "listen_overflows: the finding has a rate" true \
		"$(tells '.figures.listen_overflows_per_second > 0')"
	end_fixture
}

case_idle_queue() {
	sick idler queue 127.0.0.1 2002 8
	idler=$fixture
	sick loafer queue 127.0.0.2 2002 8
	await finds accept_queue_full '&&' \
		'[ $(jq "[.findings[] | select(.id == \"accept_queue_full\")] | length" $tmp/json) = 2 ]'
	is "full queues of two processes at one port are two findings" \
		"$idler/idler $fixture/loafer" "$(jq -r '[.findings[] |
		select(.id == "accept_queue_full").owners[] | "\(.pid)/\(.command)"] | sort |
		join(" ")' "$tmp/json")"
	end_fixture
	kill "$idler"
	await '! kill -0 $idler 2>/dev/null'
}

case_waiting() {
	sick late waiting ::1 2001 3
	await finds accept_queue_waits:3
	found accept_queue_waits local_program "$fixture/late" 3
	is "a connection in an accept queue has no owner" accept_queue \
		"$(tells '.samples[0].no_owner')"
	end_fixture
}

case_leak() {
	sick leaky leak 127.0.0.1 3000 12
	leaky=$fixture
	sick "$(printf 'bad\033[31m,name')" leak ::1 3001 2
	await finds close_wait_held '&&' '[ $(jq "[.findings[].sockets] | add" $tmp/json) = 14 ]'
	found close_wait_held local_program "$leaky/leaky" 12
	is "close_wait_held has one finding per owner" 2 \
		"$(jq '[.findings[] | select(.id == "close_wait_held")] | length' "$tmp/json")"
	is "an unread FIN is not counted as unread bytes" 0 "$(tells .figures.unread_bytes)"
	is "an unread FIN is not counted in the samples" "0 5 true" \
		"$(tells '[.samples[].recv_q] as $q |
		"\($q | add) \($q | length) \([.samples[].has_unread_fin] | all)"')"
	is "close_wait_held: the duration has a minimum and a maximum" true \
		"$(tells '.at_least_ms >= 2000 and .at_most_ms >= .at_least_ms')"
	"$sockstat" --doctor -c 0.05 >"$tmp/out"
	is "the text has severity, count and owner" \
		"1 1 1" "$? $(grep -c '^failure close_wait_held: ' "$tmp/out" | grep \
		-c 2) $(grep -c "^  owner   $leaky/leaky$" "$tmp/out")"
	is "no control character of a name is printed" \
		0 "$(grep -c "$(printf '\033')" "$tmp/out")"
	is "the name of an owner is escaped" 1 "$(grep -c 'bad\\x1b\[31m\\x2cname' "$tmp/out")"
	is "no line is longer than 79 columns" 0 "$(awk 'length > 79' "$tmp/out" | wc -l)"
	diagnose --threshold fin_wait2=0 --threshold close_wait=3600
	found fin_wait2_held peer_program "$leaky/leaky" 12
	is "a raised threshold hides close_wait_held" fin_wait2_held "$(ills)"
	diagnose --threshold close_wait=3600
	is "with a raised threshold the connections are healthy" 0 "$status"
	diagnose --threshold close_wait=0 --pid "$leaky"
	is "--pid restricts the diagnosis" "12" "$(jq '[.findings[].sockets] | add' "$tmp/json")"
	diagnose --threshold close_wait=0 -6
	is "-6 restricts the diagnosis" "2" "$(jq '[.findings[].sockets] | add' "$tmp/json")"
	end_fixture
	kill "$leaky"
	await '! kill -0 $leaky 2>/dev/null'
}

case_orphan() {
	sick widow orphan 127.0.0.1 3002 3
	diagnose --threshold fin_wait2=0 --threshold close_wait=0
	found close_wait_held local_program "$fixture/widow" 3
	found fin_wait2_held peer_program "" 3
	is "connections without a process have no owner" "closed 3" \
		"$(tells '"\(.samples[0].no_owner) \(.figures.without_process)"')"
	"$sockstat" --doctor -c 0.05 --threshold fin_wait2=0 >"$tmp/out"
	ok "the text says that the connections are orphans" \
		$((!$(grep -c '(orphan)' "$tmp/out"))) \
		"$tmp/out"
	end_fixture
}

case_unread() {
	sick deaf unread 127.0.0.1 4000 2
	await finds zero_window:2
	await finds recv_queue_unread:2
	found recv_queue_unread local_program "$fixture/deaf" 2
	is "recv_queue_unread: the finding has bytes and duration" true \
		"$(tells '.figures.recv_q_bytes > 1000 and .at_least_ms >= 3000')"
	found zero_window peer_program "$fixture/deaf" 2
	is "zero_window: the finding has bytes and duration" true \
		"$(tells '.figures.send_q_bytes > 10000 and .at_least_ms >= 1000')"
	end_fixture
}

case_parting() {
	sick parting parting 127.0.0.1 4001 1
	await finds fin_unread
	found fin_unread peer_program "" 1
	end_fixture
}

case_ports() {
	sysctl -qw net.ipv4.ip_local_port_range="40000 40031" 2>/dev/null ||
		echo 40000 40031 >/proc/sys/net/ipv4/ip_local_port_range
	sick busy time_wait 127.0.0.1 5000 16
	diagnose
	found time_wait_ports local_host "" 16
	is "time_wait_ports: the finding has the number of ports and the share used" "32 50" \
		"$(tells '.figures | "\(.ports) \(.ports_used_percent)"')"
	diagnose --threshold time_wait_ports=60
	is "a raised threshold hides time_wait_ports" "0 " "$status $(ills)"
	end_fixture
	echo 32768 60999 >/proc/sys/net/ipv4/ip_local_port_range
}

case_refuse() {
	sick hungry refuse 127.0.0.1 9
	interval=0.3 diagnose
	found connects_refused unknown "" 0
	is "connects_refused: the text says that this host may have refused" 1 \
		"$(tells .means | grep -c 'This host has answered with resets')"
	found resets_closed_port unknown "" 0
	is "refused connections are not counted as aborted connections" \
		"connects_refused,resets_closed_port" "$(ills)"
	is "resets_closed_port: the finding has a rate" true \
		"$(tells '.figures.resets_without_abort_per_second > 5')"
	end_fixture
}

case_reset() {
	sick rude reset 127.0.0.1 6000
	interval=0.3 diagnose
	found resets_received unknown "" 0
	found resets_sent local_program "" 0
	is "aborted connections are not counted as failed handshakes" \
		"resets_received,resets_sent" "$(ills)"
	end_fixture
}

case_udp() {
	sick dull udp 127.0.0.1 7000 100
	await finds udp_queue_full
	found udp_queue_full local_program "$fixture/dull" 1
	is "udp_queue_full: the finding has the number of drops" \
		true "$(tells '.figures.drops_most > 10')"
	end_fixture
	(
		until [ -e "$tmp/enough" ]; do "$FIXTURES/failures" unheard 100; done
	) >"$tmp/lost" &
	await interval=0.3 finds udp_drops
	touch "$tmp/enough"
	wait $!
	found udp_drops local_program "" 0
}

case_healthy() {
	diagnose
	is "the host is healthy after all cases" "0 " "$status $(ills)"
}

# A selection that matches nothing is not reported as healthy.
case_selection() {
	for words in --command=nosuch -i:9 "--command=nosuch -i:9"; do
		# shellcheck disable=SC2086
		"$sockstat" --doctor -c 0.05 $words >"$tmp/out"
		is "$words: the text says that no socket matches" \
			"0 nothing to look at: no socket matches" \
			"$? $(head -n 1 "$tmp/out")"
		# shellcheck disable=SC2086
		diagnose --fail-empty $words
		is "--fail-empty $words ends with 1" \
			"1 true" "$status $(jq .is_empty "$tmp/json")"
	done
	diagnose --fail-empty
	is "--fail-empty without a selection ends with 0" "0 false" \
		"$status $(jq .is_empty "$tmp/json")"
}

case_names() {
	for name in netstat ss lsof; do
		ln -sf "$sockstat" "$tmp/$name"
		# --continuous of netstat takes no seconds
		every=--continuous
		[ $name = netstat ] || every+==0.05
		is "called as $name, --doctor works" "nothing wrong 0" \
			"$("$tmp/$name" --doctor $every 2>&1 | head -n 1) $?"
	done
	if can_be_user; then
		is "--doctor works for a user without processes" "nothing wrong" \
			"$(as_user "$sockstat" --doctor -qc 0.05 | head -n 1)"
	else
		skip "--doctor for a user without processes" "not allowed"
	fi
}

# Without sock_diag, durations are not known: the report is restricted to what could be
# examined.
case_no_sock_diag() {
	sick leaky leak 127.0.0.1 8000 1
	"$FIXTURES/nodiag" 93 "$sockstat" --doctor -c 0.05 --threshold close_wait=0 >"$tmp/out" \
		2>"$tmp/err"
	is "without sock_diag the text says that the diagnosis is incomplete" \
		"3 nothing wrong, in what could be looked at" \
		"$? $(head -n 1 "$tmp/out")"
	end_fixture
}

# Errors of usage and of output.
case_usage() {
	for words in "--doctor --layout=ss" "--doctor --summary" "--threshold close_wait=1" \
		"--doctor --threshold close_wait" "--doctor --threshold close_wait=x" \
		"--doctor --threshold close_wiat=1" "--doctor --threshold =1" "--doctor -x" \
		"--doctor -c 0" "--doctor 99999" "--doctor --events" "--doctor --explain" \
		"--doctor -e" "--doctor -o" "--doctor -m" "--doctor -b" "--doctor -l" \
		"--doctor -H" \
		"--doctor --peer" "--doctor --tcp-info"; do
		# shellcheck disable=SC2086
		"$sockstat" $words >"$tmp/out" 2>"$tmp/err"
		is "$words: usage error with one line" "2 1 0" \
			"$? $(wc -l <"$tmp/err") $(wc -c <"$tmp/out")"
	done
	is "a mistyped threshold suggests the right one" \
		1 "$("$sockstat" --doctor --threshold close_wiat=1 2>&1 |
		grep -c 'did you mean close_wait?')"
	"$sockstat" --doctor -c 0.05 >&- 2>"$tmp/err"
	is "a closed stdout ends --doctor with 3" 3 $?
	"$sockstat" --doctor -c 0.05 >/dev/full 2>"$tmp/err"
	is "a full disk ends --doctor with 3" 3 $?
	"$sockstat" --doctor -c 60 >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	await is_waiting $pid
	kill -INT $pid
	wait $pid
	is "SIGINT during the interval ends --doctor with 3" 3 $?
	mount -t tmpfs none /proc/sys
	diagnose
	is "--doctor works if /proc/sys cannot be read" 0 "$status"
	umount /proc/sys
}

run_cases
