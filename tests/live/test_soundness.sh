#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every listing has each permanent socket once, while other sockets of its hash bucket begin and
# end and the kernel lists the bucket in batches.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# stay KIND COUNT: starts the fixture described in crowd.c; $tmp/stay has the inodes of the
# permanent sockets
stay() {
	program=crowd start "$1" "$2" "$tmp/stay"
}

# A sanitized program is slower: fewer listings are made.
few=1
is_sanitized && few=5

# judge COLUMN: reads a listing with inodes in COLUMN, and prints the numbers of permanent
# sockets that are missing and that are listed twice
judge() {
	awk -v at="$1" 'FNR == NR { stay[$1]; next } $at in stay { seen[$at]++ }
		END { for (i in stay) { missing += !seen[i]; twice += seen[i] > 1 }
		print missing + 0, twice + 0 }' "$tmp/stay" -
}

# judge_all COLUMN: like judge for many listings, each with a last line "status STATUS", which is
# printed behind its numbers. One awk(1) for all leaves the time to the listings.
judge_all() {
	awk -v at="$1" 'FNR == NR { stay[$1]; next }
		NF == 2 && $1 == "status" {
			for (i in stay) { missing += !(i in seen); twice += seen[i] > 1 }
			print missing + 0, twice + 0
			print
			missing = twice = 0
			delete seen
			next
		}
		$at in stay { seen[$at]++ }' "$tmp/stay" -
}

# each_once NAME TIMES COLUMN COMMAND...: checks that each of TIMES listings succeeds and has
# each permanent socket once
each_once() {
	local name=$1 times=$(($2 / few)) at=$3 i
	shift 3
	for ((i = 0; i < times; i++)); do
		"$@" 2>>"$tmp/err"
		echo "status $?"
	done | judge_all "$at" | sort | uniq -c >"$tmp/judged"
	cat "$tmp/err" >>"$tmp/judged"
	printf '%7d %s\n' "$times" "0 0" "$times" "status 0" >"$tmp/want"
	same "$name: each of $times listings has each socket once" "$tmp/want" "$tmp/judged"
	rm -f "$tmp/err"
}

# once_or_said NAME TIMES COLUMN COMMAND...: like each_once, but a few listings may report with
# status and message that sockets may be missing
once_or_said() {
	local name=$1 times=$(($2 / few)) at=$3 i judged status
	shift 3
	for ((i = 0; i < times; i++)); do
		judged=$("$@" 2>"$tmp/err" | judge "$at"; echo "${PIPESTATUS[0]}")
		status=${judged##*$'\n'}
		case $status in
		0) echo "$judged" | tr '\n' ' ' ;;
		3) grep -q 'sockets may be missing' "$tmp/err" && echo -n said ;;
		*) echo -n "status $status" ;;
		esac
		echo
	done | sort | uniq -c >"$tmp/judged"
	! grep -qv -e ' 0 0 0 $' -e ' said$' "$tmp/judged"
	ok "$name: each of $times listings has each socket once, or says that it may not" \
		$? "$tmp/judged"
	awk -v times="$times" '$2 == "said" && $1 > times / 4 { exit 1 }' "$tmp/judged"
	ok "$name: at most a quarter of the listings says so" $? "$tmp/judged"
	rm -f "$tmp/err"
}

# slowly COMMAND...: runs a command whose output is read slowly
slowly() {
	local line
	"$@" | while read -r line; do echo "$line"; done
	return "${PIPESTATUS[0]}"
}

stay tcp 1000
each_once "listeners of one port" 200 8 "$sockstat" -tlnHe
each_once "sockets of one port among all TCP sockets" 25 8 "$sockstat" -tanHe
each_once "listeners of one port, one address family" 50 8 "$sockstat" -4tlnHe
if can_be_user; then
	each_once "listeners, for a user" 50 8 as_user "$sockstat" -tlnHe
else
	skip "listeners, for a user" "cannot become one"
fi
end_fixture

stay tcp46 1000
each_once "listeners over IPv6 among others" 50 8 "$sockstat" -6tlnHe
end_fixture

stay bound 1000
once_or_said "TCP sockets that are only bound" 50 8 "$sockstat" -tanHe
end_fixture

stay mixed 1000
each_once "listeners and bound TCP sockets of one port" 10 8 "$sockstat" -4tanHe
end_fixture

stay udp 1000
each_once "UDP sockets of one port" 200 7 "$sockstat" -uanHe
if can_be_user; then
	each_once "UDP sockets, for a user" 50 7 as_user "$sockstat" -uanHe
else
	skip "UDP sockets, for a user" "cannot become one"
fi
end_fixture

stay udp46 1000
each_once "UDP sockets over IPv6 among others" 50 7 "$sockstat" -6uanHe
end_fixture

stay unix 5000
each_once "unix sockets" 50 6 "$sockstat" -xanHe
end_fixture

stay tcp 8000
each_once "8,000 listeners of one port" 10 8 "$sockstat" -tlnHe
each_once "8,000 listeners of one port, read slowly" 5 8 slowly "$sockstat" -tlnHe
end_fixture

start shared 127.0.0.1 1000 1
"$sockstat" -tln >"$tmp/want"
grep -q '127.0.0.1:1000 ' "$tmp/want"
ok "a listener is listed" $?
"$FIXTURES/forge" "$sockstat" -tln >"$tmp/seen" 2>&1
case $? in
0) same "answers that are not from the kernel are ignored" "$tmp/want" "$tmp/seen" ;;
125) skip "answers that are not from the kernel are ignored" "$(cat "$tmp/seen")" ;;
*) ok "answers that are not from the kernel are ignored" 1 "$tmp/seen" ;;
esac

# Failures of recvmsg(2): the error, the failing calls, and the expected status and message.
while read -r error when status says; do
	if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
		skip "failing recvmsg" "no strace here"
		break
	fi
	strace -qq -o "$tmp/trace" \
		-e "inject=recvmsg:error=$error:when=$when" -e trace=recvmsg \
		"$sockstat" -tln >"$tmp/seen" 2>"$tmp/err"
	is "recvmsg fails with $error (calls $when): the status is $status" "$status" $?
	is "recvmsg fails with $error (calls $when): the message is right" \
		"$says" "$(cat "$tmp/err")"
	[ "$status" -ne 0 ] ||
		same "recvmsg fails with $error (calls $when): rows" "$tmp/want" "$tmp/seen"
done <<'EOF'
EINTR 1 0
EINTR 1..5 0
ENOBUFS 1 0
ENOBUFS 2 0
ENOBUFS 1+ 3 sockstat: cannot read sockets: No buffer space available
ENOMEM 1 3 sockstat: cannot read sockets: Cannot allocate memory
ENOMEM 2 3 sockstat: cannot read sockets: Cannot allocate memory
EAGAIN 1 3 sockstat: cannot read sockets: Connection timed out
EAGAIN 2 3 sockstat: cannot read sockets: Connection timed out
EOF
end_fixture
