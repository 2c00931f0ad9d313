#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Host names, with a name server that answers, one that never answers, and a hostile one.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

printf '127.0.0.1 localhost\n127.0.0.9 nine.test\n::1 six.test\n' >"$tmp/hosts"
mount --bind "$tmp/hosts" /etc/hosts
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
if ! mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)"; then
	skip "names of hosts" "no /etc/resolv.conf to put another in place of"
	exit
fi

start listener 127.0.0.1 22 listener 127.0.0.9 80 listener ::1 443 listener 0.0.0.0 1 \
	listener ::ffff:127.0.0.9 81 listener 127.0.0.1 60001 \
	peer 127.0.1.1 53 peer 127.0.1.1 53 peer 127.0.1.2 53 peer 127.0.1.3 53 \
	peer 127.0.1.4 53 peer 127.0.1.5 53

elapsed_ms() {
	local from
	from=$(date +%s%3N)
	"$@"
	took=$(($(date +%s%3N) - from))
}

# The hosts file has all names, so that no server is queried.
elapsed_ms "$sockstat" -tl >"$tmp/out"
[ $took -lt 1000 ] && grep -q nine.test "$tmp/out"
ok "names from the hosts file are found without delay ($took ms)" $?
# Nothing listens on the port of the name server: it refuses at once.
elapsed_ms "$sockstat" -a >"$tmp/out"
[ $took -lt 1000 ]
ok "a name server that refuses causes no delay ($took ms)" $?

# start_dead: starts a name server that reads questions and never answers
start_dead() {
	start bound 127.0.0.53 53
}
start_dead
elapsed_ms "$sockstat" -a >"$tmp/out"
is "an unresponsive name server: the listing ends with 0" 0 $?
[ $took -ge 1900 ] && [ $took -lt 3000 ]
ok "an unresponsive name server: the listing ends at the deadline of 2 s ($took ms)" $?
elapsed_ms "$sockstat" -a --resolve-timeout=0.3 >"$tmp/out"
[ $took -ge 290 ] && [ $took -lt 1000 ]
ok "an unresponsive name server: the listing ends at --resolve-timeout=0.3 ($took ms)" $?
elapsed_ms "$sockstat" -an >"$tmp/numeric"
[ $took -lt 290 ]
ok "-n queries no name server ($took ms)" $?
is "an unresponsive name server: every row is listed" \
	"$(wc -l <"$tmp/numeric")" "$(wc -l <"$tmp/out")"
grep -q ' 127.0.1.2:domain ' "$tmp/out"
ok "an unresponsive name server: hosts are shown by number" $? "$tmp/out"
for name in localhost:ssh nine.test:http six.test:https 0.0.0.0:tcpmux nine.test:81 \
	localhost:60001; do
	awk '{ print $4 }' "$tmp/out" | grep -qFx "$name"
	ok "an unresponsive name server: names from the hosts file are shown: $name" \
		$? "$tmp/out"
done
elapsed_ms "$sockstat" -a --numeric-hosts >"$tmp/out"
[ $took -lt 290 ] && grep -q '127.0.0.1:ssh' "$tmp/out"
ok "--numeric-hosts queries no name server, and shows names of ports ($took ms)" $?
"$sockstat" -a --numeric-ports --resolve-timeout=0.1 | grep -q ' localhost:22 '
ok "--numeric-ports shows names of hosts" $?

elapsed_ms "$sockstat" -a --resolve-timeout=0 >"$tmp/out"
[ $took -lt 290 ] && ! grep -q nine.test "$tmp/out"
ok "--resolve-timeout=0 queries no name server ($took ms)" $?

# A large hosts file, as ad blockers make it.
cp "$tmp/hosts" "$tmp/hosts.small"
awk 'BEGIN { for (i = 0; i < 200000; i++) print "0.0.0.0 blocked" i ".test" }' >>"$tmp/hosts"
echo '127.0.1.3 last.test' >>"$tmp/hosts"
elapsed_ms "$sockstat" -a --resolve-timeout=0.3 >"$tmp/out"
[ $took -lt 1000 ] && grep -q ' last.test:domain ' "$tmp/out"
ok "a hosts file of 200,000 lines causes no delay ($took ms)" $?
cat "$tmp/hosts.small" >"$tmp/hosts"

# SIGINT ends the wait for names.
: >"$tmp/out"
"$sockstat" -a --continuous --resolve-timeout=30 >"$tmp/out" &
await 'child=$(pgrep -P $!) && ss -Hunp '\''dport = 53'\'' | grep -q "pid=$child,"'
elapsed_ms kill -INT $!
wait $!
is "SIGINT does not wait for the deadline" 0 $?
grep -q 'nine.test:http' "$tmp/out"
ok "the listing is complete after SIGINT" $?
end_fixture

# -c looks up names again that were not found, once a server answers.
: >"$tmp/out"
"$sockstat" -ua --continuous=0.1 --resolve-timeout=0.2 >"$tmp/out" &
continuous=$!
await '[ "$(grep -c '\''^Active'\'' "$tmp/out")" -ge 2 ]'
grep -q one.test "$tmp/out"
is "-c shows no name before a server answers" 1 $?

# start_server OPTION...: starts a name server that answers
start_server() {
	dnsmasq --no-daemon --conf-file=/dev/null --no-hosts --no-resolv --user=root \
		--listen-address=127.0.0.53 --bind-interfaces --pid-file= --log-queries \
		--log-facility="$tmp/dns.log" "$@" &
	fixtures+=($!)
	server=$!
	await 'grep -q started "$tmp/dns.log" 2>/dev/null'
}
start_server --ptr-record=1.1.0.127.in-addr.arpa,one.test \
	--ptr-record=2.1.0.127.in-addr.arpa,a-name-that-is-much-longer-than-any-column.example.test
await 'grep -q one.test "$tmp/out"'
kill -INT $continuous
wait $continuous
is "-c ends with 0 after SIGINT" 0 $?
grep -q one.test "$tmp/out"
ok "-c looks up names again that were not found" $?
: >"$tmp/dns.log"
elapsed_ms "$sockstat" -a >"$tmp/out"
for name in one.test:domain a-name-that-is-much-longer-than-any-column.example.test:domain \
	127.0.1.3:domain; do
	awk '{ print $5 }' "$tmp/out" | grep -qFx "$name"
	ok "the name from the server is shown: $name" $? "$tmp/out"
done
is "each address is looked up once" 1 "$(grep -c 'query\[PTR\] 1.1.0.127' "$tmp/dns.log")"
is "addresses in the hosts file are not looked up" 0 \
	"$(grep -c 'query\[PTR\] 9.0.0.127' "$tmp/dns.log")"
is "JSON has address and host name" "127.0.1.1 one.test" \
	"$("$sockstat" --json -u | jq -r '.sockets[] | select(.peer_host == "one.test") |
	   "\(.peer_address) \(.peer_host)"' | sort -u)"
kill $server
wait $server 2>/dev/null
: >"$tmp/dns.log"

# Names from DNS and from the hosts file that would clear the screen or forge a row.
mkfifo "$tmp/evil.out"
"$FIXTURES/evildns" 127.0.0.53 >"$tmp/evil.out" &
fixtures+=($!)
read -r _ <"$tmp/evil.out"
printf '127.0.0.9 nine\033[2J\302\233m\342\200\256.test\n::1 10.9.8.7\n' >"$tmp/hosts"
"$sockstat" -a >"$tmp/out" 2>/dev/null
grep -q ' good.test:domain ' "$tmp/out"
ok "valid answers of a hostile name server are shown" $? "$tmp/out"
is "a hostile host name cannot add a row" "$(wc -l <"$tmp/numeric")" "$(wc -l <"$tmp/out")"
LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]\|\302\233\|\342\200\256')" "$tmp/out"
is "no control character is printed" 1 $?
is "names from the hosts file are escaped" 1 \
	"$(grep -cF 'nine\x1b[2J\xc2\x9bm\xe2\x80\xae.test:http ' "$tmp/out")"
is "an answer that is not a host name is ignored" 0 "$(grep -c forged "$tmp/out")"
for name in 127.0.1.3:domain 127.0.1.4:domain 127.0.1.5:domain; do
	awk '{ print $4; print $5 }' "$tmp/out" | grep -qFx "$name"
	ok "a name that is a number or an asterisk is ignored: $name" $? "$tmp/out"
done
is "a name that looks like an address is ignored" 0 \
	"$(grep -cE '[* ](8.8.8.8|0x7f.1|\*):domain|10.9.8.7' "$tmp/out")"
"$sockstat" -a --json | jq -e . >/dev/null
ok "JSON with hostile names is valid" $?

# Users from the user database, one of them hostile.
printf 'root:x:0:0::/:/bin/sh\n' >"$tmp/passwd"
mount --bind "$tmp/passwd" /etc/passwd
is "users are shown by name" \
	root "$("$sockstat" -tle --numeric-hosts -H | awk 'NR == 1 { print $7 }')"
is "--numeric-users shows users by number" \
	0 "$("$sockstat" -tle --numeric-hosts --numeric-users -H | awk \
	'NR == 1 { print $7 }')"
printf '\033[2Jroot:x:0:0::/:/bin/sh\n' >"$tmp/passwd"
is "control characters of user names are escaped" '\x1b[2Jroot' \
	"$("$sockstat" -tle --numeric-hosts -H | awk 'NR == 1 { print $7 }')"
