#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without sock_diag the same rows are read from /proc/net, and one line says so.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1 \
	datagrams 127.0.0.1 1000 datagrams ::1 1000

# /proc/net has no backlog limit, no socket that is only bound, and no file of MPTCP. The queue
# of the kernel's own sock_diag socket holds the current request, and differs.
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
	is "$flags: one line names sock_diag and /proc/net" \
		1 "$(grep -c 'sock_diag.*/proc/net' "$tmp/err")"
done
"$FIXTURES/nodiag" $errno "$sockstat" -tan >/dev/null 2>&1
is "reading from /proc/net ends with 0" 0 $?
is "-q suppresses the note about /proc/net" \
	"" "$("$FIXTURES/nodiag" $errno "$sockstat" -qtan 2>&1 >/dev/null)"
is "JSON lists the protocols that were read from /proc/net" \
	"tcp tcp6" "$("$FIXTURES/nodiag" $errno "$sockstat" -qtan --json |
	jq -r '.gaps.from_proc_net | join(" ")')"
is "JSON leaves out the backlog limit" "null" \
	"$("$FIXTURES/nodiag" $errno "$sockstat" -qtln --json |
	jq -c '.sockets[0].send_q')"
# EPERM, ENXIO, EACCES, ENODEV, EINVAL, ENOSYS, EPROTOTYPE, ENOPROTOOPT, EPROTONOSUPPORT,
# ESOCKTNOSUPPORT, EOPNOTSUPP, EPFNOSUPPORT, EAFNOSUPPORT
for errno in 1 6 13 19 22 38 91 92 93 94 95 96 97; do
	for flags in -tan -s '-xan --json' '--events --owners=proc --for 0.05'; do
		# shellcheck disable=SC2086 # several words
		"$FIXTURES/nodiag" $errno "$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
		is "sock_diag fails with errno $errno: $flags ends with 0" 0 $?
	done
	"$FIXTURES/nodiag" $errno "$sockstat" -tan 2>/dev/null | grep -q ESTABLISHED
	ok "sock_diag fails with errno $errno: sockets are listed" $?
	"$FIXTURES/nodiag" $errno "$sockstat" --doctor -c 0.01 >"$tmp/out" 2>"$tmp/err"
	[ $? -ne 2 ] && grep -q 'read from /proc/net' "$tmp/err"
	ok "sock_diag fails with errno $errno: --doctor reads /proc/net" $? "$tmp/err"
done
"$FIXTURES/nodiag" 24 "$sockstat" -tan >"$tmp/out" 2>"$tmp/err" # EMFILE
is "any other error of sock_diag ends with 3" 3 $?
"$FIXTURES/nodiag" 24 "$sockstat" --events --for 0.05 >"$tmp/out" 2>"$tmp/err"
is "any other error of sock_diag ends --events with 3" 3 $?
if is_sanitized; then
	skip "no /proc" "LeakSanitizer needs it"
	exit
fi
mount -t tmpfs none /proc
"$FIXTURES/nodiag" $errno "$sockstat" -tan >"$tmp/out" 2>"$tmp/err"
is "without sock_diag and /proc the exit status is 3" 3 $?
grep -q '/proc' "$tmp/err"
ok "without sock_diag and /proc the message names /proc" $? "$tmp/err"
