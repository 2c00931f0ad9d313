#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Listings while thousands of connections a second and hundreds of processes come and go, whose
# numbers are used again at once: CHURN_LISTINGS by each source of owners, 40 by default.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

listings=${CHURN_LISTINGS:-40}
# ten times as slow
is_sanitized && listings=$((listings / 10))
sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"

# shellcheck disable=SC2086
unshare --pid --fork --mount-proc "$FIXTURES/churn" "$listings" "$sockstat" $sources >"$tmp/seen" \
	2>"$tmp/wrong"
status=$?
if [ $status -eq 125 ] && grep -q 'ns_last_pid' "$tmp/wrong"; then
	skip "listings while all comes and goes" "$(head -1 "$tmp/wrong")"
	exit
fi
is "the load ran to its end" 0 $status
sed 's/^/# /' "$tmp/seen"
seen() {
	awk -v key="$1" '$1 == key { print $2 }' "$tmp/seen"
}
# none NAME KEY: nothing of this kind went wrong
none() {
	is "$1" 0 "$(seen "$2")" || sed 's/^/# /' "$tmp/wrong"
}
is "all listings were made" "$(($(wc -w <<<"$sources") * listings))" "$(seen listings)"
none "none of them failed" failed
none "no socket that stays was missing" missing
none "none was there twice" twice
none "none had others than its owners" others
none "no row told of a process that cannot have held the socket" lies
[ "$(seen named)" -ge "$(seen listings)" ]
ok "enough sockets have owners" $? "$tmp/seen"
[ "$(seen processes)" -ge 100 ]
ok "while 100 processes a second came and went, or more" $? "$tmp/seen"
# what is measured is not the speed of a build that is not meant to be fast
if is_sanitized; then
	skip "the number of connections a second" "sanitized"
else
	# A processor makes some 1,500 a second, beside the listings
	wanted=$((750 * $(nproc)))
	[ $wanted -le 3000 ] || wanted=3000
	[ "$(seen connections)" -ge $wanted ]
	ok "at least $wanted connections were made a second" $? "$tmp/seen"
fi
