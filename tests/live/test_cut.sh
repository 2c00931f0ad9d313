#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A process, a user, a service, a host or an executable with a very long name does not make the
# output long: each name is cut at 4,096 bytes, with a mark, in every layout.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

sockets=200
name_max=4096
mark='\...'

# repeat COUNT TEXT: prints the text COUNT times
repeat() {
	local i
	for ((i = 0; i < $1; i++)); do printf '%s' "$2"; done
}
# word LETTER COUNT: prints the letter COUNT times
word() {
	head -c "$2" /dev/zero | tr '\0' "$1"
}

ports=$(for ((i = 0; i < sockets; i++)); do printf 'listener 127.0.0.1 %d ' $((20000 + i)); done)
# shellcheck disable=SC2086 # many words
start_as "$(word n 130000)" $ports
long=$fixture
start listener 127.0.0.1 1000
short=$fixture
exact=$(word e $name_max)
start_as "$exact" listener 127.0.0.1 1001
exact_pid=$fixture
start_as "$(word e $((name_max + 1)))" listener 127.0.0.1 1002
over_pid=$fixture
# Each character is escaped to four times its length, and must not be cut in the middle.
start_as "$(repeat 1500 "$(printf '\342\200\213')")" listener 127.0.0.1 1003
hidden_pid=$fixture
# A name that ends with the mark of a cut name.
start_as "$(word m 20)$mark" listener 127.0.0.1 1004
forged_pid=$fixture

"$sockstat" -tlnpH >"$tmp/out" 2>"$tmp/err"
is "sockets with long names are listed" 0 $?
is "every socket is listed" "$((sockets + 5))" "$(wc -l <"$tmp/out")"
size=$(wc -c <"$tmp/out")
[ "$size" -lt $(((sockets + 5) * (name_max + 200))) ]
ok "the output is limited to $size bytes" $?
# program PORT: prints the last column of the row of a port
program() {
	awk -v a="127.0.0.1:$1" '$4 == a { print $7 }' "$tmp/out"
}
is "a name of 130,000 bytes is cut" "$long/$(word n $name_max)$mark" "$(program 20000)"
is "a name of 4,096 bytes is not cut" "$exact_pid/$exact" "$(program 1001)"
is "a name of 4,097 bytes is cut" "$over_pid/$exact$mark" "$(program 1002)"
is "the limit counts escaped bytes" \
	"$hidden_pid/$(repeat 341 '\xe2\x80\x8b')$mark" "$(program 1003)"
is "a name that contains the mark of a cut name is escaped" \
	"$forged_pid/$(word m 20)\\x5c..." "$(program 1004)"
is "a short name is not cut" "$short/fixture" "$(program 1000)"

# Names of 100,000 bytes in the databases of users, services and hosts.
long_user=$(word u 100000) long_service=$(word s 100000) long_host=$(word h 100000)
printf 'x%s:x:0:0::/:/bin/sh\n' "$long_user" >"$tmp/passwd"
printf 'x%s 20000/tcp\nok 20001/tcp\n' "$long_service" >"$tmp/services"
printf '127.0.0.1 x%s\n' "$long_host" >"$tmp/hosts"
for file in passwd services hosts; do
	mount --bind "$tmp/$file" "/etc/$file" || skip "names in /etc/$file" "there is none"
done
longest() {
	awk -v RS='[ ,"\n]' '{ if (length($0) > n) n = length($0) } END { print n + 0 }' "$tmp/out"
}
for flags in '-tlpe -H' '-tlpe --layout ss' '-P -n -i --layout lsof' '-i --layout lsof' \
	'-tlp --json' '-tlpb --json' '--doctor -c 0.01' '--doctor -c 0.01 --json'; do
	# shellcheck disable=SC2086 # several words
	"$sockstat" $flags >"$tmp/out" 2>"$tmp/err"
	status=$? size=$(wc -c <"$tmp/out") word=$(longest)
	[ $status -lt 2 ] && [ "$word" -le $((2 * name_max + 64)) ] &&
		[ "$size" -lt $(((sockets + 10) * (5 * name_max + 1000))) ]
	ok "$flags: status $status, $size bytes, longest word $word bytes" $? "$tmp/err"
done
"$sockstat" -tlH -e >"$tmp/out" 2>"$tmp/err"
is "a long user name is cut" \
	"x$(word u $((name_max - 1)))$mark" "$(awk '$4 ~ /:ok$/ { print $7 }' "$tmp/out")"
is "a long host name and a long service name are cut" \
	"x$(word h $((name_max - 1)))$mark:x$(word s $((name_max - 1)))$mark" \
	"$(awk 'index($4, ":xs") { print $4 }' "$tmp/out")"
rows=$(wc -l <"$tmp/out")
"$sockstat" -tlHc 0.05 -p 2>"$tmp/err" | head -n $((2 * rows)) >"$tmp/out"
is "a long host name is cut in repeated listings too" "$((2 * rows))" \
	"$(grep -cF "x$(word h $((name_max - 1)))$mark:" "$tmp/out")"
"$sockstat" -tl --json >"$tmp/json" 2>"$tmp/err"
is "JSON marks a socket with a long name as truncated" \
	"true $name_max" "$(jq -r '.sockets[] | select(.local_port == 20000) |
	"\(.truncated) \(.local_service | length)"' "$tmp/json")"
is "JSON marks an owner with a long name as truncated" "true $name_max" \
	"$(jq -r '.sockets[] | select(.local_port == 20000).owners[0] |
	"\(.truncated) \(.command | length)"' "$tmp/json")"
is "JSON does not mark other owners as truncated" \
	"null fixture" "$("$sockstat" -tln --json | jq -r '.sockets[] |
	select(.local_port == 1000).owners[0] | "\(.truncated) \(.command)"')"
for file in passwd services hosts; do
	umount "/etc/$file"
done

# One long name must not widen its column in the layout of lsof.
deep=$tmp
while [ ${#deep} -lt 3000 ]; do
	deep=$deep/$(word d 200)
	mkdir "$deep"
done
cp "$FIXTURES/fixture" "$deep/fixture"
FIXTURES=$deep start listener 127.0.0.1 1005
"$sockstat" -nP -i -b --layout lsof >"$tmp/out" 2>"$tmp/err"
is "the layout of lsof shows a path of 3,000 bytes" 1 "$(grep -cF "$deep/fixture" "$tmp/out")"
is "one long path does not widen other rows of the layout of lsof" 0 \
	"$(grep -vF "$deep/fixture" "$tmp/out" | awk 'length($0) > 400' | wc -l)"
