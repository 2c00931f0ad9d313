#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The loads of the benchmark have exactly the requested sockets and processes, and leave nothing
# behind; its tables have a row for every command and load, also for those that were not measured.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
bench=$FIXTURES/../bench

# load ARGUMENT...: starts the load; $processes is the number of its processes
load() {
	program=../bench/load start_as load "$@"
	processes=$(pgrep -P "$fixture" | wc -l)
}

# in_load COMMAND...: runs a command in the network namespace of the load
in_load() {
	nsenter --net --target "$fixture" "$@"
}

# states OPTION...: prints "STATE NUMBER" for the sockets that ss lists in the load
states() {
	in_load ss -H -tan "$@" | awk '{ n[$1]++ } END { for (s in n) print s, n[s] }' |
		sort | xargs
}

# held OPTION...: prints the numbers of sockets, of owner entries, and of owning processes
held() {
	in_load "$sockstat" "$@" --json |
		jq -r '"\(.sockets | length) \([.sockets[].owners[]] | length) \([.sockets[].owners[].pid] | unique | length)"'
}

if ! unshare --net true 2>/dev/null; then
	skip "loads" "no permission to make a network namespace"
	exit
fi

load tcp 1600 4
is "1,600 sockets have the expected states" "ESTAB 1520 LISTEN 80" "$(states)"
is "half of the listeners and connections are IPv4" "ESTAB 760 LISTEN 40" "$(states -4)"
is "half of the listeners and connections are IPv6" "ESTAB 760 LISTEN 40" "$(states -6)"
is "each socket has one owner, and there are 4 processes" "1600 1600 4" "$(held -tan)"
is "the sockets of the load are in another network namespace" "" "$(ss -H -tan)"
children=$(pgrep -P "$fixture")
end_fixture
is "the load ends without an error" 0 $?
is "the processes of the load end with it" "" \
	"$(ps -o pid= -p "$(xargs <<<"$children" | tr ' ' ,)")"

load tcp 1003 3
is "a number of sockets that cannot be divided evenly is made exactly" \
	"1003 1003 3" "$(held -tan)"
kill -KILL "$(pgrep -n -P "$fixture")"
wait "$fixture"
is "the load fails if one of its processes is killed" 1 $?

load files 5 30 2
is "load files: 5 processes are started" 5 "$processes"
is "load files: 2 of them listen" "2 2 2" "$(held -tln)"
files=$(for p in $(pgrep -P "$fixture"); do
	find "/proc/$p/fd" -lname /dev/null | wc -l
done | xargs)
is "load files: each process has 30 files open" "30 30 30 30 30" "$files"
end_fixture

load shared 20
is "load shared: a listener is held by 21 processes" "1 21 21" "$(held -tan)"
end_fixture

load idle 3
is "load idle: 6 sockets are held by one process" "6 6 1" "$(held -tan)"
is "load idle: the requested number of processes is started" 3 "$processes"
end_fixture

"$bench/load" tcp 10 8 </dev/null 2>"$tmp/err"
is "too few sockets for the processes are refused" \
	"2 load: 10 sockets are too few for 8 processes" \
	"$? $(cat "$tmp/err")"
"$bench/load" tcp 30000000 1 </dev/null >"$tmp/out" 2>&1
is "a load that exceeds the limits is refused" "2 0" "$? $(grep -c ready "$tmp/out")"

# cell COMMAND LOAD COLUMN: prints a cell of the report; a number is a time, '-' stands for none
cell() {
	grep -F "| \`$1\` |" "$tmp/out" | grep "^| $2" | awk -F' \\| ' -v c="$3" '{ print $c }'
}
is_number() {
	[[ $(cell "$@") =~ ^[0-9]+(\.[0-9]+)?$ ]]
	ok "$2, $1: measured" $?
}

tiny=(-f 4x30 -c 5)
# LeakSanitizer itself reads /proc.
export ASAN_OPTIONS=detect_leaks=0
# In the pid namespace of the host, the load "idle" would measure other processes too.
if unshare --pid --fork --mount --mount-proc true 2>/dev/null; then
	tiny+=(-i)
fi
"$bench/bench" "${tiny[@]}" -s 320,1600 -n 1 "$sockstat" >"$tmp/out" 2>"$tmp/err"
is "the benchmark runs on tiny loads" 0 $?
for load in '1,600 TCP sockets in 8 processes' 'a listener shared by 5 children' \
	'4 processes with 30 files each' 'an idle machine'; do
	for command in 'sockstat -ptln' 'sockstat -ptln --owners=proc' 'ss -tlnp' \
		'netstat -tlnp' 'lsof -nP -iTCP -sTCP:LISTEN'; do
		is_number "$command" "$load" 3
	done
done
for command in 'sockstat -tan' 'rawdump one' 'rawdump two' 'ss -tan' 'netstat -tan'; do
	is_number "$command" '1,600 TCP' 3
done
is "each goal has a row, measured or not" 17 \
	"$(grep -cE '^\| `.*\| (yes|\*\*no\*\*|-) \|$' <(sed '/peak memory/,$d' "$tmp/out"))"
grep -q '^| ms by TCP sockets | 320 | 1,600 |' "$tmp/out"
ok "the report has a table of times by number of sockets" $? "$tmp/out"
is "the smallest load appears in the table of times only" "" "$(grep '^| 320' "$tmp/out")"

# Commands in place of ss, netstat and lsof that hang, print nothing, or fail.
mkdir "$tmp/peers"
printf '#!/bin/sh\necho >>"%s"\nexec sleep 60\n' "$tmp/late" >"$tmp/peers/ss"
printf '#!/bin/sh\necho header\n' >"$tmp/peers/netstat"
printf '#!/bin/sh\nexit 1\n' >"$tmp/peers/lsof"
chmod 755 "$tmp/peers"/*
PATH=$tmp/peers:$PATH "$bench/bench" "${tiny[@]}" -s 320 -n 2 -l 1 "$sockstat" >"$tmp/out" \
	2>"$tmp/err"
is "the benchmark succeeds although other commands hang, print nothing or fail" 0 $?
is "a command that hangs is reported with the time limit" \
	"> 1000" "$(cell 'ss -tan' '320 TCP' 3)"
is "the ratio of a command that hangs is a lower bound" ">" \
	"$(cell 'ss -tan' '320 TCP' 6 | cut -c1)"
is "a command that hangs is not run again" 6 "$(wc -l <"$tmp/late")"
is "a command that prints no row has no time" "- 0" \
	"$(cell 'netstat -tan' '320 TCP' 3) $(grep -c 'netstat -tan.* ms' "$tmp/err")"
is "a command that fails has no time" - "$(cell 'lsof -nP -iTCP' '320 TCP' 3)"
is_number 'sockstat -tan' '320 TCP' 3

"$bench/bench" -s 10,5 "$sockstat" 2>"$tmp/err"
is "sizes that do not ascend are a usage error" 2 $?
