#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The rows of sockstat and of netstat on the same sockets, byte by byte. Deliberate differences:
# the Send-Q of a listener, sockets that are only bound, reasons for a missing owner, and the
# seconds of timers, which change between two listings.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# as_netstat FILE: removes the differences: rows of sockets that are only bound, the Send-Q of
# listeners, and reasons for a missing owner.
as_netstat() {
	awk '$1 ~ /^tcp/ && / CLOSE  / { next }
	     / LISTEN  / { $0 = substr($0, 1, 13) "     0" substr($0, 20) }
	     match($0, / -\([a-z_]+\)/) {
	     	$0 = substr($0, 1, RSTART + 1) sprintf("%*s", RLENGTH - 2, "") \
	     		substr($0, RSTART + RLENGTH)
	     }
	     { print }' "$1"
}

# of_both: removes the sections that netstat does not have
of_both() {
	sed '/^Active [^IU]/,$d'
}

# in_order FILE: sorts rows and removes the seconds of timers; in SYN_RECV also their counts
in_order() {
	head -n 2 "$1"
	tail -n +3 "$1" | sed -E -e '/SYN_RECV/s/on \(.*/on/' \
		-e 's/(on|keepalive|timewait|probe) \([0-9.]+/\1 (/' | LC_ALL=C sort
}

compare() {
	# A queue may change in between: the comparison is repeated if two listings of ours
	# differ.
	for _ in $(seq 50); do
		"$sockstat" "$@" | of_both >"$tmp/ours"
		netstat -W "$@" >"$tmp/theirs"
		"$sockstat" "$@" | of_both >"$tmp/again"
		in_order "$tmp/ours" >"$tmp/ours.sorted"
		in_order "$tmp/again" >"$tmp/again.sorted"
		cmp -s "$tmp/ours.sorted" "$tmp/again.sorted" && break
	done
	as_netstat "$tmp/ours" >"$tmp/ours.plain"
	in_order "$tmp/ours.plain" >"$tmp/seen"
	in_order "$tmp/theirs" >"$tmp/expected"
	same "netstat $* ($(wc -l <"$tmp/seen") lines)" "$tmp/expected" "$tmp/seen"
}

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1 \
	datagrams 127.0.0.1 53 datagrams ::1 1000 datagrams ::ffff:127.0.0.1 2000 \
	listener 0.0.0.0 22 listener :: 80 listener 127.255.255.254 65535

# The fixture has a socket in each state.
for state in ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT \
	LAST_ACK LISTEN CLOSING; do
	for proto in tcp tcp6; do
		"$sockstat" -tanH | awk -v p=$proto -v s=$state '$1 == p && $6 == s' |
			grep -q .
		ok "$proto has a socket in $state" $?
	done
done

for flags in -tan -tln -tn -taln -tanp -tlnp -ptln -tane -tanpe -tano -tanpeo -tan4 -tan6 \
	-uan -un -uln -uanp -uaneo -Uan -Uln -tuan -tulpen -an -anp -ln -n -na; do
	compare $flags
done
compare -tan --inet
compare -tan --inet6
compare -tan -A inet
compare -tan -A inet,inet6
compare --tcp --all --numeric --programs
compare --udp --listening --numeric-hosts --numeric-ports --extend --numeric-users
compare -tlne --numeric-hosts --numeric-ports
# Names of ports, users and hosts. netstat looks up an IPv4-mapped address as IPv6.
compare -t4ae
compare -ul4
compare -tl4p

# Scripts that parse columns.
for script in '$6=="LISTEN"{print $4,$7}' '$6=="ESTABLISHED"{print $5}' '{print $1,$NF}'; do
	netstat -tanpW | awk "$script" | LC_ALL=C sort >"$tmp/expected"
	"$sockstat" -tanp | grep -v ' CLOSE  ' | awk "$script" | LC_ALL=C sort >"$tmp/seen"
	same "a script gets the same columns: $script" "$tmp/expected" "$tmp/seen"
done

# The seconds of a timer may differ by two.
seconds() {
	awk '/keepalive/ && $1 == "tcp" { gsub(/.*\(|\/.*/, ""); print int($0) }'
}
ours=$("$sockstat" -tano4 | seconds) theirs=$(netstat -tano4 | seconds)
[ -n "$ours" ] && [ $((theirs - ours)) -le 2 ] && [ $((ours - theirs)) -le 2 ]
ok "keepalive timers agree: $ours s, netstat $theirs s" $?
