#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every owner of a socket, under whatever name, and what is said where they cannot be seen.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# what stands behind the state, blanks at the end dropped
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
	same "a listener shared by forked children" "$tmp/expected" "$tmp/seen"
}

case_dups() {
	start dups 127.0.0.1 1001
	is "one process with three fds is one owner" "$fixture/fixture" \
		"$(owners_of 127.0.0.1:1001)"
	is "JSON has three fds of the owner" "3 40 50" "$("$sockstat" -tln --json |
		jq -r '[.sockets[] | select(.local_port == 1001).owners[].fd] | map(tostring) |
		join(" ")')"
}

# names: argv[0], port, what is shown. netstat cuts at 20, and so goes only where it cannot.
case_names() {
	port=1100
	while IFS='|' read -r argv0 shown; do
		port=$((port + 1))
		start_as "$(printf '%b' "$argv0")" listener 127.0.0.1 $port
		is "a process named $argv0" "$fixture/$shown" "$(owners_of 127.0.0.1:$port)"
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
	same "netstat gives the same names" "$tmp/expected" "$tmp/seen"
	rows=$("$sockstat" -tlnpH | wc -l)
	is "no name forges a row" "$("$sockstat" -tlnH | wc -l)" "$rows"
	"$sockstat" -tlnp | LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')"
	is "no control character comes out" 1 $?
	"$sockstat" -tlnp --json >"$tmp/json"
	iconv -f UTF-8 -t UTF-8 "$tmp/json" >/dev/null && jq -e . "$tmp/json" >/dev/null
	ok "JSON of all these names is valid, and UTF-8" $?
	is "JSON has a name's very characters" \
		"$(printf 'evil\033[2J\ntcp 0 0 0.0.0.0:1 0.0.0.0:* LISTEN 1/init')" \
		"$(jq -r '.sockets[] | select(.local_port == 1108).owners[0].command' "$tmp/json")"
}

# comm where there is no command line is a kernel thread's; here both are hostile
case_command_line() {
	start_as "" -n "$(printf 'a) R\n1')" listener 127.0.0.1 1200
	is "comm where argv[0] is empty" "$fixture/a) R\\x0a1" "$(owners_of 127.0.0.1:1200)"

	is "-b shows the executable" "$fixture/$(readlink "/proc/$fixture/exe")" \
		"$("$sockstat" -tlnbH | awk '$4 == "127.0.0.1:1200" { print $7 }')"
	is "-b says so in the header" 1 \
		"$("$sockstat" -tlnb | grep -c ' State       PID/Executable      $')"
}

# sockets that no process can hold: nothing to say, in a namespace that has no others unowned
case_unowned() {
	start states 127.0.0.1 2000 192.0.2.1
	for state in TIME_WAIT SYN_RECV; do
		is "$state has no owner" - "$("$sockstat" -tanpH 2>"$tmp/err" | awk -v s=$state \
			'$6 == s { print $7 }')"
		is "no note is printed" "" "$(cat "$tmp/err")"
	done

	is "JSON tells why" "ESTABLISHED accept_queue,FIN_WAIT2 closed,SYN_RECV handshake,TIME_WAIT time_wait" \
		"$("$sockstat" -tan4 --json | jq \
		-r '.sockets[] | select(.no_owner).state + " " + .no_owner' |
			LC_ALL=C sort -u | paste -sd,)"
}

# what other users do must not end the walk: an fd and an executable whose paths are longer
# than PATH_MAX, a status that is not what it should be
case_walk() {
	mkdir "$tmp/deep"
	start -d "$tmp/deep" listener 127.0.0.1 1201
	is "an fd whose path is too long" "$fixture/fixture" "$(owners_of 127.0.0.1:1201)"
	is "an executable whose path is too long" "$fixture/-" \
		"$("$sockstat" -tlnbH | awk '$4 == "127.0.0.1:1201" { print $7 }')"
	echo 'Name: x' >"$tmp/status"
	mount --bind "$tmp/status" "/proc/$fixture/status"
	is "a status without a user" "$fixture null" "$("$sockstat" -tln --json |
		jq -r '.sockets[] | select(.local_port == 1201).owners[] | "\(.pid) \(.uid)"')"
	umount "/proc/$fixture/status"
}

# processes come and go during the walk: normal
case_churn() {
	start churn 4
	missed=0 failed=0
	while kill -0 "$fixture" 2>/dev/null && [ ! -e "/proc/$fixture/nothing" ]; do
		"$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err" || failed=$((failed + 1))
		grep -q ':1000 .*,' "$tmp/out" || missed=$((missed + 1))
		case $(ps -o stat= -p "$fixture") in Z* | '') break ;; esac
	done
	is "no listing fails while processes come and go" 0 $failed
	is "a socket that stays keeps its owners" 0 $missed
}

case_user() {
	if ! can_be_user; then
		skip "owners as another user" "no other user to be"
		exit
	fi
	as_user "$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
	is "a user's listing succeeds" 0 $?
	is "a user sees every socket" "$("$sockstat" -tlnH | wc -l)" \
		"$(tail -n +3 "$tmp/out" | wc -l)"
	is "a user sees no owner of root's" 0 "$(grep -c fixture "$tmp/out")"
	is "owners that cannot be seen are shown as -" "-" \
		"$(awk '$4 == "127.0.0.1:1000" { print $7 }' "$tmp/out")"
	is "one note is printed" 1 "$(wc -l <"$tmp/err")"
	grep -qE '^sockstat: owners? of [0-9]+ sockets? not visible \(need root or CAP_SYS_PTRACE\); -pe shows why$' "$tmp/err"
	ok "the note says which privilege is missing" $? "$tmp/err"
	is "no note is printed where each row has its reason" "" \
		"$(as_user "$sockstat" -tlnpe 2>&1 >/dev/null)"
	is "no note is printed with JSON" "" "$(as_user "$sockstat" -tln --json 2>&1 >/dev/null)"
	mkdir "$tmp/proc"
	if mount -t proc -o hidepid=2 proc "$tmp/proc" 2>/dev/null; then
		mount --bind "$tmp/proc" /proc
		as_user "$sockstat" -tlnp >/dev/null 2>"$tmp/err"
		grep -q 'CAP_SYS_PTRACE' "$tmp/err"
		ok "the note is printed where processes are hidden" $?
		umount /proc
		umount "$tmp/proc"
	else
		skip "hidepid" "no permission to mount"
	fi
	is "-q says nothing" "" "$(as_user "$sockstat" -tlnpq 2>&1 >/dev/null)"
	install -m 755 "$FIXTURES/fixture" "$tmp/fixture"
	FIXTURES=$tmp
	mkfifo "$tmp/user.in"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/fixture" listener 127.0.0.1 1300 \
		<"$tmp/user.in" >"$tmp/user.out" &
	fixture=$!
	fixtures+=("$fixture")
	exec {fixture_in}>"$tmp/user.in"
	await 'grep -q ready "$tmp/user.out"'
	is "a user sees owners of their own" "$fixture/fixture" \
		"$(as_user "$sockstat" -tlnpHq | awk '$4 == "127.0.0.1:1300" { print $7 }')"
	is "JSON tells the owner's user" "65534" "$("$sockstat" --json -tln |
		jq '.sockets[] | select(.local_port == 1300).owners[0].uid')"
}

run_cases
