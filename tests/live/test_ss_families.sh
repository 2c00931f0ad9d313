#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The layout of ss and ss itself on sockets of every family, field by field. Deliberate
# differences: ss lists a netlink socket twice if it is bound and in a group, and shows an
# unbound one as a socket of the kernel; it shows no owner of these, and no connections that
# wait for accept(); it has its own names for unnamed protocols over IP; and it prints control
# characters and blanks of names unescaped.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/names"
echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range 2>/dev/null ||
	echo '0 0' >/proc/sys/net/ipv4/ping_group_range
program=families
start_as families "$tmp/names"
program=kinds
start_as kinds
kinds=$fixture

# plain: reads rows, and prints them in one format and order. Netlink sockets of ss and sockstat
# themselves are removed by without_askers.
plain() {
	sed -E 's/ (cgroup|v6only):[^ ]*//g; s/ (<->|<--|-->|---)//
		s/ipproto-([0-9]+)/\1/; s/ +/ /g; s/ $//' | LC_ALL=C sort -u
}

without_askers() {
	grep -vE ' (4|tcpdiag):(0|kernel|ss/.*|sockstat/.*|[0-9]{1,7}) '
}

compare() {
	local name=$1
	# A queue may change in between: the comparison is repeated if two listings of ours
	# differ.
	for _ in $(seq 50); do
		ours >"$tmp/ours"
		theirs >"$tmp/theirs"
		ours >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "$name ($(wc -l <"$tmp/ours") lines)" "$tmp/theirs" "$tmp/ours"
	[ "$(wc -l <"$tmp/ours")" -ge "$2" ]
	ok "$name lists at least $2 lines" $?
}

# Without -a and -l the selection is that of netstat, so that -a is always given. ss does not
# look up hosts.
for flags in -xa -xan -xap; do
	ours() {
		"$sockstat" --layout ss -H --numeric-hosts $flags |
			awk '$6 != 0' | grep -v '\\x' | plain
	}
	theirs() {
		ss -H $flags | grep -aE '^u_' | grep -vE 'rel$|@abs$' | plain
	}
	compare "ss $flags" 3
done
for flags in -0an -0a -0ap -wan -wa -wap -an4w -an6w; do
	ours() {
		"$sockstat" --layout ss -H --numeric-hosts $flags | grep -v '^icmp' | plain
	}
	theirs() {
		# ss leaves out Netid if only one kind is possible.
		ss -H $flags | sed -E 's/^(UNCONN|ESTAB)/raw &/' | plain
	}
	compare "ss $flags" 1
done
grep -q '^raw ESTAB 0 0 \[::1\]:89 \[::1\]:\*$' "$tmp/ours"
ok "a raw socket over IPv6 is listed" $?

# Netlink sockets, with names and with numbers.
unbound_as_kernels() {
	sed -E 's/ ([a-z]+):0 +\*/ \1:kernel */'
}
for numeric in '' -n; do
	ours() {
		"$sockstat" --layout ss -H --numeric-hosts --netlink -ap $numeric |
			sed 's/ users:.*//' | without_askers | unbound_as_kernels | plain
	}
	theirs() {
		ss -H -f netlink -ap $numeric | sed 's/^/nl /' | without_askers | plain
	}
	compare "ss -f netlink -ap $numeric" 15
done
is "a netlink socket whose port ID is a pid is shown with the process name" \
	"rtnl:kinds/$kinds 0:2000000000" \
	"$("$sockstat" --layout ss -H --netlink -ap | awk -v p="/$kinds" \
	'index($5, p) { print $5, $6 }')"
is "that netlink socket has its owner" "users:((\"kinds\",pid=$kinds,fd=" \
	"$("$sockstat" --layout ss -H --netlink -ap |
	awk -v p="/$kinds" 'index($5, p) { print $7 }' | sed 's/fd=.*/fd=/')"
is "sockets of the kernel and unbound netlink sockets are distinguished" "rtnl:0 rtnl:kernel" \
	"$("$sockstat" --layout ss -H --netlink -a | awk '$5 ~ /^rtnl:(0|kernel)$/ { print $5 }' |
		LC_ALL=C sort | xargs)"
is "-e shows the groups of netlink sockets" \
	"$(ss -H -f netlink -ae | grep -o 'groups=0x[0-9a-f]*' | LC_ALL=C sort -u |
	xargs)" \
	"$("$sockstat" --layout ss -H --netlink -ae | grep -o 'groups=0x[0-9a-f]*' | LC_ALL=C sort \
	-u | xargs)"

if grep -qx mptcp "$tmp/names/made"; then
	for flags in -an -anp -a; do
		ours() {
			"$sockstat" --layout ss -H --numeric-hosts --mptcp $flags | plain
		}
		theirs() {
			ss -H -M $flags | sed 's/^/mptcp /' | plain
		}
		compare "ss -M $flags" 1
	done
else
	skip "ss -M" "this kernel makes no MPTCP sockets"
fi
is "ping sockets are listed as icmp and icmp6" "icmp 127.0.0.1:77 0.0.0.0:* icmp6 [::1]:77 *:*" \
	"$("$sockstat" --layout ss -wanH | awk '/^icmp/ { print $1, $5, $6 }' | LC_ALL=C sort |
	xargs)"

# One row per socket, whatever its family and name.
"$sockstat" --layout ss -anpeoH >"$tmp/rows"
sed -i "s/ no-owner:[^ ]*//" "$tmp/rows"
LC_ALL=C grep -q '[[:cntrl:]]' "$tmp/rows"
is "no control character is printed" 1 $?
is "the layout of ss has as many rows as the layout of netstat" \
	"$("$sockstat" -anH | wc -l)" "$(wc -l <"$tmp/rows")"
is "each row has as many fields as in ss" "" \
	"$(sed 's/ users:.*//; s/ \(timer\|uid\|ino\|sk\|groups\)[:=].*//' "$tmp/rows" |
		awk '/^u_/ ? NF != 8 : NF != 6')"
is "socket names are complete and escaped" 'rel\x0a\x1b[2J\x20evil @abs\x0a\x1b[1mname@' \
	"$(awk '$5 ~ /x1b/ && $6 > 0 { print $5 }' "$tmp/rows" | LC_ALL=C sort -r | xargs -d '\n')"
is "-i lists Internet sockets only" "" "$("$sockstat" --layout ss -Hni | grep -E '^(u_|nl|p_)')"
