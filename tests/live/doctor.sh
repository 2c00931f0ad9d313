# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Functions for the tests of --doctor. Source this file after lib.sh.

# sick NAME KIND ADDRESS PORT [COUNT]: starts the fixture sick under NAME, with COUNT sockets of
# the condition KIND
sick() {
	local name=$1
	shift
	program=sick start_as "$name" "$@"
}

# diagnose [OPTION]...: stores the findings as JSON in $tmp/json and the exit status in $status.
# $interval, if set, is the interval of the diagnosis in seconds.
diagnose() {
	"$sockstat" --doctor --json -c "${interval:-0.05}" "$@" >"$tmp/json" 2>"$tmp/err"
	status=$?
}

# finds ID[:COUNT] [OPTION]...: succeeds if a diagnosis has the finding ID, with COUNT sockets
finds() {
	local id=${1%:*} count=${1#"${1%:*}"}
	shift
	diagnose "$@"
	jq -e --arg id "$id" --arg count "${count#:}" '.findings[] |
		select(.id == $id and ($count == "" or .sockets == ($count | tonumber)))' \
		"$tmp/json" >/dev/null
}

# is_waiting PID: succeeds once the process is sockstat and handles SIGINT, so that its interval
# has begun
is_waiting() {
	[ "/proc/$1/exe" -ef "$tmp/sockstat" ] && grep -q 'SigCgt:.*[2367abef]$' "/proc/$1/status"
}

# tells JQ: prints the result of the jq filter for the first finding $id
tells() {
	jq -r --arg id "$id" '[.findings[] | select(.id == $id)][0] | '"$1" "$tmp/json"
}

# owners: prints "PID/NAME" of each owner of the finding $id, separated by commas
owners() {
	tells '(.owners // [.samples[].owners[]]) | map("\(.pid)/\(.command)") | unique | join(",")'
}

# ills: prints the ids of all findings, separated by commas
ills() {
	jq -r '[.findings[].id] | unique | join(",")' "$tmp/json"
}

# found ID SIDE OWNERS COUNT: checks what the last diagnosis reported for the finding ID
found() {
	id=$1
	jq -c --arg id "$id" '.findings[] | select(.id == $id)' "$tmp/json" >"$tmp/finding"
	is "$id: side, owner, sockets" "$2 $3 $4" "$(tells .side) $(owners) $(tells .sockets)"
	is "$id: exit status" 1 "$status"
}
