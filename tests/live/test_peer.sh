#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The processes at the other end of a connection, where that is on this machine.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

ends() {
	program=ends start_as ends "$@"
}
# children [PID]: prints the children of the fixture as an owner column shows them
children() {
	pgrep -P "${1-$fixture}" | sort -n | sed 's/$/\/ends/' | paste -sd,
}
# peer LOCAL FOREIGN [OPTION]...: prints the last column of the row with these addresses
peer() {
	local here=$1 there=$2
	shift 2
	"$sockstat" -tuanH --peer "$@" 2>"$tmp/err" |
		awk -v l="$here" -v f="$there" '$4 == l && $5 == f { print $NF }'
}
# far_port PORT: prints the peer port of the established connection with this local port
far_port() {
	"$sockstat" -tanH | awk -v p=":$1\$" \
		'$4 ~ p && $6 == "ESTABLISHED" { sub(/.*:/, "", $5); print $5 }'
}

port=5000
while read -r listen connect here there; do
	port=$((port + 1))
	ends tcp "$listen" $port "$connect" 1
	other=$(far_port $port)
	is "$listen reached by $connect: the accepted end is the peer of the other" \
		"$(children)" \
		"$(peer "$here:$port" "$there:$other")"
	is "$listen reached by $connect: the connecting end is the peer of the other" \
		"$fixture/ends" "$(peer "$there:$other" "$here:$port")"
done <<'ENDS'
127.0.0.1 127.0.0.1 127.0.0.1 127.0.0.1
::1 ::1 ::1 ::1
:: 127.0.0.1 127.0.0.1 127.0.0.1
:: ::ffff:127.0.0.1 127.0.0.1 127.0.0.1
ENDS
mapped=$fixture

ends tcp 127.0.0.1 5101 127.0.0.1 0
other=$(far_port 5101)
is "both ends in one process are the peers of each other" "$fixture/ends $fixture/ends" \
	"$(peer 127.0.0.1:5101 "127.0.0.1:$other") $(peer "127.0.0.1:$other" 127.0.0.1:5101)"
# If one end is listed alone, processes are searched for it and for its other end.
is "an end that is listed alone has its peer" "$fixture/ends $fixture/ends" \
	"$(exec -a ss "$sockstat" -tnpH --peer --layout=netstat sport = :5101 | awk \
	'{ print $7, $8 }')"
ends tcp 127.0.0.1 5102 127.0.0.1 3
shared=$fixture
other=$(far_port 5102)
is "a peer that forked children share has all of them" \
	"$(children)" "$(peer 127.0.0.1:5102 "127.0.0.1:$other")"
is "the peer of the shared end is the connecting process" \
	"$fixture/ends" "$(peer "127.0.0.1:$other" 127.0.0.1:5102)"
ends self 127.0.0.1 5103
is "a socket connected to itself is its own peer" \
	"$fixture/ends" "$(peer 127.0.0.1:5103 127.0.0.1:5103)"
ends udp ::1 5104 1
is "datagram sockets connected to each other are peers" "$(children) $fixture/ends" \
	"$(peer ::1:5104 ::1:5105) $(peer ::1:5105 ::1:5104)"
ends several 127.0.0.1 5106
is "no peer is shown if several sockets could be the other end" \
	- "$(peer 127.0.0.1:5107 127.0.0.1:5106)"
is "each of several such sockets has its own peer" "$fixture/ends $fixture/ends" \
	"$(peer 127.0.0.1:5106 127.0.0.1:5107 | xargs)"

# Peers on another host, no peer, and a peer without process.
start states 127.0.0.1 5200 192.0.2.1
is "a peer on another host is shown as -" \
	- "$("$sockstat" -tanH --peer | awk '$5 == "192.0.2.1:5200" { print $NF }')"
is "a listener has no peer" - "$(peer 127.0.0.1:5200 '0.0.0.0:*')"
is "a socket in TIME_WAIT has no peer" \
	- "$("$sockstat" -tanH --peer | awk '$6 == "TIME_WAIT" { print $NF }' | sort -u)"
is "the peer of a connection that waits for accept() is the connecting process" \
	"$fixture/fixture" \
	"$("$sockstat" -tanpeH --peer | awk '/accept_queue/ { print $NF }')"
is "the peer of the connecting end has no process before accept()" 0 \
	"$("$sockstat" --json -tan --peer | jq '[.sockets[] | select(.no_owner == "accept_queue") |
	.peer_inode] as $waits | .sockets[] | select(.inode == $waits[0]).peer_inode')"

# Unix sockets.
# peers_of PID FILTER: prints the pids at the other end of the selected sockets that PID holds
peers_of() {
	jq -c "[.sockets[] | select(any(.owners[]; .pid == $1)) | select($2) | .peer_owners[].pid]" "$tmp/json"
}
ends pair 1
pair=$fixture
ends path "$tmp/path" 1
path=$fixture
ends dgram "$tmp/dgram" 1
dgram=$fixture
"$sockstat" --json -xa --peer 2>/dev/null >"$tmp/json"
kid=$(pgrep -P "$pair")
is "the ends of a unix socket pair are peers" \
	"[$kid] [$pair]" "$(peers_of "$pair" true) $(peers_of "$kid" true)"
kid=$(pgrep -P "$path")
is "the peer of an accepted unix socket is the connecting process" \
	"[$kid]" "$(peers_of "$path" '.path | endswith("/path")')"
is "the peer of a connecting unix socket is the accepting process" \
	"[$path]" "$(peers_of "$kid" '.path == null')"
kid=$(pgrep -P "$dgram")
is "the peer of a sender of datagrams is the receiver" "[$kid]" "$(peers_of "$dgram" true)"
is "the receiver of datagrams has no peer" "[]" "$(peers_of "$kid" true)"
is "the unix section has the peer column" "$kid/ends" \
	"$("$sockstat" -xanH --peer 2>/dev/null | grep -o "\b$kid/ends")"

# Together with the selection of processes.
is "--pid selects by this end only" "$(children "$mapped")" \
	"$("$sockstat" -tnH --peer --pid "$mapped" | awk '{ print $NF }')"
is "--pid with --peer prints no note about other processes" "" \
	"$("$sockstat" -tnH --peer --pid "$mapped" 2>&1 >/dev/null)"
kid=$(pgrep -P "$shared" | head -n 1)
is "--pid restricts owners, not peers" "$kid/ends $shared/ends" \
	"$("$sockstat" -tnpH --peer --pid "$kid" | awk '{ print $7, $8 }')"
is "--pid of the other end shows all peers" "$shared/ends $(children "$shared")" \
	"$("$sockstat" -tnpH --peer --pid "$shared" | awk '{ print $7, $8 }')"

# Columns and layouts.
is "the header has the peer column after the owner column" 1 \
	"$("$sockstat" -tanp --peer | grep \
	-c ' State       PID/Program name     Peer PID/Program name    $')"
is "the header has the peer column without -p" 1 \
	"$("$sockstat" -tan --peer | grep -c ' State       Peer PID/Program name    $')"
is "-b shows the executables of peers" "$(readlink "/proc/$kid/exe")" \
	"$("$sockstat" -tnbH --peer --pid "$shared" |
	awk '{ sub(/,.*/, "", $8); sub(/^[0-9]*\//, "", $8); print $8 }')"
is "the layout of ss shows peers" 1 "$("$sockstat" -tan --peer --layout ss |
	grep -c "127.0.0.1:5102 .* peers:((\"ends\",pid=$kid,fd=[0-9]*),.*$")"
fds=$(pgrep -P "$shared" | while read -r pid; do
	for fd in "/proc/$pid/fd/"*; do
		case $(readlink "$fd") in socket:*) echo "$pid,ends,${fd##*/}u" ;; esac
	done
done | xargs)
is "the layout of lsof shows the descriptors of peers" "$fds (ESTABLISHED)" \
	"$("$sockstat" -nP -i:5102 --peer | awk -v p="$shared" '$2 == p' |
	sed 's/.*->[^ ]* //')"
if command -v lsof >/dev/null; then
	lsof -nP +E -i:5102 2>/dev/null | awk -v p="$shared" '$2 == p' | sed \
		's/.*->[^ ]* //; s/ (.*//' | tr ' ' '\n' |
		sort >"$tmp/expected"
	tr ' ' '\n' <<<"$fds" | sort >"$tmp/seen"
	same "the layout of lsof shows the same peers as lsof +E" "$tmp/expected" "$tmp/seen"
fi
is "JSON has no peer_owners without --peer" \
	0 "$("$sockstat" --json -tuxan | grep -c peer_owners)"

# /proc/net has inodes too.
if "$FIXTURES/nodiag" 93 true; then
	is "peers are found without sock_diag" "$(children "$shared")" \
		"$("$FIXTURES/nodiag" 93 "$sockstat" -tnHq --peer --pid "$shared" 2>/dev/null |
		awk '{ print $NF }')"
else
	skip "peers without sock_diag" "nothing to forbid it with"
fi

if can_be_user; then
	as_user "$sockstat" -tnH --peer >"$tmp/out" 2>"$tmp/err"
	is "--peer of an unprivileged user ends with 0" 0 $?
	is "an unprivileged user sees no peer of root's sockets" \
		- "$(awk '{ print $NF }' "$tmp/out" | sort -u)"
	grep -q CAP_SYS_PTRACE "$tmp/err"
	ok "the note names CAP_SYS_PTRACE" $?
	install -m 755 "$FIXTURES/ends" "$tmp/ends"
	mkfifo "$tmp/user.in"
	setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/ends" tcp 127.0.0.1 5300 \
		127.0.0.1 1 \
		<"$tmp/user.in" >"$tmp/user.out" &
	fixture=$!
	fixtures+=("$fixture")
	exec {fixture_in}>"$tmp/user.in"
	await 'grep -q ready "$tmp/user.out"'
	is "an unprivileged user sees peers of their own" "$(children)" \
		"$(as_user "$sockstat" -tnHq --peer | awk '$4 == "127.0.0.1:5300" { print $NF }')"
else
	skip "peers as another user" "no other user to be"
fi
