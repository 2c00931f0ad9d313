#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel without sock_diag: the same rows from /proc/net, and one line that says so.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1 \
	datagrams 127.0.0.1 1000 datagrams ::1 1000

# /proc/net knows no backlog limit, and no socket that is only bound; nor has it a file for
# MPTCP, and the queue of the kernel's own sock_diag socket holds what it is being asked
plain() {
	grep -vE '^mptcp|MPTCP|^Proto |^netlink.* sock_diag ' | awk \
		'$1 ~ /^tcp/ && / CLOSE  / { next }
	     / LISTEN  / { $0 = substr($0, 1, 13) "     0" substr($0, 20) }
	     { print }' | sed -E -e '/SYN_RECV/s/on \(.*/on/' \
		-e 's/(on|keepalive|timewait|probe) \([0-9.]+/\1 (/' | LC_ALL=C sort
}

errno=93 # EPROTONOSUPPORT
for flags in -tan -tln -tn -uan -uln -un -Uan -tanpeo -anp -an6; do
	for _ in $(seq 50); do
		"$sockstat" $flags | plain >"$tmp/expected"
		"$FIXTURES/nodiag" $errno "$sockstat" $flags 2>"$tmp/err" | plain >"$tmp/seen"
		"$sockstat" $flags | plain >"$tmp/again"
		cmp -s "$tmp/expected" "$tmp/again" && break
	done
	same "$flags ($(wc -l <"$tmp/seen") lines)" "$tmp/expected" "$tmp/seen"
	is "$flags says so in one line" 1 "$(grep -c 'sock_diag.*/proc/net' "$tmp/err")"
done
"$FIXTURES/nodiag" $errno "$sockstat" -tan >/dev/null 2>&1
is "the fallback is no failure" 0 $?
is "-q says nothing" "" "$("$FIXTURES/nodiag" $errno "$sockstat" -qtan 2>&1 >/dev/null)"
is "JSON says so" "tcp tcp6" "$("$FIXTURES/nodiag" $errno "$sockstat" -qtan --json |
	jq -r '.gaps.from_proc_net | join(" ")')"
is "JSON leaves out a limit that is not told" "null" \
	"$("$FIXTURES/nodiag" $errno "$sockstat" -qtln --json |
	jq -c '.sockets[0].send_q')"
# EPERM, ENXIO, EACCES, ENODEV, EINVAL, ENOSYS, EPROTOTYPE, ENOPROTOOPT, EPROTONOSUPPORT,
# ESOCKTNOSUPPORT, EOPNOTSUPP, EPFNOSUPPORT, EAFNOSUPPORT
for errno in 1 6 13 19 22 38 91 92 93 94 95 96 97; do
	for flags in -tan -s '-xan --json' '--events --owners=proc --for 0.05'; do
		# shellcheck disable=SC2086 # several words
		"$FIXTURES/nodiag" $errno "$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
		is "no netlink by $errno, $flags" 0 $?
	done
	"$FIXTURES/nodiag" $errno "$sockstat" -tan 2>/dev/null | grep -q ESTABLISHED
	ok "no netlink by $errno: the sockets are there" $?
	"$FIXTURES/nodiag" $errno "$sockstat" --doctor -c 0.01 >"$tmp/out" 2>"$tmp/err"
	[ $? -ne 2 ] && grep -q 'read from /proc/net' "$tmp/err"
	ok "no netlink by $errno: --doctor" $? "$tmp/err"
done
"$FIXTURES/nodiag" 24 "$sockstat" -tan >"$tmp/out" 2>"$tmp/err" # EMFILE
is "any other failure is one" 3 $?
"$FIXTURES/nodiag" 24 "$sockstat" --events --for 0.05 >"$tmp/out" 2>"$tmp/err"
is "events end with 3 too" 3 $?
if is_sanitized; then
	skip "no /proc" "LeakSanitizer needs it"
	exit
fi
mount -t tmpfs none /proc
"$FIXTURES/nodiag" $errno "$sockstat" -tan >"$tmp/out" 2>"$tmp/err"
is "neither sock_diag nor /proc is 3" 3 $?
grep -q '/proc' "$tmp/err"
ok "both reasons are named" $? "$tmp/err"
