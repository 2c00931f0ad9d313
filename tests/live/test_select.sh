#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# -i, -s and the selection of processes: the sockets listed, compared with those of lsof.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1 \
	listener 0.0.0.0 22 listener :: 80 listener 127.0.0.1 8080 \
	datagrams 127.0.0.1 53 datagrams ::1 53
states=$fixture
start shared 127.0.0.1 3000 2
shared=$fixture

# of_lsof, of_sockstat: print the inodes of the sockets listed with an owner, except for TCP
# sockets that are only bound
of_lsof() {
	lsof -nP "$@" 2>/dev/null | awk 'NR > 1 { print $6 }' | sort -u
}
of_sockstat() {
	"$sockstat" -n --json "$@" | jq -r '.sockets[] | select(.owners != [] and
		(.proto != "tcp" or .state != "CLOSE")).inode' | sort -u
}

case_internet() {
	for what in "" 4 6 4TCP 6UDP TCP UDP :22 :ssh TCP:22 :1000 :1000-2000 :22,80,8000-9000 \
		:domain @127.0.0.1 @127.0.0.1:1000 "@[::1]" "@[::1]:1000" "6TCP@[::1]:1000" \
		@0.0.0.0:22 6TCP 6TCP:80 4:2000 4@127.0.0.1; do
		of_lsof "-i$what" >"$tmp/expected"
		of_sockstat "-i$what" >"$tmp/seen"
		same "-i$what selects the same sockets as lsof ($(wc -l <"$tmp/seen"))" \
			"$tmp/expected" "$tmp/seen"
		[ -z "$what" ] || {
			of_sockstat -i "$what" >"$tmp/seen"
			same "-i $what selects the same sockets" "$tmp/expected" "$tmp/seen"
		}
		[ -s "$tmp/seen" ]
		ok "-i$what selects at least one socket" $?
	done
	of_lsof -i :22 -i UDP:53 >"$tmp/expected"
	of_sockstat -i :22 -i UDP:53 >"$tmp/seen"
	same "two -i are alternatives" "$tmp/expected" "$tmp/seen"
	for list in LISTEN ^LISTEN ESTABLISHED LISTEN,SYN_SENT CLOSE_WAIT ^ESTABLISHED,^LISTEN; do
		of_lsof -iTCP "-sTCP:$list" >"$tmp/expected"
		of_sockstat -iTCP "-sTCP:$list" >"$tmp/seen"
		same "-sTCP:$list selects the same sockets as lsof ($(wc -l <"$tmp/seen"))" \
			"$tmp/expected" "$tmp/seen"
	done
}

case_states() {
	for flags in "-i -sTCP:LISTEN" "-iUDP -sTCP:LISTEN" "-i -sTCP:^LISTEN" \
		"-iTCP -sTCP:^LISTEN -sTCP:^ESTABLISHED" \
		"-iTCP -sTCP:LISTEN -sTCP:ESTABLISHED"; do
		# shellcheck disable=SC2086
		of_lsof $flags >"$tmp/expected"
		# shellcheck disable=SC2086
		of_sockstat $flags >"$tmp/seen"
		same "$flags selects the same sockets as lsof ($(wc -l <"$tmp/seen"))" \
			"$tmp/expected" "$tmp/seen"
	done
}

# Selections that lsof does not have.
case_words() {
	is "-s shows listeners without -a" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" --layout netstat -nHsTCP:LISTEN | wc -l)"
	is "-i @NETWORK selects addresses of the network" \
		"$("$sockstat" --layout netstat -nHi @127.0.0.1 -sTCP:LISTEN | grep \
		-c ^tcp)" \
		"$("$sockstat" --layout netstat -nHi @127.0.0.0/8 -sTCP:LISTEN | grep -c ^tcp)"
	is "-i @NETWORK of another network selects nothing" 0 \
		"$("$sockstat" --layout netstat -nHi @10.0.0.0/8 2>/dev/null | wc -l)"
	is "-s accepts a state as spelled by ss" \
		"$("$sockstat" --layout netstat -nHsTCP:SYN_SENT -ta | wc -l)" \
		"$("$sockstat" --layout netstat -nH -s tcp:syn-sent -ta | wc -l)"
	is "-s prints no section that it excludes" 1 \
		"$("$sockstat" -nsTCP:LISTEN | grep -c '^Active')"
	is "-sTCP:CLOSED selects sockets that are only bound" 127.0.0.1:1002 \
		"$("$sockstat" -tanH4sTCP:CLOSED | awk '{ print $4 }')"
	is "-i restricts -t" \
		"tcp tcp6" "$("$sockstat" --layout netstat -nHt -i @127.0.0.1 | awk \
		'{ print $1 }' | sort -u | xargs)"
	is "-l restricts -i" "LISTEN" "$("$sockstat" --layout netstat -nHlt -i @127.0.0.1 | awk \
		'{ print $6 }' | sort -u | xargs)"
	printf '127.0.0.1 here.test\n::1 here.test\n' >"$tmp/hosts"
	mount --bind "$tmp/hosts" /etc/hosts
	is "-i @HOST selects both address families" "tcp tcp6" \
		"$("$sockstat" --layout netstat -nHi TCP@here.test:1000 | awk '{ print $1 }' |
		sort -u | xargs)"
	echo 'nameserver 127.0.0.53' >"$tmp/resolv.conf"
	if mount --bind "$tmp/resolv.conf" "$(realpath /etc/resolv.conf)"; then
		start bound 127.0.0.53 53
		"$sockstat" -i @nosuch.test --resolve-timeout=0.2 2>"$tmp/err"
		is "-i @HOST with an unknown host is a usage error" 2 $?
		is "the message names the unknown host in one line" \
			1 "$(grep -c "'nosuch.test'" "$tmp/err")"
	fi
}

case_wrong() {
	for wrong in -iTCPX -i:nosuch -i:99999 "-i@[::1" -sTCP:NONE -sTCP:LISTEN,^LISTEN \
		-sTCP "-i4@[::1]" -i6@127.0.0.1 -i@999.1.1.1 -i@127.1 --pid=0 --pid=x \
		--user=no-such-user; do
		"$sockstat" "$wrong" >"$tmp/out" 2>"$tmp/err"
		is "$wrong is a usage error" 2 $?
		is "$wrong prints one line" 1 "$(wc -l <"$tmp/err")"
	done
}

# Selection of processes.
case_processes() {
	children=$(pgrep -P "$shared" | sort -n)
	is "--pid selects the sockets of a process" "127.0.0.1:3000" \
		"$("$sockstat" -tlnH --pid "$(head -n 1 <<<"$children")" | awk '{ print $4 }')"
	is "--pid shows the selected owners only" \
		"$(sed 's/$/\/fixture/' <<<"$children" | paste -sd,)" \
		"$("$sockstat" -tlnpH --pid "$(paste -sd, <<<"$children")" | awk '{ print $7 }')"
	is "--pid of a process that does not exist lists nothing" 0 \
		"$("$sockstat" -tanH --pid 2147483647 2>/dev/null | wc -l)"
	is "--command matches a pattern" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" -tlnH --command 'fix*re' | wc -l)"
	is "--command without a match lists nothing" \
		0 "$("$sockstat" -tanH --command 'fix' | wc -l)"
	is "--user matches by name" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" -tlnH --user "$(id -un)" | wc -l)"
	is "--user of a user without processes lists nothing" 0 \
		"$("$sockstat" -tanH --user 4242424 | wc -l)"
	is "--command twice: one match is enough" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" -tlnH --command 'fix*re' --command b | wc -l)"
	is "--command with ^ excludes" 0 \
		"$("$sockstat" -tlnH --command '^fix*re' --command 'fix*' | wc -l)"
	is "--user with a list matches one of them" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" -tlnH --user "4242424,$(id -un)" | wc -l)"
	is "--user with ^ excludes" 0 "$("$sockstat" -tlnH --user "^$(id -u)" | wc -l)"
	if can_be_user; then
		as_user "$sockstat" -tan --pid "$states" >"$tmp/out" 2>"$tmp/err"
		is "--pid of a process of another user ends with 3" 3 $?
		is "--pid of a process of another user prints a note" 1 \
			"$(grep -c 'that may be selected' "$tmp/err")"
	fi
	if command -v strace >/dev/null && ! is_sanitized && strace -o /dev/null true \
		2>/dev/null; then
		strace -f -e trace=openat -o "$tmp/trace" "$sockstat" -tan --pid "$states" \
			>/dev/null
		is "--pid opens no other process" 1 "$(grep -cE '[/"]fd"' "$tmp/trace")"
	else
		skip "--pid opens no other process" "no strace"
	fi
}

run_cases
