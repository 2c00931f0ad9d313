#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Options and line breaks of netstat and ss through links with their names, compared with the
# programs themselves on the same sockets.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/links"
for name in netstat ss; do
	ln -s ../sockstat "$tmp/links/$name"
done
links=$tmp/links
mkdir "$tmp/names"
echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range 2>/dev/null ||
	echo '0 0' >/proc/sys/net/ipv4/ping_group_range
program=families
start_as families "$tmp/names"
program=

# protocols COMMAND...: prints the sorted protocols of the rows
protocols() {
	"$@" 2>"$tmp/err" | awk '/^(tcp|udp|raw|unix)/ { print $1 }' | sort -u | xargs
}

case_netstat_families() {
	local words
	start listener 127.0.0.1 1000 listener ::1 1000
	for words in --inet --ip --inet6 "-A inet" "-A ip" "-A tcpip" "-A inet6" \
		"--ip --inet6" "--ip -x"; do
		# shellcheck disable=SC2086
		is "netstat -ltn $words selects the same protocols" \
			"$(protocols netstat -ltn $words)" \
			"$(protocols "$links/netstat" -ltn $words)"
	done
	# netstat 2.10 itself ends --tcpip with an internal error.
	is "netstat --tcpip lists IPv4 only" tcp "$(protocols "$links/netstat" -ltn --tcpip)"
}

case_netstat_d() {
	start listener 127.0.0.1 1000
	is "netstat -lntpd lists the same sockets" \
		"$(protocols netstat -lntpd)" "$(protocols "$links/netstat" -lntpd)"
	is "netstat -d prints no message" "" "$(cat "$tmp/err")"
	"$sockstat" -d >"$tmp/out" 2>"$tmp/err"
	is "sockstat -d is a usage error" 2 $?
}

# rows NAME ARGUMENT...: the rows in one order, with one blank between two words. ss lists a netlink
# socket twice if it is in a group, and no unix connection that waits for accept().
rows() {
	"$@" 2>"$tmp/err" | sed 's/  */ /g; s/ $//; / 0 \* [1-9]/d' | LC_ALL=C sort -u
}

# like_ss ROWS ARGUMENT...: checks that ss and the link list the same, in so many rows
like_ss() {
	local count=$1
	shift
	rows ss "$@" >"$tmp/theirs"
	rows "$links/ss" "$@" >"$tmp/ours"
	same "ss $* lists the same" "$tmp/theirs" "$tmp/ours"
	is "ss $* lists $count rows" "$count" "$(wc -l <"$tmp/ours")"
}

# The last of -x, -0, -4, -6 and -f says of which family addresses in the filter are.
case_ss_addresses() {
	start listener 127.0.0.1 1000
	like_ss 2 -Hxa src 'str*'
	like_ss 2 -Hxa src '*TREA*'
	like_ss 1 -Hxl src stream
	like_ss 1 -Hxta src @seq
	like_ss 1 -Hta -f unix src '@s?q'
	like_ss 0 -Hxa dst '?*'
	like_ss 0 -Hxta src 127.0.0.1
	like_ss 1 -Hx -4 -ta src 127.0.0.1:1000
	like_ss 2 -Hxa sport = stream
	like_ss 1 -H0a src '*:lo'
	like_ss 1 -H0a src arp
	like_ss 1 -Ha -f link src 0x806:1
	like_ss 1 -H0a src all:0
	like_ss 1 -H0a not src ARP
	like_ss 1 -H0a sport = :lo
	like_ss 0 -H0a dst arp
	like_ss 1 -Ha src link:arp:lo
	like_ss 1 -Han -f netlink src uevent:1800004711
	like_ss 1 -Han -f netlink src 15:0x6b49e467
	like_ss 2 -Han -f netlink src :1800004711
	like_ss 2 -Han -f netlink sport = 1800004711
	like_ss 0 -Han -f netlink dst 0:0
	"$links/ss" -Ha src 'str*' >"$tmp/out" 2>"$tmp/err"
	is "a glob without a family is refused" "2 1" "$? $(grep -c "'str\*'" "$tmp/err")"
	"$links/ss" -H0a src nosuch >"$tmp/out" 2>"$tmp/err"
	is "an unknown protocol is refused" "2 1" "$? $(grep -c "'nosuch'" "$tmp/err")"
}

# breaks NAME ARGUMENT...: each row by its addresses and by the facts on each of its lines
breaks() {
	"$@" 2>"$tmp/err" | awk '
		function facts(line) {
			return (line ~ /users:/ ? " users" : "") (line ~ /timer:/ ? " timer" : "") \
				(line ~ /skmem:/ ? " skmem" : "") (line ~ /rto:/ ? " rto" : "")
		}
		/^\t/ { row = row " |" facts($0); next }
		{ if (NR > 1) print row; row = $1 " " $2 " " $5 " " $6 facts($0) }
		END { print row }' | LC_ALL=C sort
}

case_ss_lines() {
	local flags
	start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 datagrams 127.0.0.1 53
	for flags in -tuani -tuanm -tuane -tuano -tuanie -tuaniepm -tani -uani -uanm -uaniem \
		-Mani -Manme -0am -0ai -tuaniO -tuanmeO; do
		# shellcheck disable=SC2086
		breaks ss $flags >"$tmp/theirs"
		# shellcheck disable=SC2086
		breaks "$links/ss" $flags >"$tmp/ours"
		same "ss $flags prints the same ($(wc -l <"$tmp/ours") lines)" \
			"$tmp/theirs" "$tmp/ours"
	done
	# a socket in two lines in neither: grep counts lines that begin with a tab
	for flags in -xae -xam -xapm -xai; do
		is "ss $flags has no second line" "$(ss $flags | grep -c ^$'\t')" \
			"$("$links/ss" $flags | grep -c ^$'\t')"
	done
	is "ss -ti prints two lines per socket" "1 1" "$("$links/ss" -Htin state established \
		sport = :1000 and src 127.0.0.1 | head -n 2 | paste - - | awk '{
			print gsub(/127.0.0.1:1000/, ""), gsub(/ rtt:/, "")
		}')"
	is "ss -tiO prints one line per socket" 0 "$("$links/ss" -Htaino -O | grep -c ^$'\t')"
	is "ss --layout ss prints one line per socket" 0 \
		"$("$links/ss" -Htain --layout ss | grep -c ^$'\t')"
	is "sockstat --layout ss prints one line per socket" 0 \
		"$("$sockstat" --layout ss -Htan --tcp-info -m | grep -c ^$'\t')"
}

run_cases
