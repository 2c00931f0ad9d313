#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes and readers that do not answer cannot block a listing: processes with files on an
# unreachable server, stopped processes, processes that hang with their memory locked, and a
# reader that stops.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# LeakSanitizer would wait for the blocked threads.
export ASAN_OPTIONS=detect_leaks=0

elapsed_ms() {
	local from
	from=$(date +%s%3N)
	"$@"
	status=$?
	took=$(($(date +%s%3N) - from))
}

state_of() {
	awk '{ print $3 }' "/proc/$1/stat"
}

start_as stopped listener 127.0.0.1 4999
stopped=$fixture
kill -STOP "$stopped"
await '[ "$(state_of $stopped)" = T ]'
elapsed_ms timeout -s KILL 20 "$sockstat" -ptln >"$tmp/out"
[ "$status" -eq 0 ] && [ $took -lt 1000 ] && grep -q ":4999 .* $stopped/stopped *$" "$tmp/out"
ok "a stopped process is listed like any other ($took ms)" $? "$tmp/out"
kill -CONT "$stopped"

# The pipe is full before the program starts. The test has it open too, so that it has a reader.
mkfifo "$tmp/pipe"
exec {pipe}<>"$tmp/pipe"
start listener 127.0.0.1 5100
# begin ARGUMENT...: starts the program, and waits until it blocks in a write
begin() {
	dd if=/dev/zero of="$tmp/pipe" bs=4096 count=100 oflag=nonblock status=none 2>/dev/null
	env --default-signal=INT "$sockstat" "$@" 1>&"$pipe" 2>"$tmp/err" &
	listing=$!
	fixtures+=("$listing")
	await 'grep -q pipe_write "/proc/$listing/wchan"'
}
# drain: prints what the program has written to the pipe
drain() {
	dd if="$tmp/pipe" bs=1M iflag=nonblock status=none 2>/dev/null | tr -d '\0'
}
# end_by SIGNAL [PID]: sends a signal and measures the time until the program ends
end_by() {
	kill "-$1" -- "${2-$listing}"
	elapsed_ms wait "$listing"
	drain >/dev/null
}

begin -tln
drain >"$tmp/out"
wait "$listing"
is "a reader that pauses gets a listing that ends with 0" 0 $?
drain >>"$tmp/out"
"$sockstat" -tln >"$tmp/whole"
same "a reader that pauses gets the whole listing" "$tmp/whole" "$tmp/out"
for signal in INT TERM; do
	begin -tln
	end_by $signal
	[ $status -gt 128 ] && [ $took -lt 500 ]
	ok "a reader that stops: SIG$signal ends the listing at once ($took ms)" $?
done
for command in "-tlnc 0.05" "--doctor --json -c 0.05"; do
	# shellcheck disable=SC2086
	begin $command
	end_by INT
	[ $status -eq 3 ] && [ $took -lt 3000 ]
	ok "a reader that stops: $command ends within a second or so ($took ms)" $? "$tmp/err"
done
# A terminal sends the signal to the process group: the child that lists gets it twice, once
# from its parent.
dd if=/dev/zero of="$tmp/pipe" bs=4096 count=100 oflag=nonblock status=none 2>/dev/null
env --default-signal=INT setsid "$sockstat" -tlnpc 0.05 1>&"$pipe" 2>"$tmp/err" &
listing=$!
fixtures+=("$listing")
await 'grep -qs pipe_write "/proc/$listing/wchan" "/proc/$(pgrep -P $listing)/wchan"'
end_by INT "-$listing"
[ $status -eq 3 ] && [ $took -lt 3000 ] && grep -q 'stopped reading' "$tmp/err"
ok "a reader that stops: ^C ends -tlnpc 0.05 within a second or so ($took ms)" $? "$tmp/err"
if [ "$(id -u)" -eq 0 ] && "$sockstat" --events --for 0.05 >"$tmp/out" 2>"$tmp/err"; then
	for signal in INT TERM; do
		begin --events
		end_by $signal
		[ $status -eq 3 ] && [ $took -lt 3000 ]
		ok "a reader that stops: SIG$signal ends --events in a second ($took ms)" \
			$? "$tmp/err"
	done
else
	skip "--events with a reader that stops" "there are none: $(head -1 "$tmp/err")"
fi

# A name server that reads questions and never answers.
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
if mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)" 2>/dev/null; then
	start bound 127.0.0.53 53 listener 127.0.0.9 5101
	for command in "-tl" "-ta --json --resolve-timeout=0.3" \
		"-i --resolve-timeout=0.3" "--doctor -c 0.1" "--events --for 0.1"; do
		# shellcheck disable=SC2086
		elapsed_ms timeout -s KILL 20 "$sockstat" $command >"$tmp/out" 2>"$tmp/err"
		[ $status -lt 3 ] && [ $took -lt 4000 ]
		ok "an unresponsive name server: $command ends within its deadline ($took ms)" \
			$? "$tmp/err"
	done
	env --default-signal=INT "$sockstat" -tl --resolve-timeout=60 >"$tmp/out" 2>"$tmp/err" &
	listing=$!
	fixtures+=("$listing")
	await 'grep -q poll "/proc/$listing/wchan"'
	end_by TERM
	[ $status -gt 128 ] && [ $took -lt 500 ]
	ok "a signal ends the wait for a name server ($took ms)" $?
	umount "$(realpath /etc/resolv.conf)"
else
	skip "an unresponsive name server" "no /etc/resolv.conf to put another in place of"
fi

# Files of an unreachable server; unreachable.c describes the processes.
if ! [ -c /dev/fuse ]; then
	skip "an unreachable file system" "no /dev/fuse"
	exit
fi
mkdir "$tmp/mount"
if ! (: <>/dev/fuse) 2>/dev/null; then
	skip "an unreachable file system" "no permission to mount one"
	exit
fi
program=unreachable start_as unreachable "$tmp/mount"
# pgrep would hang here.
read -r -a pids <"/proc/$fixture/task/$fixture/children"
is "five processes use an unreachable file system" 5 ${#pids[@]}
locked=${pids[4]}
await '[ "$(state_of $locked)" = D ]'
ok "one process is in uninterruptible sleep" $?
(timeout -s KILL 0.5 cat "/proc/$locked/cmdline" || exit $?) >"$tmp/out" 2>/dev/null
is "reading the command line of that process blocks" 137 $?

for owners in proc bpf; do
	if ! "$sockstat" -tln --owners=$owners -p >/dev/null 2>&1; then
		skip "an unreachable file system with --owners=$owners" "cannot be had here"
		continue
	fi
	elapsed_ms timeout -s KILL 20 "$sockstat" -tlnp --owners=$owners >"$tmp/out" 2>"$tmp/err"
	is "--owners=$owners with unreachable files ends with 0" 0 $status
	[ $took -lt 4000 ]
	ok "--owners=$owners ends within the deadline ($took ms)" $?
	awk '$4 ~ /:500[1-5]$/ { print substr($4, 11), $7 }' "$tmp/out" | sort >"$tmp/seen"
	printf '%s\n' "5001 ${pids[0]}/unreachable" "5002 ${pids[1]}/unreachable" \
		"5003 ${pids[2]}/executable" "5004 ${pids[3]}/unreachable" \
		"5005 ${pids[4]}/unreachable" >"$tmp/expected"
	same "--owners=$owners finds the processes of all five sockets" \
		"$tmp/expected" "$tmp/seen"
	grep -q '1 process did not give its command line in time; it is shown by task name' \
		"$tmp/err"
	ok "--owners=$owners prints a note about the process that does not answer" $? "$tmp/err"
done
elapsed_ms timeout -s KILL 20 "$sockstat" -ptln --command='no*' >"$tmp/out" 2>"$tmp/err"
[ $status -eq 3 ] && [ $took -lt 4000 ] && grep -q 'may be missing' "$tmp/err"
ok "--command reports that sockets of the process may be missing ($took ms)" $? "$tmp/err"

# A waiting thread keeps the privileges for finding owners; the thread that writes has none.
gone='prm=0 eff=0'
is_sanitized || gone="$gone .* seccomp=2"
if "$FIXTURES/firstword" "$tmp/words" true; then
	for flags in "-tlp --json" "--doctor -c 0.05"; do
		# shellcheck disable=SC2086 # several words
		timeout -s KILL 20 "$FIXTURES/firstword" "$tmp/words" "$sockstat" $flags \
			>/dev/null 2>&1
		[ -s "$tmp/words" ] && ! grep -qv "$gone" "$tmp/words"
		ok "$flags: the thread that writes has no privileges" $? "$tmp/words"
	done
else
	skip "privileges of a waiting thread" "no permission to trace"
fi
"$FIXTURES/nofork" 11 "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
is "nothing is listed if no child can be started" "3 0" "$? $(wc -l <"$tmp/out")"
grep -q '^sockstat: .*command line.* can be started .*: Resource temporarily unavailable$' \
	"$tmp/err"
ok "the message says that no child can be started" $? "$tmp/err"
"$sockstat" -tlnp >/dev/full 2>"$tmp/err"
is "a full disk ends the listing with 3" 3 $?
for as in '' 'setpriv --reuid=65534 --regid=65534 --clear-groups'; do
	[ -z "$as" ] || can_be_user || continue
	: >"$tmp/out"
	# shellcheck disable=SC2086 # several words
	env --default-signal=INT $as "$sockstat" -tlnpc 60 >"$tmp/out" 2>"$tmp/err" &
	listing=$!
	fixtures+=("$listing")
	await 'grep -q :5005 "$tmp/out"'
	kill -INT "$listing"
	elapsed_ms wait "$listing"
	[ $status -eq 0 ] && [ $took -lt 1000 ]
	ok "${as%% *}${as:+ }SIGINT ends -c ($status after $took ms)" $? "$tmp/err"
done
for owners in proc auto; do
	elapsed_ms timeout -s KILL 10 "$sockstat" --events --for 0.1 --owners=$owners >"$tmp/out" \
		2>"$tmp/err"
	[ $status -eq 0 ] && [ $took -lt 4000 ]
	ok "--events --owners=$owners ends in time ($took ms)" $? "$tmp/err"
done

"$sockstat" --json -tln --command='no*' >"$tmp/out" 2>/dev/null
grep -q '"processes_unanswered":[1-9]' "$tmp/out"
ok "JSON has processes_unanswered" $? "$tmp/out"

# Only the first listing waits for the process, and leaves one blocked thread.
exec {list}< <(exec "$sockstat" -tlnpc 0.05 2>/dev/null)
listing=$!
titles=0
from=$(date +%s%3N)
while [ $titles -lt 20 ] && read -r -t 10 line <&"$list"; do
	case $line in Active*) titles=$((titles + 1)) ;; esac
done
took=$(($(date +%s%3N) - from))
[ $titles -eq 20 ] && [ $took -lt 6000 ]
ok "-c waits for the process only once ($took ms for twenty listings)" $?
threads=$(awk '/^Threads:/ { print $2 }' "/proc/$listing/status")
[ "$threads" -le 4 ]
ok "-c leaves one blocked thread, not one per listing ($threads)" $?
kill "$listing"
exec {list}<&-

end_fixture
umount -l "$tmp/mount"
