#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Real limits (setrlimit(2)) and output that cannot be written: the listing is complete, or ends
# with status 3 and a message.
# shellcheck source-path=SCRIPTDIR source=lib.sh
# In a pid namespace, so that no other process begins or ends meanwhile.
if [ -n "${IN_NAMESPACE-}" ] && [ -z "${IN_PIDS-}" ]; then
	IN_PIDS=1 exec unshare --pid --fork --mount-proc "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"

# More processes than one thread inspects, and more output than fits into a pipe.
start load 800 150

# is_unborn LIMIT: succeeds if the loader cannot start the program under the limit
is_unborn() {
	prlimit "$1" "$sockstat" --version >/dev/null 2>&1
	[ $? -ge 126 ]
}

untimed() {
	sed 's/"time":"[^"]*"//' "$1"
}

# with_files N ARG...: runs the program with at most N descriptors, without another program that
# would set the limit
with_files() {
	(ulimit -n "$1" && exec "$sockstat" "${@:2}")
}

# is_same: succeeds if $tmp/few and $tmp/whole are the same, but for the time in JSON
is_same() {
	cmp -s "$tmp/few" "$tmp/whole" || { grep -q '"time"' "$tmp/few" &&
		cmp -s <(untimed "$tmp/few") <(untimed "$tmp/whole"); }
}

# within LIMIT ARG...: runs the program under an option of prlimit(1), and sets $seen to "whole"
# (complete), "told" (3 and a message), "unborn" (not started) or what else happened
within() {
	local limit=$1 status
	shift
	case $limit in
	--nofile=*) with_files "${limit#*=}" "$@" >"$tmp/few" 2>"$tmp/err" ;;
	*) prlimit "$limit" "$sockstat" "$@" >"$tmp/few" 2>"$tmp/err" ;;
	esac
	status=$?
	case $* in
	# Counters change, and findings make the status 1.
	-s* | --doctor*)
		if [ $status -le 1 ] && [ -s "$tmp/few" ] && [ ! -s "$tmp/err" ]; then
			seen=whole
			return
		fi
		;;
	esac
	if [ $status -eq 0 ] && is_same; then
		seen=whole
	elif [ $status -eq 3 ] && grep -q '^sockstat: ' "$tmp/err"; then
		seen=told
	elif [ $status -ge 126 ] && is_unborn "$limit"; then
		seen=unborn
	else
		seen="status $status, $(wc -l <"$tmp/few") lines, $(head -n 1 "$tmp/err")"
	fi
}

sources=(proc)
"$sockstat" -tlnp --owners=bpf >/dev/null 2>&1 && sources+=(bpf)
for source in "${sources[@]}"; do
	for flags in -tanp -tanpe -tlnpb '-nP -i'; do
		# shellcheck disable=SC2086 # several words
		"$sockstat" $flags --owners="$source" >"$tmp/whole"
		: >"$tmp/seen"
		for n in 6 7 8 9 10 11 12 14 16 20; do
			for _ in 1 2; do
				# shellcheck disable=SC2086
				within "--nofile=$n" $flags --owners="$source"
				echo "$n: $seen" >>"$tmp/seen"
			done
		done
		! grep -vE ': (whole|told|unborn)$' "$tmp/seen"
		ok "$flags --owners=$source with 6 to 20 descriptors is complete or says why not" \
			$? "$tmp/seen"
		# Standard streams, /proc, two netlink sockets, and two descriptors of /proc for
		# each of four threads. With fewer descriptors threads take turns, and a thread
		# that gets none in time is reported.
		! sed -nE '/^(16|20):/p' "$tmp/seen" | grep -v whole
		ok "$flags --owners=$source with 16 descriptors is complete" $? "$tmp/seen"
	done
done

# Each command under each limit works or names the limit, and works with 16 descriptors or more.
# Of repeated listings only the first lines are checked. A command that hangs is ended by tests/run.
for flags in '-tan' '-tanp' '-uan --json' '-s' '-s --json' '-nP -i' '--peer -tan' \
	'--doctor -c 0.01' \
	'--doctor -c 0.01 --json' '--events --for 0.05' '--events --for 0.05 --json' \
	'--events --for 0.05 --owners=proc' '--version' '--help' '--explain' '--completion=bash' \
	'-tlnHp -c 0.05'; do
	: >"$tmp/seen"
	for n in $(seq 3 40); do
		# shellcheck disable=SC2086
		case $flags in
		*' -c 0.05')
			with_files "$n" $flags 2>"$tmp/err" | head -n 5 >"$tmp/few"
			status=${PIPESTATUS[0]}
			;;
		*)
			with_files "$n" $flags >"$tmp/few" 2>"$tmp/err"
			status=$?
			;;
		esac
		if [ "$status" -le 1 ] && [ -s "$tmp/few" ]; then
			echo "$n: works"
		elif [ "$status" -eq 3 ] && grep \
			-q "^sockstat: .*Too many open files (ulimit -n is $n)" "$tmp/err"; then
			echo "$n: told"
		elif [ "$status" -ge 126 ] && is_unborn "--nofile=$n"; then
			echo "$n: unborn"
		else
			echo "$n: status $status, $(head -n 1 "$tmp/err")"
		fi >>"$tmp/seen"
	done
	! grep -vE ': (works|told|unborn)$' "$tmp/seen" &&
		[ "$(sed -n '/^16:/,$p' "$tmp/seen" | grep -c works)" -eq 25 ]
	ok "$flags with 3 to 40 descriptors works or names the limit" $? "$tmp/seen"
done

if is_sanitized; then
	skip "limits of memory" "a sanitizer takes all there is"
else
	for flags in '-tanp --owners=proc' '-tanp --json' '-tua' '-s' '--doctor -c 0.01'; do
		for limit in as data; do
			: >"$tmp/seen"
			# Sizes around the smallest that the program starts with, and around
			# those that allow threads.
			case $limit in
			as) sizes=$(seq 3000 150 6000; seq 8000 3000 32000) ;;
			data) sizes=$(seq 100 20 400; seq 500 1000 9000) ;;
			esac
			# shellcheck disable=SC2086
			"$sockstat" $flags >"$tmp/whole" 2>/dev/null
			for kb in $sizes; do
				# shellcheck disable=SC2086
				within "--$limit=$((kb * 1024))" $flags
				echo "$kb: $seen" >>"$tmp/seen"
			done
			! grep -vE ': (whole|told|unborn)$' "$tmp/seen"
			ok "$flags with a limit of memory ($limit) is complete or says why not" \
				$? "$tmp/seen"
		done
	done
fi

"$sockstat" -tan >"$tmp/whole"
within --fsize=1024 -tan
is "a limit of the file size is reported" told "$seen"
is "the message names the limit of the file size" \
	"sockstat: cannot write: File too large" "$(cat "$tmp/err")"
if can_be_user; then
	as_user "$sockstat" -tanp >"$tmp/whole" 2>/dev/null
	# LeakSanitizer needs a thread.
	as_user env ASAN_OPTIONS=detect_leaks=0 prlimit --nproc=1 "$sockstat" -tanp >"$tmp/few" \
		2>/dev/null
	is "a listing without threads ends with 0" 0 $?
	same "a listing without threads has the same rows" "$tmp/whole" "$tmp/few"
fi

for flags in -tan -tanp '-tanp --json' '-nP -i' -s '--doctor -c 0.01' --help; do
	# shellcheck disable=SC2086
	"$sockstat" $flags >/dev/full 2>"$tmp/err"
	is "$flags to a full disk ends with 3 and a message" \
		"3 sockstat: cannot write: No space left on device" \
		"$? $(cat "$tmp/err")"
	# shellcheck disable=SC2086
	"$sockstat" $flags 2>"$tmp/err" >&-
	is "$flags to a closed stdout ends with 3 and a message" \
		"3 sockstat: cannot write: Bad file descriptor" \
		"$? $(cat "$tmp/err")"
	# shellcheck disable=SC2086
	"$sockstat" $flags >/dev/full 2>&-
	is "$flags to a full disk with a closed stderr ends with 3" 3 $?
done
"$sockstat" -tan >"$tmp/whole"
"$sockstat" -tan 2>&- >"$tmp/few"
is "a closed stderr does not change the status" 0 $?
same "a closed stderr does not change the rows" "$tmp/whole" "$tmp/few"

# A listing of many writes; each write fails in turn.
ignored=(-i '"time":"[-0-9T:.]+Z"')
is_first_root || ignored+=(-i '"processes_denied":[0-9]+')
"$FIXTURES/faults" "${ignored[@]}" -c write calls "$FIXTURES/faulty.so" "$sockstat" \
	-tanp >"$tmp/out" 2>&1
status=$?
ok "each write of -tanp fails in turn: $(tail -n 1 "$tmp/out")" $status "$tmp/out"
"$FIXTURES/faults" "${ignored[@]}" -c write calls "$FIXTURES/faulty.so" "$sockstat" -tan --json \
	>"$tmp/out" 2>&1
status=$?
ok "each write of --json fails in turn: $(tail -n 1 "$tmp/out")" $status "$tmp/out"

# Reading fails, and so does writing what was read before: exactly one of the two is reported.
# LeakSanitizer cannot run in a traced process.
if ! strace -o /dev/null true 2>/dev/null; then
	skip "failures of reading and writing together" "no strace"
	exit
fi
for flags in -tan -tanp '-tlnp --owners=proc' '-tan --json'; do
	for when in 1 2 3 5; do
		# shellcheck disable=SC2086
		ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e trace=recvmsg \
			-e inject=recvmsg:error=ENOBUFS:when=$when \
			"$sockstat" $flags >/dev/full 2>"$tmp/err"
		status=$?
		grep -qxE 'sockstat: cannot (read sockets: No buffer space available|write: No space left on device)' "$tmp/err"
		is "$flags: failing read $when and failing writes give one message" \
			"3 0" "$status $?"
	done
done
