#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Our lsof layout and lsof's, on the same sockets: the table to the byte, the fields of -F
# line by line. What differs on purpose: lsof cuts a command at its 15th byte and mistakes one
# that holds ")", has a blank behind the name of a datagram socket, knows no TCP socket that
# is only bound, and not the backlog limit of a listener.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start -n 'fix ture' states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1
start datagrams 127.0.0.1 53 datagrams ::1 1000 datagrams ::ffff:127.0.0.1 2000 \
	listener 0.0.0.0 22 listener :: 80 bound 0.0.0.0 77 bound :: 78
start shared 127.0.0.1 3000 3 dups ::1 3001

# compare NAME: runs "theirs" and "ours", which write what is to be the same
compare() {
	# a queue that moved in between is looked at again: ours, theirs, ours
	for _ in $(seq 50); do
		ours >"$tmp/ours"
		theirs >"$tmp/theirs"
		ours >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "$1 ($(wc -l <"$tmp/ours") lines)" "$tmp/theirs" "$tmp/ours"
	[ -s "$tmp/ours" ]
	ok "$1 had something to compare" $?
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
# every state that a process can hold a socket in
for state in ESTABLISHED SYN_SENT FIN_WAIT1 FIN_WAIT2 CLOSE_WAIT LAST_ACK LISTEN CLOSING; do
	grep -q " ($state)\$" "$tmp/ours"
	ok "a row in $state" $?
done

# the fields: a listener's QS is ours
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
# with NUL a socket is a line, and one that is only bound can be left out
for letters in 0 0pgRcuLfaltGdoiPnT 0fTG 0cnT; do
	compare_fields
done
# without, lines of several sockets would have to be: its fixture goes
kill "${fixtures[0]}"
wait "${fixtures[0]}" 2>/dev/null
for letters in '' p G pn pcn pcfn pfn0 R g L u0 cL t T aldoP 0DiKkMmrsS; do
	compare_fields
done
is "numeric users have no login name" 0 "$("$sockstat" -FpL -a --numeric-users | grep -c '^L')"
is "an unknown field is an error" 2 "$("$sockstat" -Fpx 2>/dev/null
	echo $?)"

# names that lsof cannot show: a command with ")" and controls forges no row
start -n "$(printf 'x) R 9\n\t9 \033')" listener 127.0.0.1 4000
is "a hostile command" 'x)\x20R\x209\x0a\x099\x20\x1b' \
	"$("$sockstat" --layout lsof -tlnH | awk '$9 == "127.0.0.1:4000" { print $1 }')"
is "its parent and group" "$(ps -o pgid=,ppid= -p "$fixture" | awk '{ print "g" $1 " R" $2 }')" \
	"$("$sockstat" -FgR -tln | awk -v p="p$fixture" \
	'$0 == p { getline g; getline r; print g " " r }')"
is "no header where there is no row" "" "$(unshare --net "$sockstat" --layout lsof -at)"
"$sockstat" --layout lsof -tu -4 -6 -l --fail-empty >/dev/null
is "the exit status is 0" 0 $?
unshare --net "$sockstat" --layout lsof -at --fail-empty
is "--fail-empty ends with 1" 1 $?
"$sockstat" --layout lsof -tan -c 0.01 2>/dev/null | head -n 1000 >"$tmp/out"
is "again and again" 1000 "$(wc -l <"$tmp/out")"
