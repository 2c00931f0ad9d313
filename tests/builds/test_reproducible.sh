#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two builds in different directories are the same, byte for byte. The first is the tested program,
# if it was built with the flags of plain make.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# builds DIRECTORY: makes the program there
builds() {
	copy_to "$1"
	make "$jobs" -C "$1" WERROR=-Werror >"$tmp/log" 2>&1
	ok "make in ${1#"$tmp"/}" $? "$tmp/log"
}

# flags BUILD: prints how objects were compiled there, without the directory
flags() {
	sed -E 's/ -(Werror|ffile-prefix-map=[^ ]*)//g' "$1/flags"
}

other=$tmp/another/directory
builds "$other"
first=${SOCKSTAT-}
if [ ! -x "$first" ] || ! cmp -s <(flags "${BUILD-}") <(flags "$other/build/plain"); then
	builds "$tmp/a"
	first=$tmp/a/sockstat
fi
cmp "$first" "$other/sockstat" >"$tmp/log" 2>&1
ok "both programs are the same" $? "$tmp/log"
! grep -qF "$tmp" "$other/sockstat"
ok "the program does not name the directory it was built in" $?
