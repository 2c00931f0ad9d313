#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Options and line breaks of netstat and ss through links with their names, compared with the
# programs themselves on the same sockets.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/links"
for name in netstat ss; do
	ln -s ../sockstat "$tmp/links/$name"
done
links=$tmp/links

# protocols COMMAND...: the sorted protocols of the rows, one word each
protocols() {
	"$@" 2>"$tmp/err" | awk '/^(tcp|udp|raw|unix)/ { print $1 }' | sort | xargs
}

case_netstat_families() {
	local words
	start listener 127.0.0.1 1000 listener ::1 1000
	for words in --inet --ip --inet6 "-A inet" "-A ip" "-A tcpip" "-A inet6" \
		"--ip --inet6" "--ip -x"; do
		# shellcheck disable=SC2086
		is "netstat -ltn $words" "$(protocols netstat -ltn $words)" \
			"$(protocols "$links/netstat" -ltn $words)"
	done
	# netstat 2.10 itself ends --tcpip with an internal error
	is "netstat --tcpip lists IPv4 alone" tcp "$(protocols "$links/netstat" -ltn --tcpip)"
}

case_netstat_d() {
	start listener 127.0.0.1 1000
	is "netstat -lntpd" "$(protocols netstat -lntpd)" "$(protocols "$links/netstat" -lntpd)"
	is "netstat -d says nothing" "" "$(cat "$tmp/err")"
	"$sockstat" -d >"$tmp/out" 2>"$tmp/err"
	is "sockstat has no -d" 2 $?
}

run_cases
