#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every owner of a socket, with any name, and the messages when owners are not visible.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# last_column ADDRESS: prints the text after the state, without blanks around it
last_column() {
	awk -v a="$1" '$4 == a {
		rest = substr($0, index($0, "LISTEN") + 6)
		gsub(/^ +| +$/, "", rest)
		print rest
	}'
}
owners_of() {
	"$sockstat" -tlnpH | last_column "$1"
}

start shared 127.0.0.1 1000 5
{
	echo "$fixture"
	pgrep -P "$fixture"
} | sed 's/$/\/fixture/' | paste -sd, >"$tmp/expected"

case_shared() {
	owners_of 127.0.0.1:1000 >"$tmp/seen"
	same "a listener shared by forked children has all of them as owners" \
		"$tmp/expected" "$tmp/seen"
}

case_dups() {
	start dups 127.0.0.1 1001
	is "a process with three descriptors of a socket is shown once" "$fixture/fixture" \
		"$(owners_of 127.0.0.1:1001)"
	is "JSON shows all three descriptors of the owner" "3 40 50" "$("$sockstat" -tln --json |
		jq -r '[.sockets[] | select(.local_port == 1001).owners[].fd] | map(tostring) |
		join(" ")')"
}

# Each line: argv[0], and the name shown. netstat cuts names at 20 columns, and is compared only
# with shorter ones.
case_names() {
	port=1100
	while IFS='|' read -r argv0 shown; do
		port=$((port + 1))
		start_as "$(printf '%b' "$argv0")" listener 127.0.0.1 $port
		is "a process named $argv0 is shown as $shown" \
			"$fixture/$shown" "$(owners_of 127.0.0.1:$port)"
	done <<'NAMES'
a) b (c|a) b (c
/usr/sbin/nginx|nginx
nginx: master process /usr/sbin/nginx|nginx: master process /usr/sbin/nginx
./dir/prog|./dir/prog
-bash|-bash
/a b/c d/e f|e f
a name that is longer than the twenty columns of netstat|a name that is longer than the twenty columns of netstat
evil\033[2J\ntcp 0 0 0.0.0.0:1 0.0.0.0:* LISTEN 1/init|evil\x1b[2J\x0atcp 0 0 0.0.0.0:1 0.0.0.0:* LISTEN 1/init
a,1/init|a\x2c1/init
\0302\0233m\0377\0342\0200\0256|\xc2\x9bm\xff\xe2\x80\xae
n\0303\0244me|näme
NAMES
	for p in 1101 1102 1105; do netstat -tlnp | last_column 127.0.0.1:$p; done >"$tmp/expected"
	for p in 1101 1102 1105; do owners_of 127.0.0.1:$p; done >"$tmp/seen"
	same "netstat shows the same names" "$tmp/expected" "$tmp/seen"
	rows=$("$sockstat" -tlnpH | wc -l)
	is "a program name cannot add a row" "$("$sockstat" -tlnH | wc -l)" "$rows"
	"$sockstat" -tlnp | LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')"
	is "no control character is printed" 1 $?
	"$sockstat" -tlnp --json >"$tmp/json"
	iconv -f UTF-8 -t UTF-8 "$tmp/json" >/dev/null && jq -e . "$tmp/json" >/dev/null
	ok "JSON with these names is valid and UTF-8" $?
	is "JSON shows a name unchanged" \
		"$(printf 'evil\033[2J\ntcp 0 0 0.0.0.0:1 0.0.0.0:* LISTEN 1/init')" \
		"$(jq -r '.sockets[] | select(.local_port == 1108).owners[0].command' "$tmp/json")"
}

# The task name is shown if there is no command line, as for a kernel thread; here it is
# hostile.
case_command_line() {
	start_as "" -n "$(printf 'a) R\n1')" listener 127.0.0.1 1200
	is "the task name is shown if argv[0] is empty" \
		"$fixture/a) R\\x0a1" "$(owners_of 127.0.0.1:1200)"

	is "-b shows the executable" "$fixture/$(readlink "/proc/$fixture/exe")" \
		"$("$sockstat" -tlnbH | awk '$4 == "127.0.0.1:1200" { print $7 }')"
	is "-b changes the header" 1 \
		"$("$sockstat" -tlnb | grep -c ' State       PID/Executable      $')"
}

# Sockets that no process can hold, in a namespace where all other sockets have owners.
case_unowned() {
	start states 127.0.0.1 2000 192.0.2.1
	for state in TIME_WAIT SYN_RECV; do
		is "a socket in $state has no owner" \
			- "$("$sockstat" -tanpH 2>"$tmp/err" | awk -v s=$state \
			'$6 == s { print $7 }')"
		is "no note is printed about sockets in $state" "" "$(cat "$tmp/err")"
	done

	is "JSON gives the reasons of their states" \
		"ESTABLISHED accept_queue,FIN_WAIT2 closed,SYN_RECV handshake,TIME_WAIT time_wait" \
		"$("$sockstat" -tan4 --json | jq \
		-r '.sockets[] | select(.no_owner).state + " " + .no_owner' |
			LC_ALL=C sort -u | paste -sd,)"
}

# Properties of other processes must not end the search: paths of a descriptor and of an
# executable longer than PATH_MAX, and an unexpected status file.
case_walk() {
	mkdir "$tmp/deep"
	start -d "$tmp/deep" listener 127.0.0.1 1201
	is "a descriptor of a file with a very long path does not hide the owner" \
		"$fixture/fixture" "$(owners_of 127.0.0.1:1201)"
	is "an executable with a very long path is shown as -" "$fixture/-" \
		"$("$sockstat" -tlnbH | awk '$4 == "127.0.0.1:1201" { print $7 }')"
	echo 'Name: x' >"$tmp/status"
	mount --bind "$tmp/status" "/proc/$fixture/status"
	is "a status file without a user does not hide the owner" \
		"$fixture null" "$("$sockstat" -tln --json |
		jq -r '.sockets[] | select(.local_port == 1201).owners[] | "\(.pid) \(.uid)"')"
	umount "/proc/$fixture/status"
}

# Processes begin and end during the search.
case_churn() {
	start churn 4
	missed=0 failed=0
	while kill -0 "$fixture" 2>/dev/null && [ ! -e "/proc/$fixture/nothing" ]; do
		"$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err" || failed=$((failed + 1))
		grep -q ':1000 .*,' "$tmp/out" || missed=$((missed + 1))
		case $(ps -o stat= -p "$fixture") in Z* | '') break ;; esac
	done
	is "no listing fails while processes begin and end" 0 $failed
	is "a permanent socket keeps its owners" 0 $missed
}

case_user() {
	if ! can_be_user; then
		skip "owners as another user" "no other user to be"
		exit
	fi
	as_user "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
	is "a listing of an unprivileged user ends with 0" 0 $?
	is "an unprivileged user sees every socket" "$("$sockstat" -tlnH | wc -l)" \
		"$(tail -n +3 "$tmp/out" | wc -l)"
	is "an unprivileged user sees no owner of root's sockets" \
		0 "$(grep -c fixture "$tmp/out")"
	is "owners that are not visible are shown as -" "-" \
		"$(awk '$4 == "127.0.0.1:1000" { print $7 }' "$tmp/out")"
	is "one note is printed about owners" 1 "$(wc -l <"$tmp/err")"
	grep -qE '^sockstat: owners? of [0-9]+ sockets? not visible \(need root or CAP_SYS_PTRACE\); -pe shows why$' "$tmp/err"
	ok "the note names the missing privilege" $? "$tmp/err"
	is "no note is printed if each row has its reason" "" \
		"$(as_user "$sockstat" -tlnpe 2>&1 >/dev/null)"
	is "no note is printed with JSON" "" "$(as_user "$sockstat" -tln --json 2>&1 >/dev/null)"
	mkdir "$tmp/proc"
	if mount -t proc -o hidepid=2 proc "$tmp/proc" 2>/dev/null; then
		mount --bind "$tmp/proc" /proc
		as_user "$sockstat" -tlnp >/dev/null 2>"$tmp/err"
		grep -q 'CAP_SYS_PTRACE' "$tmp/err"
		ok "the note is printed if /proc hides processes" $?
		umount /proc
		umount "$tmp/proc"
	else
		skip "hidepid" "no permission to mount"
	fi
	is "-q suppresses the note" "" "$(as_user "$sockstat" -tlnpq 2>&1 >/dev/null)"
	install -m 755 "$FIXTURES/fixture" "$tmp/fixture"
	FIXTURES=$tmp
	mkfifo "$tmp/user.in"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/fixture" listener 127.0.0.1 1300 \
		<"$tmp/user.in" >"$tmp/user.out" &
	fixture=$!
	fixtures+=("$fixture")
	exec {fixture_in}>"$tmp/user.in"
	await 'grep -q ready "$tmp/user.out"'
	is "an unprivileged user sees owners of their own" "$fixture/fixture" \
		"$(as_user "$sockstat" -tlnpHq | awk '$4 == "127.0.0.1:1300" { print $7 }')"
	is "JSON has the user of the owner" "65534" "$("$sockstat" --json -tln |
		jq '.sockets[] | select(.local_port == 1300).owners[0].uid')"
}

run_cases
