#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# -s: counts of sockets, compared with ss, and counters of errors, which are provoked.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

for name in netstat ss lsof; do ln -s "$sockstat" "$tmp/$name"; done

# count PROTO STATE [OPTION]...: prints the number of sockets
count() {
	local proto=$1 state=$2
	shift 2
	"$sockstat" -sH "$@" | awk -v p="$proto" -v s="$state" \
		'$3 == p && $4 == s { n = $1 } END { print n + 0 }'
}

# value NAME [OPTION]...: prints a counter by its kernel name
value() {
	local name=$1
	shift
	"$sockstat" -sHq "$@" | awk -v n="[$name]" '$NF == n { print $1 }'
}

# ss_count STATE [OPTION]...: prints the number of sockets in ss, which omits the first column
# if it has one value only
ss_count() {
	local state=$1
	shift
	ss -Han "$@" | awk -v s="$state" '$1 == s || $2 == s' | wc -l
}

is "no socket is counted in an empty namespace" "0" "$(count all total -tux)"
start listener 127.0.0.1 1001 listener 127.0.0.1 1002 listener ::1 1003 \
	states 127.0.0.1 2000 192.0.2.1 datagrams 127.0.0.1 3000 datagrams ::1 3001

case_counts() {
	program=kinds start_as kinds

	for state in ESTAB:ESTABLISHED LISTEN SYN-SENT:SYN_SENT SYN-RECV:SYN_RECV \
		FIN-WAIT-1:FIN_WAIT1 FIN-WAIT-2:FIN_WAIT2 TIME-WAIT:TIME_WAIT \
		CLOSE-WAIT:CLOSE_WAIT LAST-ACK:LAST_ACK CLOSING; do
		theirs=${state%:*} ours=${state#*:}
		is "-s counts tcp $ours like ss" \
			"$(ss_count "$theirs" -4t)" "$(count tcp "$ours")"
		is "-s counts tcp6 $ours like ss" \
			"$(ss_count "$theirs" -6t)" "$(count tcp6 "$ours")"
	done
	[ "$(count tcp LISTEN)" -ge 2 ] && [ "$(count tcp SYN_SENT)" -ge 1 ] &&
		[ "$(count tcp TIME_WAIT)" -ge 1 ]
	ok "sockets in several states are compared" $?
	is "-s counts unconnected udp sockets like ss" \
		"$(ss_count UNCONN -4u)" "$(count udp UNCONN)"
	is "-s counts connected udp sockets like ss" \
		"$(ss_count ESTAB -4u)" "$(count udp ESTABLISHED)"
	is "-s counts unconnected udp6 sockets like ss" \
		"$(ss_count UNCONN -6u)" "$(count udp6 UNCONN)"
	is "-s counts listening unix sockets like ss" \
		"$(ss_count LISTEN -x)" "$(count unix LISTEN)"
	is "-s counts connected unix sockets like ss" \
		"$(ss_count ESTAB -x)" "$(count unix ESTABLISHED)"
	is "-s counts packet sockets like ss" "$(ss -H0an | wc -l)" "$(count packet total)"
	for options in -t -4t -6t -x -ux "-tul" "-t -i :1001" "-s TCP:LISTEN -t" "--pid $fixture" \
		"-l"; do
		# The netlink socket of the program itself, if it is listed, is counted each
		# time.
		all=-a
		case $options in *l*) all= ;; esac
		# shellcheck disable=SC2086
		is "the total is the number of rows of a listing: $options" \
			"$("$sockstat" $all -qn --json $options | jq '.sockets | length')" \
			"$(count all total $options)"
	done
	"$sockstat" -s >"$tmp/out"
	awk '/^Sockets/ { in_sockets = 1 } /^Counters/ { in_sockets = 0 }
		in_sockets && $4 == "total" { t[$3] = $1 }
		in_sockets && $2 == "-" && $3 != "all" && $4 != "total" { sum[$3] += $1 }
		END { for (p in t) { if (p != "all") { all += t[p];
		if (t[p] != sum[p]) bad = 1 } } exit bad || all != t["all"] }' "$tmp/out"
	ok "totals are the sums of their parts" $? "$tmp/out"
	is "-s -s TCP:ESTABLISHED counts connected sockets only" \
		"$(ss -Htn4 state established | wc -l)" \
		"$(count tcp total -4t -s TCP:ESTABLISHED)"
	end_fixture
}

# raises NAME KIND COUNT FACTOR: checks that a counter grows by FACTOR for each of COUNT
# failures
raises() {
	local before after made
	before=$(value "$1")
	made=$("$FIXTURES/failures" "$2" "$3")
	after=$(value "$1")
	is "$2 $3: $1 rises by $4 each" "$((made * $4))" "$((after - before))"
	[ "${made:-0}" -gt 0 ]
	ok "$2 $3: at least one failure was made" $?
}

case_failures() {
	raises TcpAttemptFails refused 7 1
	raises TcpOutRsts refused 3 1
	raises TcpActiveOpens refused 3 1
	raises TcpExtListenOverflows overflow 5 1
	raises TcpExtListenDrops overflow 5 1
	# A reset closes both ends.
	raises TcpEstabResets reset 4 2
	raises TcpExtTCPAbortOnData reset 4 1
	raises TcpOutRsts reset 4 1
	raises TcpExtTCPAbortOnClose unread 3 1
	raises TcpEstabResets unread 3 2
	raises UdpNoPorts astray 6 1
	raises Udp6NoPorts astray6 6 1
	raises UdpRcvbufErrors unheard 40 1
	raises UdpInErrors unheard 40 1
}

# A connection attempt without answer sends its SYN again.
case_syn_resent() {
	before=$(value TcpExtTCPSynRetrans)
	# shellcheck disable=SC2034 # for await
	again=$(value TcpRetransSegs)
	timeout 20 bash -c 'exec 3<>/dev/tcp/192.0.2.1/9' 2>/dev/null &
	waiting=$!
	await '[ "$(value TcpExtTCPSynRetrans)" -gt "$before" ]'
	ok "an unanswered SYN is sent again" $?
	await '[ "$(value TcpRetransSegs)" -gt "$again" ]' &&
		[ "$(value "TcpRetransSegs/(TcpOutSegs+TcpRetransSegs)")" != "0.000%" ]
	ok "the repeated SYN is counted as a retransmission" $?
	kill "$waiting" 2>/dev/null
	wait "$waiting" 2>/dev/null
}

# SYN cookies, if the kernel has them.
case_cookies() {
	if [ -w /proc/sys/net/ipv4/tcp_syncookies ] && echo 2 2>/dev/null \
		>/proc/sys/net/ipv4/tcp_syncookies; then
		before=$(value TcpExtSyncookiesSent)
		received=$(value TcpExtSyncookiesRecv)
		"$FIXTURES/failures" reset 2 >/dev/null
		is "one cookie per SYN is counted" \
			2 "$(($(value TcpExtSyncookiesSent) - before))"
		is "each cookie received is counted" \
			2 "$(($(value TcpExtSyncookiesRecv) - received))"
		echo 1 >/proc/sys/net/ipv4/tcp_syncookies
	else
		skip "SYN cookies" "no way to ask for them"
	fi
}

# Options restrict the counters.
case_options() {
	is "-s -t shows no counter of udp" 0 "$("$sockstat" -stH | awk '$3 ~ /^udp/' | wc -l)"
	is "-s -u shows no counter of tcp" 0 "$("$sockstat" -suH | awk '$3 ~ /^tcp/' | wc -l)"
	is "-s -4u shows no counter of udp6" \
		0 "$("$sockstat" -s4uH | awk '$3 == "udp6"' | wc -l)"
	is "-s -x shows no counter" 0 "$("$sockstat" -sxH | grep -c '\[')"
	is "-s -H prints no title" 0 "$("$sockstat" -sH | grep -cv '^ *[0-9]')"
	is "each line has a number, a rate and a protocol" 0 \
		"$("$sockstat" -sH | awk 'NF < 4 || $2 != "-"' | wc -l)"
	is "each counter has its kernel name in brackets at the end" 0 \
		"$("$sockstat" -s | sed '1,/^Counters/d' | tail -n +2 | grep -cv '\[[^ ]*\]$')"
}

# The same summary by other spellings and program names. Numbers of sockets are compared;
# counters change in between, and one that was 0 may appear.
case_words() {
	lines() {
		sed '/\[/s/^ *[0-9.%]*//' "$1"
	}
	for words in "$sockstat -ts" "$sockstat --summary -t" "$sockstat -s tcp" \
		"$sockstat -s -p tcp" "$tmp/ss -st" "$tmp/lsof --summary --tcp"; do
		for _ in 1 2 3 4 5; do
			"$sockstat" -st >"$tmp/expected"
			$words >"$tmp/seen" 2>"$tmp/err"
			status=$?
			cmp -s <(lines "$tmp/expected") <(lines "$tmp/seen") && break
		done
		is "$words ends with 0" 0 "$status"
		same "$words prints the same summary" <(lines "$tmp/expected") <(lines "$tmp/seen")
	done
	"$tmp/ss" -s 2>&1 >/dev/null | grep -q "not in the layout of ss"
	ok "ss -s prints a note about its layout" $?
	is "--quiet suppresses that note" "" "$("$tmp/ss" -s --quiet 2>&1 >/dev/null)"
	listening=$(ss -Hltn | wc -l)
	is "-s TCP:LISTEN selects states as in lsof" "$listening" \
		"$("$sockstat" -nHs TCP:LISTEN | grep -c LISTEN)"
	is "-sTCP:LISTEN selects states" "$listening" \
		"$("$sockstat" -nHsTCP:LISTEN | grep -c LISTEN)"
}

# JSON
case_json() {
	"$sockstat" -s --json >"$tmp/json"
	jq -e --argjson listening "$(ss -Hltn4 | wc -l)" \
		'.schema == 2 and .total == ([.counts[].total] | add) and
		([.counts[] | .total == ([.states[]] | add // 0)] | all) and
		([.counters[] | (.value | type) == "number" and (has("per_second") | not)] |
		all) and
		(.counts[] | select(.proto == "tcp" and .family == "inet") |
		.states.LISTEN) == $listening and
		([.counters[].id] | length == (unique | length)) and
		(.counters | map(.id) | contains(["attempt_fails", "listen_overflows",
		"udp6_no_ports", "orphans"]))' "$tmp/json" >"$tmp/out"
	ok "JSON is typed and consistent" $? "$tmp/json"
	is "JSON is one line" 1 "$(wc -l <"$tmp/json")"
	is "JSON has the same counters" "$(value TcpAttemptFails)" \
		"$(jq '.counters[] | select(.kernel == "TcpAttemptFails").value' "$tmp/json")"
}

# Rates: the growth between two reports.
case_rates() {
	: >"$tmp/json"
	"$sockstat" -st --json --continuous=0.3 >"$tmp/json" &
	pid=$!
	await '[ "$(wc -l <"$tmp/json")" -ge 1 ]'
	made=$("$FIXTURES/failures" refused 50)
	seen=$(wc -l <"$tmp/json")
	await "[ \"\$(wc -l <$tmp/json)\" -ge $((seen + 2)) ]"
	kill -INT "$pid"
	wait "$pid"
	is "SIGINT ends -c with 0" 0 $?
	# Rates and seconds are printed in thousandths, so that rounding loses little.
	jq -se --argjson made "$made" '
		def fails: .counters[] | select(.id == "attempt_fails");
		(first | fails | has("per_second") | not) and (first | has("seconds") | not) and
		((last | fails.value) - (first | fails.value)) == $made and
		([.[1:][] | (fails.per_second) * .seconds] | add - $made | fabs) < 1 and
		([.[1:][].seconds >= 0.3] | all)' "$tmp/json" >/dev/null
	ok "rates times seconds are the failures made: $made" $? "$tmp/json"
	rates() {
		awk '$NF == "[TcpAttemptFails]" { print $2 }' "$tmp/out"
	}
	# With selected processes each report is made by a child.
	for flags in -stH "-stH --pid $$"; do
		: >"$tmp/out"
		# shellcheck disable=SC2086 # several words
		"$sockstat" $flags --continuous=0.3 >"$tmp/out" &
		pid=$!
		await '[ "$(rates | wc -l)" -ge 1 ]'
		"$FIXTURES/failures" refused 50 >/dev/null
		seen=$(rates | wc -l)
		await "[ \"\$(rates | wc -l)\" -ge $((seen + 2)) ]"
		kill -INT "$pid"
		wait "$pid"
		is "${flags%"$$"}: the first report has no rate" "-" "$(rates | head -n 1)"
		[ "$(rates | awk '$1 > 0' | wc -l)" -ge 1 ] && [ "$(rates | tail -n 1)" = 0.00 ]
		ok "${flags%"$$"}: a rate appears, and falls back to 0" $? "$tmp/out"
	done
}

# Exit statuses.
case_statuses() {
	"$sockstat" -s -t -i :9999 --fail-empty >/dev/null
	is "--fail-empty without sockets ends with 1" 1 $?
	"$sockstat" -s -t -i :9999 >/dev/null
	is "no sockets without --fail-empty end with 0" 0 $?
	for wrong in -se "-s --peer" "-s --layout lsof" "-s -o" "-sTCP" "-s TCP:NONE" "-s TCP:"; do
		# shellcheck disable=SC2086
		"$sockstat" $wrong >"$tmp/out" 2>"$tmp/err"
		is "$wrong is a usage error" 2 $?
		[ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ]
		ok "$wrong prints one line" $? "$tmp/err"
	done
}

# Counters that cannot be read: the others are shown, and the gap is reported.
case_unreadable() {
	mkdir -p "$tmp/proc/self" "$tmp/proc/net"
	for file in snmp snmp6 netstat sockstat; do cat "/proc/net/$file" \
		>"$tmp/proc/net/$file"; done
	# in_tree COMMAND...: runs a command with a made-up /proc
	in_tree() {
		unshare --mount sh -c 'mount --bind "$0" /proc && exec "$@"' "$tmp/proc" "$@"
	}
	if is_sanitized; then
		skip "counters that cannot be read" "AddressSanitizer wants the real /proc"
	elif in_tree true 2>/dev/null; then
		in_tree "$sockstat" -st >"$tmp/out" 2>"$tmp/err"
		is "a complete /proc/net gives status 0" 0 $?
		head -n 2 "$tmp/proc/net/netstat" | head -c -3 >"$tmp/cut"
		cat "$tmp/cut" >"$tmp/proc/net/netstat"
		in_tree "$sockstat" -qst >"$tmp/out" 2>"$tmp/err"
		is "a truncated /proc/net/netstat gives status 3" 3 $?
		grep -q "lines of /proc/net could not be parsed" "$tmp/err" && grep \
			-q "\[TcpAttemptFails\]" "$tmp/out" &&
			! grep -q ListenOverflows "$tmp/out"
		ok "missing counters are left out, not shown as 0" $? "$tmp/out"
		in_tree "$sockstat" -st --json 2>/dev/null | jq -e '.gaps.malformed_lines > 0' \
			>/dev/null
		ok "JSON reports malformed lines" $?
		rm "$tmp/proc/net/snmp6"
		in_tree "$sockstat" -su >"$tmp/out" 2>"$tmp/err"
		grep -q "\[UdpNoPorts\]" "$tmp/out" && ! grep -q "Udp6" "$tmp/out"
		ok "a kernel without IPv6 has no counters of IPv6" $? "$tmp/out"
		rm "$tmp/proc/net/netstat"
		in_tree "$sockstat" -st >"$tmp/out" 2>"$tmp/err"
		is "a missing /proc/net/netstat gives status 3" 3 $?
		grep -q "LISTEN" "$tmp/out" && grep -q "/proc/net/netstat: No such file" "$tmp/err"
		ok "a missing /proc/net/netstat is named, and counts are shown" $? "$tmp/err"
		in_tree "$sockstat" -sx >"$tmp/out" 2>"$tmp/err"
		is "-s -x reads no counters" 0 $?
		rmdir "$tmp/proc/self"
		in_tree "$sockstat" -st >"$tmp/out" 2>"$tmp/err"
		is "without /proc/self -s ends with 3" 3 $?
	else
		skip "counters that cannot be read" "no way to put another /proc in place"
	fi
}

run_cases
