#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# -c with privileges: each listing is made by a child that drops them, and the parent keeps what
# the next listing needs.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start listener 127.0.0.1 1000 peer 127.0.1.1 53
owner=$fixture/fixture
export ASAN_OPTIONS=detect_leaks=0
if [ $((16#$(awk '/^CapPrm:/ { print $2 }' /proc/self/status) & 0x80004)) -ne $((0x80004)) ]; then
	skip "-c with privileges" "the test itself has none"
	exit
fi

# Privileges at the first write of each listing.
if ! "$FIXTURES/firstword" "$tmp/word" true; then
	skip "privileges at the first write of each listing" "no permission to trace"
else
	: >"$tmp/out"
	"$FIXTURES/firstword" "$tmp/words" "$sockstat" -tlnpc 0.05 >"$tmp/out" 2>"$tmp/err" &
	tracer=$!
	await '[ "$(grep -c "^Active" "$tmp/out")" -ge 3 ]'
	kill -INT "$(pgrep -P $tracer | head -1)"
	wait $tracer
	is "SIGINT ends -c with status 0" 0 $?
	[ "$(grep -c said "$tmp/words")" -ge 3 ]
	ok "each listing is written by another process" $? "$tmp/words"
	gone="inh=0 prm=0 eff=0 bnd=0 amb=0 nnp=1"
	is_sanitized || gone="$gone seccomp=2"
	is "later writes have no capability" 0 "$(grep -vc "$gone" "$tmp/words")"
	is "each listing finds the owners" "$(grep -c '^Active' "$tmp/out")" \
		"$(grep -c "$owner" "$tmp/out")"
	is "no message is printed twice" "" "$(sort "$tmp/err" | uniq -d)"
fi

"$sockstat" -tlnpc 0.01 | head -1 >"$tmp/out"
is "a reader that closes the pipe ends -c without a message" \
	"0 1" "${PIPESTATUS[0]} $(wc -l <"$tmp/out")"
"$sockstat" -qtlnpc 0.01 >/dev/full 2>"$tmp/err"
is "a full disk ends -c with a message" \
	"3 sockstat: cannot write: No space left on device" "$? $(cat "$tmp/err")"
if ! strace -o /dev/null true 2>/dev/null || is_sanitized; then
	skip "a listing process that dies" "no strace here"
else
	strace -f -o "$tmp/trace" -e trace=recvmsg -e inject=recvmsg:signal=KILL "$sockstat" \
		-qtlnpc 0.01 >"$tmp/out" 2>"$tmp/err"
	is "a listing process that dies is reported" \
		"3 sockstat: cannot list: the listing process has died" \
		"$? $(cat "$tmp/err")"
fi

# Host names are looked up once, and SIGINT ends the wait for them.
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
: >"$tmp/hosts"
if ! mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)" || ! mount --bind "$tmp/hosts" \
	/etc/hosts; then
	skip "names of hosts" "no /etc/resolv.conf to put another in place of"
	exit
fi
start bound 127.0.0.53 53
: >"$tmp/out"
"$sockstat" -uap --continuous --resolve-timeout=30 >"$tmp/out" 2>/dev/null &
parent=$!
# The first process has two children: one looks up hosts, the other lists.
waits_for_names() {
	asking=$(ss -Hunp 'dst 127.0.0.53' | sed -nE 's/.*pid=([0-9]+),.*/\1/p' | head -1)
	child=$(pgrep -P "$parent" | grep -vx "$asking")
	[ "$asking" ] && [ "$child" ]
}
await waits_for_names
kill -INT $parent
SECONDS=0
wait $parent
is "SIGINT does not wait for the deadline" "0 0" "$? $((SECONDS > 5))"
grep -q "$owner" "$tmp/out"
ok "the listing is complete after SIGINT" $? "$tmp/out"
"$sockstat" -uap --continuous --resolve-timeout=30 >"$tmp/out" 2>/dev/null &
parent=$!
await waits_for_names
kill -KILL $parent
wait $parent 2>/dev/null
# A process that has exited may stay a zombie if its new parent does not reap it.
await '[[ "$(ps -o stat= -p $child)" =~ ^(Z|$) ]]'
ok "a listing ends when its parent is killed" $?
await '[[ "$(ps -o stat= -p $asking)" =~ ^(Z|$) ]]'
ok "the lookup process ends when its parent is killed" $?
end_fixture
dnsmasq --no-daemon --conf-file=/dev/null --no-hosts --no-resolv --user=root \
	--listen-address=127.0.0.53 \
	--bind-interfaces --pid-file= --log-queries --log-facility="$tmp/dns.log" \
	--ptr-record=1.1.0.127.in-addr.arpa,one.test &
fixtures+=($!)
await 'grep -q started "$tmp/dns.log" 2>/dev/null'
: >"$tmp/out"
"$sockstat" -uapc 0.02 >"$tmp/out" 2>/dev/null &
parent=$!
await '[ "$(grep -c "^Active" "$tmp/out")" -ge 4 ]'
kill -INT $parent
wait $parent
is "each listing shows the host name" "$(grep -c '^Active' "$tmp/out")" \
	"$(grep -c 'one.test:domain' "$tmp/out")"
is "the host name is looked up once" 1 "$(grep -c 'query\[PTR\] 1.1.0.127' "$tmp/dns.log")"

# 256 rows, more than fit into one byte of an exit status.
listeners=()
for ((port = 20000; port < 20256; port++)); do
	listeners+=(listener 127.0.0.1 "$port")
done
start "${listeners[@]}"
: >"$tmp/out"
env --default-signal=INT "$sockstat" -tlnpH --pid "$fixture" -c 60 --fail-empty >"$tmp/out" \
	2>"$tmp/err" &
listing=$!
fixtures+=("$listing")
await '[ "$(wc -l <"$tmp/out")" -eq 256 ]'
kill -INT "$listing"
wait "$listing"
is "-c --fail-empty with 256 rows ends with 0" 0 $?

# An unprivileged user has nothing to give up: the first process makes all listings, in its
# sandbox.
if can_be_user; then
	mkfifo "$tmp/hold"
	install -m 755 "$FIXTURES/fixture" "$tmp/fixture"
	(exec setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/fixture" listener 127.0.0.1 \
		4443) \
		<"$tmp/hold" >"$tmp/ready" &
	mine=$!
	fixtures+=("$mine")
	exec {hold}>"$tmp/hold"
	await 'grep -q ready "$tmp/ready"'
	# three FLAG...: prints the distinct rows of three listings, with their number
	three() {
		as_user timeout 20 "$sockstat" "$@" -i :4443 -c 0.01 2>"$tmp/err" | head -n 3 |
			awk '{ print $4, $7 }' | uniq -c
	}
	is "-p -c of an unprivileged user shows the owner in each listing" \
		"3 127.0.0.1:4443 $mine/fixture" \
		"$(three -tlnpH | xargs)"
	is "--pid -c of an unprivileged user lists the socket each time" "3 127.0.0.1:4443" \
		"$(three -tlnH --pid "$mine" | xargs)"
	is "-p --pid -c of an unprivileged user shows socket and owner each time" \
		"3 127.0.0.1:4443 $mine/fixture" \
		"$(three -tlnpH --pid "$mine" | xargs)"
	exec {hold}>&-
else
	skip "-c of an unprivileged user" "there can be none"
fi
