#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# TCP sockets that are read from the kernel's tables are those of sock_diag, in every field.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

"$sockstat" -tan --sockets=tables >"$tmp/seen" 2>"$tmp/err"
case $?,$(cat "$tmp/err") in
0,) ;;
3,*'built without'* | 3,*CAP_BPF*)
	skip "sockets from the kernel's tables" "$(cat "$tmp/err")"
	exit
	;;
*)
	ok "the kernel's tables can be read" 1 "$tmp/err"
	exit
	;;
esac

# rows SOURCE OPTION...: prints each socket as a line of JSON, which begins with its timer_ms. The
# processes that hold a socket are listed in any order.
rows() {
	local source=$1
	shift
	"$sockstat" --json --sockets="$source" "$@" |
		jq -c '.sockets[]? | .owners |= (. // [] | sort) |
			[.timer_ms, del(.timer_ms)]' | LC_ALL=C sort -t, -k2
}

# without_time: leaves out the timer_ms of each row
without_time() {
	sed 's/^\[[0-9]*,//; s/]$//' | LC_ALL=C sort
}

# count: prints how many rows there are, and how many different sockets
count() {
	jq -rs '"\(length) \(map([.inode, .cookie, .state]) | unique | length)"'
}

# late FILE...: prints the rows of the last file whose timer_ms differs by more than a second from
# that of the same row in each of the other files
late() {
	awk -F, '{ time = substr($1, 2); key = substr($0, length($1) + 1) }
		FILENAME != last { last = FILENAME; files++ }
		files < 3 && files < ARGC - 1 { times[key, files] = time; next }
		{ near = 0
		for (i = 1; i < files; i++) {
			d = times[key, i] - time
			near += d < 1000 && d > -1000
		}
		if (!near) print }' "$@"
}

# equal NAME OPTION...: the rows from the tables are those that sock_diag gives before and after,
# in every field
equal() {
	local name=$1
	shift
	rows diag "$@" >"$tmp/before"
	rows tables "$@" >"$tmp/tables"
	rows diag "$@" >"$tmp/after"
	without_time <"$tmp/tables" >"$tmp/seen"
	# The kernel may send again between two listings, so that a socket changes.
	without_time <"$tmp/before" >"$tmp/want"
	without_time <"$tmp/after" | LC_ALL=C sort -u - "$tmp/want" |
		LC_ALL=C comm -13 - "$tmp/seen" >"$tmp/odd"
	[ ! -s "$tmp/odd" ] || same "$name: every field" "$tmp/want" "$tmp/seen"
	is "$name: every field of $(wc -l <"$tmp/want") sockets" "$(count <"$tmp/want")" \
		"$(count <"$tmp/seen")"
	late "$tmp/before" "$tmp/after" "$tmp/tables" >"$tmp/late"
	is "$name: the time until timers expire" "" "$(cat "$tmp/late")"
}

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 listener :: 1010 \
	listener 0.0.0.0 1011 peer 127.0.0.1 1020 \
	foreign ::1 1021
"$sockstat" -tanH --sockets=tables | awk '{ print $6 }' | sort -u | xargs >"$tmp/states"
is "the fixture has sockets in every state" \
	"CLOSE CLOSE_WAIT CLOSING ESTABLISHED FIN_WAIT1 FIN_WAIT2 LAST_ACK LISTEN SYN_RECV SYN_SENT TIME_WAIT" \
	"$(cat "$tmp/states")"
equal "all states" -tan
equal "connections, with owners" -tnp
equal "IPv6" -6tan
equal "listening" -tln
equal "a filter" -tan 'dport = :1000 or sport = :1001'
equal "a state" -tan state time-wait

if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "sock_diag is not asked for what the tables have" "no strace here"
else
	strace -f -qq -e trace=sendto,bpf -o "$tmp/trace" \
		"$sockstat" -tn --sockets=tables >/dev/null
	is "sock_diag is not asked for what the tables have" "" "$(grep -w sendto "$tmp/trace")"
	strace -f --seccomp-bpf -qq -e trace=bpf -o "$tmp/trace" \
		"$sockstat" -tn --sockets=diag >/dev/null
	is "without --sockets=tables, no BPF program is loaded" "" "$(cat "$tmp/trace")"
fi

for flags in -tani -tanm "-tan --json --sort recv_q"; do
	# shellcheck disable=SC2086
	"$sockstat" $flags --sockets=tables >"$tmp/seen"
	is "$flags --sockets=tables lists sockets" 0 $?
done
"$sockstat" -tan --sockets=proc --json >"$tmp/seen" 2>"$tmp/err"
is "--sockets=proc succeeds without a note" "0 " "$? $(cat "$tmp/err")"
is "--sockets=proc reads /proc/net" 0 "$(jq '[.sockets[] | select(.cookie)] | length' "$tmp/seen")"
"$sockstat" --sockets=net 2>"$tmp/err"
is "--sockets=net is refused" "2 sockstat: --sockets: unknown source 'net' (known: auto, tables, diag, proc)" \
	"$? $(head -n 1 "$tmp/err")"
# there COMMAND...: runs a command in the network namespace of the fixture
there() {
	nsenter --net --target "$fixture" "$@"
}

# Many sockets: the tables and sock_diag list the same, and the tables are chosen where they are
# faster and have all that is shown.
program=../bench/load start tcp 34000
for flags in -tan -6tn; do
	for source in diag tables; do
		there "$sockstat" "$flags" --sockets="$source" | LC_ALL=C sort >"$tmp/$source"
	done
	same "$flags: the rows of $(wc -l <"$tmp/diag") sockets" "$tmp/diag" "$tmp/tables"
done
while read -r chosen flags; do
	if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
		skip "the choice of the source" "no strace here"
		break
	fi
	# shellcheck disable=SC2086
	there strace -f --seccomp-bpf -qq -e trace=bpf -o "$tmp/trace" \
		"$sockstat" $flags >/dev/null
	is "$flags: the source of 34,000 sockets is $chosen" "$chosen" \
		"$(grep -q BPF_PROG_LOAD "$tmp/trace" && echo tables || echo diag)"
done <<END
tables -tn
tables -tn --layout=ss
diag -tln
diag -tn --json --owners=proc
diag -tn --sockets=diag
diag -tn dport = :1
diag -xn
END
end_fixture

can_be_user && {
	as_user "$sockstat" -tan --sockets=tables 2>"$tmp/err"
	is "without privileges, --sockets=tables fails" \
		"3 sockstat: cannot read the kernel's socket tables by BPF: it requires root, or CAP_BPF and CAP_PERFMON" \
		"$? $(cat "$tmp/err")"
}
