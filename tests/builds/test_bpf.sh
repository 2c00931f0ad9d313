#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The BPF skeletons below src are what make bpf makes from the sources, in any directory. The
# bytes depend on the versions of clang, bpftool and libbpf-dev, which each skeleton states.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

here=$(make -s bpf-tools 2>/dev/null)
copy_to "$tmp/copy"
for skeleton in src/*/*/*.lskel.h; do
	made_by=$(sed -n '2s,.*: \(.*\) \*/$,\1,p' "$skeleton")
	if [ "$made_by" != "$here" ]; then
		skip "$skeleton" "made by $made_by; here is ${here:-none of them}"
		continue
	fi
	if [ ! -e "$tmp/made" ]; then
		rm "$tmp"/copy/src/*/*/*.lskel.h
		make -C "$tmp/copy" bpf >"$tmp/made" 2>&1
		ok "make bpf" $? "$tmp/made"
	fi
	cmp "$skeleton" "$tmp/copy/$skeleton" >"$tmp/log" 2>&1
	ok "$skeleton is what make bpf makes" $? "$tmp/log"
done
! make BPF_CLANG=/nowhere/clang bpf >"$tmp/log" 2>&1 && grep -q 'clang, bpftool, libbpf-dev' \
	"$tmp/log"
ok "make bpf without clang names what it takes" $? "$tmp/log"
