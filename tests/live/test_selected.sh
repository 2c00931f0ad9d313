#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A selection has the same meaning for every command, and the program does not list its own
# sockets.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start listener 127.0.0.1 22 listener 127.0.0.2 23 listener :: 80 datagrams 127.0.0.1 53

# Hosts by name.
printf '127.0.0.1 here.test\n127.0.0.99 none.test\n' >"$tmp/hosts"
mount --bind "$tmp/hosts" /etc/hosts
doctor() {
	"$sockstat" --doctor -c 0.01 "$@" --json 2>"$tmp/err" |
		jq -r '"\(.looked_at.tcp_sockets) \(.is_empty)"'
}
is "--doctor -i @ADDRESS examines its sockets" "1 false" "$(doctor -i TCP@127.0.0.1)"
is "--doctor -i @HOST examines its sockets" "1 false" "$(doctor -i TCP@here.test)"
is "--doctor -i @HOST without a socket has an empty result" "0 true" "$(doctor -i TCP@none.test)"
"$sockstat" --doctor -c 0.01 -i @none.test >"$tmp/out" 2>"$tmp/err"
grep -qx 'nothing to look at: no socket matches' "$tmp/out"
ok "the text says that no socket matches" $? "$tmp/out"
is "-s -i @HOST counts its sockets" \
	1 "$("$sockstat" -sH -i TCP@here.test | awk '$3 == "all" { print $1 }')"
is "-s -i @HOST without a socket counts none" 0 \
	"$("$sockstat" -sH -i TCP@none.test | awk '$3 == "all" { print $1 }')"
is "-i @HOST lists its sockets" 127.0.0.1:22 \
	"$("$sockstat" --layout netstat -Hn -i TCP@here.test | awk '{ print $4 }')"
# Nothing listens on port 9: connections are refused.
for host in here none; do
	timeout 60 "$sockstat" --events --json --for 1 -i "@$host.test" >"$tmp/out" 2>/dev/null &
	events=$!
	while kill -0 $events 2>/dev/null; do
		(: <>/dev/tcp/127.0.0.1/9) 2>/dev/null
	done
	jq -s '[.[] | select(.event != "start" and .event != "total")] != []' "$tmp/out" \
		>"$tmp/any.$host"
done
is "--events -i @HOST reports its connections only" \
	"true false" "$(cat "$tmp/any.here" "$tmp/any.none" | xargs)"
for command in -tan -s --doctor --events; do
	"$sockstat" $command -i @999.nosuch.test --resolve-timeout=0.2 >"$tmp/out" 2>"$tmp/err"
	is "$command -i with an unknown host is a usage error" 2 $?
	[ "$(grep -c "'999.nosuch.test'" "$tmp/err")" -eq 1 ] && [ ! -s "$tmp/out" ]
	ok "$command names the unknown host" $? "$tmp/err"
done

# Selections that a command cannot apply are refused.
for flags in "-x" "-tx" "-t --mptcp" "-s unix:LISTEN" "-i SCTP:5" "-i SCTP:5 -i TCP:5"; do
	# shellcheck disable=SC2086
	"$sockstat" --doctor -c 0.01 $flags >"$tmp/out" 2>"$tmp/err"
	is "--doctor $flags is refused" 2 $?
	[ "$(wc -l <"$tmp/err")" -eq 1 ] && [ ! -s "$tmp/out" ]
	ok "--doctor $flags prints one line" $? "$tmp/err"
done

# The netlink sockets of the program itself.
for layout in netstat ss json lsof; do
	"$sockstat" -np --netlink -a --layout $layout >"$tmp/out" 2>/dev/null
	! grep -q 'sockstat[/", ]' "$tmp/out"
	ok "--layout $layout does not list its own netlink socket" $? "$tmp/out"
done
theirs() {
	awk 'NR > 1 { print $10 }' /proc/net/netlink | sort
}
for source in "" "$FIXTURES/nodiag 1"; do
	theirs >"$tmp/before"
	# shellcheck disable=SC2086
	$source "$sockstat" -qn --netlink -ap --json >"$tmp/out" 2>/dev/null
	theirs >"$tmp/after"
	jq '.sockets[].inode' "$tmp/out" | sort >"$tmp/seen"
	comm -12 "$tmp/before" "$tmp/after" | comm -23 - "$tmp/seen" >"$tmp/missing"
	[ ! -s "$tmp/missing" ]
	ok "${source:-sock_diag}: netlink sockets of others are listed" $? "$tmp/missing"
	is "${source:-sock_diag}: the netlink sockets of sockstat are not listed" \
		"" "$(jq -r '.sockets[] |
		select(.owners[]?.command | . and endswith("sockstat")).inode' "$tmp/out")"
	# shellcheck disable=SC2086
	is "${source:-sock_diag}: -s counts the same netlink sockets" "$(wc -l <"$tmp/seen")" \
		"$($source "$sockstat" -qsH --netlink 2>/dev/null | awk \
		'$3 == "netlink" && $4 == "total" { print $1 }')"
done
