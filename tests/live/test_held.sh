#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sockets that a process holds without a descriptor: by a mapping, by an io_uring, or by a
# thread inside a system call. The first two are found; for the third the program says that it
# did not look there.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

sources="auto proc"
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="auto proc bpf"

# column WORD...: prints the owner column of each row of a listing with -p -e
column() {
	"$sockstat" --owners="$source" "$@" -npeH 2>"$tmp/err" | awk '{ print $NF }'
}

# Two mappings of a packet ring in one process count as one owner.
case_ring() {
	program=held start_as "held one" packet
	for source in $sources; do
		is "$source: the owner of a mapped packet ring is the process" \
			"$fixture/held one(mapped)" \
			"$("$sockstat" --owners="$source" -0npeH 2>"$tmp/err" | sed \
			's/.* \([0-9]*\/\)/\1/')"
		is "$source: no note is printed about a mapped packet ring" \
			"" "$(cat "$tmp/err")"
		is "$source: JSON shows the owner as mapped, without fd" "$fixture null mapped" \
			"$("$sockstat" --owners="$source" -0 --json |
			jq -r '.sockets[].owners[] | "\(.pid) \(.fd) \(.held_by)"')"
		is "$source: a mapped socket has no no_owner in JSON" "null null" \
			"$("$sockstat" --owners="$source" -0 --json |
			jq -r '.sockets[] | "\(.no_owner) \(.not_looked_at)"')"
		is "$source: the layout of ss shows fd=mapped" \
			"users:((\"held\",pid=$fixture,fd=mapped))" \
			"$("$sockstat" --owners="$source" -0npe --layout ss -H | grep \
			-o 'users:.*))')"
		is "$source: the layout of lsof shows the descriptor mem" "$fixture mem" \
			"$("$sockstat" --owners="$source" -0npe --layout lsof -H | awk \
			'{ print $2, $4 }')"
	done
	is "without -e, a mapped socket has no owner" "-" \
		"$(source=auto; "$sockstat" -0npH | awk '{ print $NF }')"
	if ! is_sanitized && strace -o /dev/null true 2>/dev/null; then
		strace -f -o "$tmp/calls" "$sockstat" -anp >/dev/null 2>&1
		is "without -e, no file maps is opened" \
			0 "$(grep -c '"[0-9]*/maps"' "$tmp/calls")"
		strace -f -o "$tmp/calls" "$sockstat" -0npe >/dev/null 2>&1
		[ "$(grep -c '"[0-9]*/maps"' "$tmp/calls")" -gt 0 ]
		ok "with -e, files maps are opened" $?
	else
		skip "whether files maps are opened" "no strace here"
	fi
	end_fixture
	is "the socket ends with its process" "" "$(source=auto; column -0)"
}

case_forked_ring() {
	program=held start_as held packet 3
	for source in $sources; do
		is "$source: a packet ring mapped by four processes has four owners" 4 \
			"$(column -0 | tr , '\n' | grep -c '^[0-9]*/held(mapped)$')"
	done
	end_fixture
}

case_tcp() {
	program=held start_as held tcp 1000
	for source in $sources; do
		is "$source: the owner of a mapped TCP socket is the process" \
			"$fixture/held(mapped)" "$(column -tl)"
	done
	end_fixture
}

# held_by_call CALL PORT WORD...: checks a socket that only a thread inside a system call holds
held_by_call() {
	local call=$1 port=$2
	shift 2
	program=held start_as held "$call" "$port"
	for source in $sources; do
		is "$source: a socket held by $call() has an unknown owner" \
			"-(unknown)" "$(column "$@")"
		grep -q 'unknown; not looked at: .*threads inside a system call' "$tmp/err"
		ok "$source: the note for $call() names system calls" $? "$tmp/err"
		is "$source: JSON for $call() names system calls" "unknown true" \
			"$("$sockstat" --owners="$source" "$@" --json 2>/dev/null |
			jq -r '.sockets[] | "\(.no_owner) \(.not_looked_at | contains(["system_calls"]))"')"
	done
	end_fixture
}

case_system_call() {
	held_by_call accept 1001 -tl
	held_by_call recv 1002 -ua
	held_by_call connect 1003 -ta
	held_by_call names 1004 -tl
}

# A descriptor in the queue of a unix socket explains one socket only.
case_in_flight() {
	program=ends start_as ends flight 127.0.0.1 1100 here
	other=$fixture
	program=held start_as held accept 1005
	for source in $sources; do
		is "$source: a descriptor in flight does not explain other sockets" \
			"-(unknown)" \
			"$(column -tl | sed -n 1p)"
	done
	end_fixture
	kill "$other"
}

case_io_uring() {
	if "$FIXTURES/ring" 2>/dev/null; then
		program=ring start_as ring 1400
		for source in $sources; do
			case $(column -tl) in
			"$fixture/ring(io_uring)") ok \
				"$source: an io_uring socket has an owner or a note" 0 ;;
			"-(unknown)")
				grep -q 'unknown; not looked at: .*io_uring registrations' \
					"$tmp/err"
				ok "$source: an io_uring socket has an owner or a note" $? \
					"$tmp/err"
				;;
			*) ok "$source: an io_uring socket has an owner or a note" 1 ;;
			esac
		done
		end_fixture
	else
		skip "sockets registered with an io_uring" "no io_uring here"
	fi
}

case_user() {
	if can_be_user; then
		program=held start_as held accept 1006
		is "a user without permission gets the reason not_permitted" "-(not_permitted)" \
			"$(as_user "$sockstat" -tlnpeHq | awk '{ print $NF }')"
		end_fixture
		cp "$FIXTURES/held" "$tmp/held"
		FIXTURES=$(dirname "$(command -v setpriv)") program=setpriv start_as setpriv \
			--reuid=65534 --regid=65534 --clear-groups "$tmp/held" tcp 2007
		is "a user sees a mapping of their own process" "$fixture/held(mapped)" \
			"$(as_user "$sockstat" -tlnpeHq | awk '{ print $NF }')"
		end_fixture
	else
		skip "held sockets of another user" "no other user to be"
	fi
}

run_cases
