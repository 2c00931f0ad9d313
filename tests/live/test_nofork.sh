#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# If no process can be started, a repeated listing that needs a child says so and ends;
# everything else works.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start listener 127.0.0.1 1000
nofork=$FIXTURES/nofork
message='cannot list repeatedly: no process can be started'

errnos=(1 11 12 38) # EPERM, EAGAIN, ENOMEM, ENOSYS
for errno in "${errnos[@]}"; do
	for flags in '-tlnpc 0.05' '-tlnpc 0.05 --json' '-tlnpc 0.05 --owners=proc'; do
		# shellcheck disable=SC2086 # several words
		timeout 20 "$nofork" "$errno" "$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
		is "fork fails with errno $errno: $flags ends with 3 and a message" "3 0 1" \
			"$? $(wc -l <"$tmp/out") $(grep -c "^sockstat: $message: .*without -c" \
			"$tmp/err")"
	done
	for flags in -tlnp '-tlnp --json' '--doctor -c 0.01' '-s' '--events --for 0.05'; do
		# shellcheck disable=SC2086 # several words
		timeout 20 "$nofork" "$errno" "$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
		is "fork fails with errno $errno: $flags works" 0 $?
	done
done

# A limit of processes does not apply to a privileged user.
if ! can_be_user; then
	skip "a limit of processes" "no other user to be"
	exit
fi
caps=+dac_read_search,+sys_ptrace
privileged=(setpriv --reuid=65534 --regid=65534 --clear-groups "--inh-caps=$caps" \
	"--ambient-caps=$caps")
if ! "${privileged[@]}" true 2>/dev/null; then
	skip "a limit of processes" "no permission to hand on capabilities"
	exit
fi
# LeakSanitizer needs a thread.
export ASAN_OPTIONS=detect_leaks=0
timeout 20 "${privileged[@]}" prlimit --nproc=1 "$sockstat" -tlnpc 0.05 >"$tmp/out" 2>"$tmp/err"
is "a user with capabilities and a limit of processes gets 3 and a message" "3 0 1" \
	"$? $(wc -l <"$tmp/out") $(grep -c "^sockstat: $message" "$tmp/err")"
"${privileged[@]}" prlimit --nproc=1 "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
is "a single listing needs no child" "0 $fixture/fixture" \
	"$? $(awk '$4 == "127.0.0.1:1000" { print $7 }' "$tmp/out")"
# Without privileges there are none to keep, and no child is needed.
as_user prlimit --nproc=1 "$sockstat" -tlnHc 0.05 2>"$tmp/err" | head -n 2 >"$tmp/out"
is "a user without capabilities lists repeatedly under a limit of processes" \
	2 "$(grep -c :1000 "$tmp/out")"
