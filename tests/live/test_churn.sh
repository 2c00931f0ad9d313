#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Listings while thousands of connections per second and hundreds of processes begin and end, whose
# pids are reused at once: CHURN_LISTINGS listings by each source of owners, 40 by default.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

listings=${CHURN_LISTINGS:-40}
# A sanitized program is ten times slower.
is_sanitized && listings=$((listings / 10))
sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"

# shellcheck disable=SC2086
unshare --pid --fork --mount-proc "$FIXTURES/churn" "$listings" "$sockstat" $sources >"$tmp/seen" \
	2>"$tmp/wrong"
status=$?
if [ $status -eq 125 ] && grep -q 'ns_last_pid' "$tmp/wrong"; then
	skip "listings while processes and connections come and go" "$(head -1 "$tmp/wrong")"
	exit
fi
is "the load ran to its end" 0 $status
sed 's/^/# /' "$tmp/seen"
seen() {
	awk -v key="$1" '$1 == key { print $2 }' "$tmp/seen"
}
# none NAME KEY: checks that the count KEY is 0
none() {
	is "$1" 0 "$(seen "$2")" || sed 's/^/# /' "$tmp/wrong"
}
is "all listings were made" "$(($(wc -w <<<"$sources") * listings))" "$(seen listings)"
none "no listing failed" failed
none "no permanent socket was missing" missing
none "no permanent socket was listed twice" twice
none "no permanent socket had other owners" others
none "no row named a process that cannot have held the socket" lies
[ "$(seen named)" -ge "$(seen listings)" ]
ok "at least one socket per listing had an owner" $? "$tmp/seen"
[ "$(seen processes)" -ge 100 ]
ok "at least 100 processes began per second" $? "$tmp/seen"
# The rate is a property of an optimised build only.
if is_sanitized; then
	skip "the number of connections per second" "sanitized"
else
	# One processor makes about 1,500 connections per second beside the listings.
	wanted=$((750 * $(nproc)))
	[ $wanted -le 3000 ] || wanted=3000
	[ "$(seen connections)" -ge $wanted ]
	ok "at least $wanted connections were made per second" $? "$tmp/seen"
fi
