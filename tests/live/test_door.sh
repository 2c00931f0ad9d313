#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile names of processes, executables, sockets, interfaces, users, services and hosts: names
# that would forge a row, move the cursor, break JSON or look like another name are escaped, one
# row each, in every layout and in every message on stderr.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

hostile=$FIXTURES/hostile
for file in passwd services hosts; do
	"$hostile" file $file >"$tmp/$file"
done
printf 'root:x:0:0::/:/bin/sh\n' >>"$tmp/passwd"
echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
mount --bind "$tmp/passwd" /etc/passwd
mount --bind "$tmp/services" /etc/services
mount --bind "$tmp/hosts" /etc/hosts
mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)" 2>/dev/null

mkdir -m 777 "$tmp/room"
cp "$hostile" "$tmp/room/hostile"
cd "$tmp/room" || exit 1
FIXTURES=$tmp/room program=hostile start_as hostile hold hole1
words=$("$hostile" count QARGV)
paths=$("$hostile" count QPATH)
names=$((words + paths)) # listening unix sockets

# list NAME LINES ARGUMENT...: checks that a listing has so many lines, all of them clean
list() {
	local name=$1 lines=$2
	shift 2
	"$sockstat" "$@" --resolve-timeout=0.2 >"$tmp/out" 2>"$tmp/err"
	local status=$?
	[ $status -eq 0 ] || sed 's/^/# /' "$tmp/err"
	[ "$lines" != any ] || lines=$(wc -l <"$tmp/out")
	is "$name: sockstat $*" "0 $lines clean" \
		"$status $(wc -l <"$tmp/out") $("$hostile" check "$lines" <"$tmp/out" && echo \
		clean)"
}

# whole FORM TAG:EACH...: checks that each name with TAG is in the output EACH times, unescaped
# to the original
whole() {
	local form=$1 one
	shift
	for one in "$@"; do
		"$hostile" names "$form" "${one%:*}" "${one#*:}" <"$tmp/out" 2>"$tmp/err"
		ok "each name ${one%:*} is complete in form $form" $? "$tmp/err"
	done
}

# objects COUNT: checks the number of sockets in a JSON listing
objects() {
	is "JSON lists $1 sockets" "$1" "$(jq '.sockets | length' "$tmp/out")"
}

# Unix sockets and processes.
list netstat $names -xlpH
whole text QPATH:1 QABST:1
"$hostile" names text QARGV 0 <"$tmp/out" 2>"$tmp/err"
ok "the layout of netstat shows each process with its complete name" $? "$tmp/err"
list netstat $names -xlbH
whole text QPATH:1 QABST:1 QEXE:2
list ss $names -xlpH --layout ss
whole text QPATH:1 QABST:1 QCOMM:0
is "the layout of ss has nine fields per row" "$names" \
	"$(sed 's/users:.*/U/' "$tmp/out" | awk 'NF == 9' | wc -l)"
is "the layout of ss has one owner per row" "$names" \
	"$(grep -cE 'users:\(\("([^"]*)",pid=[0-9]+,fd=[0-9]+\)\)$' "$tmp/out")"
list lsof $names -xlH --layout lsof
whole text QPATH:1 QABST:1 QCOMM:0
is "the layout of lsof has eleven fields per row" "$names" "$(awk 'NF == 11' "$tmp/out" | wc -l)"
list "fields of lsof" any -xl -F
whole text QPATH:1 QABST:1 QCOMM:1
is "-F has a field letter on each line" "$(wc -l <"$tmp/out") $words $names" \
	"$(grep -c '^[pgRcuLfaltGdoiPnT]' "$tmp/out") $(grep -c '^p' "$tmp/out") $(grep -c '^f' \
	"$tmp/out")"
"$sockstat" -xl -F0pcfn | tr '\000' '|' >"$tmp/nuls"
is "-F0 ends each process and descriptor with a NUL" "$words $names" \
	"$(grep -cE '^p[0-9]+\|c[^|]*\|$' "$tmp/nuls") $(grep -cE '^f[0-9]+\|n[^|]*\|$' \
	"$tmp/nuls")"
list json any -xl --json -b
objects $names
whole json QPATH:1 QABST:1 QARGV:0 QEXE:2

# TCP hosts, services and users. Each address is an end of two rows of -t, and of one row of -l.
list netstat "$words" -tlpeH
whole text QHOST:1 QSERV:1 QARGV:1
can_be_user && whole text QUSER:1
is "the layout of netstat has nine fields per row" "$words" \
	"$(sed 's, [0-9]*/.*, P,' "$tmp/out" | awk 'NF == 9' | wc -l)"
list ss "$words" -tlpH --layout ss
whole text QHOST:1 QSERV:1 QCOMM:1
is "the layout of ss has one owner per TCP row" \
	"$words" "$(grep -cE 'users:\(\("([^"]*)",pid=[0-9]+,fd=[0-9]+\)\)$' "$tmp/out")"
list lsof "$words" -tlH --layout lsof
whole text QHOST:1 QSERV:1 QCOMM:1
can_be_user && whole text QUSER:1
is "the layout of lsof has ten fields per TCP row" \
	"$words" "$(awk 'NF == 10' "$tmp/out" | wc -l)"
list "fields of lsof" any -tl -F
whole text QHOST:1 QSERV:1 QCOMM:1
list json any -tl --json
objects "$words"
whole json QHOST:1 QSERV:1
can_be_user && whole json QUSER:2
list "the other end" "$words" -t --state=tcp:CLOSE_WAIT -pH --peer --numeric
list summary any -s
list summary any -s --json
jq -e .counts "$tmp/out" >/dev/null
ok "--summary --json is valid JSON" $?

# The diagnosis.
for form in text json; do
	args=(--doctor -c 0.01 --threshold close_wait=0)
	[ $form = text ] || args+=(--json)
	"$sockstat" "${args[@]}" >"$tmp/out" 2>/dev/null
	is "--doctor as $form ends with 1" 1 $?
	"$hostile" check "$(wc -l <"$tmp/out")" <"$tmp/out"
	ok "--doctor as $form is clean" $?
	[ $form = json ] || sed -i -z 's/\n          \([^ ]\)/ \1/g' "$tmp/out"
	"$hostile" names $form QARGV 0 <"$tmp/out" 2>"$tmp/err"
	ok "--doctor as $form shows complete program names" $? "$tmp/err"
done
is "each finding of --doctor has one owner" '[1]' \
	"$(jq -c '[.findings[] | select(.id == "close_wait_held") | .owners | length] | unique' \
	"$tmp/out")"

# One interface after another, each renamed to a hostile name.
number=$(ip -o link show hole1 | cut -d: -f1)
ip link set hole1 down
links=0 bad=0
for ((i = 0; i < words; i++)); do
	"$hostile" rename "$number" $i || continue
	links=$((links + 1))
	{
		"$sockstat" -0nH
		"$sockstat" -0nH --layout ss
		"$sockstat" -uanH --layout ss
	} >"$tmp/out"
	"$sockstat" -a0u --json -n >>"$tmp/json"
	cat "$tmp/out" >>"$tmp/links.out"
	"$hostile" check 3 <"$tmp/out" || bad=$((bad + 1))
	[ "$(awk 'NR == 2 { print NF }' "$tmp/out")" -ge 6 ] || bad=$((bad + 1))
done
is "rows with $links interface names are clean" 0 $bad
is "the kernel accepts the expected number of interface names" "$("$hostile" count QLINK)" $links
mv "$tmp/links.out" "$tmp/out"
whole text QLINK:3
mv "$tmp/json" "$tmp/out"
whole json QLINK:2
jq -e . "$tmp/out" >/dev/null
ok "JSON with interface names is valid" $?

# Events, from the source that is available.
for form in text json; do
	args=(--events --for 20 -n)
	[ $form = text ] || args+=(--json)
	: >"$tmp/out"
	"$sockstat" "${args[@]}" >"$tmp/out" 2>"$tmp/err" &
	watcher=$!
	fixtures+=("$watcher")
	await '[ -s "$tmp/out" ]'
	"$hostile" talk
	if grep -q 'no BPF' "$tmp/err"; then
		skip "events, as $form" "no BPF"
		kill -INT $watcher
		wait $watcher
		continue
	fi
	await '[ "$(grep -ac failed "$tmp/out")" -ge "$words" ]'
	kill -INT $watcher
	wait $watcher
	is "--events as $form ends with 0" 0 $?
	"$hostile" check "$(wc -l <"$tmp/out")" <"$tmp/out"
	ok "--events as $form is clean" $?
	"$hostile" names $form QEVNT 0 <"$tmp/out" 2>"$tmp/err"
	ok "--events as $form shows complete program names" $? "$tmp/err"
	if [ $form = json ]; then
		is "--events --json prints one object per line" \
			"$(wc -l <"$tmp/out")" "$(jq -c . "$tmp/out" | wc -l)"
	else
		is "--events prints one row per failed connection" \
			"$words" "$(grep -c ' failed .*QEVNT' "$tmp/out")"
	fi
done

# Messages about arguments that cannot be parsed, and about unknown hosts.
options=(-- -i -sTCP: --layout= --owners= -F --pid= --user= --threshold=x --explain= --completion= \
	state=
	--resolve-timeout= -f --for=)
bad=0 at=0 bare=0
while read -r word; do
	word=$(printf '%b.' "$word") # a newline at the end would be lost
	word=${word%.}
	# The options are used in turn.
	for ((i = 0; i < 4; i++, at++)); do
		arg=${options[at % ${#options[@]}]}$word
		"$sockstat" "$arg" >"$tmp/out" 2>"$tmp/err"
		[ $? -eq 2 ] && [ ! -s "$tmp/out" ] && "$hostile" check 1 <"$tmp/err" && continue
		bad=$((bad + 1))
		printf '# %q: %s\n' "$arg" "$(tr -dc '[:print:]' <"$tmp/err")"
	done
	# A word that is no field, state or protocol is a command; no process has such a name.
	"$sockstat" -H "x$word" >"$tmp/out" 2>"$tmp/err"
	"$hostile" check "$(wc -l <"$tmp/err")" <"$tmp/err" && [ ! -s "$tmp/out" ] && continue
	bare=$((bare + 1))
	printf '# %q: %s\n' "x$word" "$(tr -dc '[:print:]' <"$tmp/err")"
done < <("$hostile" words)
is "messages about invalid arguments are one clean line each" 0 $bad
is "messages about words of a filter are clean lines" 0 $bare
ln -s "$sockstat" "$tmp/ss"
for args in "src a$(printf '\033')[2J" "sport = $(printf '\302\233')x" "$(printf '(\n')"; do
	"$tmp/ss" "$args" >"$tmp/out" 2>"$tmp/err"
	is "messages about filter expressions are one clean line each" "2 clean" \
		"$? $("$hostile" check 1 <"$tmp/err" && echo clean)"
done
ln -s "$sockstat" "$tmp/$(printf 'e\033[2J\nvil')"
"$tmp/$(printf 'e\033[2J\nvil')" --help >"$tmp/out"
"$hostile" check "$(wc -l <"$tmp/out")" <"$tmp/out"
ok "--help is clean when called by a hostile name" $?
is "--help does not depend on the name of the program" \
	"$("$sockstat" --help | cksum)" "$(cksum <"$tmp/out")"
"$sockstat" -i "@a$(printf '\033')[2J.test" --resolve-timeout=0.2 >"$tmp/out" 2>"$tmp/err"
is "the message about an unknown host is clean" \
	"2 clean" "$? $("$hostile" check 1 <"$tmp/err" && echo clean)"

# A hostile name server, in every layout.
program=evildns start_as evildns 127.0.0.53
printf '127.0.0.1 localhost\n' >"$tmp/hosts"
for layout in netstat ss lsof json; do
	list "hostile DNS" any -tal --layout $layout
	grep -q good.test "$tmp/out"
	ok "valid answers of a hostile name server are shown in the layout $layout" $?
	grep -q forged "$tmp/out"
	is "invalid answers of a hostile name server are not shown in the layout $layout" 1 $?
done
