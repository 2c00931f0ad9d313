#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The hardening options that the program is built with.
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

# has NAME PATTERN: checks that a line of the readelf output matches
has() {
	grep -qE -- "$2" "$tmp/elf"
	ok "$1" $?
}
has "the program is position-independent" 'FLAGS_1.*\bPIE\b'
has "relocations are read-only" '\bGNU_RELRO\b'
has "all relocations are made at start" 'FLAGS_1.*\bNOW\b'
has "the stack is not executable" 'GNU_STACK.* RW '
! grep -qE '^ +LOAD.* RWE ' "$tmp/elf"
ok "no segment is both writable and executable" $?
has "functions have a stack protector" '\b__stack_chk_fail\b'
has "functions of the C library are fortified" '\b__[a-z]+_chk\b'

# Further options are recognised by their code, which depends on the compiler.
objdump -d --no-show-raw-insn "$sockstat" >"$tmp/code"
compiler=$(readelf -p .comment "$sockstat")
if [ "$(uname -m)" != x86_64 ]; then
	skip "-fcf-protection" "its instructions are those of x86"
else
	# Every function that may be called through a pointer begins with endbr64; the start
	# files of the C library have only a few.
	[ "$(grep -c endbr64 "$tmp/code")" -gt 100 ]
	ok "-fcf-protection: targets of indirect calls are marked" $?
fi
case $(uname -m)$compiler in
x86_64*clang*) skip "-fstack-clash-protection" "it does not show in clang's code" ;;
x86_64*)
	# Every page of a frame larger than a page is touched.
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
	# Level 3 also checks sizes that are known only at run time.
	has "FORTIFY_SOURCE=3" '\b__memset_chk\b'
	;;
esac
