#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --pid of a process that does not exist, or that is in another network namespace.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

fixtures_of=$FIXTURES
# start_apart [ARGUMENT]...: starts a fixture, or $what, in a network namespace of its own
cat >"$tmp/apart" <<'APART'
#!/bin/sh
exec unshare -n sh -c 'ip link set lo up; exec "$@"' sh "$@"
APART
chmod 755 "$tmp/apart"
start_apart() {
	FIXTURES=$tmp program=apart start_as apart "$fixtures_of/${what:-fixture}" "$@"
}
netns_of() {
	readlink "/proc/$1/ns/net" | tr -cd 0-9
}
start listener 127.0.0.1 8000
here=$fixture
start_apart listener 0.0.0.0 8444 datagrams 127.0.0.1 53 listener :: 8446
one=$fixture
start_apart listener 127.0.0.1 8445
other=$fixture
start_apart taken 127.0.0.1 5000
bound=$fixture
what=strayed start_apart 8500
strayed=$fixture
start_as fixture listener 127.0.0.1 8001
[ "$(netns_of "$one")" != "$(netns_of "$other")" ] && [ "$(netns_of "$one")" != \
	"$(netns_of "$here")" ]
ok "the fixtures are in network namespaces of their own" $?

# list FLAG...: stores the rows in $tmp/rows, messages in $tmp/err, and $status
list() {
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	awk '/^(tcp|udp|unix)/ { print $1, $4, $7 }' "$tmp/out" >"$tmp/rows"
}
note="sockstat: process $one is in network namespace $(netns_of "$one")"

case_listings() {
	list -tanpH --pid "$one"
	is "--pid in another network namespace ends with 0" 0 "$status"
	is "--pid in another network namespace lists its sockets" \
		"tcp 0.0.0.0:8444 $one/fixture tcp6 :::8446 $one/fixture" \
		"$(xargs <"$tmp/rows")"
	is "--pid in another network namespace prints a note" "$note" "$(cat "$tmp/err")"
	list -tlnH --pid "$one"
	is "--pid in another network namespace works without -p" \
		"tcp 0.0.0.0:8444 tcp6 :::8446" "$(xargs <"$tmp/rows")"
	list -uanH --pid "$one"
	is "--pid in another network namespace lists its UDP sockets" \
		"$(nsenter -t "$one" -n "$sockstat" -uanH | awk '{ print $4 }' | xargs)" \
		"$(awk '{ print $2 }' "$tmp/rows" | xargs)"
	[ -s "$tmp/rows" ]
	ok "that listing has rows" $?
	list -qtanH --pid "$one"
	is "-q suppresses the note about the network namespace" "0" "$status$(cat "$tmp/err")"
	list -nH --pid "$one" -i :8444
	is "--pid in another network namespace with -i selects the port" \
		"TCP *:8444 (LISTEN)" "$(awk '{ print $(NF - 2), $(NF - 1), $NF }' "$tmp/out")"
	list -tanH --pid "$one" -i :9
	is "--pid in another network namespace with -i of another port is empty" \
		"" "$(cat "$tmp/out")"
	list -tan --json --pid "$one"
	is "JSON has the network namespace of the socket" \
		"$(netns_of "$one") $one" "$(jq -r '.sockets[] | select(.local_port == 8444) |
		"\(.netns) \(.owners[0].pid)"' "$tmp/out")"
	is "JSON has the process in processes_elsewhere" \
		"[{\"pid\":$one,\"netns\":$(netns_of "$one"),\"is_thread\":false}]" \
		"$(jq -c .gaps.processes_elsewhere "$tmp/out")"
	is "JSON has no network namespace for a socket in this one" null \
		"$("$sockstat" -tan --json --pid "$here" | jq -r '.sockets[0].netns')"
	list -s -tH --pid "$one"
	is "-s counts sockets in another network namespace" \
		2 "$(awk '$3 == "all" { print $1 }' "$tmp/out")"
	is "-c lists sockets in another network namespace" "8444 8444 8444" \
		"$(timeout 20 "$sockstat" -4tlnH --pid "$one" -c 0.01 2>"$tmp/err" | head \
		-n 3 | sed 's/.*0.0.0.0:\(8444\).*/\1/' | xargs)"
	is "-c prints the note once" "$note" "$(cat "$tmp/err")"
}
list -tanH --peer --pid "$one"
is "--peer with --pid in another network namespace ends with 0" 0 "$status"

# All families in /proc/net, compared with a listing made inside the namespace.
case_families() {
	what=kinds start_apart "$tmp" >/dev/null
	kinds=$fixture
	"$sockstat" -anq --json --pid "$kinds" 2>"$tmp/err" | jq \
		-r '.sockets[] | "\(.proto) \(.inode)"' | sort >"$tmp/seen"
	nsenter -t "$kinds" -n "$sockstat" -anq --json --pid "$kinds" |
		jq -r '.sockets[] | select(.proto | IN("mptcp", "vsock", "xdp", "tipc") | not) |
		"\(.proto) \(.inode)"' |
		sort >"$tmp/expected"
	same "--pid lists every family in /proc/net ($(cut -d' ' -f1 "$tmp/seen" | sort -u |
		xargs))" \
		"$tmp/expected" "$tmp/seen"
	is "interfaces of another namespace are not named by this one" "" \
		"$("$sockstat" -anq --json --pid "$kinds" | jq -r '.sockets[].interface // empty')"
}

# Several processes in several network namespaces.
case_several() {
	list -tanpH --pid "$one,$other,$here"
	is "--pid with several network namespaces ends with 0" 0 "$status"
	is "--pid with several network namespaces lists all sockets" \
		"127.0.0.1:8000 $here/fixture,0.0.0.0:8444 $one/fixture,127.0.0.1:8445 $other/fixture,:::8446 $one/fixture" \
		"$(cut -d' ' -f2- "$tmp/rows" | paste -sd,)"
	is "--pid with several network namespaces prints a note for each" \
		"$(printf '%s\n' "$one $(netns_of "$one")" \
		"$other $(netns_of "$other")" | sort)" \
		"$(awk '{ print $3, $NF }' "$tmp/err" | sort)"
	list -tanp --pid "$one,$other"
	is "--pid with several network namespaces prints one title" \
		1 "$(grep -c ^Active "$tmp/out")"
}

# A thread in another network namespace than its process.
case_thread() {
	list -tanpH --pid "$strayed"
	is "a thread in a third network namespace: all sockets are listed" \
		"tcp 0.0.0.0:8500 $strayed/strayed tcp 0.0.0.0:8501 $strayed/strayed" \
		"$(xargs <"$tmp/rows")"
	is "a thread in a third network namespace: two notes are printed" \
		"process thread" "$(sed \
		's/.*a thread of.*/thread/; s/sockstat: process.*/process/' "$tmp/err" | sort |
		xargs)"
	program=strayed start_as strayed 8600
	list -tanpH --pid "$fixture"
	is "a thread in another network namespace: all sockets are listed" \
		"tcp 0.0.0.0:8600 $fixture/strayed tcp 0.0.0.0:8601 $fixture/strayed" \
		"$(xargs <"$tmp/rows")"
	is "a thread in another network namespace: a note is printed" \
		1 "$(grep -c "a thread of process $fixture is in network namespace " \
		"$tmp/err")"
	thread=$(cd "/proc/$fixture/task" && printf '%s\n' * | grep -vx "$fixture")
	list -tanH --pid "$thread"
	is "--pid with the number of a thread ends with 1" "1" "$status$(cat "$tmp/out")"
	is "the message names the process of the thread" \
		"sockstat: there is no process $thread: it is a thread of process $fixture" \
		"$(cat "$tmp/err")"
}

# Sockets that are not in /proc/net.
case_proc_net() {
	list -tanH --pid "$bound"
	is "a socket that is only bound is not listed, and the status is 3" \
		"3" "$status$(cat "$tmp/rows")"
	is "a note gives the number of sockets not listed" 1 \
		"$(grep -c '^sockstat: 1 socket of processes in another network namespace' \
		"$tmp/err")"
	list -tanH --pid "$bound" -i :5000
	is "a socket that is only bound gives status 3 with -i too" 3 "$status"
	list -tlnH --pid "$bound"
	is "a listing of listeners is complete, and the status is 0" \
		"0" "$status$(cat "$tmp/rows")"
	list -xanH --pid "$bound"
	is "a listing of unix sockets is complete, and the status is 0" 0 "$status"
}

# Unprivileged users.
case_user() {
	if can_be_user; then
		as_user "$sockstat" -tan --pid "$one" >"$tmp/out" 2>"$tmp/err"
		is "a user: a process of root in another namespace gives status 3" 3 $?
		is "a user: a note says that the process is in another namespace" 1 \
			"$(grep -cx "sockstat: process $one is in another network namespace" \
			"$tmp/err")"
		cat >"$tmp/apart" <<-'APART'
			#!/bin/sh
			exec unshare -n sh -c 'ip link set lo up; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"' sh "$@"
		APART
		install -m 755 "$fixtures_of/fixture" "$tmp/fixture"
		fixtures_of=$tmp start_apart listener 127.0.0.1 8700
		as_user "$sockstat" -tanpH --pid "$fixture" >"$tmp/out" 2>"$tmp/err"
		is "a user: a process of their own in another namespace gives status 0" 0 $?
		is "a user: sockets of their own process are listed" \
			"127.0.0.1:8700 $fixture/fixture" \
			"$(awk '{ print $4, $7 }' "$tmp/out")"
		is "a user: the note gives the namespace" \
			"sockstat: process $fixture is in network namespace $(netns_of \
			"$fixture")" "$(cat "$tmp/err")"
		is "a user: -c lists sockets in another namespace" "3 127.0.0.1:8700" \
			"$(as_user timeout 20 "$sockstat" -tanH --pid "$fixture" -c 0.01 \
			2>/dev/null |
			head -n 3 | awk '{ print $4 }' | uniq -c | xargs)"
		mkdir "$tmp/proc"
		if mount -t proc -o hidepid=2 proc "$tmp/proc" 2>/dev/null; then
			mount --bind "$tmp/proc" /proc
			as_user "$sockstat" -tan --pid "$here" >"$tmp/out" 2>"$tmp/err"
			is "a user: a process that /proc hides gives status 3" 3 $?
			is "a user: a message says that /proc hides the process" \
				"sockstat: process $here is not shown in /proc: sockets may be missing" \
				"$(cat "$tmp/err")"
			as_user "$sockstat" -tan --pid 2147483647 >"$tmp/out" 2>"$tmp/err"
			is "a user: a process that does not exist gives status 1" 1 $?
			umount /proc
			umount "$tmp/proc"
		fi
	else
		skip "--pid of an unprivileged user" "there can be none"
	fi
}

# Processes that do not exist.
case_no_process() {
	gone=2147483647
	for flags in -tan -tanp -q "-s -t" --json -x "--layout lsof" "--layout ss" "-n -i :80" \
		"-F" "--doctor -c 0.01" --events; do
		# shellcheck disable=SC2086
		timeout 20 "$sockstat" $flags --pid $gone >"$tmp/out" 2>"$tmp/err"
		is "$flags --pid of no process ends with 1" 1 $?
		is "$flags --pid of no process prints a message" \
			"sockstat: there is no process $gone" \
			"$(cat "$tmp/err")"
	done
	list -tlnH --pid "$gone,$here"
	is "one of two processes does not exist: the status is 1" 1 "$status"
	is "one of two processes does not exist: the other one is listed" \
		"tcp 127.0.0.1:8000" "$(xargs <"$tmp/rows")"
	is "JSON lists the missing process in no_process" \
		"[$gone]" "$("$sockstat" -t --json --pid $gone 2>/dev/null | jq \
		-c .gaps.no_process)"
	list -tan --pid "$here"
	is "an existing process: the status is 0" 0 "$status$(cat "$tmp/err")"
	list -tanH --pid "^$gone" -i :8000
	is "excluding a process that does not exist is no error" "0" "$status$(cat "$tmp/err")"
	ln -s "$sockstat" "$tmp/lsof"
	"$tmp/lsof" -p $gone >"$tmp/out" 2>"$tmp/err"
	is "lsof -p of no process ends with 1 and prints nothing" \
		"1" "$?$(cat "$tmp/out" "$tmp/err")"
	# A process that ends during a repeated listing.
	"$sockstat" -tlnH --pid "$here" -c 0.01 >"$tmp/out" 2>"$tmp/err" &
	listing=$!
	fixtures+=("$listing")
	await '[ -s "$tmp/out" ]'
	kill "$here"
	await 'grep -qx "sockstat: there is no process $here" "$tmp/err"'
	ok "a process that ends during -c is reported" $?
	kill -INT $listing 2>/dev/null
}

# Commands that are restricted to this network namespace.
case_commands() {
	for command in "--doctor -c 0.01" --events; do
		# shellcheck disable=SC2086
		timeout 20 "$sockstat" $command --pid "$one" >"$tmp/out" 2>"$tmp/err"
		is "$command --pid in another network namespace is refused" 2 $?
		is "$command --pid in another network namespace names the namespace" "$note" \
			"$(head -n 1 "$tmp/err")$(cat "$tmp/out")"
	done
}

run_cases
