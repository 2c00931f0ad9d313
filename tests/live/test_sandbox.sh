#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The sandbox is entered before the first output; listings are the same inside it, and on
# kernels without it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "the sandbox" "a sanitizer does without, or there is no strace"
	exit
fi
start listener 127.0.0.1 22 peer 127.0.0.1 80

# calls OPTION...: prints the system calls from the entry of the sandbox on
calls() {
	strace -f -o "$tmp/trace" "$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	sed -nE '/(landlock|seccomp)[a-z_]*\(/,$ s/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$tmp/trace"
}
if ! calls -tln | grep -q seccomp; then
	ok "the sandbox is entered" 1 "$tmp/trace"
	exit
fi
if grep -q 'seccomp(.* = -1' "$tmp/trace"; then
	skip "the sandbox" "the kernel has none, or does not let us have it"
	exit
fi
calls -tln >"$tmp/calls"
is "output is written inside the sandbox" \
	write "$(sed '0,/^seccomp$/d' "$tmp/calls" | grep -x write)"
! sed -n '1,/seccomp(/p' "$tmp/trace" | grep -q 'write(1'
ok "nothing is written before the sandbox is entered" $? "$tmp/trace"
is "no system call fails with ENOSYS" 0 "$(grep -c ENOSYS "$tmp/trace")"

# Every kind of command.
for flags in -tanp -a "-an --numeric-users" "-ape --resolve-timeout=0.2" -s "-s --json" --doctor \
	"-an --layout ss" \
	"-i" "-anp --json" "-0ap" "--events --for 0.2" "--events --owners=proc --for 0.2" \
	"-tanp --owners=proc --peer"; do
	[ "$flags" != --doctor ] || flags="--doctor -c 0.05"
	# shellcheck disable=SC2086 # several words
	calls $flags >/dev/null
	sed '1,/seccomp(/d' "$tmp/trace" | grep -E ' = -1 ENOSYS|SIGSYS' | grep -v clone3 \
		>"$tmp/refused"
	[ -s "$tmp/out" ] && ! [ -s "$tmp/refused" ]
	ok "$flags makes no call that the filter refuses" $? "$tmp/refused"
done
# /proc/net, which is read inside the sandbox.
"$FIXTURES/nodiag" 93 "$sockstat" -tan >"$tmp/out" 2>/dev/null
is "/proc/net is read inside the sandbox" "0 1" "$? $(grep -c '127.0.0.1:22 ' "$tmp/out")"

# Kernels without seccomp or Landlock, or with older versions.
"$sockstat" -tan >"$tmp/expected"
while IFS='|' read -r name inject; do
	# shellcheck disable=SC2086 # several words
	strace -f -o "$tmp/trace" $inject "$sockstat" -tan >"$tmp/out" 2>"$tmp/err"
	is "$name: the listing ends with 0 and without message" "0 " "$? $(cat "$tmp/err")"
	same "$name: the listing is the same" "$tmp/expected" "$tmp/out"
done <<'KERNELS'
no seccomp|-e inject=seccomp:error=ENOSYS
seccomp is forbidden|-e inject=seccomp:error=EPERM
no Landlock|-e inject=landlock_create_ruleset:error=ENOSYS
Landlock is off|-e inject=landlock_create_ruleset:error=EOPNOTSUPP
a restriction fails|-e inject=landlock_restrict_self:error=E2BIG
KERNELS

# ruleset VERSION: prints the calls made on a kernel with this version of Landlock, and the size
# of the ruleset
ruleset() {
	strace -f -o "$tmp/trace" -e raw=landlock_create_ruleset \
		-e trace=landlock_create_ruleset,landlock_add_rule,landlock_restrict_self \
		-e "inject=landlock_create_ruleset:retval=$1:when=1" "$sockstat" -tan >"$tmp/out" \
		2>"$tmp/err"
	sed -nE 's/^[0-9]+ +landlock_([a-z_]+)\(([^)]*, (0x[0-9a-f]+, 0)|(.*))\) += (0|0x).*/\1 \3/p; s/.* = -1 (.*)/\1/p' "$tmp/trace" | xargs
}
calls -tan >/dev/null
if ! grep -q 'landlock_restrict_self(.* = 0' "$tmp/trace"; then
	skip "versions of Landlock" "this kernel has none, or strace does not know it"
	exit
fi
for at in "1 0x8" "2 0x8" "3 0x8" "4 0x10" "5 0x10" "6 0x18" "99 0x18"; do
	is "Landlock version ${at% *}: all known rights are restricted" \
		"create_ruleset create_ruleset ${at#* }, 0 add_rule restrict_self" \
		"$(ruleset "${at% *}")"
	same "Landlock version ${at% *}: the listing is the same" "$tmp/expected" "$tmp/out"
done
