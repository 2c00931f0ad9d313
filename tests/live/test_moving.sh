#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A socket that moves between the kernel's tables while they are read is listed once.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# A sanitized program is slower: fewer listings are made.
few=1
is_sanitized && few=5

# judge LAYOUT: reads listings, each with a last line "status STATUS SAID", where SAID is 1 if the
# listing reports that sockets may be missing. One awk(1) for all leaves the time to the listings.
judge() {
	awk -v layout="$1" -v twice="$tmp/twice" -v missing="$tmp/missing" '
		# Counts the texts in a line that begin with a text and go on with some characters.
		function count(counts, begin, rest,   line) {
			line = $0
			while (match(line, begin rest)) {
				counts[substr(line, RSTART + length(begin),
					RLENGTH - length(begin))]++
				line = substr(line, RSTART + RLENGTH)
			}
		}
		FNR == NR { want[$1]; next }
		NF == 3 && $1 == "status" {
			for (i in inodes)
				if (inodes[i] > 1 && i in want)
					print i >twice
			for (i in cookies)
				if (cookies[i] > 1)
					print i >twice
			if ($2 != 0 && !$3)
				print "status " $2 >missing
			for (i in want)
				if (!(i in inodes) && !$3)
					print i >missing
			delete inodes
			delete cookies
			next
		}
		layout == "netstat" { inodes[$8]++ }
		layout == "json" {
			count(inodes, "\"inode\":", "[0-9]+")
			count(cookies, "\"cookie\":", "\"[^\"]*\"")
		}
		layout == "ss" {
			count(inodes, " ino:", "[0-9]+")
			count(cookies, " sk:", "[0-9a-f]+")
		}
	' "$tmp/stay" -
}

# cookies: prints the cookie of each socket of a listing in JSON, one per line
cookies() {
	grep -o '"cookie":"[^"]*"'
}

# list TIMES LAYOUT COMMAND...: lists repeatedly. $tmp/twice gets the sockets and cookies that a
# listing has twice, $tmp/missing the sockets of the fixture that a listing lacks without a
# message.
list() {
	local times=$(($1 / few)) layout=$2 i status said
	shift 2
	: >"$tmp/twice"
	: >"$tmp/missing"
	for ((i = 0; i < times; i++)); do
		"$@" 2>"$tmp/err"
		status=$? said=0
		[ $status -ne 3 ] || ! grep -q 'sockets may be missing' "$tmp/err" || said=1
		echo "status $status $said"
	done | judge "$layout"
}

# never_twice NAME TIMES LAYOUT COMMAND...: checks that no listing has a socket twice
never_twice() {
	local name=$1
	shift
	list "$@"
	is "$name: none of $1 listings has a socket twice" "" "$(head "$tmp/twice")"
}

# once NAME TIMES LAYOUT COMMAND...: checks that each listing has each socket once
once() {
	never_twice "$@"
	is "$1: none of $2 listings lacks a socket" "" "$(head "$tmp/missing")"
}

# moving KIND COUNT [MICROSECONDS]: starts the fixture described in mover.c
moving() {
	program=mover start "$1" "$2" "$tmp/stay" "${3-0}"
}

moving listen 1000
once "sockets that begin and cease to listen" 10 netstat "$sockstat" -tanHe
once "sockets that begin and cease to listen, JSON" 5 json "$sockstat" -tan --json
once "sockets that begin and cease to listen, layout of ss" 5 ss "$sockstat" -tanHe --layout=ss
end_fixture

moving listen 5 100
once "five sockets that begin and cease to listen" 20 netstat "$sockstat" -tanHe
end_fixture

moving connect4 500
once "sockets that connect and disconnect" 10 json "$sockstat" -tan --json
once "sockets that connect and disconnect, IPv4 only" 5 netstat "$sockstat" -4tanHe
end_fixture

moving connect4 5 100
once "five sockets that connect and disconnect" 10 netstat "$sockstat" -tanHe
end_fixture

moving connect6 500
once "sockets that connect and disconnect over IPv6" 10 json "$sockstat" -tan --json
end_fixture

moving left 3 10000
entries() {
	awk '$4 == "06"' /proc/net/tcp | wc -l
}
await '[ "$(entries)" -eq 9 ]'
is "sockets in TIME_WAIT with the same cookie are all listed" 9 \
	"$("$sockstat" -tanH | grep -c TIME_WAIT)"
"$sockstat" -tan --json >"$tmp/list"
is "sockets in TIME_WAIT with the same cookie are all in JSON" \
	9 "$(grep -c '"state":"TIME_WAIT"' "$tmp/list")"
is "JSON shows each cookie in one object" "" "$(cookies <"$tmp/list" | sort | uniq -d)"
end_fixture

moving fresh 200
never_twice "sockets with a new port each time" 20 json "$sockstat" -tan --json
end_fixture
