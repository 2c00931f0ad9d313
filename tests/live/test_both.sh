#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# TCP sockets of both address families are read at once, and owners found beside that: each is
# listed once, and in the order in which they stand when read apart.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

if ! unshare --net true 2>/dev/null; then
	skip "TCP of both address families" "no permission to make a network namespace"
	exit
fi

# in_load COMMAND...: runs a command in the network namespace of the load
in_load() {
	nsenter --net --target "$fixture" "$@"
}
list() {
	in_load "$sockstat" "$@"
}
# apart OPTION...: lists one address family after the other
apart() {
	list "$@" -4
	list "$@" -6
}
can_trace() {
	! is_sanitized && strace -o /dev/null true 2>/dev/null
}
# broken CALL ERROR WHICH OPTION...: lists while one system call fails
broken() {
	in_load strace -o /dev/null -e trace="$1" -e inject="$1:error=$2:when=$3" \
		"$sockstat" "${@:4}" 2>"$tmp/err"
}

if can_be_user; then
	for flags in -tlnp -tanp; do
		as_user "$sockstat" $flags --owners=bpf >"$tmp/out" 2>"$tmp/err"
		is "$flags: without sockets, --owners=bpf without permission ends with 3" "3 0" \
			"$? $(wc -l <"$tmp/out")"
	done
	as_user "$sockstat" -tan --json -q >"$tmp/json"
	[ "$(jq .gaps.processes_denied "$tmp/json")" -ge 1 ]
	ok "processes that deny access are counted although no socket has an owner" \
		$? "$tmp/json"
fi

program=../bench/load start_as load tcp 800 4
for flags in -tanH -tanpH -tanpeH "-tanpH --owners=proc" -tlnpH; do
	# shellcheck disable=SC2086
	apart $flags >"$tmp/apart"
	# shellcheck disable=SC2086
	list $flags >"$tmp/both"
	same "$flags: both families are in order ($(wc -l <"$tmp/both"))" \
		"$tmp/apart" "$tmp/both"
done
if can_trace; then
	for flags in -tanH -tanpH; do
		apart $flags >"$tmp/apart"
		broken sendto EOPNOTSUPP 1 $flags >"$tmp/both"
		same "$flags: the rows are the same if the kernel refuses both families at once" \
			"$tmp/apart" \
			"$tmp/both"
		is "the retry prints no message" "" "$(cat "$tmp/err")"
		broken recvmsg ENOMEM 3 $flags >"$tmp/both"
		is "$flags: the rows read before an error are listed for both families" \
			"tcp tcp6" \
			"$(awk '{ print $1 }' "$tmp/both" | uniq | xargs)"
		ok "at least half of the rows are printed before the error" \
			"$(($(wc -l <"$tmp/both") >= 800))"
		grep -q 'cannot read sockets: Cannot allocate memory' "$tmp/err"
		ok "the read error is reported" $? "$tmp/err"
	done
	list -tanp >"$tmp/threads"
	in_load strace -o /dev/null -e trace=clone3,clone -e inject=clone3:error=EAGAIN \
		-e inject=clone:error=EAGAIN \
		"$sockstat" -tanp >"$tmp/alone"
	same "the rows are the same if no thread can be made" "$tmp/threads" "$tmp/alone"
else
	skip "a refused system call" "no strace here"
fi
if can_be_user; then
	is "--owners=bpf without permission ends with 3 and lists nothing" "3 0" \
		"$(in_load setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$sockstat" -tanp --owners=bpf 2>/dev/null >"$tmp/out"
	echo "$? $(wc -l <"$tmp/out")")"
	in_load setpriv --reuid=65534 --regid=65534 --clear-groups "$sockstat" -tan --json \
		-q >"$tmp/json"
	[ "$(jq .gaps.processes_denied "$tmp/json")" -ge 4 ]
	ok "processes that deny access are counted while sockets are listed" $? "$tmp/json"
fi
end_fixture

# More IPv6 sockets than are buffered, so that rows of both families interleave.
program=../bench/load start_as load tcp 24000 8
for flags in -tanH -tanpH; do
	apart $flags | sort >"$tmp/apart"
	list $flags | sort >"$tmp/both"
	is "$flags: each of 24,000 sockets is listed once" 24000 "$(wc -l <"$tmp/both")"
	cmp -s "$tmp/apart" "$tmp/both"
	ok "$flags: both families at once list the same sockets as one after the other" $?
done
