#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# -i :PORT lists whatever has the port, also what is only bound and what has no visible owner, in
# the layout and with the -n of the flags beside it. What is empty by selection has no title.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 listener 127.0.0.1 443 datagrams 127.0.0.1 53
holder=$fixture
links=$tmp/links
mkdir "$links"
ln -s "$sockstat" "$links/lsof"
ln -s "$sockstat" "$links/ss"

# states: 127.0.0.1:1002 is bound and no more
bound="127.0.0.1:1002 CLOSE $holder/fixture"
has_bound=$("$sockstat" -tanH | grep -c ' 127.0.0.1:1002 .* CLOSE ')
rows() {
	awk '/^(tcp|udp)/ { print $4, $6, $7 }'
}
if [ "$has_bound" -eq 1 ]; then
	for flags in -tanp -tlnp -tnp "-anp --layout netstat" -n4p "-np tcp" "-ep -n" \
		"--layout netstat -n"; do
		# shellcheck disable=SC2086
		"$sockstat" $flags -i :1002 >"$tmp/out" 2>"$tmp/err"
		is "$flags -i :1002: status" 0 $?
		is "$flags -i :1002" "127.0.0.1:1002 CLOSE" "$(rows <"$tmp/out" | cut -d' ' -f1,2)"
		grep -q " $holder/fixture" "$tmp/out"
		ok "$flags -i :1002: its owner" $? "$tmp/out"
	done
	is "-i :1002 in lsof's layout" "fixture $holder TCP 127.0.0.1:1002 (CLOSE)" \
		"$("$sockstat" -HnP -i :1002 | awk '{ print $1, $2, $8, $9, $10 }')"
	is "-i without a port" "$bound" "$("$sockstat" -tanpH -i | rows | grep :1002)"
	is "-l -i without a port is about listeners" "" \
		"$("$sockstat" -tlnpH -i | rows | grep CLOSE)"
	is "-s -l -i :1002" 1 "$("$sockstat" -slH -i :1002 | awk '$3 == "all" { print $1 }')"
	is "JSON" CLOSE "$("$sockstat" -ln --json -i :1002 | jq -r '.sockets[].state')"
	is "-c" "$bound $bound" "$(timeout 20 "$sockstat" -tanpH -i :1002 -c 0.01 2>/dev/null |
		rows | head -n 2 | xargs)"
else
	skip "a socket that is only bound" "this kernel does not list it"
fi
"$links/lsof" -nP -i :1002 >"$tmp/out" 2>"$tmp/err"
is "called as lsof it is not listed" "1" "$?$(cat "$tmp/out")"

# layout and -n
"$sockstat" -tlnp >"$tmp/expected"
"$sockstat" -tlnp -i >"$tmp/seen"
same "-tlnp -i is as -tlnp" "$tmp/expected" "$tmp/seen"
for flags in -tln -uan -tulnpe -4ano "-lnb tcp" --listening\ -n; do
	# shellcheck disable=SC2086
	is "$flags -i has the columns of $flags" \
		"$("$sockstat" $flags 2>/dev/null | grep -m 1 ^Proto)" \
		"$("$sockstat" $flags -i :443,53 2>/dev/null | grep -m 1 ^Proto)"
done
is "numbers for ports and users, too" "127.0.0.1:443 0" \
	"$("$sockstat" -tlneH -i :443 | awk '{ print $4, $7 }')"
is "-ni is lsof's: names of ports" "127.0.0.1:https" "$("$sockstat" -Hni :443 | awk '{ print $9 }')"
is "-n --layout lsof is not taken for it" "127.0.0.1:443" \
	"$("$sockstat" -tnH --layout lsof -i :443 | awk '{ print $9 }')"

# without a visible owner
if can_be_user; then
	for flags in -tlnp -tanp "-np --layout netstat" -lnp; do
		# shellcheck disable=SC2086
		as_user "$sockstat" $flags -i :443 >"$tmp/out" 2>"$tmp/err"
		is "a user: $flags -i :443: status" 0 $?
		is "a user: $flags -i :443" "127.0.0.1:443 LISTEN -" "$(rows <"$tmp/out")"
	done
	is "a user: -i :443 in lsof's layout" "- - - - IPv4 TCP 127.0.0.1:443 (LISTEN)" \
		"$(as_user "$sockstat" -qHnP -i :443 | awk \
		'{ print $1, $2, $3, $4, $5, $8, $9, $10 }')"
	is "-e shows the reason" "-(not_permitted)" \
		"$(as_user "$sockstat" -qHe --layout lsof -i :443 | awk '{ print $1 }')"
	is "a user: -i UDP:53" "127.0.0.1:53" \
		"$(as_user "$sockstat" -qHnP -i UDP:53 | awk \
		'$4 == "-" && $9 == "127.0.0.1:53" { print $9 }')"
	[ "$has_bound" -ne 1 ] || is "a user: what is only bound" "- 127.0.0.1:1002 (CLOSE)" \
		"$(as_user "$sockstat" -qHnP -i :1002 | awk '{ print $1, $9, $10 }')"
	as_user "$sockstat" -qnP -i :443 --fail-empty >/dev/null
	is "a user: the row is listed" 0 $?
	as_user "$links/lsof" -nP -i :443 >"$tmp/out" 2>"$tmp/err"
	is "a user: called as lsof it is not listed" "1" "$?$(cat "$tmp/out")"
	as_user "$sockstat" -qF -nP -i :443 >"$tmp/out"
	is "a user: -F lists no row without a process" "0" "$?$(cat "$tmp/out")"
	is "a user: --pid lists what the process holds" "" \
		"$(as_user "$sockstat" -qHnP -i :443 --pid $$ 2>/dev/null)"
else
	skip "a user" "there can be none"
fi
is "sockets that belong to no process" "$("$sockstat" -tanH | grep -c TIME_WAIT)" \
	"$("$sockstat" -qHnP -i | grep -c '^-.*(TIME_WAIT)$')"
is "come last, and are counted" "$("$sockstat" -qHnP -i | awk '$2 == "-"' | wc -l)" \
	"$("$sockstat" -qHnP -i | tac | awk '$2 != "-" { exit } { n++ } END { print n + 0 }')"

# titles
titles() {
	"$sockstat" -q "$@" | sed -n 's/^Active \(.*\) (.*/\1/p' | paste -sd,
}
is "without a selection each section has its title" "Internet connections,UNIX domain sockets" \
	"$(titles -n)"
is "--pid" "Internet connections" "$(titles -an --pid "$holder")"
is "--pid of a process without sockets" "" "$(titles -an --pid $$)"
is "--user" "" "$(titles -an --user 4242424)"
is "--command" "" "$(titles -an --command nosuch)"
is "-i" "Internet connections" "$(titles -an -i :443)"
is "-i of none" "" "$(titles -tan -i :9)"
is "-s" "Internet connections" "$(titles -an -s tcp:LISTEN)"
is "-s of none" "" "$(titles -an -s udp:SYN_SENT -u)"
# their order is that of the protocols, whichever are empty
all=$(titles -an)
grep -q 'UNIX domain sockets.*packet sockets.*netlink sockets' <<<"$all"
ok "sections in their order" $? <(echo "$all")
