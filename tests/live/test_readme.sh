#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Each command line in tests/live/forms and in the table of README lists sockets, or repeats
# until it is stopped. It is run as written.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start listener 127.0.0.1 80 listener 127.0.0.1 22 datagrams ::1 53
program=kinds start_as kinds
PATH=$tmp:$PATH
awk '/^## / { on = /What you type/ } on' "$(dirname "$0")/../../README.md" | grep '^| `' | awk \
	-F' \\| ' '{ print $2 }' | tr -d '`' |
	sed 's/\\|/|/g' >"$tmp/readme"
cat "$(dirname "$0")/forms" "$tmp/readme" | sort -u >"$tmp/forms"

while read -r form; do
	timeout 3 bash -o pipefail -c "$form" >"$tmp/out" 2>"$tmp/err"
	status=$?
	case $form in
	*' -c' | *' -anc 5') wanted=124 ;; # until it was stopped
	*--vsock* | *' -anS') wanted=$status ;; # where the kernel can
	*) wanted=0 ;;
	esac
	is "$form" $wanted $status
	[ -s "$tmp/out" ] || [ -s "$tmp/err" ]
	ok "$form prints something" $?
done <"$tmp/forms"
[ "$(wc -l <"$tmp/readme")" -ge 8 ]
ok "the table of README has rows" $?
[ "$(wc -l <"$tmp/forms")" -gt 40 ]
ok "the list of command lines has lines" $?
