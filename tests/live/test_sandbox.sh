#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The sandbox is entered before the first word, and no less is listed in it, or where the kernel has
# none.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "sandbox" "a sanitizer does without, or there is no strace"
	exit
fi
start listener 127.0.0.1 22 peer 127.0.0.1 80

# calls OPTION...: what is called from the sandbox on
calls() {
	strace -f -o "$tmp/trace" "$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	sed -nE '/(landlock|seccomp)[a-z_]*\(/,$ s/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$tmp/trace"
}
if ! calls -tln | grep -q seccomp; then
	ok "the sandbox is entered" 1 "$tmp/trace"
	exit
fi
if grep -q 'seccomp(.* = -1' "$tmp/trace"; then
	skip "sandbox" "the kernel has none, or does not let us have it"
	exit
fi
calls -tln >"$tmp/calls"
is "nothing is written before" write "$(sed '0,/^seccomp$/d' "$tmp/calls" | grep -x write)"
! sed -n '1,/seccomp(/p' "$tmp/trace" | grep -q 'write(1'
ok "a listing enters the sandbox" $? "$tmp/trace"
is "nothing is asked for that is not to be had" 0 "$(grep -c ENOSYS "$tmp/trace")"

# with all that there is to be asked for
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
	ok "$flags does with what there is" $? "$tmp/refused"
done
# from /proc/net, of which it reads when it is in it
"$FIXTURES/nodiag" 93 "$sockstat" -tan >"$tmp/out" 2>/dev/null
is "/proc/net is read where sock_diag is missing" "0 1" "$? $(grep -c '127.0.0.1:22 ' "$tmp/out")"

# kernels without, or with less of it
"$sockstat" -tan >"$tmp/expected"
while IFS='|' read -r name inject; do
	# shellcheck disable=SC2086 # several words
	strace -f -o "$tmp/trace" $inject "$sockstat" -tan >"$tmp/out" 2>"$tmp/err"
	is "$name: no word, and listed" "0 " "$? $(cat "$tmp/err")"
	same "$name: the same" "$tmp/expected" "$tmp/out"
done <<'KERNELS'
no seccomp|-e inject=seccomp:error=ENOSYS
seccomp is forbidden|-e inject=seccomp:error=EPERM
no Landlock|-e inject=landlock_create_ruleset:error=ENOSYS
Landlock is off|-e inject=landlock_create_ruleset:error=EOPNOTSUPP
it fails|-e inject=landlock_restrict_self:error=E2BIG
KERNELS

# ruleset VERSION: what is asked of a kernel that has that version of Landlock: calls, with the size
# of the rules
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
	is "version ${at% *} of Landlock: all of its rights are dropped" \
		"create_ruleset create_ruleset ${at#* }, 0 add_rule restrict_self" \
		"$(ruleset "${at% *}")"
	same "the sandboxed listing is the same" "$tmp/expected" "$tmp/out"
done
