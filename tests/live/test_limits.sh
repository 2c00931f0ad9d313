#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Limits as they are met in earnest (setrlimit(2)), and output that goes nowhere: the whole list,
# or 3 and a message.
# shellcheck source-path=SCRIPTDIR source=lib.sh
# where no other process comes and goes
if [ -n "${IN_NAMESPACE-}" ] && [ -z "${IN_PIDS-}" ]; then
	IN_PIDS=1 exec unshare --pid --fork --mount-proc "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"

# more processes than one thread looks into, and more output than a pipe takes at once
start load 800 150

# is_unborn LIMIT: whether the loader cannot even start it
is_unborn() {
	prlimit "$1" "$sockstat" --version >/dev/null 2>&1
	[ $? -ge 126 ]
}

untimed() {
	sed 's/"time":"[^"]*"//' "$1"
}

# within LIMIT ARG...: what became of a run under an option of prlimit(1): whole, told, or what else
within() {
	local limit=$1 status
	shift
	prlimit "$limit" "$sockstat" "$@" >"$tmp/few" 2>"$tmp/err"
	status=$?
	# an object says when it was made
	if [ $status -eq 0 ] && cmp -s <(untimed "$tmp/few") <(untimed "$tmp/whole"); then
		echo whole
	elif [ $status -eq 3 ] && grep -q '^sockstat: ' "$tmp/err"; then
		echo told
	elif [ $status -ge 126 ] && is_unborn "$limit"; then
		echo unborn
	else
		echo "status $status, $(wc -l <"$tmp/few") lines, $(head -n 1 "$tmp/err")"
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
				echo "$n: $(within "--nofile=$n" $flags --owners="$source")" \
					>>"$tmp/seen"
			done
		done
		! grep -vE ': (whole|told|unborn)$' "$tmp/seen"
		ok "$flags by $source with few descriptors" $? "$tmp/seen"
		# three of its own, /proc, twice netlink, and for each of four threads two in
		# /proc; with fewer it takes turns, but a thread that comes too late is reported
		! sed -nE '/^(16|20):/p' "$tmp/seen" | grep -v whole
		ok "the listing is complete with sixteen descriptors" $? "$tmp/seen"
	done
done

# Each command at each limit: it works, or it names the limit, and from sixteen descriptors on it
# works. Of repeated listings the begin is looked at.
for flags in '-tan' '-tanp' '-uan --json' '-s' '-s --json' '-nP -i' '--peer -tan' \
	'--doctor -c 0.01' \
	'--doctor -c 0.01 --json' '--events --for 0.05' '--events --for 0.05 --json' \
	'--events --for 0.05 --owners=proc' '--version' '--help' '--explain' '--completion=bash' \
	'-tlnHp -c 0.05'; do
	: >"$tmp/seen"
	for n in $(seq 3 40); do
		# shellcheck disable=SC2086
		{
			timeout -s KILL 20 prlimit --nofile="$n" "$sockstat" $flags 2>"$tmp/err"
			echo $? >"$tmp/status"
		} | case $flags in
		*' -c 0.05') head -n 5 ;;
		*) cat ;;
		esac >"$tmp/few"
		status=$(cat "$tmp/status")
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
	ok "$flags with 3 to 40 descriptors" $? "$tmp/seen"
done

if is_sanitized; then
	skip "limits of memory" "a sanitizer takes all there is"
else
	for flags in '-tanp --owners=proc' '-tanp --json' '-tua' '-s' '--doctor -c 0.01'; do
		for limit in as data; do
			: >"$tmp/seen"
			# where it begins to live, and where there is room for threads
			case $limit in
			as) sizes=$(seq 3000 150 6000; seq 8000 3000 32000) ;;
			data) sizes=$(seq 100 20 400; seq 500 1000 9000) ;;
			esac
			# shellcheck disable=SC2086
			"$sockstat" $flags >"$tmp/whole" 2>/dev/null
			for kb in $sizes; do
				# shellcheck disable=SC2086
				echo "$kb: $(within "--$limit=$((kb * 1024))" $flags)" >>"$tmp/seen"
			done
			case $flags in
			# counters go on, and findings make it 1
			-s* | --doctor*)
				sed -i -E 's/: status [01], [1-9][0-9]* lines, $/: whole/' \
					"$tmp/seen"
				;;
			esac
			! grep -vE ': (whole|told|unborn)$' "$tmp/seen"
			ok "$flags with little memory ($limit)" $? "$tmp/seen"
		done
	done
fi

"$sockstat" -tan >"$tmp/whole"
is "a file that may not grow" told "$(within --fsize=1024 -tan)"
is "the message says why" "sockstat: cannot write: File too large" "$(cat "$tmp/err")"
if can_be_user; then
	as_user "$sockstat" -tanp >"$tmp/whole" 2>/dev/null
	# a search for leaks is a thread too
	as_user env ASAN_OPTIONS=detect_leaks=0 prlimit --nproc=1 "$sockstat" -tanp >"$tmp/few" \
		2>/dev/null
	is "no threads" 0 $?
	same "the rows are the same" "$tmp/whole" "$tmp/few"
fi

for flags in -tan -tanp '-tanp --json' '-nP -i' -s '--doctor -c 0.01' --help; do
	# shellcheck disable=SC2086
	"$sockstat" $flags >/dev/full 2>"$tmp/err"
	is "$flags to a full disk" "3 sockstat: cannot write: No space left on device" \
		"$? $(cat "$tmp/err")"
	# shellcheck disable=SC2086
	"$sockstat" $flags 2>"$tmp/err" >&-
	is "$flags to nowhere" "3 sockstat: cannot write: Bad file descriptor" \
		"$? $(cat "$tmp/err")"
	# shellcheck disable=SC2086
	"$sockstat" $flags >/dev/full 2>&-
	is "$flags without a usable stderr" 3 $?
done
"$sockstat" -tan >"$tmp/whole"
"$sockstat" -tan 2>&- >"$tmp/few"
is "a listing without stderr" 0 $?
same "the list is the same" "$tmp/whole" "$tmp/few"

# a list of many writes, of which each in turn fails
ignored=(-i '"time":"[-0-9T:.]+Z"')
is_first_root || ignored+=(-i '"processes_denied":[0-9]+')
"$FIXTURES/faults" "${ignored[@]}" -c write calls "$FIXTURES/faulty.so" "$sockstat" \
	-tanp >"$tmp/out" 2>&1
status=$?
ok "each write fails: $(tail -n 1 "$tmp/out")" $status "$tmp/out"
"$FIXTURES/faults" "${ignored[@]}" -c write calls "$FIXTURES/faulty.so" "$sockstat" -tan --json \
	>"$tmp/out" 2>&1
status=$?
ok "each write of JSON fails: $(tail -n 1 "$tmp/out")" $status "$tmp/out"

# reading fails, and writing of what was read until then: one of the two is said, whole; leaks
# cannot be looked for in what is traced
if ! strace -o /dev/null true 2>/dev/null; then
	skip "reading and writing fail" "no strace"
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
		is "$flags, datagram $when and the disk fail" "3 0" "$status $?"
	done
done
