#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two builds in different directories are the same, byte for byte. They use -O0, which must also
# compile without warnings.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

for directory in "$tmp/a" "$tmp/another/directory"; do
	copy_to "$directory"
	make "$jobs" -C "$directory" CFLAGS='-O0 -g' WERROR=-Werror >"$tmp/log" 2>&1
	ok "make in ${directory#"$tmp"/}" $? "$tmp/log"
done
cmp "$tmp/a/sockstat" "$tmp/another/directory/sockstat" >"$tmp/log" 2>&1
ok "both programs are the same" $? "$tmp/log"
! grep -qF "$tmp" "$tmp/a/sockstat"
ok "the program does not name the directory it was built in" $?
