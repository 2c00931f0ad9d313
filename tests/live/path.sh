# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Two hosts with a link between them that delays or drops packets on request. Source this file
# after lib.sh.

near=192.0.3.1 far=192.0.3.2
near6=2001:db9::1 far6=2001:db9::2

# make_path [WORD]...: makes this namespace one host, and that of in_far the other. The words
# are those of delay.c; path sends further ones. Fails where this is not permitted.
make_path() {
	: >"$tmp/middle"
	: >"$tmp/far"
	# A namespace that is bound to a file lasts until the file is unmounted.
	unshare --net="$tmp/middle" true && unshare --net="$tmp/far" true || return 1
	ip link add near0 address 02:00:00:00:03:01 type veth peer name near1 \
		netns "$tmp/middle" || return 1
	in_far ip link add far0 address 02:00:00:00:03:02 type veth peer name far1 \
		netns "$tmp/middle" || return 1
	in_far ip link set lo up
	nsenter --net="$tmp/middle" ip link set near1 up
	nsenter --net="$tmp/middle" ip link set far1 up
	host near0 $near $near6 $far $far6 02
	in_far host far0 $far $far6 $near $near6 01
	program=delay start_as delay "$tmp/middle" near1 far1 "$@" 2>"$tmp/delay.err"
	delay_pid=$fixture delay_in=$fixture_in
}

# host IF ADDRESS ADDRESS6 NEIGHBOUR NEIGHBOUR6 MAC: configures one end, with permanent
# neighbours
host() {
	ip link set "$1" up
	ip address add "$2/24" dev "$1"
	ip -6 address add "$3/64" dev "$1" nodad
	ip neighbour replace "$4" lladdr "02:00:00:00:03:$6" dev "$1" nud permanent
	ip -6 neighbour replace "$5" lladdr "02:00:00:00:03:$6" dev "$1" nud permanent
}

# path WORD...: changes the behaviour of the link from now on
path() {
	echo "$*" >&"$delay_in"
}

# in_far COMMAND...: runs a command on the other host
in_far() {
	if [ "$(type -t "$1")" = function ]; then
		nsenter --net="$tmp/far" bash -c "$(declare -f "$1"); \"\$@\"" bash "$@"
	else
		nsenter --net="$tmp/far" "$@"
	fi
}

# start_far [ARGUMENT]...: starts fixture, or $program, on the other host
start_far() {
	local name=${program:-fixture}
	printf '#!/bin/sh\nexec nsenter --net="%s" "%s" "$@"\n' "$tmp/far" "$FIXTURES/$name" \
		>"$tmp/far.$name"
	chmod 755 "$tmp/far.$name"
	FIXTURES=$tmp program=far.$name start_as "$name" "$@"
}

leave_path() {
	umount -l "$tmp/middle" "$tmp/far" 2>/dev/null
	finish
}
trap leave_path EXIT
