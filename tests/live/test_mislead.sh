#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Names that look like a number, an address, another owner or the other end of a connection:
# names of services, users, hosts, interfaces, programs and unix sockets, in each layout.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$tmp/services" <<'SERVICES'
443 20080/tcp
* 20081/tcp
0x50 20082/tcp
1.2.3.4 20083/tcp
host:443 20084/tcp
a->b 20085/tcp
x(LISTEN) 20086/tcp
users:(("init",pid=1,fd=1)) 20087/tcp
users(("init",pid=1,fd=1)) 20088/tcp
good 20089/tcp
SERVICES
printf '127.0.0.1 good.test\n127.0.0.2 a->b\n127.0.0.3 a%%eth0\n127.0.0.4 *\n127.0.0.5 a:22\n' \
	>"$tmp/hosts"
echo 'root:x:0:0::/:/bin/sh' >"$tmp/passwd"
for file in services hosts passwd; do
	if ! mount --bind "$tmp/$file" /etc/$file; then
		skip "misleading names" "no /etc/$file to put another in place of"
		exit
	fi
done

listeners=$(for port in {20080..20089}; do echo listener 127.0.0.1 "$port"; done)
# shellcheck disable=SC2086 # many words
start_as '1/init,2' $listeners listener 127.0.0.2 1000 listener 127.0.0.3 1000 \
	listener 127.0.0.4 1000 listener 127.0.0.5 1000 peer 127.0.0.2 20085
tcp=$fixture

# The local ends of the TCP listeners, as they must be shown.
shown=(20080 20081 20082 20083 20084 'a-\x3eb' 'x\x28LISTEN\x29' 20087
	'users\x28\x28\x22init\x22\x2cpid=1\x2cfd=1\x29\x29' good)
printf 'good.test:%s\n' "${shown[@]}" >"$tmp/expected"
printf '%s\n' 'a-\x3eb:1000' 'a\x25eth0:1000' 127.0.0.4:1000 127.0.0.5:1000 >>"$tmp/expected"
LC_ALL=C sort -o "$tmp/expected" "$tmp/expected"
"$sockstat" -tlH | awk '{ print $4 }' | LC_ALL=C sort >"$tmp/seen"
same "netstat: misleading services and hosts are numbers or escaped" "$tmp/expected" "$tmp/seen"
"$sockstat" -tlH --layout ss | awk '{ print $5 }' | LC_ALL=C sort >"$tmp/seen"
same "ss: misleading services and hosts are numbers or escaped" "$tmp/expected" "$tmp/seen"
"$sockstat" -tlp --layout lsof | awk 'NR > 1 { print $9 }' | LC_ALL=C sort >"$tmp/seen"
same "lsof: misleading services and hosts are numbers or escaped" "$tmp/expected" "$tmp/seen"
"$sockstat" -tlp --layout lsof >"$tmp/out"
is "lsof: a service name cannot forge the peer of a listener" 0 "$(grep -c -- '->' "$tmp/out")"
"$sockstat" -tlp --layout ss >"$tmp/out"
is "ss: a service name cannot forge an owner" "$(grep -c LISTEN "$tmp/out")" \
	"$(grep -o 'users:((' "$tmp/out" | wc -l)"
is "JSON leaves out service names that look like a number or an address" \
	"null null null null null a->b x(LISTEN) null" \
	"$("$sockstat" -tl --json | jq \
	-r '[.sockets[] | select(.local_port >= 20080 and .local_port < 20088)] |
	sort_by(.local_port) | map(.local_service // "null") | join(" ")')"

is "netstat: a program name that begins like an owner is escaped" "$tcp/1\\x2finit\\x2c2" \
	"$("$sockstat" -tlnpH | awk '$4 == "127.0.0.1:20080" { print $7 }')"
"$sockstat" --doctor -c 0.01 >"$tmp/out"
is "doctor: a program name cannot forge an owner" 0 "$(grep -c '/1/init\|,2' "$tmp/out")"

for name in 1000 00 '*' 0x0 1.2.3.4 ''; do
	printf '%s:x:0:0::/:/bin/sh\n' "$name" >"$tmp/passwd"
	is "netstat: a user named '$name' is shown by number" \
		0 "$("$sockstat" -tleH | awk 'NR == 1 { print $7 }')"
	is "lsof: a user named '$name' is shown by number" 0 \
		"$("$sockstat" -tlp --layout lsof | awk 'NR == 2 { print $3 }')"
done
printf 'a b,*:x:0:0::/:/bin/sh\n' >"$tmp/passwd"
is "a user name with a blank, a comma and an asterisk is escaped" \
	'a\x20b\x2c\x2a' "$("$sockstat" -tleH | awk 'NR == 1 { print $7 }')"

# An interface name may contain anything but a blank, a slash and a colon.
ip link add 443 type veth peer name '*'
indices=$(for link in 443 '*'; do ip -o link show dev "$link"; done | cut -d: -f1 | sort -n |
	paste -sd' ')
program=named start_as named 'a"(b)' %443 '%*' '@users:(("init",pid=1,fd=1))' "$tmp/a b->INO=1" \
	"$tmp/*"
unix=$fixture
is "ss: interfaces named like a number or an asterisk are shown by number" "$indices" \
	"$("$sockstat" -uaHnp --layout ss | awk -v pid="pid=$unix," 'index($0, pid) {
		sub(/.*%/, "", $5); sub(/:.*/, "", $5); print $5 }' | sort -n | paste -sd' ')"
"$sockstat" -xlp --layout ss >"$tmp/out"
is "ss: unix socket names cannot forge an owner or a peer" \
	"$(printf '%s\n' '@users:\x28\x28\x22init\x22,pid=1,fd=1\x29\x29' \
	"$tmp/*" "$tmp/a\\x20b->INO=1" | LC_ALL=C sort)" \
	"$(awk -v pid="pid=$unix," 'index($0, pid) { print $5 }' "$tmp/out" | LC_ALL=C sort)"
is "ss: quotes and parentheses of a program name are escaped" 3 \
	"$(grep -cF "users:((\"a\\x22\\x28b\\x29\",pid=$unix,fd=" "$tmp/out")"
is "ss: each row has one list of owners" 3 \
	"$(grep -F "pid=$unix," "$tmp/out" | grep -o 'users:((' | wc -l)"
"$sockstat" -xlp --layout lsof >"$tmp/out"
is "lsof: a unix socket name cannot forge a peer" 0 "$(grep -c -- '->INO=' "$tmp/out")"
is "lsof: the arrow in a unix socket name is escaped" \
	1 "$(grep -cF "$tmp/a\\x20b-\\x3eINO=1 type=STREAM" "$tmp/out")"
