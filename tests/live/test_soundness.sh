#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every listing has each socket once that was there all the time, though others come and go in its
# hash bucket while the kernel lists it in batches.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# stay KIND COUNT: see crowd.c; the inodes of the sockets that stay are in $tmp/stay
stay() {
	program=crowd start "$1" "$2" "$tmp/stay"
}

# under a sanitizer all takes longer
few=1
is_sanitized && few=5

# judge COLUMN: of a listing, on one line: sockets that are missing, and that come twice, by the
# column of their inodes
judge() {
	awk -v at="$1" 'FNR == NR { stay[$1]; next } $at in stay { seen[$at]++ }
		END { for (i in stay) { missing += !seen[i]; twice += seen[i] > 1 }
		print missing + 0, twice + 0 }' "$tmp/stay" -
}

# each_once NAME TIMES COLUMN COMMAND...: in none of so many listings one is missing or comes twice,
# and none fails
each_once() {
	local name=$1 times=$(($2 / few)) at=$3 i
	shift 3
	for ((i = 0; i < times; i++)); do
		"$@" 2>>"$tmp/err" | judge "$at"
		echo "status ${PIPESTATUS[0]}"
	done | sort | uniq -c >"$tmp/judged"
	cat "$tmp/err" >>"$tmp/judged"
	printf '%7d %s\n' "$times" "0 0" "$times" "status 0" >"$tmp/want"
	same "$name: $times listings have each once" "$tmp/want" "$tmp/judged"
	rm -f "$tmp/err"
}

# once_or_said NAME TIMES COLUMN COMMAND...: likewise, but for listings that say by status and words
# that they may not; they are few
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
	ok "$name: $times listings have each once, or say so" $? "$tmp/judged"
	awk -v times="$times" '$2 == "said" && $1 > times / 4 { exit 1 }' "$tmp/judged"
	ok "$name: few say so" $? "$tmp/judged"
	rm -f "$tmp/err"
}

# slowly COMMAND...: as one is that is read so
slowly() {
	local line
	"$@" | while read -r line; do echo "$line"; done
	return "${PIPESTATUS[0]}"
}

stay tcp 1000
each_once "listeners of one port" 200 8 "$sockstat" -tlnHe
each_once "among all TCP sockets" 25 8 "$sockstat" -tanHe
each_once "of one address family" 50 8 "$sockstat" -4tlnHe
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
once_or_said "TCP sockets that are bound" 50 8 "$sockstat" -tanHe
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
each_once "8,000 of them, read slowly" 5 8 slowly "$sockstat" -tlnHe
end_fixture

start shared 127.0.0.1 1000 1
"$sockstat" -tln >"$tmp/want"
grep -q '127.0.0.1:1000 ' "$tmp/want"
ok "a listener is listed" $?
"$FIXTURES/forge" "$sockstat" -tln >"$tmp/seen" 2>&1
case $? in
0) same "what others say in answer is not heard" "$tmp/want" "$tmp/seen" ;;
125) skip "what others say in answer is not heard" "$(cat "$tmp/seen")" ;;
*) ok "what others say in answer is not heard" 1 "$tmp/seen" ;;
esac

# faults of recvmsg(2), by strace: which, in which of the calls, and what comes of them
while read -r error when status says; do
	if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
		skip "faults of recvmsg" "no strace here"
		break
	fi
	strace -qq -o "$tmp/trace" \
		-e "inject=recvmsg:error=$error:when=$when" -e trace=recvmsg \
		"$sockstat" -tln >"$tmp/seen" 2>"$tmp/err"
	is "$error at $when: status" "$status" $?
	is "$error at $when: said" "$says" "$(cat "$tmp/err")"
	[ "$status" -ne 0 ] || same "$error at $when: listed" "$tmp/want" "$tmp/seen"
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
