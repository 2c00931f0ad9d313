#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Both sources of owners, BPF and /proc, find the same owners.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# hold WAY PORT: starts the fixture described in holders.c
hold() {
	program=holders start_as holders "$@"
}

# owners_by SOURCE PORT: prints "PID:FD PID:FD..." of the listener
owners_by() {
	"$sockstat" -tln --json --owners="$1" | jq -r --argjson p "$2" \
		'[.sockets[] | select(.local_port == $p).owners[] | "\(.pid):\(.fd)"] | sort | join(" ")'
}

# everything_by SOURCE: prints every socket with its owners, except for the sockets of sockstat
# itself
everything_by() {
	"$sockstat" -an --json --owners="$1" |
		jq -S -c '.sockets[] | .owners |= sort_by(.pid, .fd) |
		select(.owners[0].command != "sockstat")' |
		sort
}

start shared 127.0.0.1 1000 5 dups 127.0.0.1 1001 datagrams ::1 1002
"$sockstat" -tln --owners=bpf --json >/dev/null 2>"$tmp/err"
case $?,$(cat "$tmp/err") in
0,) sources="proc bpf auto" ;;
3,*'built without'* | 3,*CAP_BPF*) sources="proc auto" ;;
*)
	sources="proc auto"
	if [ -e /sys/kernel/btf/vmlinux ]; then
		ok "BPF can be used" 1 "$tmp/err"
	fi
	;;
esac
[ "$sources" = "proc bpf auto" ] || skip "owners by BPF" "$(cat "$tmp/err")"

hold own 1010
own=$fixture
hold swap 1020
swap=$fixture
hold exited 1030
exited=$fixture
hold passed 1040
passed=$(pgrep -P "$fixture")
hold many 1050
many=$fixture
hold pool 1053
pool=$fixture
hold path 1055
path=$fixture
# Only root of the first user namespace may inspect a process without memory.
if ! ls "/proc/$exited/fd" >/dev/null 2>&1; then
	skip "a process whose first thread has ended" "it denies access"
	exited=
fi
for source in $sources; do
	is "$source: a socket of one thread is found" "$own:4" "$(owners_by "$source" 1010)"
	is "$source: a socket that a thread shares with its process is found" "$own:3" \
		"$(owners_by "$source" 1011)"
	is "$source: a thread's socket is found at a descriptor that its process uses otherwise" \
		"$swap:3" \
		"$(owners_by "$source" 1020)"
	is "$source: the process's socket at the same descriptor is found" \
		"$swap:3" "$(owners_by "$source" 1021)"
	if [ -n "$exited" ]; then
		is "$source: a socket of a process whose first thread has ended is found" \
			"$exited:3" \
			"$(owners_by "$source" 1030)"
	fi
	is "$source: a socket that was passed over a unix socket is found" \
		"$passed:5 $passed:60" \
		"$(owners_by "$source" 1040)"
	is "$source: a socket of a process with many threads is found" \
		"$many:3" "$(owners_by "$source" 1050)"
	is "$source: a socket that many threads share in a separate descriptor table is found" \
		"$pool:3" "$(owners_by "$source" 1053)"
	is "$source: a descriptor opened with O_PATH is found" "$path:3 $path:4" \
		"$(owners_by "$source" 1055)"
	is "$source: --pid shows the selected process only" \
		"$own" "$("$sockstat" -tln --json --owners="$source" --pid "$own" |
		jq -r '[.sockets[].owners[].pid] | unique | join(" ")')"
	is "$source: --command shows the selected processes only" \
		"$(printf '%s\n' "$own" "$swap" $exited "$passed" "$many" "$pool" \
		"$path" | sort -n | xargs)" \
		"$("$sockstat" -tln --json --owners="$source" --command 'holder[s]' |
			jq -r '[.sockets[].owners[].pid] | unique | join(" ")')"
done
# Enough processes that the search uses several threads.
start load 2000 200
everything_by proc >"$tmp/proc"
for source in $sources; do
	everything_by "$source" >"$tmp/seen"
	same "$source finds the same owners of all sockets as proc" "$tmp/proc" "$tmp/seen"
done
[ "$(wc -l <"$tmp/proc")" -gt 2000 ]
ok "more than 2,000 sockets are compared" $?
"$sockstat" -tan --json --owners=proc >"$tmp/threads"
taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+$')" "$sockstat" -tan --json --owners=proc \
	>"$tmp/alone"
sed -i 's/"time":"[^"]*"//' "$tmp/threads" "$tmp/alone"
same "several threads report the same as one, in the same order" "$tmp/alone" "$tmp/threads"
end_fixture

# A pid namespace, with its own /proc and without: pids are always those of /proc.
cat >"$tmp/inside" <<'INSIDE'
[ -z "$1" ] || mount -t proc proc /proc
mkfifo "$tmp/in"
"$FIXTURES/holders" own 1060 <"$tmp/in" >"$tmp/out" &
exec 3>"$tmp/in"
until grep -q ready "$tmp/out"; do :; done
if [ -n "$1" ]; then echo $!; else
	find /proc -maxdepth 3 -path '/proc/[0-9]*/fd/0' -lname "$tmp/in" 2>/dev/null | cut -d/ -f3
fi
for source in proc bpf auto; do
	# One line each, empty if there is no result.
	echo "$("$sockstat" -tln --json --owners=$source 2>/dev/null |
		jq -r '[.sockets[] | select(.local_port == 1060 or .local_port == 1000).owners[] |
			"\(.pid):\(.fd):\(.command)"] | sort | join(" ")')"
done
"$sockstat" -tln --json --owners=bpf 2>&1 >/dev/null
echo $?
rm -f "$tmp/in" "$tmp/out"
INSIDE
# LeakSanitizer itself reads /proc.
export tmp sockstat FIXTURES ASAN_OPTIONS=detect_leaks=0
if ! unshare --pid --fork --mount true 2>/dev/null; then
	skip "pid namespaces" "no permission to make one"
else
	unshare --pid --fork --mount bash "$tmp/inside" mount >"$tmp/seen"
	{ read -r pid && read -r proc && read -r bpf && read -r auto; } <"$tmp/seen"
	is "proc in a pid namespace shows its pids, and no process outside" "$pid:4:holders" \
		"$proc"
	is "auto in a pid namespace shows the same as proc" "$proc" "$auto"
	case $sources in
	*bpf*) is "bpf in a pid namespace shows the same as proc" "$proc" "$bpf" ;;
	esac

	# Descriptors of threads are counted since Linux 6.2.
	shared=$(owners_by proc 1000 | wc -w)
	unshare --pid --fork bash "$tmp/inside" '' >"$tmp/seen"
	{ read -r pid && read -r proc && read -r bpf && read -r auto && read -r error && read \
		-r status; } <"$tmp/seen"
	is "proc with the /proc of another pid namespace shows its pids and all its processes" \
		"$pid:4:holders $shared" \
		"$(grep -o '[0-9:]*holders' <<<"$proc") $(grep -o fixture <<<"$proc" | wc -l)"
	is "auto with the /proc of another pid namespace shows the same as proc" "$proc" "$auto"
	case $sources in
	*bpf*)
		is "bpf with the /proc of another pid namespace shows nothing" "" "$bpf"
		is "bpf with the /proc of another pid namespace prints the reason" \
			"sockstat: cannot find owners by BPF: /proc is that of another pid namespace" "$error"
		is "bpf with the /proc of another pid namespace ends with 3" 3 "$status"
		;;
	esac
fi

"$sockstat" -tln --owners=ebpf 2>"$tmp/err"
is "an unknown source is a usage error" \
	"2 sockstat: --owners: unknown source 'ebpf' (known: auto, bpf, proc)" \
	"$? $(cat "$tmp/err")"

if ! can_be_user; then
	skip "sources as another user" "no other user to be"
	exit
fi
as_user "$sockstat" -tlnp --owners=bpf >"$tmp/out" 2>"$tmp/err"
is "--owners=bpf without permission lists nothing" "3 0" "$? $(wc -l <"$tmp/out")"
grep -qE 'cannot find owners by BPF: (it requires root, or CAP_BPF|this sockstat was built without)' \
	"$tmp/err"
ok "--owners=bpf without permission prints the reason" $? "$tmp/err"
as_user "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
is "without --owners=bpf there is no note about BPF" "0 0" "$? $(grep -c BPF "$tmp/err")"

case $sources in
*bpf*) ;;
*) exit ;;
esac

# 38 and 39 are CAP_PERFMON and CAP_BPF. They allow BPF to inspect every process, but few files
# in /proc.
bpf_alone=(setpriv "--bounding-set=-all,+cap_38,+cap_39" --inh-caps=-all)
"${bpf_alone[@]}" "$sockstat" -tln --json --owners=bpf >"$tmp/out" 2>"$tmp/err"
is "CAP_PERFMON and CAP_BPF suffice to see all owners" "0 $own:4 " \
	"$? $(jq -r '.sockets[] | select(.local_port == 1010).owners[] | "\(.pid):\(.fd)"' \
	"$tmp/out") $(cat "$tmp/err")"

# BPF finds processes that /proc hides; they are shown by task name, not by command line.
cat >"$tmp/hidden" <<'HIDDEN'
mount -t proc -o hidepid=2 proc /proc || exit 77
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+cap_38,+cap_39 \
	--ambient-caps=+cap_38,+cap_39 "$sockstat" -tlnp --owners=bpf "$@"
HIDDEN
program=holders start_as /bin/argument own 1090
"$sockstat" -tlnp --owners=bpf | grep -q "127.0.0.1:1090 .* $fixture/argument *\$"
ok "bpf: the program name comes from the command line" $?
unshare --mount bash "$tmp/hidden" >"$tmp/out" 2>"$tmp/err"
if [ $? -eq 77 ]; then
	skip "bpf while /proc hides processes" "$(cat "$tmp/err")"
else
	grep -q "127.0.0.1:1090 .* $fixture/holders *\$" "$tmp/out"
	ok "bpf: a process that /proc hides is shown by task name" $? "$tmp/out"
	is "bpf: the layout of lsof shows the task name too" holders \
		"$(unshare --mount bash "$tmp/hidden" -H --layout lsof | awk \
		'/:1090 / { print $1 }')"
fi

# The system calls that are made.
if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "system calls of the sources" "no strace here"
	exit
fi
calls() {
	strace -f -o "$tmp/trace" -e trace=bpf "$sockstat" "$@" >/dev/null
	grep -c '^[0-9]* *bpf(' "$tmp/trace"
}
is "--pid makes no bpf call" 0 "$(calls -tlnp --pid $$)"
is "--owners=proc makes no bpf call" 0 "$(calls -tlnp --owners=proc)"
is "a listing without owners makes no bpf call" 0 "$(calls -tln --owners=bpf)"
[ "$(calls -tlnp --owners=bpf)" -gt 0 ]
ok "--owners=bpf makes bpf calls" $?
: >"$tmp/out"
strace -f -o "$tmp/trace" -e trace=bpf "$sockstat" -tlnp --owners=bpf --continuous=0.05 \
	>"$tmp/out" &
tracer=$!
await '[ "$(grep -c "^Active" "$tmp/out")" -ge 4 ]'
kill -INT "$(pgrep -P $tracer)"
wait $tracer
is "-c loads the BPF program once, and shows owners" "1 $own/holders" \
	"$(grep -c 'bpf(BPF_PROG_LOAD' "$tmp/trace") $(awk '$4 ~ /:1010$/ { print $7 }' "$tmp/out" |
	sort -u)"
[ "$(grep -c 'bpf(BPF_ITER_CREATE' "$tmp/trace")" -ge 4 ]
ok "-c runs the BPF program for each listing" $?
start shared 127.0.0.1 1070 400
strace -f -o "$tmp/trace" -e trace=clone3,clone "$sockstat" -tlnp --owners=proc >/dev/null
[ "$(nproc)" -eq 1 ] || grep -q 'clone.*CLONE_THREAD' "$tmp/trace"
ok "proc starts threads if there are many processes" $? "$tmp/trace"
"$sockstat" -tlnp --owners=proc >"$tmp/threads"
strace -f -o "$tmp/trace" -e trace=clone3,clone -e inject=clone3:error=EAGAIN \
	-e inject=clone:error=EAGAIN \
	"$sockstat" -tlnp --owners=proc >"$tmp/alone"
same "the listing is the same if no thread can be started" "$tmp/threads" "$tmp/alone"
[ "$(calls -tlnp)" -gt 0 ]
ok "auto uses BPF if there are many processes" $?

# A kernel that refuses BPF, from the first call on or later.
strace -f -o "$tmp/trace" -e trace=bpf -e inject=bpf:error=EINVAL "$sockstat" -tlnp >"$tmp/seen"
same "auto uses /proc if BPF is refused" "$tmp/threads" "$tmp/seen"
strace -f -o "$tmp/trace" -e trace=bpf -e inject=bpf:error=EINVAL "$sockstat" -tlnp --owners=bpf \
	>"$tmp/seen" 2>"$tmp/err"
is "--owners=bpf ends with 3 if BPF is refused" \
	"3 sockstat: cannot find owners by BPF: Invalid argument" \
	"$? $(cat "$tmp/err")"
"$sockstat" -tlnp --continuous=0.05 >"$tmp/out" 2>"$tmp/err" &
watched=$!
await '[ "$(grep -c "^Active" "$tmp/out")" -ge 2 ]'
strace -f -o "$tmp/trace" -e trace=bpf -e inject=bpf:error=EPERM -p $watched 2>/dev/null &
tracer=$!
await 'grep -q BPF_ITER_CREATE.*EPERM "$tmp/trace"'
await '[ "$(grep -c BPF_ITER_CREATE.*EPERM "$tmp/trace")" -ge 3 ]'
kill -INT $watched
wait $watched $tracer
is "auto changes to /proc if BPF is refused during -c" "$own/holders " \
	"$(awk '$4 ~ /:1010$/ { print $7 }' "$tmp/out" | sort -u) $(cat "$tmp/err")"
