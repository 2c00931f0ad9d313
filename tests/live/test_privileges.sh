#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Few capabilities while sockets are collected, in effect for moments alone; none by the first word.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# capabilities PID: permitted, effective
capabilities() {
	awk '/^Cap(Eff|Prm):/ { print $2 }' "/proc/$1/status" | xargs
}
none="0000000000000000 0000000000000000"
# CAP_DAC_READ_SEARCH is 2, CAP_SYS_PTRACE is 19
owners="0000000000080004 0000000000000000"
# CAP_PERFMON is 38, CAP_BPF is 39: both as far as the kernel has them, in a program that was
# built with BPF
with_bpf=$owners
by_bpf=
has_bpf=
if ! "$sockstat" -tlnp --owners=bpf 2>&1 >/dev/null | grep -q 'built without'; then
	with_bpf=$(printf '%016x 0000000000000000' \
		$((16#$(capabilities $$ | cut -d' ' -f1) & 0xc000000000 | 0x80004)))
fi
# those of BPF go once the program is loaded, where bpf(2) does without (Linux 5.19)
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

# between two listings
while IFS='|' read -r flags expected; do
	[ -n "$flags" ] || continue
	: >"$tmp/out"
	# shellcheck disable=SC2086 # several words
	"$sockstat" $flags --continuous=60 >"$tmp/out" 2>/dev/null &
	await '[ -s "$tmp/out" ]'
	seen=$(capabilities $!)
	case "/$expected/" in
	*"/$seen/"*) is "$flags keeps what it needs, and not in effect" "$seen" "$seen" ;;
	*) is "$flags keeps what it needs, and not in effect" "$expected" "$seen" ;;
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

# the moment of the first word
export ASAN_OPTIONS=detect_leaks=0
if ! "$FIXTURES/firstword" "$tmp/word" true; then
	skip "the first word" "no permission to trace"
	exit
fi
# a name server that does not answer
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)"
start bound 127.0.0.53 53 peer 127.0.1.1 53

# what a process has when it has none, and cannot have any again; where the bounding
# set cannot be dropped it stays: it gives nothing to a program that a process without privileges
# executes
gone="inh=0 prm=0 eff=0 amb=0 nnp=1"
# The sandbox is expected too, unless the program has a sanitizer.
if ! is_sanitized && grep -q '^Seccomp:' /proc/self/status; then
	gone="$gone seccomp=2"
fi
# words USER [NAME=VALUE]... -- COMMAND...: the first words of each process, by what is asked of
# them
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
	ok "$role: $*: nothing is left by the first word$wrong" $? "$tmp/words"
}
# each USER [NAME=VALUE]...: of whatever writes
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
ok "a wrong word is one" $? "$tmp/out"
words root bnd=0 -- -anp --owners=auto
words root bnd=0 -- -tn -i @unknown.test --resolve-timeout=0.1
# the child asks, and tells its parent by its own stdout, which is a pipe
is "a host is asked for by a child" "asked said said" "$(cut -d' ' -f1 "$tmp/words" | xargs)"
words root bnd=0 -- -tlnp --owners=proc --owners-timeout=60
grep -qw "$owner" "$tmp/out"
ok "root: the owner is found" $? "$tmp/out"
if [ "$has_bpf" ]; then
	words root bnd=0 -- -tanp --owners=bpf
	words root bnd=0 -- --events --for 0.1
else
	skip "root, by BPF" "no BPF here"
fi
# more than are kept in memory are listed as they come
start load 45000 4
# what a process executes is to be seen by privileges alone
words root bnd=0 -- -tanpb --owners=proc --owners-timeout=60
is "root: each of very many sockets has its owner" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
words root bnd=0 -- -tanpb --peer --command fixture --owners=proc
is "root: those of one command likewise" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
words root bnd=0 -- -tanpbe --owners=proc
is "root: each of very many sockets has its owner with -e" 45005 \
	"$(grep -cE "127.*[0-9]/$FIXTURES/fixture" "$tmp/out")"
end_fixture
if can_be_user; then
	as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	each user uids=65534,65534,65534
	words user -- -tlnp
	! grep -qw "$owner" "$tmp/out" && grep -q CAP_SYS_PTRACE "$tmp/out"
	ok "user: the note says why owners are missing" $? "$tmp/out"
	is "user: missing owners are no error" 0 $status
else
	skip "a plain user" "no other user to be"
fi

# given_words USER: of a program that has more than its user
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
# zone PROGRAM: whether it reads the time zone that its user's environment names
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
	# there was a time to be shown
	grep -q ':1000 ' "$tmp/out" && grep -c Asia/Elsewhere "$tmp/trace"
}
plain=$sockstat
sockstat=$tmp/given
install -m 755 "$plain" "$sockstat"
if ! can_be_user; then
	skip "a program with capabilities" "no other user to be"
elif ! setcap cap_net_admin,cap_sys_ptrace,cap_dac_read_search,cap_bpf,cap_perfmon+ep "$sockstat" \
	2>"$tmp/err" ||
	! as_user "$sockstat" --version >/dev/null 2>&1; then
	skip "a program with capabilities" "there can be none here: $(head -c 100 "$tmp/err")"
elif ! as_user "$sockstat" -tlnp --owners=proc | grep -qw "$owner"; then
	skip "a program with capabilities" "they do not count here"
else
	given_words "setcap"
	if is_sanitized || ! strace -u nobody -o /dev/null true 2>/dev/null; then
		skip "the environment" "no strace here"
	else
		is "its user's environment names no file to it" 0 "$(zone "$sockstat")"
		[ "$(zone "$plain")" -gt 0 ]
		ok "a program without privileges of its own may be traced" $? "$tmp/trace"
	fi
fi
install -m 4755 "$plain" "$sockstat"
if can_be_user && as_user "$sockstat" -tlnp --owners=proc | grep -qw "$owner"; then
	given_words "setuid"
else
	skip "a program that is set-uid" "that does not count here"
fi
sockstat=$plain

# root of a container: no CAP_SYS_PTRACE
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
	is "root without CAP_SYS_PTRACE sees owners like itself" "$inside/fixture" \
		"$("${contained[@]}" "$sockstat" -tlnpH --owners=proc 2>/dev/null | awk \
		'$4 == "127.0.0.1:1001" { print $7 }')"
	"${contained[@]}" "$sockstat" -tlnp --owners=proc >/dev/null 2>"$tmp/err"
	is "one note says that other owners are missing" 1 "$(grep -c CAP_SYS_PTRACE "$tmp/err")"
	if [ "$has_bpf" ]; then
		is "all owners are seen where BPF is allowed" "" \
			"$("${contained[@]}" "$sockstat" -tlnp 2>&1 | grep -E 'CAP_SYS_PTRACE| -$')"
	else
		skip "root without CAP_SYS_PTRACE, by BPF" "no BPF here"
	fi
fi

# /proc that hides the processes of others: what it takes to see them is in effect where they are
# looked for
cat >"$tmp/hidden" <<'HIDDEN'
mount -t proc -o hidepid=2 proc /proc || exit 77
exec "$@"
HIDDEN
as=(unshare --mount bash "$tmp/hidden")
if ! "${as[@]}" true 2>/dev/null; then
	skip "hidepid=2" "no permission to mount it"
else
	# beyond processes of root's own user: a listener of another
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
		ok "hidepid=2: $flags: others are seen by root" $? "$tmp/out"
	done
	"${as[@]}" "$sockstat" -nP -FpG -iTCP:2002 >"$tmp/out" 2>/dev/null
	grep -q "^G0x" "$tmp/out"
	ok "hidepid=2: the access mode is shown" $? "$tmp/out"
	as+=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	each "hidepid=2, a user" uids=65534,65534,65534
	"${as[@]}" "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
	grep -qw "$hidden/fixture" "$tmp/out" && ! grep -qw "$owner" "$tmp/out"
	ok "hidepid=2: a user sees what is his" $? "$tmp/out"
	grep -q 'CAP_SYS_PTRACE' "$tmp/err"
	ok "a note says that other owners are missing" $? "$tmp/err"
fi
as=()

# A program that cannot drop its privileges prints nothing but the error.
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
	# how often they are raised is not the same each time: the last one is whichever was set
	# to 0
	is "capset that fails (at $when) lists nothing" \
		"3 0 sockstat: cannot give up capabilities: Operation not permitted" \
		"$status $(wc -l <"$tmp/out") $(cat "$tmp/err")"
done
if can_be_user; then
	strace -u nobody -f -e trace=prctl -e inject=prctl:error=EINVAL -o "$tmp/trace" \
		"$sockstat" -tln >"$tmp/out" 2>"$tmp/err"
	is "a user whose kernel lacks prctl gets his list" "0 1" "$? $(grep -c :1000 "$tmp/out")"
else
	skip "a user whose kernel lacks prctl" "no other users here"
fi
