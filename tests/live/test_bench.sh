#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The loads of the benchmark are what was asked for, to the last socket, and leave nothing
# behind; its tables have a row for everything, also for what is not there.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
bench=$FIXTURES/../bench

# load ARGUMENT...: holds it; how many processes do is in $processes
load() {
	program=../bench/load start_as load "$@"
	processes=$(pgrep -P "$fixture" | wc -l)
}

# in_load COMMAND...: in the load's network namespace
in_load() {
	nsenter --net --target "$fixture" "$@"
}

# states OPTION...: of what ss lists, "STATE NUMBER"
states() {
	in_load ss -H -tan "$@" | awk '{ n[$1]++ } END { for (s in n) print s, n[s] }' |
		sort | xargs
}

# what is held, by its sockets, by entries of owners, and by processes
held() {
	in_load "$sockstat" "$@" --json |
		jq -r '"\(.sockets | length) \([.sockets[].owners[]] | length) \([.sockets[].owners[].pid] | unique | length)"'
}

if ! unshare --net true 2>/dev/null; then
	skip "loads" "no permission to make a network namespace"
	exit
fi

load tcp 1600 4
is "1,600 sockets: those over IPv4" "ESTAB 1520 LISTEN 80" "$(states)"
is "half of the sockets are IPv4" "ESTAB 760 LISTEN 40" "$(states -4)"
is "half of the sockets are IPv6" "ESTAB 760 LISTEN 40" "$(states -6)"
is "each has one holder, all are in 4 processes" "1600 1600 4" "$(held -tan)"
is "its own namespace is another" "" "$(ss -H -tan)"
children=$(pgrep -P "$fixture")
end_fixture
is "the load ends without an error" 0 $?
is "the processes of the load end with it" "" \
	"$(ps -o pid= -p "$(xargs <<<"$children" | tr ' ' ,)")"

load tcp 1003 3
is "a number that does not go into processes or pairs" "1003 1003 3" "$(held -tan)"
kill -KILL "$(pgrep -n -P "$fixture")"
wait "$fixture"
is "a process that is lost ends the load, as a failure" 1 $?

load files 5 30 2
is "5 processes" 5 "$processes"
is "2 of which listen" "2 2 2" "$(held -tln)"
files=$(for p in $(pgrep -P "$fixture"); do
	find "/proc/$p/fd" -lname /dev/null | wc -l
done | xargs)
is "each has 30 files" "30 30 30 30 30" "$files"
end_fixture

load shared 20
is "a listener and the processes that share it" "1 21 21" "$(held -tan)"
end_fixture

load idle 3
is "an idle machine" "6 6 1" "$(held -tan)"
is "the load has the processes that were asked for" 3 "$processes"
end_fixture

"$bench/load" tcp 10 8 </dev/null 2>"$tmp/err"
is "a load that cannot be made is refused" "2 load: 10 sockets are too few for 8 processes" \
	"$? $(cat "$tmp/err")"
"$bench/load" tcp 30000000 1 </dev/null >"$tmp/out" 2>&1
is "a load that exceeds the limits is refused" "2 0" "$? $(grep -c ready "$tmp/out")"

# what is a number in the row of one, and '-' in that of the other
cell() {
	grep -F "| \`$1\` |" "$tmp/out" | grep "^| $2" | awk -F' \\| ' -v c="$3" '{ print $c }'
}
is_number() {
	[[ $(cell "$@") =~ ^[0-9]+(\.[0-9]+)?$ ]]
	ok "$2, $1: measured" $?
}

tiny=(-f 4x30 -c 5)
# LeakSanitizer looks for itself in /proc
export ASAN_OPTIONS=detect_leaks=0
# others have processes and sockets too, and no end of them
if unshare --pid --fork --mount --mount-proc true 2>/dev/null; then
	tiny+=(-i)
fi
"$bench/bench" "${tiny[@]}" -s 320,1600 -n 1 "$sockstat" >"$tmp/out" 2>"$tmp/err"
is "the benchmark on tiny loads" 0 $?
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
ok "time by size" $? "$tmp/out"
is "the small load is left to it" "" "$(grep '^| 320' "$tmp/out")"

# peers that do not what they should
mkdir "$tmp/peers"
printf '#!/bin/sh\necho >>"%s"\nexec sleep 60\n' "$tmp/late" >"$tmp/peers/ss"
printf '#!/bin/sh\necho header\n' >"$tmp/peers/netstat"
printf '#!/bin/sh\nexit 1\n' >"$tmp/peers/lsof"
chmod 755 "$tmp/peers"/*
PATH=$tmp/peers:$PATH "$bench/bench" "${tiny[@]}" -s 320 -n 2 -l 1 "$sockstat" >"$tmp/out" \
	2>"$tmp/err"
is "peers that are late, blind or fail are no failure" 0 $?
is "the late one is late" "> 1000" "$(cell 'ss -tan' '320 TCP' 3)"
is "a late command is slower by at least the time limit" ">" \
	"$(cell 'ss -tan' '320 TCP' 6 | cut -c1)"
is "a late command is not run again" 6 "$(wc -l <"$tmp/late")"
is "the blind one has no time" "- 0" \
	"$(cell 'netstat -tan' '320 TCP' 3) $(grep -c 'netstat -tan.* ms' "$tmp/err")"
is "a command that fails has no time" - "$(cell 'lsof -nP -iTCP' '320 TCP' 3)"
is_number 'sockstat -tan' '320 TCP' 3

"$bench/bench" -s 10,5 "$sockstat" 2>"$tmp/err"
is "sizes that do not ascend are wrong usage" 2 $?
