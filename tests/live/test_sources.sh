#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The sources of owners, BPF and the walk over /proc, tell the same.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# hold WAY PORT: see holders.c
hold() {
	program=holders start_as holders "$@"
}

# owners_by SOURCE PORT: "pid:fd pid:fd"
owners_by() {
	"$sockstat" -tln --json --owners="$1" | jq -r --argjson p "$2" \
		'[.sockets[] | select(.local_port == $p).owners[] | "\(.pid):\(.fd)"] | sort | join(" ")'
}

# every socket there is, but for the one that each run holds itself
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
# A process without memory may be looked into only from the first user namespace's root
if ! ls "/proc/$exited/fd" >/dev/null 2>&1; then
	skip "a process whose first thread has ended" "it denies access"
	exited=
fi
for source in $sources; do
	is "$source: a thread's own socket" "$own:4" "$(owners_by "$source" 1010)"
	is "$source: a socket that a thread shares with its process" "$own:3" \
		"$(owners_by "$source" 1011)"
	is "$source: a socket behind an fd that its process uses for another" "$swap:3" \
		"$(owners_by "$source" 1020)"
	is "$source: the other socket of that fd" "$swap:3" "$(owners_by "$source" 1021)"
	if [ -n "$exited" ]; then
		is "$source: a process whose first thread has ended" "$exited:3" \
			"$(owners_by "$source" 1030)"
	fi
	is "$source: a socket that was passed over a unix socket" "$passed:5 $passed:60" \
		"$(owners_by "$source" 1040)"
	is "$source: a process of many threads" "$many:3" "$(owners_by "$source" 1050)"
	is "$source: many that share a table of their own" "$pool:3" "$(owners_by "$source" 1053)"
	is "$source: a socket's link opened with O_PATH" "$path:3 $path:4" \
		"$(owners_by "$source" 1055)"
	is "$source: --pid" "$own" "$("$sockstat" -tln --json --owners="$source" --pid "$own" |
		jq -r '[.sockets[].owners[].pid] | unique | join(" ")')"
	is "$source: --command" "$(printf '%s\n' "$own" "$swap" $exited "$passed" "$many" "$pool" \
		"$path" | sort -n | xargs)" \
		"$("$sockstat" -tln --json --owners="$source" --command 'holder[s]' |
			jq -r '[.sockets[].owners[].pid] | unique | join(" ")')"
done
# so many that the walk is done by several threads
start load 2000 200
everything_by proc >"$tmp/proc"
for source in $sources; do
	everything_by "$source" >"$tmp/seen"
	same "$source has the same owners of all sockets as proc" "$tmp/proc" "$tmp/seen"
done
[ "$(wc -l <"$tmp/proc")" -gt 2000 ]
ok "there are many sockets" $?
"$sockstat" -tan --json --owners=proc >"$tmp/threads"
taskset -c "$(taskset -cp $$ | grep -oE '[0-9]+$')" "$sockstat" -tan --json --owners=proc \
	>"$tmp/alone"
sed -i 's/"time":"[^"]*"//' "$tmp/threads" "$tmp/alone"
same "all threads report the same as one thread, in the same order" "$tmp/alone" "$tmp/threads"
end_fixture

# a pid namespace, with a /proc of its own and without: pids are always those of /proc
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
	# one line each, blank where nothing came
	echo "$("$sockstat" -tln --json --owners=$source 2>/dev/null |
		jq -r '[.sockets[] | select(.local_port == 1060 or .local_port == 1000).owners[] |
			"\(.pid):\(.fd):\(.command)"] | sort | join(" ")')"
done
"$sockstat" -tln --json --owners=bpf 2>&1 >/dev/null
echo $?
rm -f "$tmp/in" "$tmp/out"
INSIDE
# LeakSanitizer looks for itself in /proc
export tmp sockstat FIXTURES ASAN_OPTIONS=detect_leaks=0
if ! unshare --pid --fork --mount true 2>/dev/null; then
	skip "pid namespaces" "no permission to make one"
else
	unshare --pid --fork --mount bash "$tmp/inside" mount >"$tmp/seen"
	{ read -r pid && read -r proc && read -r bpf && read -r auto; } <"$tmp/seen"
	is "proc in a pid namespace: its own numbers, no process from outside" "$pid:4:holders" \
		"$proc"
	is "auto there" "$proc" "$auto"
	case $sources in
	*bpf*) is "bpf there" "$proc" "$bpf" ;;
	esac

	# fds of threads are counted since Linux 6.2
	shared=$(owners_by proc 1000 | wc -w)
	unshare --pid --fork bash "$tmp/inside" '' >"$tmp/seen"
	{ read -r pid && read -r proc && read -r bpf && read -r auto && read -r error && read \
		-r status; } <"$tmp/seen"
	is "/proc of another namespace: its numbers, and all it shows" \
		"$pid:4:holders $shared" \
		"$(grep -o '[0-9:]*holders' <<<"$proc") $(grep -o fixture <<<"$proc" | wc -l)"
	is "auto there" "$proc" "$auto"
	case $sources in
	*bpf*)
		is "bpf tells nothing there" "" "$bpf"
		is "the message says why" \
			"sockstat: cannot find owners by BPF: /proc is that of another pid namespace" "$error"
		is "the listing fails" 3 "$status"
		;;
	esac
fi

"$sockstat" -tln --owners=ebpf 2>"$tmp/err"
is "a source that there is not" \
	"2 sockstat: --owners: unknown source 'ebpf' (known: auto, bpf, proc)" \
	"$? $(cat "$tmp/err")"

if ! can_be_user; then
	skip "sources as another user" "no other user to be"
	exit
fi
as_user "$sockstat" -tlnp --owners=bpf >"$tmp/out" 2>"$tmp/err"
is "a user who asks for BPF gets nothing" "3 0" "$? $(wc -l <"$tmp/out")"
grep -qE 'cannot find owners by BPF: (it takes root, or CAP_BPF|this sockstat was built without)' \
	"$tmp/err"
ok "the message says why" $? "$tmp/err"
as_user "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
is "a user without --owners=bpf gets no note about BPF" "0 0" "$? $(grep -c BPF "$tmp/err")"

case $sources in
*bpf*) ;;
*) exit ;;
esac

# 38 and 39 are CAP_PERFMON and CAP_BPF, which look into every process, but into few of their files
bpf_alone=(setpriv "--bounding-set=-all,+cap_38,+cap_39" --inh-caps=-all)
"${bpf_alone[@]}" "$sockstat" -tln --json --owners=bpf >"$tmp/out" 2>"$tmp/err"
is "the capabilities of BPF see all owners" "0 $own:4 " \
	"$? $(jq -r '.sockets[] | select(.local_port == 1010).owners[] | "\(.pid):\(.fd)"' \
	"$tmp/out") $(cat "$tmp/err")"

# BPF shows processes that /proc hides: by the name of their task, not by their command line.
cat >"$tmp/hidden" <<'HIDDEN'
mount -t proc -o hidepid=2 proc /proc || exit 77
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+cap_38,+cap_39 \
	--ambient-caps=+cap_38,+cap_39 "$sockstat" -tlnp --owners=bpf "$@"
HIDDEN
program=holders start_as /bin/argument own 1090
"$sockstat" -tlnp --owners=bpf | grep -q "127.0.0.1:1090 .* $fixture/argument *\$"
ok "bpf: the name of an argument" $?
unshare --mount bash "$tmp/hidden" >"$tmp/out" 2>"$tmp/err"
if [ $? -eq 77 ]; then
	skip "bpf where /proc hides processes" "$(cat "$tmp/err")"
else
	grep -q "127.0.0.1:1090 .* $fixture/holders *\$" "$tmp/out"
	ok "bpf: the task name where /proc hides the process" $? "$tmp/out"
	is "lsof's as well" holders \
		"$(unshare --mount bash "$tmp/hidden" -H --layout lsof | awk \
		'/:1090 / { print $1 }')"
fi

# what is asked of the kernel
if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "where BPF is used" "no strace here"
	exit
fi
calls() {
	strace -f -o "$tmp/trace" -e trace=bpf "$sockstat" "$@" >/dev/null
	grep -c '^[0-9]* *bpf(' "$tmp/trace"
}
is "--pid goes to its process" 0 "$(calls -tlnp --pid $$)"
is "proc is /proc" 0 "$(calls -tlnp --owners=proc)"
is "no owners, no BPF" 0 "$(calls -tln --owners=bpf)"
[ "$(calls -tlnp --owners=bpf)" -gt 0 ]
ok "bpf is BPF" $?
: >"$tmp/out"
strace -f -o "$tmp/trace" -e trace=bpf "$sockstat" -tlnp --owners=bpf --continuous=0.05 \
	>"$tmp/out" &
tracer=$!
await '[ "$(grep -c "^Active" "$tmp/out")" -ge 4 ]'
kill -INT "$(pgrep -P $tracer)"
wait $tracer
is "listings one after the other load it once, and have owners" "1 $own/holders" \
	"$(grep -c 'bpf(BPF_PROG_LOAD' "$tmp/trace") $(awk '$4 ~ /:1010$/ { print $7 }' "$tmp/out" |
	sort -u)"
[ "$(grep -c 'bpf(BPF_ITER_CREATE' "$tmp/trace")" -ge 4 ]
ok "each CPU runs a thread" $?
start shared 127.0.0.1 1070 400
strace -f -o "$tmp/trace" -e trace=clone3,clone "$sockstat" -tlnp --owners=proc >/dev/null
[ "$(nproc)" -eq 1 ] || grep -q 'clone.*CLONE_THREAD' "$tmp/trace"
ok "proc takes several threads where there is much to see" $? "$tmp/trace"
"$sockstat" -tlnp --owners=proc >"$tmp/threads"
strace -f -o "$tmp/trace" -e trace=clone3,clone -e inject=clone3:error=EAGAIN \
	-e inject=clone:error=EAGAIN \
	"$sockstat" -tlnp --owners=proc >"$tmp/alone"
same "the listing does without threads that cannot be made" "$tmp/threads" "$tmp/alone"
[ "$(calls -tlnp)" -gt 0 ]
ok "auto is BPF where there are many processes" $?

# a kernel that will not have it, from the first call on or later
strace -f -o "$tmp/trace" -e trace=bpf -e inject=bpf:error=EINVAL "$sockstat" -tlnp >"$tmp/seen"
same "auto is proc where BPF cannot be had" "$tmp/threads" "$tmp/seen"
strace -f -o "$tmp/trace" -e trace=bpf -e inject=bpf:error=EINVAL "$sockstat" -tlnp --owners=bpf \
	>"$tmp/seen" 2>"$tmp/err"
is "bpf is an error then" "3 sockstat: cannot find owners by BPF: Invalid argument" \
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
is "auto goes on by proc where it is taken away" "$own/holders " \
	"$(awk '$4 ~ /:1010$/ { print $7 }' "$tmp/out" | sort -u) $(cat "$tmp/err")"
