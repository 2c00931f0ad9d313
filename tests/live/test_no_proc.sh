#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without /proc the rows are listed all the same: owners are "-", a note says why, and the exit
# status is 3.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
if is_sanitized; then
	skip "no /proc" "LeakSanitizer needs it"
	exit
fi

start listener 127.0.0.1 443 datagrams 127.0.0.1 53
"$sockstat" -tlnH >"$tmp/listeners"
umount -l /proc

# lists NAME ROWS FLAG...: how many rows, each without an owner; a note, and 3
lists() {
	local name=$1 rows=$2 status
	shift 2
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	is "$name: status" 3 "$status"
	is "$name: rows" "$rows" "$(awk '$7 == "-"' "$tmp/out" | wc -l)"
	grep -q "^sockstat: /proc: .*: owners\? of $rows sockets\? not visible$" "$tmp/err"
	ok "$name: a note" $? "$tmp/err"
	is "$name: only one note is printed" 1 "$(wc -l <"$tmp/err")"
}
listeners=$(wc -l <"$tmp/listeners")
for flags in -tlnpH -tlnbH -qtlnpH "-tlnpH --owners=proc" "-tlnpH --owners=auto" "-tlnpH --peer"; do
	# shellcheck disable=SC2086
	lists "$flags" "$listeners" $flags
done
lists "-i" 1 -tlnpH -i :443
lists "-s" 1 -tanpH -s tcp:LISTEN -i :443
is "the same rows" "$(cut -c1-79 "$tmp/listeners")" "$("$sockstat" -tlnpH 2>/dev/null | cut -c1-79)"
"$sockstat" -tlnpeH >"$tmp/out" 2>/dev/null
! grep -qE 'kernel|not_permitted|in_flight' "$tmp/out"
ok "no reason is claimed" $? "$tmp/out"
is "lsof's layout" "- - 127.0.0.1:443" \
	"$("$sockstat" -HnP -i :443 2>/dev/null | awk '{ print $1, $2, $9 }')"
is "ss's layout" "$listeners" "$("$sockstat" -tlnpH --layout ss 2>/dev/null | wc -l)"
"$sockstat" -tln --json 2>/dev/null >"$tmp/out"
is "JSON: status" 3 $?
is "JSON" "$listeners true [] false" \
	"$(jq -r '"\(.sockets | length) \(.gaps.no_proc) \([.sockets[].owners[]]) \(
	[.sockets[].no_owner] | any(. == "kernel" or . == "not_permitted"))"' "$tmp/out")"
is "-c" "- -" "$(timeout 20 "$sockstat" -tlnpH -i :443 -c 0.01 2>/dev/null | awk '{ print $7 }' |
	head -n 2 | xargs)"
if can_be_user; then
	as_user "$sockstat" -tlnpH >"$tmp/out" 2>"$tmp/err"
	is "a user: status" 3 $?
	is "a user" "$listeners" "$(grep -c ' -  *$' "$tmp/out")"
fi
"$sockstat" -sH -t >"$tmp/out" 2>"$tmp/err"
is "-s: status" 3 $?
is "-s counts" "$listeners" "$(awk '$4 == "LISTEN" { n += $1 } END { print n }' "$tmp/out")"
grep -q '^sockstat: /proc: .*: counters cannot be read$' "$tmp/err"
ok "-s: a note" $? "$tmp/err"
"$sockstat" -tlnH >"$tmp/out" 2>"$tmp/err"
is "a listing that needs no /proc ends with 0" 0 $?
is "it prints no note" "" "$(cat "$tmp/err")"
same "it lists the same" "$tmp/listeners" "$tmp/out"
"$sockstat" -wanH >"$tmp/out" 2>"$tmp/err"
is "ping sockets, which only /proc lists: status" 3 $?
grep -q 'cannot list .*icmp, icmp6 sockets$' "$tmp/err"
ok "a note is printed" $? "$tmp/err"

# what cannot be done at all is one error
for flags in "-tlnp --pid 1" "-tlnp --user 0" "-tlnp --command x" "-tlnp --owners=bpf" --doctor \
	--events; do
	# shellcheck disable=SC2086
	"$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
	is "$flags: status" 3 $?
	[ "$(wc -l <"$tmp/err")" -eq 1 ] && [ ! -s "$tmp/out" ]
	ok "$flags: one line" $? "$tmp/err"
done
