#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Called through a link named netstat, lsof or ss: the options of that program, compared with
# its output.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/links"
for name in netstat lsof ss; do
	ln -s ../sockstat "$tmp/links/$name"
done
links=$tmp/links
start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	listener 0.0.0.0 22 listener :: 80 datagrams 127.0.0.1 53 datagrams ::1 53
states=$fixture
start shared 127.0.0.1 3000 2
shared=$fixture

# rows: reads rows, and prints them sorted, with one blank between words
rows() {
	sed 's/  */ /g; s/ $//' | sort
}

# like NAME ARGUMENT...: checks that both programs print the same rows
like() {
	local name=$1
	shift
	command "$name" "$@" 2>/dev/null | of_"$name" >"$tmp/theirs"
	"$links/$name" "$@" 2>"$tmp/err" | of_"$name" >"$tmp/ours"
	same "$name $*" "$tmp/theirs" "$tmp/ours"
}

# netstat and lsof show no backlog limit of listeners, netstat shows no sockets that are only
# bound, and the Send-Q of closing sockets counts differently.
of_netstat() {
	awk '$6 ~ /^(LISTEN|FIN_WAIT1|LAST_ACK|CLOSING)$/ { $3 = 0 } $6 != "CLOSE"' | rows
}
# lsof also lists other files, and sockets that are not bound.
of_lsof() {
	grep -avE ' (cwd|rtd|txt|mem) | (FIFO|CHR|REG|DIR|sock|a_inode) ' |
		sed 's/\((LISTEN QR=.* QS=\).*/\1/' | rows
}
# ss may print no blank between the last two titles.
of_ss() {
	sed 's/PortProcess/Port Process/' | rows
}

like netstat -ltn
like netstat -antu
like netstat -an4
like netstat -A inet6 -an
like lsof -nP -iTCP -sTCP:LISTEN
like lsof -t -iTCP
like lsof -t -i :3000
like lsof -nP -i -a -p "$states"
like lsof -nP -a -p "$states" -iUDP
like lsof -nP -i4 -a -c fixt
like lsof -nP -i -a -c /^FIX/i
like lsof -nP -p "$states" -i:3000
like lsof -nP -p "$states" -iUDP:3000
like lsof -nP -p "$states" -iUDP -sTCP:LISTEN
like lsof -nP -i -a -c ^fixture
like lsof -nP -i -u "^$(id -un)"
is "lsof -p or -i without -a lists sockets that match one of them" \
	"22 3000" "$("$links/lsof" -nP -i4TCP:22 -p "$shared" | awk \
	'NR > 1 { sub(/.*:/, "", $9); print $9 }' | sort -n | uniq | xargs)"
like lsof -nPl -iTCP:3000 +c 0
like lsof -nP -i -F pcfn
like lsof -nP -R -i
like lsof -nP -i -g
like lsof -nP -g -Ri4
like lsof -nP -i -T
like lsof -nP -i -Tqs
like lsof -nP -iUDP -T q
like lsof -nP -i -Fpn0

like ss -tln
like ss -tan
like ss -tn
like ss -tuln
like ss -ltnH
like ss -un
like ss -ua
like ss -A unix_dgram
like ss -4tan
like ss -6tan
like ss -tlnp 'sport = :22'
like ss -tan state established
like ss -tn state connected exclude time-wait
like ss -tan 'sport = :3000'
like ss -tan '( sport = :3000 or dport = :3000 )'
like ss -tn dst 127.0.0.1
like ss -Hltn sport gt :1024
like ss -Atcp,udp -an
like ss -Hx -A unix_stream -l
like ss -n -A udp
like ss -A packet
like ss -n -x -A tcp
like ss -n -u -A tcp
like ss -n -A tcp -u
is "ss -Q prints no queues" "LISTEN 0.0.0.0:22 0.0.0.0:*" \
	"$("$links/ss" -QHtln sport = :22 | rows)"

# refused NAME WORD TOOL [ARGUMENT]...: checks that the option ends with 2, or with 1 under the name
# netstat, and that the message names the tool to use
refused() {
	local name=$1 word=$2 tool=$3 status=2
	[ "$name" != netstat ] || status=1
	shift 3
	"$links/$name" "$word" "$@" >"$tmp/out" 2>"$tmp/err"
	is "$name $word is refused" "$status" $?
	[ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$tool" "$tmp/err" && [ ! -s "$tmp/out" ]
	ok "the message for $name $word names $tool" $? "$tmp/err"
}
refused netstat -r "ip route"
refused netstat -rn "ip route"
refused netstat --route "ip route"
refused netstat -i "ip -s link"
refused netstat -g "ip maddress"
refused netstat -M conntrack
refused lsof -N fuser
refused lsof +D fuser /tmp
refused lsof /etc/passwd "lsof by its path"
refused lsof -d "lsof by its path" 0-2
refused ss -K "ss by its path"
refused ss --tos "ss by its path"
refused ss --no-such "--no-such"
refused lsof -iTCPX "'TCPX'"
refused ss "sport ==" "sport =="

[ "$("$links/lsof" +E -nP -i4 | grep -c "$states,fixture,")" -gt 3 ]
ok "lsof +E shows the process at the other end" $?

# Exit statuses of lsof.
"$links/lsof" -t -i :9 >"$tmp/out" 2>"$tmp/err"
is "lsof without result ends with 1" "1 0 0" "$? $(wc -c <"$tmp/out") $(wc -c <"$tmp/err")"
"$links/lsof" -Q -t -i :9
is "lsof -Q without result ends with 0" 0 $?
is "lsof +r1 ends when there is nothing to list" "=======" "$("$links/lsof" -t -i :9 +r1)"
if can_be_user; then
	as_user "$links/lsof" -t -a -p "$states" -i >"$tmp/out" 2>"$tmp/err"
	is "lsof -p of a process that denies access ends with 1" "1 0 0" \
		"$? $(wc -c <"$tmp/out") $(wc -c <"$tmp/err")"
	as_user "$links/lsof" -a -p "$states" -i >"$tmp/out" 2>"$tmp/err"
	is "lsof -p of a process that denies access prints a message" \
		1 "$(grep -c 'cannot be inspected' "$tmp/err")"
fi
"$links/netstat" --version | grep -q sockstat
ok "netstat --version names sockstat" $?
"$links/ss" -h | grep -q '^usage: ss .*EXPRESSION'
ok "ss -h describes the options of ss" $?
