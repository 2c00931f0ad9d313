#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# -i :PORT lists every socket with the port, also one that is only bound or has no visible
# owner, in the layout and with the -n of the other flags. A section that a selection leaves
# empty has no title.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 listener 127.0.0.1 443 datagrams 127.0.0.1 53
holder=$fixture
links=$tmp/links
mkdir "$links"
ln -s "$sockstat" "$links/lsof"
ln -s "$sockstat" "$links/ss"

# The fixture states has a socket that is bound to 127.0.0.1:1002 and does nothing else.
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
		is "$flags -i :1002 ends with 0" 0 $?
		is "$flags -i :1002 lists a socket that is only bound" \
			"127.0.0.1:1002 CLOSE" "$(rows <"$tmp/out" | cut -d' ' -f1,2)"
		grep -q " $holder/fixture" "$tmp/out"
		ok "$flags -i :1002 shows its owner" $? "$tmp/out"
	done
	is "-i :1002 in the layout of lsof lists a socket that is only bound" \
		"fixture $holder TCP 127.0.0.1:1002 (CLOSE)" \
		"$("$sockstat" -HnP -i :1002 | awk '{ print $1, $2, $8, $9, $10 }')"
	is "-i without a port lists a socket that is only bound" \
		"$bound" "$("$sockstat" -tanpH -i | rows | grep :1002)"
	is "-l -i without a port lists listeners only" "" \
		"$("$sockstat" -tlnpH -i | rows | grep CLOSE)"
	is "-s -l -i :1002 counts a socket that is only bound" \
		1 "$("$sockstat" -slH -i :1002 | awk '$3 == "all" { print $1 }')"
	is "JSON of -l -i :1002 lists a socket that is only bound" \
		CLOSE "$("$sockstat" -ln --json -i :1002 | jq -r '.sockets[].state')"
	is "-c -i :1002 lists a socket that is only bound" \
		"$bound $bound" "$(timeout 20 "$sockstat" -tanpH -i :1002 -c 0.01 2>/dev/null |
		rows | head -n 2 | xargs)"
else
	skip "a socket that is only bound" "this kernel does not list it"
fi
"$links/lsof" -nP -i :1002 >"$tmp/out" 2>"$tmp/err"
is "called as lsof, a socket that is only bound is not listed" "1" "$?$(cat "$tmp/out")"

# The layout and -n.
"$sockstat" -tlnp >"$tmp/expected"
"$sockstat" -tlnp -i >"$tmp/seen"
same "-tlnp -i prints the same as -tlnp" "$tmp/expected" "$tmp/seen"
for flags in -tln -uan -tulnpe -4ano "-lnb tcp" --listening\ -n; do
	# shellcheck disable=SC2086
	is "$flags -i has the columns of $flags" \
		"$("$sockstat" $flags 2>/dev/null | grep -m 1 ^Proto)" \
		"$("$sockstat" $flags -i :443,53 2>/dev/null | grep -m 1 ^Proto)"
done
is "-n with other flags shows ports and users as numbers" "127.0.0.1:443 0" \
	"$("$sockstat" -tlneH -i :443 | awk '{ print $4, $7 }')"
is "-ni shows names of ports, as in lsof" \
	"127.0.0.1:https" "$("$sockstat" -Hni :443 | awk '{ print $9 }')"
is "-n with --layout lsof shows ports as numbers" "127.0.0.1:443" \
	"$("$sockstat" -tnH --layout lsof -i :443 | awk '{ print $9 }')"

# Sockets without a visible owner.
if can_be_user; then
	for flags in -tlnp -tanp "-np --layout netstat" -lnp; do
		# shellcheck disable=SC2086
		as_user "$sockstat" $flags -i :443 >"$tmp/out" 2>"$tmp/err"
		is "a user: $flags -i :443 ends with 0" 0 $?
		is "a user: $flags -i :443 lists a socket of root" \
			"127.0.0.1:443 LISTEN -" "$(rows <"$tmp/out")"
	done
	is "a user: -i :443 in the layout of lsof lists a socket of root" \
		"- - - - IPv4 TCP 127.0.0.1:443 (LISTEN)" \
		"$(as_user "$sockstat" -qHnP -i :443 | awk \
		'{ print $1, $2, $3, $4, $5, $8, $9, $10 }')"
	is "a user: -e shows the reason in the layout of lsof" "-(not_permitted)" \
		"$(as_user "$sockstat" -qHe --layout lsof -i :443 | awk '{ print $1 }')"
	is "a user: -i UDP:53 lists a socket of root" "127.0.0.1:53" \
		"$(as_user "$sockstat" -qHnP -i UDP:53 | awk \
		'$4 == "-" && $9 == "127.0.0.1:53" { print $9 }')"
	[ "$has_bound" -ne 1 ] || is "a user: -i :1002 lists a bound socket" \
		"- 127.0.0.1:1002 (CLOSE)" \
		"$(as_user "$sockstat" -qHnP -i :1002 | awk '{ print $1, $9, $10 }')"
	as_user "$sockstat" -qnP -i :443 --fail-empty >/dev/null
	is "a user: --fail-empty counts a row without owner" 0 $?
	as_user "$links/lsof" -nP -i :443 >"$tmp/out" 2>"$tmp/err"
	is "a user: called as lsof, a socket of root is not listed" "1" "$?$(cat "$tmp/out")"
	as_user "$sockstat" -qF -nP -i :443 >"$tmp/out"
	is "a user: -F lists no row without a process" "0" "$?$(cat "$tmp/out")"
	is "a user: --pid lists only what the process holds" "" \
		"$(as_user "$sockstat" -qHnP -i :443 --pid $$ 2>/dev/null)"
else
	skip "sockets without a visible owner" "there can be none"
fi
is "the layout of lsof lists sockets in TIME_WAIT" "$("$sockstat" -tanH | grep -c TIME_WAIT)" \
	"$("$sockstat" -qHnP -i | grep -c '^-.*(TIME_WAIT)$')"
is "rows without a process come last" "$("$sockstat" -qHnP -i | awk '$2 == "-"' | wc -l)" \
	"$("$sockstat" -qHnP -i | tac | awk '$2 != "-" { exit } { n++ } END { print n + 0 }')"

# Titles.
titles() {
	"$sockstat" -q "$@" | sed -n 's/^Active \(.*\) (.*/\1/p' | paste -sd,
}
is "without a selection each section has its title" "Internet connections,UNIX domain sockets" \
	"$(titles -n)"
is "--pid prints the titles of sections with rows" \
	"Internet connections" "$(titles -an --pid "$holder")"
is "--pid of a process without sockets prints no title" "" "$(titles -an --pid $$)"
is "--user without a match prints no title" "" "$(titles -an --user 4242424)"
is "--command without a match prints no title" "" "$(titles -an --command nosuch)"
is "-i prints the titles of sections with rows" "Internet connections" "$(titles -an -i :443)"
is "-i without a match prints no title" "" "$(titles -tan -i :9)"
is "-s prints the titles of sections with rows" \
	"Internet connections" "$(titles -an -s tcp:LISTEN)"
is "-s without a match prints no title" "" "$(titles -an -s udp:SYN_SENT -u)"
# Sections are in the order of the protocols, whichever are empty.
all=$(titles -an)
grep -q 'UNIX domain sockets.*packet sockets.*netlink sockets' <<<"$all"
ok "sections are in their order" $? <(echo "$all")
