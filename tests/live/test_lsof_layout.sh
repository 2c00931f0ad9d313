#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The layout of lsof and lsof itself on the same sockets: the table byte by byte, the output of
# -F line by line. Deliberate differences: lsof cuts a command at 15 bytes and misreads one that
# contains ")", prints a blank after the name of a datagram socket, and knows neither TCP
# sockets that are only bound nor the backlog limit of a listener.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start -n 'fix ture' states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1
start datagrams 127.0.0.1 53 datagrams ::1 1000 datagrams ::ffff:127.0.0.1 2000 \
	listener 0.0.0.0 22 listener :: 80 bound 0.0.0.0 77 bound :: 78
start shared 127.0.0.1 3000 3 dups ::1 3001

# compare NAME: checks that the functions "theirs" and "ours" print the same
compare() {
	# A queue may change in between: the comparison is repeated if two listings of ours
	# differ.
	for _ in $(seq 50); do
		ours >"$tmp/ours"
		theirs >"$tmp/theirs"
		ours >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "$1 ($(wc -l <"$tmp/ours") lines)" "$tmp/theirs" "$tmp/ours"
	[ -s "$tmp/ours" ]
	ok "$1 prints at least one line" $?
}

compare_tables() {
	theirs() {
		timeout 60 lsof +c0 "${lsof_flags[@]}" 2>/dev/null | sed 's/ *$//'
	}
	ours() {
		"$sockstat" --layout lsof -a "${our_flags[@]}" | grep -v ' (CLOSE)$'
	}
	compare "lsof ${lsof_flags[*]}"
}

lsof_flags=(-i -n -P -l) our_flags=(-tuU -n -P --numeric-users) && compare_tables
lsof_flags=(-i -n -P) our_flags=(-tuU --numeric-hosts --numeric-ports) && compare_tables
lsof_flags=(-i -n) our_flags=(-tuU --numeric-hosts) && compare_tables
lsof_flags=(-i4 -n -P) our_flags=(-4 --numeric-hosts --numeric-ports) && compare_tables
lsof_flags=(-i6 -n -P) our_flags=(-6 --numeric-hosts --numeric-ports) && compare_tables
lsof_flags=(-iUDP -n -P) our_flags=(-u --numeric-hosts --numeric-ports) && compare_tables
lsof_flags=(-iTCP -n -P) our_flags=(-t --numeric-hosts --numeric-ports) && compare_tables
lsof_flags=(-i -P) our_flags=(-tuU --numeric-ports) && compare_tables
# Every state in which a process can hold a socket.
for state in ESTABLISHED SYN_SENT FIN_WAIT1 FIN_WAIT2 CLOSE_WAIT LAST_ACK LISTEN CLOSING; do
	grep -q " ($state)\$" "$tmp/ours"
	ok "the layout of lsof has a row in $state" $?
done

# compare_fields: compares the output of -F; the QS of a listener is left out
compare_fields() {
	theirs() {
		timeout 60 lsof -i -n -P "-F$letters" | tr '\0' '@' |
			sed -E 's/(ST=LISTEN@.*)TQS=[0-9]*/\1/; /^TQS=/d; /^TQR=/d'
	}
	ours() {
		"$sockstat" "-F$letters" -atuU --numeric-hosts --numeric-ports | tr '\0' '@' |
			sed -E '/@TST=CLOSE@/d; s/(ST=LISTEN@.*)TQS=[0-9]*/\1/; /^TQS=/d; /^TQR=/d'
	}
	compare "lsof -F$letters"
}
# With NUL a socket is one line, and sockets that are only bound can be removed.
for letters in 0 0pgRcuLfaltGdoiPnT 0fTG 0cnT; do
	compare_fields
done
# Without NUL a socket is several lines: the fixture with such sockets ends.
kill "${fixtures[0]}"
wait "${fixtures[0]}" 2>/dev/null
for letters in '' p G pn pcn pcfn pfn0 R g L u0 cL t T aldoP 0DiKkMmrsS; do
	compare_fields
done
is "with --numeric-users -FL prints no login name" \
	0 "$("$sockstat" -FpL -a --numeric-users | grep -c '^L')"
is "an unknown field letter is a usage error" 2 "$("$sockstat" -Fpx 2>/dev/null
	echo $?)"

# A command with ")" and control characters, which lsof misreads, must not forge a row.
start -n "$(printf 'x) R 9\n\t9 \033')" listener 127.0.0.1 4000
is "control characters and blanks of a command are escaped" 'x)\x20R\x209\x0a\x099\x20\x1b' \
	"$("$sockstat" --layout lsof -tlnH | awk '$9 == "127.0.0.1:4000" { print $1 }')"
is "-FgR shows process group and parent of that process" \
	"$(ps -o pgid=,ppid= -p "$fixture" | awk '{ print "g" $1 " R" $2 }')" \
	"$("$sockstat" -FgR -tln | awk -v p="p$fixture" \
	'$0 == p { getline g; getline r; print g " " r }')"
is "no header is printed without rows" "" "$(unshare --net "$sockstat" --layout lsof -at)"
"$sockstat" --layout lsof -tu -4 -6 -l --fail-empty >/dev/null
is "--fail-empty ends with 0 if there are rows" 0 $?
unshare --net "$sockstat" --layout lsof -at --fail-empty
is "--fail-empty ends with 1 if there are no rows" 1 $?
"$sockstat" --layout lsof -tan -c 0.01 2>/dev/null | head -n 1000 >"$tmp/out"
is "-c repeats the layout of lsof" 1000 "$(wc -l <"$tmp/out")"
