#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A socket that moves between the kernel's tables while they are read is listed once.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# under a sanitizer all takes longer
few=1
is_sanitized && few=5

# inodes LAYOUT: of the sockets of a listing, a line each
inodes() {
	case $1 in
	json) grep -o '"inode":[0-9]*' ;;
	ss) grep -o ' ino:[0-9]*' ;;
	*) awk '{ print $8 }' ;;
	esac | tr -dc '0-9\n'
}

# cookies LAYOUT: likewise
cookies() {
	case $1 in
	json) grep -o '"cookie":"[^"]*"' ;;
	ss) grep -o ' sk:[0-9a-f]*' ;;
	esac
}

# list TIMES LAYOUT COMMAND...: lists the sockets of the fixture and the cookies that are listed
# twice in $tmp/twice, and in $tmp/missing the sockets of the fixture that a listing lacks without
# a word
list() {
	local times=$(($1 / few)) layout=$2 i status
	shift 2
	sort "$tmp/stay" >"$tmp/want"
	: >"$tmp/twice"
	: >"$tmp/missing"
	for ((i = 0; i < times; i++)); do
		"$@" >"$tmp/list" 2>"$tmp/err"
		status=$?
		inodes "$layout" <"$tmp/list" | sort >"$tmp/seen"
		uniq -d "$tmp/seen" | comm -12 - "$tmp/want" >>"$tmp/twice"
		cookies "$layout" <"$tmp/list" | sort | uniq -d >>"$tmp/twice"
		if [ $status -eq 3 ] && grep -q 'sockets may be missing' "$tmp/err"; then
			continue
		fi
		[ $status -eq 0 ] || echo "status $status" >>"$tmp/missing"
		comm -13 "$tmp/seen" "$tmp/want" >>"$tmp/missing"
	done
}

# never_twice NAME TIMES LAYOUT COMMAND...
never_twice() {
	local name=$1
	shift
	list "$@"
	is "$name: none of $1 listings has a socket twice" "" "$(head "$tmp/twice")"
}

# once NAME TIMES LAYOUT COMMAND...
once() {
	never_twice "$@"
	is "$1: none of $2 listings lacks a socket" "" "$(head "$tmp/missing")"
}

# moving KIND COUNT [MICROSECONDS]: see mover.c
moving() {
	program=mover start "$1" "$2" "$tmp/stay" "${3-0}"
}

moving listen 1000
once "listening or not" 10 netstat "$sockstat" -tanHe
once "listening or not, in JSON" 5 json "$sockstat" -tan --json
once "listening or not, as ss has it" 5 ss "$sockstat" -tanHe --layout=ss
end_fixture

moving listen 5 100
once "few that listen or not" 20 netstat "$sockstat" -tanHe
end_fixture

moving connect4 500
once "connected or not" 10 json "$sockstat" -tan --json
once "connected or not, of one address family" 5 netstat "$sockstat" -4tanHe
end_fixture

moving connect4 5 100
once "few that are connected or not" 10 netstat "$sockstat" -tanHe
end_fixture

moving connect6 500
once "connected or not over IPv6" 10 json "$sockstat" -tan --json
end_fixture

moving left 3 10000
entries() {
	awk '$4 == "06"' /proc/net/tcp | wc -l
}
await '[ "$(entries)" -eq 9 ]'
is "all entries in TIME_WAIT that sockets left under one cookie" 9 \
	"$("$sockstat" -tanH | grep -c TIME_WAIT)"
"$sockstat" -tan --json >"$tmp/list"
is "in JSON" 9 "$(grep -c '"state":"TIME_WAIT"' "$tmp/list")"
is "one row has each cookie" "" "$(cookies json <"$tmp/list" | sort | uniq -d)"
end_fixture

moving fresh 200
never_twice "of another port each time" 20 json "$sockstat" -tan --json
end_fixture
