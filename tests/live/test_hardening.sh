#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the program is built with against attacks on a fault in it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

if is_sanitized || ! command -v readelf >/dev/null; then
	skip "hardening" "it is built with sanitizers in its place, or there is no readelf"
	exit 0
fi
{
	readelf -hW "$sockstat"
	readelf -lW "$sockstat"
	readelf -dW "$sockstat"
	readelf -W --dyn-syms "$sockstat"
} >"$tmp/elf"

# has NAME PATTERN: a line of it
has() {
	grep -qE -- "$2" "$tmp/elf"
	ok "$1" $?
}
has "a position-independent program" 'FLAGS_1.*\bPIE\b'
has "relocations are read-only" '\bGNU_RELRO\b'
has "all of them: none is made later" 'FLAGS_1.*\bNOW\b'
has "the stack is not executable" 'GNU_STACK.* RW '
! grep -qE '^ +LOAD.* RWE ' "$tmp/elf"
ok "nothing can be written and executed" $?
has "stack protector" '\b__stack_chk_fail\b'
has "FORTIFY_SOURCE" '\b__[a-z]+_chk\b'

# what else there is shows in the code, as each compiler has it
objdump -d --no-show-raw-insn "$sockstat" >"$tmp/code"
compiler=$(readelf -p .comment "$sockstat")
if [ "$(uname -m)" != x86_64 ]; then
	skip "-fcf-protection" "its instructions are those of x86"
else
	# each function that a pointer leads to begins so; those of the C library's start are few
	[ "$(grep -c endbr64 "$tmp/code")" -gt 100 ]
	ok "-fcf-protection: calls through pointers land where they may" $?
fi
case $(uname -m)$compiler in
x86_64*clang*) skip "-fstack-clash-protection" "it does not show in clang's code" ;;
x86_64*)
	# a frame that is larger than a page is touched page by page
	grep -qE 'or[bwlq]* +\$0x0,\(%rsp\)' "$tmp/code"
	ok "-fstack-clash-protection: large frames are probed" $?
	;;
*) skip "-fstack-clash-protection" "its instructions are those of x86" ;;
esac
case $compiler in
*clang* | *'GCC: '*' '[0-9].* | *'GCC: '*' 1'[01].*)
	skip "FORTIFY_SOURCE=3" "this compiler may not have it"
	;;
*)
	# how large an array is that memory was got for is known only as the program runs
	has "FORTIFY_SOURCE=3" '\b__memset_chk\b'
	;;
esac
