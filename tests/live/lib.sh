# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# Functions of the live tests: a network namespace of their own, fixtures, TAP, cases.
#
# A test prepares what all of its cases need, defines a function case_NAME for each case, and
# ends with run_cases. A case starts the fixtures that only it needs; they end with the case.
# CASE in the environment is a pattern that selects cases by name. A test without cases always
# runs as a whole.
set -u
: "${SOCKSTAT:?}" "${FIXTURES:?}"

# Everything below runs in new network and mount namespaces; without root inside a new user
# namespace, if that is permitted.
if [ -z "${IN_NAMESPACE-}" ]; then
	user=()
	[ "$(id -u)" -eq 0 ] || user=(--map-root-user)
	if ! unshare "${user[@]}" --net --mount true 2>/dev/null; then
		echo "ok 1 - ${0##*/} # SKIP no permission to make namespaces"
		exit 0
	fi
	IN_NAMESPACE=1 exec unshare "${user[@]}" --net --mount "$0" "$@"
fi
ip link set lo up
# A link to a neighbour that does not exist: packets to it are lost silently.
ip link add hole0 type veth peer name hole1
ip link set hole0 up
ip link set hole1 up
ip address add 192.0.2.254/24 dev hole0
ip -6 address add 2001:db8::ffff/32 dev hole0 nodad
ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:01 dev hole0 nud permanent
ip -6 neighbour add 2001:db8::1 lladdr 02:00:00:00:00:01 dev hole0 nud permanent

tmp=$(mktemp -d)
chmod 755 "$tmp"
# Other users may run the program there too.
install -m 755 "$SOCKSTAT" "$tmp/sockstat"
sockstat=$tmp/sockstat
tests=0
fixtures=()

# Ends the fixtures that were started after the first COUNT of them.
end_fixtures() {
	local pid
	for pid in "${fixtures[@]:$1}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}

finish() {
	end_fixtures 0
	rm -rf "$tmp"
	echo "1..$tests"
}
trap finish EXIT

# ok NAME STATUS [FILE]: prints one result, and the file if it failed
ok() {
	tests=$((tests + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $tests - $1"
		return 0
	fi
	echo "not ok $tests - $1"
	[ -z "${3-}" ] || sed 's/^/# /' "$3"
	return 1
}

# run_cases: runs the functions case_NAME of the test in the order of their definition, or those
# that the pattern CASE selects
run_cases() {
	# Cases run in this scope: the names must differ from theirs.
	local case_names case_name case_first is_case_found=0
	mapfile -t case_names < <(sed -n 's/^case_\([a-z0-9_]*\)() {$/\1/p' "$0")
	for case_name in "${case_names[@]}"; do
		# shellcheck disable=SC2053 # CASE is a pattern
		[[ $case_name == ${CASE:-*} ]] || continue
		is_case_found=1
		case_first=${#fixtures[@]}
		"case_$case_name"
		end_fixtures "$case_first"
	done
	[ $is_case_found -eq 1 ] || ok "no case matches '${CASE-}'" 1
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# same NAME EXPECTED SEEN: checks that two files are equal
same() {
	diff -u "$2" "$3" >"$tmp/diff"
	ok "$1" $? "$tmp/diff"
}

# is NAME EXPECTED SEEN: checks that two texts are equal
is() {
	printf 'expected: %s\nseen:     %s\n' "$2" "$3" >"$tmp/is"
	[ "$2" = "$3" ]
	ok "$1" $? "$tmp/is"
}

# start_as ARGV0 [ARGUMENT]...: starts a fixture under a name, waits until it is ready, and
# stores its pid in $fixture. The fixture ends with the test, or by end_fixture. $program, if
# set, is run in place of the program "fixture".
start_as() {
	local name=$1 in out line
	shift
	in=$tmp/in.${#fixtures[@]} out=$tmp/out.${#fixtures[@]}
	mkfifo "$in" "$out"
	(exec -a "$name" "$FIXTURES/${program:-fixture}" "$@") <"$in" >"$out" &
	fixture=$!
	fixtures+=("$fixture")
	exec {fixture_in}>"$in"
	if ! read -r -t 120 line <"$out" || [ "$line" != ready ]; then
		ok "fixture $*" 1
		exit 1
	fi
}

start() {
	start_as fixture "$@"
}

# end_fixture: ends the fixture that was started last
end_fixture() {
	exec {fixture_in}>&-
	wait "$fixture"
}

# is_sanitized: succeeds if the program was built with AddressSanitizer
is_sanitized() {
	ldd "$SOCKSTAT" | grep -q libasan
}

# await COMMAND...: repeats the command until it succeeds, for half a minute at most. The reading
# of a pipe without data leaves the processor to others for 10 ms. $! stays as it is.
await() {
	local end=$((SECONDS + 30)) pause
	until eval "$*"; do
		[ -p "$tmp/pause" ] || mkfifo "$tmp/pause"
		[ -n "${pause-}" ] || exec {pause}<>"$tmp/pause"
		read -rt 0.01 -u "$pause"
		if [ $SECONDS -ge $end ]; then
			ok "waiting for: $*" 1
			return 1
		fi
	done
	[ -z "${pause-}" ] || exec {pause}>&-
}

# is_first_root: succeeds if root of this user namespace is root of the first one. Otherwise an
# exiting process denies access for a moment, and the number of processes that deny access
# changes by itself.
is_first_root() {
	grep -qx ' *0 *0 *4294967295' /proc/self/uid_map
}

# can_be_user, as_user COMMAND...: run a command as a user without any processes or files
can_be_user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null
}
as_user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
