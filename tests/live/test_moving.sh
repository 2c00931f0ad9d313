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

# once NAME TIMES LAYOUT COMMAND...: no socket of the fixture, and no cookie, is listed twice
once() {
	local name=$1 times=$(($2 / few)) layout=$3 i
	shift 3
	: >"$tmp/twice"
	for ((i = 0; i < times; i++)); do
		"$@" >"$tmp/list" 2>"$tmp/err"
		[ -s "$tmp/list" ] || echo "nothing listed" >>"$tmp/twice"
		inodes "$layout" <"$tmp/list" | grep -Fxf "$tmp/stay" | sort | uniq -d >>"$tmp/twice"
		cookies "$layout" <"$tmp/list" | sort | uniq -d >>"$tmp/twice"
	done
	is "$name: none of $times listings has a socket twice" "" "$(head "$tmp/twice")"
}

# moving KIND COUNT [MICROSECONDS]: see mover.c
moving() {
	program=mover start "$1" "$2" "$tmp/stay" "${3-0}"
}

moving listen 200
once "listening or not" 30 netstat "$sockstat" -tanHe
once "listening or not, in JSON" 10 json "$sockstat" -tan --json
once "listening or not, as ss has it" 10 ss "$sockstat" -tanHe --layout=ss
end_fixture

moving connect4 200
once "connected or not" 20 json "$sockstat" -tan --json
once "connected or not, of one address family" 10 netstat "$sockstat" -4tanHe
end_fixture

moving connect6 200
once "connected or not over IPv6" 20 json "$sockstat" -tan --json
end_fixture

moving fresh 200
once "of another port each time" 30 json "$sockstat" -tan --json
end_fixture
