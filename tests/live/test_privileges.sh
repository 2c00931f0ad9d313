#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Few capabilities while sockets are collected, in effect only briefly; none when the first
# output is written.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# capabilities PID: prints the permitted and the effective set
capabilities() {
	awk '/^Cap(Eff|Prm):/ { print $2 }' "/proc/$1/status" | xargs
}
none="0000000000000000 0000000000000000"
# CAP_DAC_READ_SEARCH is 2, CAP_SYS_PTRACE is 19.
owners="0000000000080004 0000000000000000"
# CAP_PERFMON is 38, CAP_BPF is 39. Both are kept if the kernel has them and the program was
# built with BPF.
with_bpf=$owners
by_bpf=
has_bpf=
if ! "$sockstat" -tlnp --owners=bpf 2>&1 >/dev/null | grep -q 'built without'; then
	with_bpf=$(printf '%016x 0000000000000000' \
		$((16#$(capabilities $$ | cut -d' ' -f1) & 0xc000000000 | 0x80004)))
fi
# The capabilities for BPF are dropped after loading if bpf(2) needs none later (Linux 5.19).
if "$sockstat" -tlnp --owners=bpf >/dev/null 2>&1; then
	has_bpf=1
	by_bpf="-tlnp --owners=bpf|$with_bpf"
	if printf '5.19\n%s\n' "$(uname -r)" | sort -CV; then
		by_bpf="-tlnp --owners=bpf|$owners"
	fi
fi
if [ $((16#$(capabilities $$ | cut -d' ' -f1) & 0x80004)) -ne $((0x80004)) ]; then
	skip "capabilities" "the test itself lacks those that would be kept"
	exit
fi

start listener 127.0.0.1 1000
owner=$fixture/fixture

# The capabilities between two listings.
while IFS='|' read -r flags expected; do
	[ -n "$flags" ] || continue
	: >"$tmp/out"
	# shellcheck disable=SC2086 # several words
	"$sockstat" $flags --continuous=60 >"$tmp/out" 2>/dev/null &
	await '[ -s "$tmp/out" ]'
	seen=$(capabilities $!)
	case "/$expected/" in
	*"/$seen/"*) is "$flags keeps the needed capabilities, not in effect" "$seen" "$seen" ;;
	*) is "$flags keeps the needed capabilities, not in effect" "$expected" "$seen" ;;
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

# The privileges when the first output is written.
export ASAN_OPTIONS=detect_leaks=0
if ! "$FIXTURES/firstword" "$tmp/word" true; then
	skip "privileges at the first write" "no permission to trace"
	exit
fi
# A name server that never answers.
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)"
start bound 127.0.0.53 53 peer 127.0.1.1 53

# The state of a process that has no privileges and cannot gain any. A bounding set that cannot
# be dropped remains: it grants nothing to a program that an unprivileged process executes.
gone="inh=0 prm=0 eff=0 amb=0 nnp=1"
# The sandbox is expected too, unless the program has a sanitizer.
if ! is_sanitized && grep -q '^Seccomp:' /proc/self/status; then
	gone="$gone seccomp=2"
fi
# words USER [NAME=VALUE]... -- COMMAND...: checks the privileges of each process of the command
# at its first write
words() {
	local role=$1 expected=$gone word wrong=''
	shift
	while [ "$1" != -- ]; do
		expected="$expected $1"
		shift
	done
	shift
	"$FIXTURES/firstword" "$tmp/words" "${as[@]}" "$sockstat" "$@" >"$tmp/out" 2>&1
	status=$?
	for word in $expected; do
		! grep -qvw -- "$word" "$tmp/words" || wrong="$wrong $word"
	done
	[ -z "$wrong" ] && [ -s "$tmp/words" ]
	ok "$role: $*: no privileges remain at the first write$wrong" $? "$tmp/words"
}
# each USER [NAME=VALUE]...: checks this for every kind of command that writes
each() {
	local flags
	while read -r flags; do
		# shellcheck disable=SC2086 # several words
		words "$@" -- $flags
	done <<-FLAGS
		-tln
		-tlnp --owners=proc
		-anpe --owners=proc
		-ap --resolve-timeout=0.1
		-tanp --peer --pid 1 --json
		--json -anp
		-s
		-tnp -i @unknown.test --resolve-timeout=0.1
		--doctor -c 0.05
		--help
		--bogus
	FLAGS
}
as=()
each root bnd=0
grep -q 'unknown option' "$tmp/out"
ok "a usage error is reported before that" $? "$tmp/out"
words root bnd=0 -- -anp --owners=auto
words root bnd=0 -- -tn -i @unknown.test --resolve-timeout=0.1
# The child queries the name server, and writes the answer to a pipe.
is "a child process queries the name server" \
	"asked said said" "$(cut -d' ' -f1 "$tmp/words" | xargs)"
words root bnd=0 -- -tlnp --owners=proc --owners-timeout=60
grep -qw "$owner" "$tmp/out"
ok "root: the owner is found" $? "$tmp/out"
if [ "$has_bpf" ]; then
	words root bnd=0 -- -tanp --owners=bpf
	words root bnd=0 -- --events --for 0.1
else
	skip "root with owners by BPF" "no BPF here"
fi
# More sockets than are buffered are listed while they are read.
start load 45000 4
# Reading the link exe of a process requires privileges.
words root bnd=0 -- -tanpb --owners=proc --owners-timeout=60
is "root: each of 45,005 sockets has its owner" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
words root bnd=0 -- -tanpb --peer --command fixture --owners=proc
is "root: each of 45,005 sockets has its owner with --command" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
words root bnd=0 -- -tanpbe --owners=proc
is "root: each of 45,005 sockets has its owner with -e" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
end_fixture
if can_be_user; then
	as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	each user uids=65534,65534,65534
	words user -- -tlnp
	! grep -qw "$owner" "$tmp/out" && grep -q CAP_SYS_PTRACE "$tmp/out"
	ok "a user: the note says why owners are missing" $? "$tmp/out"
	is "a user: missing owners do not change the status" 0 $status
else
	skip "an unprivileged user" "no other user to be"
fi

# given_words USER: checks a program file that has more privileges than its user
given_words() {
	each "$1" uids=65534,65534,65534
	words "$1" uids=65534,65534,65534 -- -tlnp --owners=proc --owners-timeout=60
	grep -qw "$owner" "$tmp/out"
	ok "$1: the owner is found" $? "$tmp/out"
	if [ "$has_bpf" ]; then
		words "$1" uids=65534,65534,65534 -- -tlnp --owners=bpf
		grep -qw "$owner" "$tmp/out"
		ok "$1: the owner is found by BPF" $? "$tmp/out"
	fi
}
# zone PROGRAM: prints how often the program opens the time zone that the environment of its
# user names
zone() {
	: >"$tmp/out"
	strace -u nobody -f -e trace=openat -o "$tmp/trace" env TZ=Asia/Elsewhere "$1" --events \
		--for 5 --count 1 \
		>"$tmp/out" 2>&1 &
	tracer=$!
	await 'grep -q Event "$tmp/out"'
	exec 9<>/dev/tcp/127.0.0.1/1000
	wait $tracer
	exec 9>&-
	# A time was printed.
	grep -q ':1000 ' "$tmp/out" && grep -c Asia/Elsewhere "$tmp/trace"
}
plain=$sockstat
sockstat=$tmp/given
install -m 755 "$plain" "$sockstat"
if ! can_be_user; then
	skip "a program file with capabilities" "no other user to be"
elif ! setcap cap_net_admin,cap_sys_ptrace,cap_dac_read_search,cap_bpf,cap_perfmon+ep "$sockstat" \
	2>"$tmp/err" ||
	! as_user "$sockstat" --version >/dev/null 2>&1; then
	skip "a program file with capabilities" \
		"there can be none here: $(head -c 100 "$tmp/err")"
elif ! as_user "$sockstat" -tlnp --owners=proc | grep -qw "$owner"; then
	skip "a program file with capabilities" "they do not count here"
else
	given_words "setcap"
	if is_sanitized || ! strace -u nobody -o /dev/null true 2>/dev/null; then
		skip "the environment of a program with capabilities" "no strace here"
	else
		is "a program with capabilities does not read TZ" 0 "$(zone "$sockstat")"
		[ "$(zone "$plain")" -gt 0 ]
		ok "a program without capabilities reads TZ" $? "$tmp/trace"
	fi
fi
install -m 4755 "$plain" "$sockstat"
if can_be_user && as_user "$sockstat" -tlnp --owners=proc | grep -qw "$owner"; then
	given_words "setuid"
else
	skip "a set-user-ID program" "that does not count here"
fi
sockstat=$plain

# Root of a container, without CAP_SYS_PTRACE.
contained=(setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace)
if ! "${contained[@]}" true 2>/dev/null; then
	skip "root without CAP_SYS_PTRACE" "setpriv cannot take it away"
else
	mkfifo "$tmp/contained.in"
	"${contained[@]}" "$FIXTURES/fixture" listener 127.0.0.1 1001 <"$tmp/contained.in" \
		>"$tmp/contained.out" &
	inside=$!
	fixtures+=("$inside")
	exec {fixture_in}>"$tmp/contained.in"
	await 'grep -q ready "$tmp/contained.out"'
	as=("${contained[@]}")
	each "contained root" bnd=0
	is "root without CAP_SYS_PTRACE sees owners that lack it too" "$inside/fixture" \
		"$("${contained[@]}" "$sockstat" -tlnpH --owners=proc 2>/dev/null | awk \
		'$4 == "127.0.0.1:1001" { print $7 }')"
	"${contained[@]}" "$sockstat" -tlnp --owners=proc >/dev/null 2>"$tmp/err"
	is "root without CAP_SYS_PTRACE gets one note about other owners" \
		1 "$(grep -c CAP_SYS_PTRACE "$tmp/err")"
	if [ "$has_bpf" ]; then
		is "root without CAP_SYS_PTRACE sees all owners by BPF" "" \
			"$("${contained[@]}" "$sockstat" -tlnp 2>&1 | grep -E 'CAP_SYS_PTRACE| -$')"
	else
		skip "root without CAP_SYS_PTRACE, by BPF" "no BPF here"
	fi
fi

# A /proc that hides processes of other users: the capabilities to see them are in effect during
# the search.
cat >"$tmp/hidden" <<'HIDDEN'
mount -t proc -o hidepid=2 proc /proc || exit 77
exec "$@"
HIDDEN
as=(unshare --mount bash "$tmp/hidden")
if ! "${as[@]}" true 2>/dev/null; then
	skip "hidepid=2" "no permission to mount it"
else
	# A listener of a user other than root.
	mkfifo "$tmp/hidden.in"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$FIXTURES/fixture" listener 127.0.0.1 \
		2002 <"$tmp/hidden.in" >"$tmp/hidden.out" &
	hidden=$!
	fixtures+=("$hidden")
	exec {fixture_in}>"$tmp/hidden.in"
	await 'grep -q ready "$tmp/hidden.out"'
	each "hidepid=2" bnd=0
	for flags in "-tlnp --owners=proc" "-tlnpb" "-tlnp --command fixture" \
		"-tlnp --peer --command fixture" "-nP -Fpcn -iTCP:2002" "-nP -FpcnG -iTCP:2002" \
		"--json -tln"; do
		# shellcheck disable=SC2086 # several words
		"${as[@]}" "$sockstat" $flags >"$tmp/out" 2>/dev/null
		grep -q "$hidden" "$tmp/out" && grep -q fixture "$tmp/out"
		ok "hidepid=2: root sees processes of others with $flags" $? "$tmp/out"
	done
	"${as[@]}" "$sockstat" -nP -FpG -iTCP:2002 >"$tmp/out" 2>/dev/null
	grep -q "^G0x" "$tmp/out"
	ok "hidepid=2: the file flags are shown" $? "$tmp/out"
	as+=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	each "hidepid=2, a user" uids=65534,65534,65534
	"${as[@]}" "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
	grep -qw "$hidden/fixture" "$tmp/out" && ! grep -qw "$owner" "$tmp/out"
	ok "hidepid=2: a user sees their own processes only" $? "$tmp/out"
	grep -q 'CAP_SYS_PTRACE' "$tmp/err"
	ok "hidepid=2: a note says that other owners are missing" $? "$tmp/err"
fi
as=()

# A program that cannot drop its privileges prints an error only.
if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "privileges that cannot be dropped" "no strace here"
	exit
fi
calls=$(strace -f -e trace=capset -o "$tmp/trace" "$sockstat" -tlnp >/dev/null 2>&1; grep \
	-c capset "$tmp/trace")
[ "$calls" -ge 4 ]
ok "capabilities are set around the calls that need them" $? "$tmp/trace"
for when in 1 "$calls"; do
	strace -f -e trace=capset -e "inject=capset:error=EPERM:when=$when" -o "$tmp/trace" \
		"$sockstat" -tlnp --owners=proc \
		>"$tmp/out" 2>"$tmp/err"
	status=$?
	# The number of calls varies; the last one is the call that sets the capabilities to 0.
	is "a failure of capset (call $when) ends the listing with 3" \
		"3 0 sockstat: cannot give up capabilities: Operation not permitted" \
		"$status $(wc -l <"$tmp/out") $(cat "$tmp/err")"
done
if can_be_user; then
	strace -u nobody -f -e trace=prctl -e inject=prctl:error=EINVAL -o "$tmp/trace" \
		"$sockstat" -tln >"$tmp/out" 2>"$tmp/err"
	is "a user whose kernel refuses prctl gets the listing" \
		"0 1" "$? $(grep -c :1000 "$tmp/out")"
else
	skip "a user whose kernel refuses prctl" "no other users here"
fi
