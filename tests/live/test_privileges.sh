#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Few capabilities while sockets are collected, none after.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# capabilities PID: effective, permitted
capabilities() {
	awk '/^Cap(Eff|Prm):/ { print $2 }' "/proc/$1/status" | xargs
}
none="0000000000000000 0000000000000000"
# CAP_DAC_READ_SEARCH is 2, CAP_SYS_PTRACE is 19
owners="0000000000080004 0000000000080004"
# CAP_PERFMON is 38, CAP_BPF is 39: of those that there are, in a program that was built with BPF
with_bpf=$owners
by_bpf=
if ! "$sockstat" -tlnp --owners=bpf 2>&1 >/dev/null | grep -q 'built without'; then
	with_bpf=$(printf '%016x' $((16#$(capabilities $$ | cut -d' ' -f2) & 0xc000000000 | 0x80004)))
	with_bpf="$with_bpf $with_bpf"
fi
# those of BPF go once the program is loaded, where bpf(2) does without (Linux 5.19)
if "$sockstat" -tlnp --owners=bpf >/dev/null 2>&1; then
	by_bpf="-tlnp --owners=bpf|$with_bpf"
	if printf '5.19\n%s\n' "$(uname -r)" | sort -CV; then
		by_bpf="-tlnp --owners=bpf|$owners"
	fi
fi
if [ $((16#$(capabilities $$ | cut -d' ' -f2) & 0x80004)) -ne $((0x80004)) ]; then
	skip "capabilities" "the test itself lacks those that would be kept"
	exit
fi

start listener 127.0.0.1 1000

# between two listings
while IFS='|' read -r flags expected; do
	[ -n "$flags" ] || continue
	: >"$tmp/out"
	# shellcheck disable=SC2086 # several words
	"$sockstat" $flags --continuous=60 >"$tmp/out" 2>/dev/null &
	await '[ -s "$tmp/out" ]'
	seen=$(capabilities $!)
	case "/$expected/" in
	*"/$seen/"*) is "$flags keeps what it needs" "$seen" "$seen" ;;
	*) is "$flags keeps what it needs" "$expected" "$seen" ;;
	esac
	kill -INT $!
	wait $!
done <<FLAGS
-tlnp|$with_bpf/$owners
$by_bpf
-tlnp --owners=proc|$owners
-tlnp --pid $fixture|$owners
-tln|$none
FLAGS

# after collection: it waits for a name server that does not answer
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)"
start bound 127.0.0.53 53 peer 127.0.1.1 53
"$sockstat" -anp --numeric-ports >/dev/null 2>&1
: >"$tmp/out"
"$sockstat" -ap --resolve-timeout=20 >"$tmp/out" 2>/dev/null &
await 'ss -Hunp '\''dport = 53'\'' | grep -q "pid=$!,"'
is "nothing is kept once all is collected" "$none" "$(capabilities $!)"
is "nor can be had again" 1 "$(awk '/^NoNewPrivs:/ { print $2 }' "/proc/$!/status")"
kill $!
wait $! 2>/dev/null

# root of a container: no CAP_SYS_PTRACE
contained=(setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace)
if ! "${contained[@]}" true 2>/dev/null; then
	skip "root without CAP_SYS_PTRACE" "setpriv cannot take it away"
	exit
fi
mkfifo "$tmp/contained.in"
"${contained[@]}" "$FIXTURES/fixture" listener 127.0.0.1 1001 <"$tmp/contained.in" >"$tmp/contained.out" &
fixtures+=($!)
exec {fixture_in}>"$tmp/contained.in"
await 'grep -q ready "$tmp/contained.out"'
is "root without CAP_SYS_PTRACE sees owners like itself" "$!/fixture" \
	"$("${contained[@]}" "$sockstat" -tlnpH 2>/dev/null | awk '$4 == "127.0.0.1:1001" { print $7 }')"
"${contained[@]}" "$sockstat" -tlnp --owners=proc >/dev/null 2>"$tmp/err"
is "and is told of the others in one line" 1 "$(grep -c CAP_SYS_PTRACE "$tmp/err")"
if "$sockstat" -tlnp --owners=bpf >/dev/null 2>&1; then
	is "but sees them all where it may use BPF" "" "$("${contained[@]}" "$sockstat" -tlnp 2>&1 | grep -E 'CAP_SYS_PTRACE| -$')"
else
	skip "root without CAP_SYS_PTRACE, by BPF" "no BPF here"
fi
