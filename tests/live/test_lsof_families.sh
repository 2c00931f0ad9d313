#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The layout of lsof and lsof itself on sockets of every family, field by field, and the output
# of -F byte by byte. Deliberate differences: the device of a unix socket is a number that the
# kernel does not reveal; lsof cuts names at a newline, prints "PPP MP" as two words, shows ping
# sockets over IPv6, unbound netlink sockets and vsock, XDP and TIPC sockets as "sock" only, and
# does not know the backlog limit of a listener.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/names"
echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range 2>/dev/null ||
	echo '0 0' >/proc/sys/net/ipv4/ping_group_range
program=families
start_as families "$tmp/names"
families=$fixture
program=kinds
start_as kinds
kinds=$fixture

compare() {
	ours >"$tmp/ours"
	theirs >"$tmp/theirs"
	same "$1 ($(wc -l <"$tmp/ours") lines)" "$tmp/theirs" "$tmp/ours"
	[ "$(wc -l <"$tmp/ours")" -ge "$2" ]
	ok "$1 lists at least $2 lines" $?
}

# table: prints "FD TYPE DEVICE SIZE/OFF NODE NAME", with the device of unix sockets zeroed
table() {
	sed -E 's/0x[0-9a-f]{16}/0x0000000000000000/; s/PPP MP/PPP_MP/; s/ +/ /g; s/ $//'
}
for pid in "$families" "$kinds" "$families,$kinds"; do
	ours() {
		"$sockstat" --layout lsof -aPH --numeric-hosts --pid "$pid" | grep -v '\\x' |
			table |
			# lsof shows these as "sock" only.
			grep -vE ' (icmp6|vsock|xdp|tipc) '
	}
	theirs() {
		lsof -nP -p "$pid" 2>/dev/null |
			awk '$5 ~ /^(unix|raw6?|icmp|pack|netlink|IPv[46])$/' |
			grep -vE ' (rel|@abs) type=' | table
	}
	not_bound=$(lsof -nP -p "$pid" | awk '/protocol: NETLINK$/ { print $(NF - 2) }')
	if [ -n "$not_bound" ]; then
		is "an unbound netlink socket is listed with its inode and protocol" \
			"netlink 0t0 $not_bound ROUTE" \
			"$(ours | awk -v i="$not_bound" '$7 == i { print $5, $6, $7, $8 }')"
		eval "$(declare -f ours | sed '1s/ours/with_unbound/')"
		ours() {
			with_unbound | grep -v " $not_bound "
		}
	fi
	compare "lsof -nP -p $pid" 20
done
ours() {
	"$sockstat" --layout lsof -axH | grep -v '\\x' | table
}
theirs() {
	lsof -U 2>/dev/null | sed 1d | grep -vE ' (rel|@abs) type=' | table
}
compare "lsof -U" 20

fields() {
	tr '\0' '@' | sed -E 's/d0x[0-9a-f]{16}@/d0x0000000000000000@/; s/PPP MP/PPP_MP/
		s/(ST=LISTEN@.*)TQS=[0-9]*/\1/' | grep \
		-aE '^p|(^|@)t(unix|raw6?|icmp|pack|netlink|IPv[46])@'
}
for letters in 0 0tG 0fatGdoiPnT 0tDGikKmMrsSn; do
	ours() {
		"$sockstat" -aP --numeric-hosts --pid "$kinds" "-F$letters" | fields
	}
	theirs() {
		lsof -nP -p "$kinds" "-F$letters" 2>/dev/null | fields
	}
	compare "lsof -F$letters" 40
done
for letters in 0nT 0i G; do
	ours() {
		"$sockstat" -axP --numeric-hosts --pid "$kinds" "-F$letters" | tr '\0' '@'
	}
	theirs() {
		lsof -nP -a -U -p "$kinds" "-F$letters" 2>/dev/null | tr '\0' '@' |
			# Newer versions of lsof always print the descriptor.
			sed -E 's/^f[0-9]+@//; /^f[0-9]+$/d'
	}
	compare "lsof -U -F$letters" 5
done
for flags in 0x2 0x802 0x80002 0x80802 0x2c02; do
	"$sockstat" -anFG --pid "$kinds" | grep -qx "G$flags;0x0"
	ok "-FG shows the file flags $flags" $?
done
is "without the letter G no flags are shown" \
	0 "$("$sockstat" -anFpcfn --pid "$kinds" | grep -c '^G')"
letters=$(lsof -F'?' 2>&1 | awk '$1 ~ /^.$/ { printf "%s", $1 }')
[ ${#letters} -ge 25 ]
ok "lsof names its field letters: $letters" $?
"$sockstat" -an --pid "$kinds" "-F$letters" >"$tmp/out" 2>&1
is "-F accepts all field letters of lsof" 0 $? "$tmp/out"

# Sockets that lsof does not distinguish.
is "a ping socket over IPv6 is shown with its addresses" \
	"icmp6 00000000000000000000000001000000:004D->00000000000000000000000000000000:0000" \
	"$("$sockstat" --layout lsof -wanH | awk '$5 == "icmp6" { print $5, $8 }')"
is "socket names are complete and escaped" 'rel\x0a\x1b[2J\x20evil type=DGRAM (UNCONNECTED)
@abs\x0a\x1b[1mname@ type=STREAM (LISTEN)' \
	"$("$sockstat" --layout lsof -axnH | grep -F x1b | sed 's/.* 0t0 *[0-9]* //')"
"$sockstat" --layout lsof -anpH >"$tmp/rows"
"$sockstat" -anF0 | tr '\0' '@' >>"$tmp/rows"
LC_ALL=C grep -q '[[:cntrl:]]' "$tmp/rows"
is "no control character is printed" 1 $?
is "each descriptor has one row" "" \
	"$("$sockstat" --layout lsof -anH | awk '{ print $2, $4 }' | sort | uniq -d)"
if grep -qx mptcp "$tmp/names/made"; then
	is "MPTCP sockets are listed" 3 "$("$sockstat" --layout lsof -anPH --mptcp | awk \
		'$5 == "IPv4" && $8 == "MPTCP" && /:999/' | wc -l)"
else
	skip "MPTCP" "this kernel makes no MPTCP sockets"
fi
is "-i lists Internet sockets only" "" "$("$sockstat" -Hni | awk '$5 !~ /^IPv/')"
