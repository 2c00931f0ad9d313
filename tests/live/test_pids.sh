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
ok "namespaces of their own" $?

# list FLAG...: rows in $tmp/rows, notes in $tmp/err, $status
list() {
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
	awk '/^(tcp|udp|unix)/ { print $1, $4, $7 }' "$tmp/out" >"$tmp/rows"
}
note="sockstat: process $one is in network namespace $(netns_of "$one")"

case_listings() {
	list -tanpH --pid "$one"
	is "another namespace: status" 0 "$status"
	is "another namespace: its sockets" \
		"tcp 0.0.0.0:8444 $one/fixture tcp6 :::8446 $one/fixture" \
		"$(xargs <"$tmp/rows")"
	is "another namespace: a note" "$note" "$(cat "$tmp/err")"
	list -tlnH --pid "$one"
	is "a listing without -p" "tcp 0.0.0.0:8444 tcp6 :::8446" "$(xargs <"$tmp/rows")"
	list -uanH --pid "$one"
	is "UDP" "$(nsenter -t "$one" -n "$sockstat" -uanH | awk '{ print $4 }' | xargs)" \
		"$(awk '{ print $2 }' "$tmp/rows" | xargs)"
	[ -s "$tmp/rows" ]
	ok "the list has rows" $?
	list -qtanH --pid "$one"
	is "-q is quiet" "0" "$status$(cat "$tmp/err")"
	list -nH --pid "$one" -i :8444
	is "-i" "TCP *:8444 (LISTEN)" "$(awk '{ print $(NF - 2), $(NF - 1), $NF }' "$tmp/out")"
	list -tanH --pid "$one" -i :9
	is "-i of another port" "" "$(cat "$tmp/out")"
	list -tan --json --pid "$one"
	is "JSON" "$(netns_of "$one") $one" "$(jq -r '.sockets[] | select(.local_port == 8444) |
		"\(.netns) \(.owners[0].pid)"' "$tmp/out")"
	is "JSON: where the process is" \
		"[{\"pid\":$one,\"netns\":$(netns_of "$one"),\"is_thread\":false}]" \
		"$(jq -c .gaps.processes_elsewhere "$tmp/out")"
	is "JSON of a socket here has no namespace" null \
		"$("$sockstat" -tan --json --pid "$here" | jq -r '.sockets[0].netns')"
	list -s -tH --pid "$one"
	is "-s counts it" 2 "$(awk '$3 == "all" { print $1 }' "$tmp/out")"
	is "-c" "8444 8444 8444" \
		"$(timeout 20 "$sockstat" -4tlnH --pid "$one" -c 0.01 2>"$tmp/err" | head \
		-n 3 | sed 's/.*0.0.0.0:\(8444\).*/\1/' | xargs)"
	is "-c: one note" "$note" "$(cat "$tmp/err")"
}
list -tanH --peer --pid "$one"
is "--peer" 0 "$status"

# all families that /proc/net tells, held against a list made there
case_families() {
	what=kinds start_apart "$tmp" >/dev/null
	kinds=$fixture
	"$sockstat" -anq --json --pid "$kinds" 2>"$tmp/err" | jq \
		-r '.sockets[] | "\(.proto) \(.inode)"' | sort >"$tmp/seen"
	nsenter -t "$kinds" -n "$sockstat" -anq --json --pid "$kinds" |
		jq -r '.sockets[] | select(.proto | IN("mptcp", "vsock", "xdp", "tipc") | not) |
		"\(.proto) \(.inode)"' |
		sort >"$tmp/expected"
	same "every family ($(wc -l <"$tmp/seen") sockets, $(cut -d' ' -f1 "$tmp/seen" | sort -u |
		xargs))" "$tmp/expected" "$tmp/seen"
	is "no interface of this namespace is named" "" \
		"$("$sockstat" -anq --json --pid "$kinds" | jq -r '.sockets[].interface // empty')"
}

# several of them
case_several() {
	list -tanpH --pid "$one,$other,$here"
	is "several: status" 0 "$status"
	is "several: sockets" "127.0.0.1:8000 $here/fixture,0.0.0.0:8444 $one/fixture,127.0.0.1:8445 $other/fixture,:::8446 $one/fixture" \
		"$(cut -d' ' -f2- "$tmp/rows" | paste -sd,)"
	is "several: notes" "$(printf '%s\n' "$one $(netns_of "$one")" \
		"$other $(netns_of "$other")" | sort)" \
		"$(awk '{ print $3, $NF }' "$tmp/err" | sort)"
	list -tanp --pid "$one,$other"
	is "several: titles" 1 "$(grep -c ^Active "$tmp/out")"
}

# a thread
case_thread() {
	list -tanpH --pid "$strayed"
	is "a process in another namespace with a thread in a third" \
		"tcp 0.0.0.0:8500 $strayed/strayed tcp 0.0.0.0:8501 $strayed/strayed" \
		"$(xargs <"$tmp/rows")"
	is "is two notes" "process thread" "$(sed \
		's/.*a thread of.*/thread/; s/sockstat: process.*/process/' "$tmp/err" | sort |
		xargs)"
	program=strayed start_as strayed 8600
	list -tanpH --pid "$fixture"
	is "a process here with a thread elsewhere" \
		"tcp 0.0.0.0:8600 $fixture/strayed tcp 0.0.0.0:8601 $fixture/strayed" \
		"$(xargs <"$tmp/rows")"
	is "is a note" 1 "$(grep -c "a thread of process $fixture is in network namespace " \
		"$tmp/err")"
	thread=$(cd "/proc/$fixture/task" && printf '%s\n' * | grep -vx "$fixture")
	list -tanH --pid "$thread"
	is "the number of a thread is no process" "1" "$status$(cat "$tmp/out")"
	is "the message names the process of the thread" \
		"sockstat: there is no process $thread: it is a thread of process $fixture" \
		"$(cat "$tmp/err")"
}

# what /proc/net does not tell
case_proc_net() {
	list -tanH --pid "$bound"
	is "a socket that is only bound is a gap" "3" "$status$(cat "$tmp/rows")"
	is "the note counts the gap" 1 \
		"$(grep -c '^sockstat: 1 socket of processes in another network namespace' \
		"$tmp/err")"
	list -tanH --pid "$bound" -i :5000
	is "a socket that is only bound is a gap with -i too" 3 "$status"
	list -tlnH --pid "$bound"
	is "a list of listeners has no gap" "0" "$status$(cat "$tmp/rows")"
	list -xanH --pid "$bound"
	is "a list of unix sockets has no gap" 0 "$status"
}

# users
case_user() {
	if can_be_user; then
		as_user "$sockstat" -tan --pid "$one" >"$tmp/out" 2>"$tmp/err"
		is "a user: a process of another: status" 3 $?
		is "a user: a process of another: where it is" 1 \
			"$(grep -cx "sockstat: process $one is in another network namespace" \
			"$tmp/err")"
		cat >"$tmp/apart" <<-'APART'
			#!/bin/sh
			exec unshare -n sh -c 'ip link set lo up; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"' sh "$@"
		APART
		install -m 755 "$fixtures_of/fixture" "$tmp/fixture"
		fixtures_of=$tmp start_apart listener 127.0.0.1 8700
		as_user "$sockstat" -tanpH --pid "$fixture" >"$tmp/out" 2>"$tmp/err"
		is "a user: a process of its own: status" 0 $?
		is "a user: a process of its own" "127.0.0.1:8700 $fixture/fixture" \
			"$(awk '{ print $4, $7 }' "$tmp/out")"
		is "a user: the note names the namespace" \
			"sockstat: process $fixture is in network namespace $(netns_of \
			"$fixture")" "$(cat "$tmp/err")"
		is "a user: -c" "3 127.0.0.1:8700" \
			"$(as_user timeout 20 "$sockstat" -tanH --pid "$fixture" -c 0.01 \
			2>/dev/null |
			head -n 3 | awk '{ print $4 }' | uniq -c | xargs)"
		mkdir "$tmp/proc"
		if mount -t proc -o hidepid=2 proc "$tmp/proc" 2>/dev/null; then
			mount --bind "$tmp/proc" /proc
			as_user "$sockstat" -tan --pid "$here" >"$tmp/out" 2>"$tmp/err"
			is "a user: a process that is hidden: status" 3 $?
			is "a user: a process that is hidden" \
				"sockstat: process $here is not shown in /proc: sockets may be missing" \
				"$(cat "$tmp/err")"
			as_user "$sockstat" -tan --pid 2147483647 >"$tmp/out" 2>"$tmp/err"
			is "a user: a process that does not exist ends with 1" 1 $?
			umount /proc
			umount "$tmp/proc"
		fi
	else
		skip "a user" "there can be none"
	fi
}

# no such process
case_no_process() {
	gone=2147483647
	for flags in -tan -tanp -q "-s -t" --json -x "--layout lsof" "--layout ss" "-n -i :80" \
		"-F" "--doctor -c 0.01" --events; do
		# shellcheck disable=SC2086
		timeout 20 "$sockstat" $flags --pid $gone >"$tmp/out" 2>"$tmp/err"
		is "$flags: no such process: status" 1 $?
		is "$flags: no such process" "sockstat: there is no process $gone" \
			"$(cat "$tmp/err")"
	done
	list -tlnH --pid "$gone,$here"
	is "one of two: status" 1 "$status"
	is "one of two: the other is listed" "tcp 127.0.0.1:8000" "$(xargs <"$tmp/rows")"
	is "JSON" "[$gone]" "$("$sockstat" -t --json --pid $gone 2>/dev/null | jq \
		-c .gaps.no_process)"
	list -tan --pid "$here"
	is "an existing process: status" 0 "$status$(cat "$tmp/err")"
	list -tanH --pid "^$gone" -i :8000
	is "an excluded process that does not exist is no error" "0" "$status$(cat "$tmp/err")"
	ln -s "$sockstat" "$tmp/lsof"
	"$tmp/lsof" -p $gone >"$tmp/out" 2>"$tmp/err"
	is "called as lsof" "1" "$?$(cat "$tmp/out" "$tmp/err")"
	# a process that ends while it is listed again and again
	"$sockstat" -tlnH --pid "$here" -c 0.01 >"$tmp/out" 2>"$tmp/err" &
	listing=$!
	fixtures+=("$listing")
	await '[ -s "$tmp/out" ]'
	kill "$here"
	await 'grep -qx "sockstat: there is no process $here" "$tmp/err"'
	ok "a process that ends during -c is told" $?
	kill -INT $listing 2>/dev/null
}

# what other commands cannot do
case_commands() {
	for command in "--doctor -c 0.01" --events; do
		# shellcheck disable=SC2086
		timeout 20 "$sockstat" $command --pid "$one" >"$tmp/out" 2>"$tmp/err"
		is "$command of another namespace" 2 $?
		is "$command: the note names the namespace" "$note" \
			"$(head -n 1 "$tmp/err")$(cat "$tmp/out")"
	done
}

run_cases
