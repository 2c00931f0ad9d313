#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets of every family of this kernel: compared with netstat and ss, with their owners, as
# JSON, and with names that would forge rows.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/names"
echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range 2>/dev/null ||
	echo '0 0' >/proc/sys/net/ipv4/ping_group_range
program=families
start_as families "$tmp/names"
holder=$fixture
ready=$fixture_in
has() {
	grep -qx "$1" "$tmp/names/made"
}

# Unix rows are compared up to the path; netstat ends a path at a newline or blank.
for flags in -axp -ax -x -xp -lx -lxp -xe -axo; do
	netstat $flags 2>/dev/null | cut -c1-79 | sed 's/ *$//' | LC_ALL=C sort >"$tmp/expected"
	"$sockstat" $flags | cut -c1-79 | sed 's/ *$//' | LC_ALL=C sort >"$tmp/seen"
	# These names are escaped, which netstat does not do.
	sed -i -E 's/(rel|@abs).*/\1/' "$tmp/seen" "$tmp/expected"
	same "netstat $flags lists the same ($(wc -l <"$tmp/seen") lines)" \
		"$tmp/expected" "$tmp/seen"
	[ "$(wc -l <"$tmp/seen")" -ge 4 ]
	ok "netstat $flags lists at least 4 rows" $?
done
netstat -axp 2>/dev/null | grep -vE 'rel|@abs' | sed 's/ *$//' | LC_ALL=C sort >"$tmp/expected"
"$sockstat" -axp | grep -vE 'rel|@abs' | sed 's/ *$//' | LC_ALL=C sort >"$tmp/seen"
same "netstat -axp lists the same rows up to their end" "$tmp/expected" "$tmp/seen"

for flags in -wan -wn -wln -wa; do
	netstat -W $flags --numeric-hosts | LC_ALL=C sort >"$tmp/expected"
	"$sockstat" $flags --numeric-hosts | grep -v '^icmp' | LC_ALL=C sort >"$tmp/seen"
	same "netstat $flags lists the same raw sockets" "$tmp/expected" "$tmp/seen"
done
is "raw sockets are shown with their protocol" "ospf" "$("$sockstat" -waH --numeric-hosts |
	awk '$1 == "raw" && $4 ~ /ospf/ { sub(/.*:/, "", $4); print $4 }')"
is "ping sockets are listed as icmp and icmp6" "icmp 127.0.0.1:77 icmp6 ::1:77" \
	"$("$sockstat" -wanH | awk '/^icmp/ { print $1, $4 }' | xargs)"
is "no note is printed about the source of ping sockets" "" "$("$sockstat" -wan 2>&1 >/dev/null)"

# Every socket of ss, identified by inode, is listed once.
"$sockstat" -a --json 2>"$tmp/err" >"$tmp/json"
# The first TCP connection of an MPTCP connection has the same inode.
jq -r '.sockets[] | select(.inode != 0 and .proto != "mptcp").inode' "$tmp/json" | LC_ALL=C sort \
	>"$tmp/ours"
{
	ss -a -n -e -f inet; ss -a -n -e -f inet6; ss -a -n -e -f link
} 2>/dev/null | grep -oE 'ino:[0-9]+' | cut -d: -f2 >"$tmp/theirs"
ss -a -n -x | sed -nE 's/.* ([0-9]+) +\* [0-9]+ *$/\1/p' >>"$tmp/theirs"
awk 'NR > 1 && $2 != 4 { print $10 }' /proc/net/netlink >>"$tmp/theirs"
is "no inode is listed twice" "" "$(uniq -d "$tmp/ours" | xargs)"
LC_ALL=C sort -u "$tmp/theirs" | grep -vx 0 >"$tmp/expected"
is "every socket of ss -a is listed" \
	"" "$(LC_ALL=C comm -23 "$tmp/expected" "$tmp/ours" | xargs)"
[ "$(wc -l <"$tmp/expected")" -ge 30 ]
ok "ss lists at least 30 sockets" $?
ss -H -a -n -f netlink | awk '$4 !~ /tcpdiag/' | sort -u | wc -l >"$tmp/expected"
"$sockstat" -H --netlink | grep -cv ' sock_diag ' >"$tmp/seen"
[ "$(cat "$tmp/seen")" -ge "$(cat "$tmp/expected")" ]
ok "at least as many netlink sockets as in ss are listed ($(cat "$tmp/seen"))" $?
is "-a prints no note about missing families" "" "$(grep 'cannot list' "$tmp/err")"
jq -r '.sockets[] | select(.inode != 0 and (.portid != 0 or (.groups | length) > 0) and
	.protocol != "sock_diag").owners[].pid' "$tmp/json" | sort -u >"$tmp/seen"
is "the fixture owns all bound netlink sockets" "$holder" "$(xargs <"$tmp/seen")"
is "only sockets of the kernel lack an owner" "" "$(jq -c '.sockets[] |
	select(.inode != 0 and .owners == [] and (.portid != 0 or .groups != []))' "$tmp/json")"

# Fields of JSON.
field() {
	is "JSON: $1" "$2" "$(jq -cr ".sockets[] | $3" "$tmp/json" | LC_ALL=C sort | xargs -d '\n')"
}
field "groups by name" '["link","ipv4_ifaddr","tunnel"] ["udev"]' \
	'select(.portid == 1800004711).groups'
field "a netlink socket that is not bound" 'route ["tunnel"]' \
	'select(.portid == 0 and .groups != [] and .proto == "netlink") | "\(.protocol) \(.groups)"'
field "packet sockets" 'DGRAM 3 null RAW 2054 1' \
	'select(.proto == "packet") | "\(.type) \(.ethertype) \(.ifindex)"'
field "an interface by name" '1 lo' 'select(.interface) | "\(.ifindex) \(.interface)"'
is "the layout of netstat shows the interface of packet sockets" "* lo" \
	"$("$sockstat" -0naH | awk '{ print $6 }' | LC_ALL=C sort | xargs -d '\n')"
field "a listener" 'stream LISTEN 1 5' \
	'select(.path == "stream" and .state == "LISTEN") | "\(.path) \(.state) \(.recv_q) \(.send_q)"'
field "connections that wait for accept()" 'stream true' \
	'select(.path == "stream" and .inode == 0) | "\(.path) \(.peer_inode > 0)"'
field "an abstract name" 'ESTABLISHED LISTEN' 'select(.abstract == "seq") | .state'
field "a path of 108 bytes" '108' 'select(.path and (.path | length) > 100).path | length'
is "the peer of each unix socket is listed" \
	0 "$(jq '[.sockets[] | select(.proto == "unix")] as $unix |
	($unix | map(.inode)) as $inodes | [$unix[] | select(.peer_inode > 0) |
	.peer_inode as $peer | select($inodes | index($peer) | not)] | length' "$tmp/json")"

# Each name gives one row, also when it is read from /proc/net.
rows=$(jq '[.sockets[] | select(.proto == "unix")] | length' "$tmp/json")
is "each unix socket has one row" "$rows" "$("$sockstat" -axH | wc -l)"
"$sockstat" -axH >"$tmp/rows"
LC_ALL=C grep -q '[[:cntrl:]]' "$tmp/rows"
is "no control character of a socket name is printed" 1 $?
grep -qF 'rel\x0a\x1b[2J evil' "$tmp/rows" && grep -qF '@abs\x0a\x1b[1mname@' "$tmp/rows"
ok "socket names are complete and escaped" $? "$tmp/rows"
LC_ALL=C sort "$tmp/rows" >"$tmp/expected"
"$FIXTURES/nodiag" 93 "$sockstat" -axH 2>/dev/null | LC_ALL=C sort >"$tmp/seen"
same "unix sockets are the same without sock_diag" "$tmp/expected" "$tmp/seen"
# These sockets receive messages of the kernel, so that their queues grow: the comparison is
# repeated.
for _ in $(seq 50); do
	"$sockstat" -0nH | LC_ALL=C sort >"$tmp/expected"
	"$FIXTURES/nodiag" 93 "$sockstat" -0nH 2>/dev/null | LC_ALL=C sort >"$tmp/seen"
	"$sockstat" -0nH | LC_ALL=C sort >"$tmp/again"
	cmp -s "$tmp/expected" "$tmp/again" && break
done
same "packet sockets are the same without sock_diag" "$tmp/expected" "$tmp/seen"

# A socket name that looks like the line of the listener in /proc/net/unix.
listener=$(jq '.sockets[] | select(.path == "stream" and .state == "LISTEN").inode' "$tmp/json")
start_as forger "$tmp/names" "$listener"
is "a socket name cannot forge the references of another socket" \
	2 "$("$sockstat" -lxH | awk -v i="$listener" '
	{ for (n = 1; n <= NF; n++) if ($n == "LISTENING" && $(n + 1) == i) print $2 }')"
is "a socket name cannot add a row" $((rows + 1)) "$("$sockstat" -axH | wc -l)"
end_fixture
fixture=$holder fixture_in=$ready

# Families that this kernel may lack.
if has mptcp; then
	ss -H -a -n -M | awk '{ sub(/ESTAB$/, "ESTABLISHED", $1); print $1, $2, $3, $4, $5 }' |
		LC_ALL=C sort >"$tmp/expected"
	"$sockstat" -an --mptcp -H | awk '{ print $6, $2, $3, $4, $5 }' | LC_ALL=C sort >"$tmp/seen"
	same "ss -aMn lists the same MPTCP sockets" "$tmp/expected" "$tmp/seen"
	is "MPTCP sockets have a section of their own" \
		1 "$("$sockstat" -an | grep -c '^Active MPTCP')"
else
	skip "ss -aMn" "this kernel makes no MPTCP sockets"
fi
if has sctp; then
	# sctp_rows FLAGS [COMMAND]...: prints protocol, addresses and state of the sockets
	# listed
	sctp_rows() {
		local flags=$1
		shift
		"$@" "$sockstat" "$flags" 2>/dev/null | awk '{ print $1, $4, $5, $6 }' |
			LC_ALL=C sort | paste -sd,
	}
	to="sctp 127.0.0.1:1000 127.0.0.1:999 ESTABLISHED"
	listener="sctp 127.0.0.1:999 0.0.0.0:* LISTEN"
	back="sctp 127.0.0.1:999 127.0.0.1:1000 ESTABLISHED"
	many="sctp6 ::1:999 :::* LISTEN"
	for how in "" "$FIXTURES/nodiag 93"; do
		# shellcheck disable=SC2086
		is "${how:+without sock_diag: }-Sl lists SCTP listeners" \
			"$listener,$many" "$(sctp_rows -SnlH $how)"
		# shellcheck disable=SC2086
		is "${how:+without sock_diag: }-S lists SCTP associations" \
			"$to,$back" "$(sctp_rows -SnH $how)"
		# shellcheck disable=SC2086
		is "${how:+without sock_diag: }-Sa lists SCTP listeners and associations" \
			"$to,$listener,$back,$many" \
			"$(sctp_rows -SanH $how)"
	done
	is "SCTP sockets have owners" 4 "$("$sockstat" -SapnH | grep -c "$holder/families")"
	is "-i SCTP:1000 lists both ends" 2 \
		"$("$sockstat" -nP -i SCTP:1000 -H | grep -c 'SCTP.*1000')"
	is "-s SCTP:LISTEN lists SCTP listeners" 2 "$("$sockstat" -SanH -s SCTP:LISTEN | wc -l)"
	is "JSON has the addresses of an SCTP association" \
		'["127.0.0.1"] ["127.0.0.1"]' "$("$sockstat" -S --json |
		jq -cr '.sockets[0] | "\(.local_addresses) \(.peer_addresses)"')"
else
	skip "SCTP sockets" "this kernel makes none"
fi
if jq -e '.gaps.absent | index("sctp") | not' "$tmp/json" >/dev/null; then
	skip "a kernel without SCTP" "this kernel lists it"
else
	"$sockstat" -S >"$tmp/out" 2>"$tmp/err"
	is "--sctp ends with 3 if the kernel lacks SCTP" 3 $?
	is "--sctp prints a note if the kernel lacks SCTP" \
		1 "$(grep -c "cannot list sctp, sctp6 sockets" "$tmp/err")"
	"$sockstat" -tS >"$tmp/out" 2>"$tmp/err"
	is "-tS ends with 0 if the kernel lacks SCTP" 0 $?
	is "-tS prints a note if the kernel lacks SCTP" 1 \
		"$(grep -c "cannot list sctp, sctp6 sockets" "$tmp/err")"
	"$sockstat" -iSCTP:22 >"$tmp/out" 2>"$tmp/err"
	is "-iSCTP:22 ends with 3 if the kernel lacks SCTP" 3 $?
	is "JSON lists sctp and sctp6 as absent" '["sctp","sctp6"]' \
		"$("$sockstat" -4 -6 --json 2>/dev/null |
		jq -c '[.gaps.absent[] | select(startswith("sctp"))]')"
fi
for family in vsock xdp tipc; do
	if ! has $family; then
		skip "$family" "this kernel makes no such sockets"
	elif jq -e --arg f $family '.gaps.absent | index($f)' "$tmp/json" >/dev/null; then
		"$sockstat" --$family >"$tmp/out" 2>"$tmp/err"
		is "--$family ends with 3 if the kernel lacks the family" 3 $?
		grep -q "cannot list $family" "$tmp/err"
		ok "--$family prints a note if the kernel lacks the family" $? "$tmp/err"
		"$sockstat" -tx --$family >"$tmp/out" 2>"$tmp/err"
		is "-tx --$family ends with 0 if the kernel lacks the family" 0 $?
		grep -q "cannot list $family" "$tmp/err"
		ok "-tx --$family prints a note if the kernel lacks the family" $? "$tmp/err"
		is "a family that the kernel lacks has no section" \
			"" "$(grep -i "^Active $family" "$tmp/out")"
	else
		"$sockstat" -a --$family -pH | grep -q "$holder/families"
		ok "--$family lists the socket with its owner" $?
	fi
done
