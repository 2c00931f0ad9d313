#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets of every family that this kernel has: against netstat and ss, with their owners, as
# JSON, and under names that would forge rows.
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

# unix rows as far as the path; netstat shows no path behind a newline or a blank
for flags in -axp -ax -x -xp -lx -lxp -xe -axo; do
	netstat $flags 2>/dev/null | cut -c1-79 | sed 's/ *$//' | LC_ALL=C sort >"$tmp/expected"
	"$sockstat" $flags | cut -c1-79 | sed 's/ *$//' | LC_ALL=C sort >"$tmp/seen"
	# names that differ on purpose
	sed -i -E 's/(rel|@abs).*/\1/' "$tmp/seen" "$tmp/expected"
	same "netstat $flags ($(wc -l <"$tmp/seen") lines)" "$tmp/expected" "$tmp/seen"
	[ "$(wc -l <"$tmp/seen")" -ge 4 ]
	ok "netstat $flags had something to compare" $?
done
netstat -axp 2>/dev/null | grep -vE 'rel|@abs' | sed 's/ *$//' | LC_ALL=C sort >"$tmp/expected"
"$sockstat" -axp | grep -vE 'rel|@abs' | sed 's/ *$//' | LC_ALL=C sort >"$tmp/seen"
same "whole rows of netstat -axp" "$tmp/expected" "$tmp/seen"

for flags in -wan -wn -wln -wa; do
	netstat -W $flags --numeric-hosts | LC_ALL=C sort >"$tmp/expected"
	"$sockstat" $flags --numeric-hosts | grep -v '^icmp' | LC_ALL=C sort >"$tmp/seen"
	same "netstat $flags" "$tmp/expected" "$tmp/seen"
done
is "raw sockets go by protocol" "ospf" "$("$sockstat" -waH --numeric-hosts |
	awk '$1 == "raw" && $4 ~ /ospf/ { sub(/.*:/, "", $4); print $4 }')"
is "ping sockets" "icmp 127.0.0.1:77 icmp6 ::1:77" \
	"$("$sockstat" -wanH | awk '/^icmp/ { print $1, $4 }' | xargs)"
is "no note is printed about the source" "" "$("$sockstat" -wan 2>&1 >/dev/null)"

# every socket of ss, by inode, each once
"$sockstat" -a --json 2>"$tmp/err" >"$tmp/json"
# the first TCP connection of an MPTCP one has its inode
jq -r '.sockets[] | select(.inode != 0 and .proto != "mptcp").inode' "$tmp/json" | LC_ALL=C sort \
	>"$tmp/ours"
{
	ss -a -n -e -f inet; ss -a -n -e -f inet6; ss -a -n -e -f link
} 2>/dev/null | grep -oE 'ino:[0-9]+' | cut -d: -f2 >"$tmp/theirs"
ss -a -n -x | sed -nE 's/.* ([0-9]+) +\* [0-9]+ *$/\1/p' >>"$tmp/theirs"
awk 'NR > 1 && $2 != 4 { print $10 }' /proc/net/netlink >>"$tmp/theirs"
is "each socket once" "" "$(uniq -d "$tmp/ours" | xargs)"
LC_ALL=C sort -u "$tmp/theirs" | grep -vx 0 >"$tmp/expected"
is "every socket of ss -a" "" "$(LC_ALL=C comm -23 "$tmp/expected" "$tmp/ours" | xargs)"
[ "$(wc -l <"$tmp/expected")" -ge 30 ]
ok "ss had something to compare" $?
ss -H -a -n -f netlink | awk '$4 !~ /tcpdiag/' | sort -u | wc -l >"$tmp/expected"
"$sockstat" -H --netlink | grep -cv ' sock_diag ' >"$tmp/seen"
[ "$(cat "$tmp/seen")" -ge "$(cat "$tmp/expected")" ]
ok "as many netlink sockets as ss ($(cat "$tmp/seen"))" $?
is "-a says nothing of families that are missing" "" "$(grep 'cannot list' "$tmp/err")"
jq -r '.sockets[] | select(.inode != 0 and (.portid != 0 or (.groups | length) > 0) and
	.protocol != "sock_diag").owners[].pid' "$tmp/json" | sort -u >"$tmp/seen"
is "the fixture owns all of them" "$holder" "$(xargs <"$tmp/seen")"
is "only sockets of the kernel lack an owner" "" "$(jq -c '.sockets[] |
	select(.inode != 0 and .owners == [] and (.portid != 0 or .groups != []))' "$tmp/json")"

# fields
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
is "the layout of netstat has the fields" "* lo" \
	"$("$sockstat" -0naH | awk '{ print $6 }' | LC_ALL=C sort | xargs -d '\n')"
field "a listener" 'stream LISTEN 1 5' \
	'select(.path == "stream" and .state == "LISTEN") | "\(.path) \(.state) \(.recv_q) \(.send_q)"'
field "connections that wait for accept()" 'stream true' \
	'select(.path == "stream" and .inode == 0) | "\(.path) \(.peer_inode > 0)"'
field "an abstract name" 'ESTABLISHED LISTEN' 'select(.abstract == "seq") | .state'
field "a path of 108 bytes" '108' 'select(.path and (.path | length) > 100).path | length'
is "pairs name each other" 0 "$(jq '[.sockets[] | select(.proto == "unix")] as $unix |
	($unix | map(.inode)) as $inodes | [$unix[] | select(.peer_inode > 0) |
	.peer_inode as $peer | select($inodes | index($peer) | not)] | length' "$tmp/json")"

# names give one row each, also where they can be read only from /proc/net
rows=$(jq '[.sockets[] | select(.proto == "unix")] | length' "$tmp/json")
is "a row for each unix socket" "$rows" "$("$sockstat" -axH | wc -l)"
"$sockstat" -axH >"$tmp/rows"
LC_ALL=C grep -q '[[:cntrl:]]' "$tmp/rows"
is "no control character" 1 $?
grep -qF 'rel\x0a\x1b[2J evil' "$tmp/rows" && grep -qF '@abs\x0a\x1b[1mname@' "$tmp/rows"
ok "names are whole" $? "$tmp/rows"
LC_ALL=C sort "$tmp/rows" >"$tmp/expected"
"$FIXTURES/nodiag" 93 "$sockstat" -axH 2>/dev/null | LC_ALL=C sort >"$tmp/seen"
same "unix sockets without sock_diag" "$tmp/expected" "$tmp/seen"
# they hear what the kernel sends by itself, so that their queues grow: looked at again then
for _ in $(seq 50); do
	"$sockstat" -0nH | LC_ALL=C sort >"$tmp/expected"
	"$FIXTURES/nodiag" 93 "$sockstat" -0nH 2>/dev/null | LC_ALL=C sort >"$tmp/seen"
	"$sockstat" -0nH | LC_ALL=C sort >"$tmp/again"
	cmp -s "$tmp/expected" "$tmp/again" && break
done
same "packet sockets without sock_diag" "$tmp/expected" "$tmp/seen"

# a name that looks like the line of the listener
listener=$(jq '.sockets[] | select(.path == "stream" and .state == "LISTEN").inode' "$tmp/json")
start_as forger "$tmp/names" "$listener"
is "a name forges no reference" 2 "$("$sockstat" -lxH | awk -v i="$listener" '
	{ for (n = 1; n <= NF; n++) if ($n == "LISTENING" && $(n + 1) == i) print $2 }')"
is "the name adds no row" $((rows + 1)) "$("$sockstat" -axH | wc -l)"
end_fixture
fixture=$holder fixture_in=$ready

# one family at a time
if has mptcp; then
	ss -H -a -n -M | awk '{ sub(/ESTAB$/, "ESTABLISHED", $1); print $1, $2, $3, $4, $5 }' |
		LC_ALL=C sort >"$tmp/expected"
	"$sockstat" -an --mptcp -H | awk '{ print $6, $2, $3, $4, $5 }' | LC_ALL=C sort >"$tmp/seen"
	same "ss -aMn" "$tmp/expected" "$tmp/seen"
	is "MPTCP has a section of its own" 1 "$("$sockstat" -an | grep -c '^Active MPTCP')"
else
	skip "ss -aMn" "this kernel makes no MPTCP sockets"
fi
if has sctp; then
	# sctp_rows FLAGS [COMMAND]...: protocol, addresses and state of what they list
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
		is "${how:+without sock_diag: }-Sl" "$listener,$many" "$(sctp_rows -SnlH $how)"
		# shellcheck disable=SC2086
		is "${how:+without sock_diag: }-S" "$to,$back" "$(sctp_rows -SnH $how)"
		# shellcheck disable=SC2086
		is "${how:+without sock_diag: }-Sa" "$to,$listener,$back,$many" \
			"$(sctp_rows -SanH $how)"
	done
	is "-S has owners" 4 "$("$sockstat" -SapnH | grep -c "$holder/families")"
	is "-i SCTP:1000 finds both ends" 2 \
		"$("$sockstat" -nP -i SCTP:1000 -H | grep -c 'SCTP.*1000')"
	is "-s SCTP:LISTEN" 2 "$("$sockstat" -SanH -s SCTP:LISTEN | wc -l)"
	is "JSON: addresses" '["127.0.0.1"] ["127.0.0.1"]' "$("$sockstat" -S --json |
		jq -cr '.sockets[0] | "\(.local_addresses) \(.peer_addresses)"')"
else
	skip "SCTP sockets" "this kernel makes none"
fi
if jq -e '.gaps.absent | index("sctp") | not' "$tmp/json" >/dev/null; then
	skip "SCTP where it is absent" "this kernel lists it"
else
	"$sockstat" -S >"$tmp/out" 2>"$tmp/err"
	is "--sctp, which this kernel cannot list, is 3" 3 $?
	is "the note names the family" 1 "$(grep -c "cannot list sctp, sctp6 sockets" "$tmp/err")"
	"$sockstat" -tS >"$tmp/out" 2>"$tmp/err"
	is "-tS is 0" 0 $?
	is "the note names the family in JSON too" 1 \
		"$(grep -c "cannot list sctp, sctp6 sockets" "$tmp/err")"
	"$sockstat" -iSCTP:22 >"$tmp/out" 2>"$tmp/err"
	is "-iSCTP:22 is 3" 3 $?
	is "JSON tells both that are absent" '["sctp","sctp6"]' \
		"$("$sockstat" -4 -6 --json 2>/dev/null |
		jq -c '[.gaps.absent[] | select(startswith("sctp"))]')"
fi
for family in vsock xdp tipc; do
	if ! has $family; then
		skip "$family" "this kernel makes no such sockets"
	elif jq -e --arg f $family '.gaps.absent | index($f)' "$tmp/json" >/dev/null; then
		"$sockstat" --$family >"$tmp/out" 2>"$tmp/err"
		is "--$family, which this kernel cannot list, is 3" 3 $?
		grep -q "cannot list $family" "$tmp/err"
		ok "the note names the family" $? "$tmp/err"
		"$sockstat" -tx --$family >"$tmp/out" 2>"$tmp/err"
		is "beside others it is 0" 0 $?
		grep -q "cannot list $family" "$tmp/err"
		ok "the note names the family there too" $? "$tmp/err"
		is "the family has no section" "" "$(grep -i "^Active $family" "$tmp/out")"
	else
		"$sockstat" -a --$family -pH | grep -q "$holder/families"
		ok "--$family lists the socket" $?
	fi
done
