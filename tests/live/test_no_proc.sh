#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without /proc the rows are listed: owners are "-", a note says why, and the exit status is 3.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
if is_sanitized; then
	skip "no /proc" "LeakSanitizer needs it"
	exit
fi

start listener 127.0.0.1 443 datagrams 127.0.0.1 53
"$sockstat" -tlnH >"$tmp/listeners"
umount -l /proc

# lists NAME ROWS FLAG...: checks the number of rows without owner, the note, and the status 3
lists() {
	local name=$1 rows=$2 status
	shift 2
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	is "$name without /proc ends with 3" 3 "$status"
	is "$name without /proc lists $rows rows without owner" \
		"$rows" "$(awk '$7 == "-"' "$tmp/out" | wc -l)"
	grep -q "^sockstat: /proc: .*: owners\? of $rows sockets\? not visible$" "$tmp/err"
	ok "$name without /proc prints a note" $? "$tmp/err"
	is "$name without /proc prints one note only" 1 "$(wc -l <"$tmp/err")"
}
listeners=$(wc -l <"$tmp/listeners")
for flags in -tlnpH -tlnbH -qtlnpH "-tlnpH --owners=proc" "-tlnpH --owners=auto" "-tlnpH --peer"; do
	# shellcheck disable=SC2086
	lists "$flags" "$listeners" $flags
done
lists "-i" 1 -tlnpH -i :443
lists "-s" 1 -tanpH -s tcp:LISTEN -i :443
is "rows without /proc have the same other columns" \
	"$(cut -c1-79 "$tmp/listeners")" "$("$sockstat" -tlnpH 2>/dev/null | cut -c1-79)"
"$sockstat" -tlnpeH >"$tmp/out" 2>/dev/null
! grep -qE 'kernel|not_permitted|in_flight' "$tmp/out"
ok "without /proc no reason is given that was not seen" $? "$tmp/out"
is "the layout of lsof lists sockets without /proc" "- - 127.0.0.1:443" \
	"$("$sockstat" -HnP -i :443 2>/dev/null | awk '{ print $1, $2, $9 }')"
is "the layout of ss lists sockets without /proc" \
	"$listeners" "$("$sockstat" -tlnpH --layout ss 2>/dev/null | wc -l)"
"$sockstat" -tln --json 2>/dev/null >"$tmp/out"
is "JSON without /proc ends with 3" 3 $?
is "JSON without /proc has no_proc and no owners" "$listeners true [] false" \
	"$(jq -r '"\(.sockets | length) \(.gaps.no_proc) \([.sockets[].owners[]]) \(
	[.sockets[].no_owner] | any(. == "kernel" or . == "not_permitted"))"' "$tmp/out")"
is "-c lists sockets without /proc" \
	"- -" "$(timeout 20 "$sockstat" -tlnpH -i :443 -c 0.01 2>/dev/null | awk '{ print $7 }' |
	head -n 2 | xargs)"
if can_be_user; then
	as_user "$sockstat" -tlnpH >"$tmp/out" 2>"$tmp/err"
	is "a user without /proc gets status 3" 3 $?
	is "a user without /proc gets all rows" "$listeners" "$(grep -c ' -  *$' "$tmp/out")"
fi
"$sockstat" -sH -t >"$tmp/out" 2>"$tmp/err"
is "-s without /proc ends with 3" 3 $?
is "-s without /proc counts sockets" \
	"$listeners" "$(awk '$4 == "LISTEN" { n += $1 } END { print n }' "$tmp/out")"
grep -q '^sockstat: /proc: .*: counters cannot be read$' "$tmp/err"
ok "-s without /proc prints a note about counters" $? "$tmp/err"
"$sockstat" -tlnH >"$tmp/out" 2>"$tmp/err"
is "a listing without owners needs no /proc and ends with 0" 0 $?
is "a listing without owners needs no /proc and prints no note" "" "$(cat "$tmp/err")"
same "a listing without owners has the same rows" "$tmp/listeners" "$tmp/out"
"$sockstat" -wanH >"$tmp/out" 2>"$tmp/err"
is "ping sockets without /proc end with 3" 3 $?
grep -q 'cannot list .*icmp, icmp6 sockets$' "$tmp/err"
ok "ping sockets without /proc give a note" $? "$tmp/err"

# Without /proc these are errors with one message.
for flags in "-tlnp --pid 1" "-tlnp --user 0" "-tlnp --command x" "-tlnp --owners=bpf" --doctor \
	--events; do
	# shellcheck disable=SC2086
	"$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
	is "$flags without /proc ends with 3" 3 $?
	[ "$(wc -l <"$tmp/err")" -eq 1 ] && [ ! -s "$tmp/out" ]
	ok "$flags without /proc prints one line" $? "$tmp/err"
done
