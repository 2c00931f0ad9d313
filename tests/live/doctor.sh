# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What tests of --doctor share. Source it behind lib.sh.

# sick NAME KIND ADDRESS PORT [COUNT]: makes it as a process of that name
sick() {
	local name=$1
	shift
	program=sick start_as "$name" "$@"
}

# diagnose [OPTION]...: its findings as JSON in $tmp/json, and $status; $interval, if set, is what
# it takes
diagnose() {
	"$sockstat" --doctor --json -c "${interval:-0.05}" "$@" >"$tmp/json" 2>"$tmp/err"
	status=$?
}

# finds ID[:COUNT] [OPTION]...: whether a diagnosis finds that, of so many sockets
finds() {
	local id=${1%:*} count=${1#"${1%:*}"}
	shift
	diagnose "$@"
	jq -e --arg id "$id" --arg count "${count#:}" '.findings[] |
		select(.id == $id and ($count == "" or .sockets == ($count | tonumber)))' \
		"$tmp/json" >/dev/null
}

# is_waiting PID: whether it is sockstat by now, and heeds SIGINT: the interval has begun
is_waiting() {
	[ "/proc/$1/exe" -ef "$tmp/sockstat" ] && grep -q 'SigCgt:.*[2367abef]$' "/proc/$1/status"
}

# tells JQ: of the finding $id
tells() {
	jq -r --arg id "$id" '[.findings[] | select(.id == $id)][0] | '"$1" "$tmp/json"
}

# owners: of the finding $id, "PID/NAME" of each process, in a row
owners() {
	tells '(.owners // [.samples[].owners[]]) | map("\(.pid)/\(.command)") | unique | join(",")'
}

# ills: the ids of all findings, in a row
ills() {
	jq -r '[.findings[].id] | unique | join(",")' "$tmp/json"
}

# found ID SIDE OWNERS COUNT: what a diagnosis has found
found() {
	id=$1
	jq -c --arg id "$id" '.findings[] | select(.id == $id)' "$tmp/json" >"$tmp/finding"
	is "$id: side, owner, sockets" "$2 $3 $4" "$(tells .side) $(owners) $(tells .sockets)"
	is "$id: exit status" 1 "$status"
}
