#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hosts are looked up by a child that runs as another user and confines itself. The listing
# continues whatever happens to the child.
# shellcheck source-path=SCRIPTDIR source=lib.sh
# In a pid namespace, so that each process that denies access belongs to the program.
if [ -n "${IN_NAMESPACE-}" ] && [ -z "${IN_PIDS-}" ]; then
	IN_PIDS=1 exec unshare --pid --fork --mount-proc "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"

echo '127.0.0.1 localhost' >"$tmp/hosts"
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
if ! mount --bind "$tmp/hosts" /etc/hosts || ! mount --bind "$tmp/resolv.conf" \
	"$(realpath /etc/resolv.conf)"; then
	skip "looking up hosts" "no /etc/resolv.conf to put another in place of"
	exit
fi
start peer 127.0.1.1 53 listener 127.0.0.1 1000

# A name server that reads questions and never answers.
start bound 127.0.0.53 53

# status PID FIELD...: prints fields of /proc/PID/status
status() {
	local pid=$1 field
	shift
	for field; do
		awk -v field="$field:" '$1 == field { $1 = $1; print }' "/proc/$pid/status"
	done | xargs
}
# children PID: prints the children of the process
children() {
	pgrep -P "$1"
}
# is_asking: succeeds once a child of $parent queries the name server, and stores its pid in
# $child
is_asking() {
	child=$(ss -Hunp 'dport = 53' | sed -nE 's/.*127\.0\.0\.53:.*pid=([0-9]+),.*/\1/p' | head \
		-1)
	[ "$child" ] && children "$parent" | grep -qx "$child"
}
has_no="CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 CapAmb: 0000000000000000"
unprivileged="Uid: 65534 65534 65534 65534 Gid: 65534 65534 65534 65534 Groups:"
shut_in="NoNewPrivs: 1 Seccomp: 2"
is_sanitized && shut_in="NoNewPrivs: 1 Seccomp: 0"
is_first_root || unprivileged=

# confined WHAT IDS COMMAND [OPTION]...: checks the child of a command that waits for the name
# server
confined() {
	local what=$1 ids=$2
	shift 2
	"$@" >"$tmp/out" 2>&1 3>"$tmp/secret" &
	parent=$!
	await is_asking || return
	[ -z "$ids" ] || is "$what: the child runs as another user, without groups" "$ids" \
		"$(status "$child" Uid Gid Groups)"
	is "$what: the child has no capabilities, no_new_privs and a seccomp filter" \
		"${capabilities-$has_no} $shut_in" \
		"$(status "$child" CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp)"
	find "/proc/$child/fd" -type l -printf '%l\n' | sort >"$tmp/fds"
	[ "$(grep -c '^pipe:' "$tmp/fds")" -eq 2 ] && ! grep -qvE '^(pipe|socket):' "$tmp/fds"
	ok "$what: the child has two pipes and sockets only" $? "$tmp/fds"
	if is_first_root; then
		is "$what: other processes of the child's user cannot inspect it" 0 \
			"$(stat -c '%u' "/proc/$child/fd")"
	fi
	kill -KILL "$parent"
	wait "$parent" 2>/dev/null
	await '[[ "$(ps -o stat= -p "$child")" =~ ^(Z|$) ]]'
	ok "$what: the child ends when its parent is killed" $?
}
as=()
if is_first_root; then
	confined "a listing" "$unprivileged" setpriv --groups=4,24 "$sockstat" \
		-ua --resolve-timeout=300
	confined "-c" "$unprivileged" "$sockstat" -uac --resolve-timeout=300
	confined "a listing with owners" "$unprivileged" "$sockstat" -uap --resolve-timeout=300
	confined "-i" "$unprivileged" "$sockstat" -n -i @some.test --resolve-timeout=300
	confined "--doctor" "$unprivileged" "$sockstat" --doctor -i @some.test --resolve-timeout=300
	confined "--events" "$unprivileged" "$sockstat" --events -i @some.test --resolve-timeout=300
else
	skip "the child of root" "this root can be no other user"
fi
if can_be_user; then
	# A process without privileges cannot change its bounding set, and needs not.
	capabilities="${has_no/CapBnd: 0000000000000000/$(status $$ CapBnd)}"
	as=(setpriv --reuid=65533 --regid=65533 --clear-groups)
	confined "a user" "Uid: 65533 65533 65533 65533 Gid: 65533 65533 65533 65533 Groups:" \
		"${as[@]}" "$sockstat" -ua --resolve-timeout=300
	unset capabilities
else
	skip "the child of an unprivileged user" "no other user to be"
fi

# The child denies access to root without CAP_SYS_PTRACE; it must not count as a gap of the
# listing.
contained=(setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace)
if ! is_first_root || ! "${contained[@]}" true 2>/dev/null; then
	skip "root without CAP_SYS_PTRACE" "setpriv cannot take it away"
else
	for flags in "-tap --owners=proc --json" "-ta --owners=proc --user unprivileged" \
		"-ta --owners=proc --command sockstat"; do
		# shellcheck disable=SC2086 # several words
		"${contained[@]}" "$sockstat" $flags -n >"$tmp/expected" 2>&1
		expected=$?
		# shellcheck disable=SC2086 # several words
		"${contained[@]}" "$sockstat" $flags --resolve-timeout=0.1 >"$tmp/out" 2>&1
		is "no CAP_SYS_PTRACE: $flags: a lookup does not change the status" \
			$expected $?
		is "no CAP_SYS_PTRACE: $flags: a lookup does not change the gaps" \
			"$(grep \
			-oE '"processes_denied":[0-9]+|cannot be inspected' "$tmp/expected")" \
			"$(grep -oE '"processes_denied":[0-9]+|cannot be inspected' "$tmp/out")"
	done
fi

# lost NAME REASON COMMAND...: checks that hosts are listed by number in time, with a note that
# gives the reason
lost() {
	local name=$1 reason=$2
	shift 2
	SECONDS=0
	"$@" >"$tmp/out" 2>"$tmp/err"
	is "$name: the status is 3 within the deadline" "3 0" "$? $((SECONDS > 5))"
	is "$name: the note gives the reason" \
		"sockstat: names of hosts may be missing: $reason" \
		"$(cat "$tmp/err")"
	grep -q 'localhost:' "$tmp/out" && grep -q '127.0.1.1:' "$tmp/out"
	ok "$name: all rows are listed, with names from the hosts file" $? "$tmp/out"
}
# strike SIGNAL: runs "$sockstat", and sends the signal to its child once that queries the
# server
strike() {
	"$sockstat" -uaq --resolve-timeout=2 >"$tmp/struck" 2>"$tmp/struck.err" &
	parent=$!
	if await is_asking; then kill "-$1" "$child"; fi
	wait "$parent"
	status=$?
	[ "$1" != STOP ] || kill -KILL "$child"
	cat "$tmp/struck"
	cat "$tmp/struck.err" >&2
	return $status
}
lost "a child that is killed" "the process that looks them up has died" strike KILL
lost "a child that is stopped" "the process that looks them up does not answer" strike STOP
"$sockstat" -u -i @some.test --resolve-timeout=2 >/dev/null 2>"$tmp/err" &
parent=$!
if await is_asking; then kill -KILL "$child"; fi
wait "$parent"
is "a lookup child that dies before -i is resolved ends the listing with 3" \
	"3 sockstat: no address of host 'some.test': the process that looks them up has died" \
	"$? $(cat "$tmp/err")"
"$sockstat" -uac 0.05 >"$tmp/out" 2>"$tmp/err" &
parent=$!
if await is_asking; then kill -KILL "$child"; fi
await '[ "$(grep -c ^Active "$tmp/out")" -ge 3 ]'
kill -INT "$parent"
wait "$parent"
is "-c continues after its lookup child has died, and reports that once" \
	"3 1" "$? $(grep -c 'has died' "$tmp/err")"
if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "no process can be started" "no strace here"
else
	lost "no process can be made" "Resource temporarily unavailable" strace -f -o "$tmp/trace" \
		-e trace=clone,clone3,fork -e inject=clone,clone3,fork:error=EAGAIN "$sockstat" -ua
	for flags in -uan "-ua --numeric-hosts" "-ua --resolve-timeout=0" "-xa"; do
		# shellcheck disable=SC2086 # several words
		strace -f -o "$tmp/trace" -e trace=clone,clone3,fork,vfork,pipe2 "$sockstat" \
			$flags >"$tmp/out" 2>"$tmp/err"
		is "$flags starts no process and makes no pipe" "0 0" \
			"$? $(grep -cE 'clone|fork|pipe' "$tmp/trace")"
	done
	strace -f -o "$tmp/trace" "$sockstat" -ua --resolve-timeout=0.1 >"$tmp/out" 2>"$tmp/err"
	if grep -q 'seccomp(.* = -1' "$tmp/trace"; then
		skip "system calls of the child" "the kernel has no seccomp"
	else
		child=$(sed -nE 's/^([0-9]+) +setresuid\(.*/\1/p' "$tmp/trace")
		is "the confined child makes no call that its filter refuses" 0 \
			"$(grep "^$child " "$tmp/trace" | sed '1,/seccomp(/d' | grep \
			-cE 'ENOSYS|SIGSYS')"
		is "the parent waits for the child" 1 \
			"$(grep -cE "wait4\($child.* = $child\$" "$tmp/trace")"
		is "only the child queries the name server" "$child" \
			"$(sed -nE 's/^([0-9]+) +(connect|sendto)\(.*sin_port=htons\(53\).*/\1/p' \
			"$tmp/trace" | sort -u | xargs)"
	fi
fi
end_fixture

# With a name server that answers: the confinement leaves what a lookup needs.
dnsmasq --no-daemon --conf-file=/dev/null --no-hosts --no-resolv --user=root \
	--listen-address=127.0.0.53 \
	--bind-interfaces --pid-file= --log-queries --log-facility="$tmp/dns.log" \
	--address=/good.test/127.0.1.1 \
	--ptr-record=1.1.0.127.in-addr.arpa,one.test &
fixtures+=($!)
await 'grep -q started "$tmp/dns.log" 2>/dev/null'
CMOCKA_MESSAGE_OUTPUT=STDOUT LOOKUP_HOST=good.test "$UNITS/test_lookup_confined" >"$tmp/out" 2>&1
ok "root: the confined child finds a host by DNS and can do nothing else" $? "$tmp/out"
install -m 755 "$UNITS/test_lookup_confined" "$tmp/confined"
if can_be_user; then
	CMOCKA_MESSAGE_OUTPUT=STDOUT LOOKUP_HOST=good.test as_user "$tmp/confined" >"$tmp/out" 2>&1
	ok "a user: the confined child finds a host by DNS and can do nothing else" $? "$tmp/out"
fi
"$sockstat" -ua | grep -q ' one.test:domain '
ok "a listing shows the name of a host" $?
is "-i selects by host name" 1 \
	"$("$sockstat" -uan -i @good.test | grep -cE '127\.0\.1\.1:(53|domain)')"

# Queries and answers over TCP only.
printf 'options use-vc\nnameserver 127.0.0.53\n' >"$tmp/resolv.conf"
"$sockstat" -ua | grep -q ' one.test:domain '
ok "an answer over TCP is used" $?
