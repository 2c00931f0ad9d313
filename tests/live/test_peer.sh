#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The processes at the other end of a connection, where that is on this machine.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

ends() {
	program=ends start_as ends "$@"
}
# the children of the fixture, as a cell has them
children() {
	pgrep -P "${1-$fixture}" | sort -n | sed 's/$/\/ends/' | paste -sd,
}
# peer LOCAL FOREIGN [OPTION]...: the last column of that row
peer() {
	local here=$1 there=$2
	shift 2
	"$sockstat" -tuanH --peer "$@" 2>"$tmp/err" |
		awk -v l="$here" -v f="$there" '$4 == l && $5 == f { print $NF }'
}
# the row that ends or begins at a port
far_port() {
	"$sockstat" -tanH | awk -v p=":$1\$" \
		'$4 ~ p && $6 == "ESTABLISHED" { sub(/.*:/, "", $5); print $5 }'
}

port=5000
while read -r listen connect here there; do
	port=$((port + 1))
	ends tcp "$listen" $port "$connect" 1
	other=$(far_port $port)
	is "$listen, reached by $connect: the end that was accepted" "$(children)" \
		"$(peer "$here:$port" "$there:$other")"
	is "the end that connected" "$fixture/ends" "$(peer "$there:$other" "$here:$port")"
done <<'ENDS'
127.0.0.1 127.0.0.1 127.0.0.1 127.0.0.1
::1 ::1 ::1 ::1
:: 127.0.0.1 127.0.0.1 127.0.0.1
:: ::ffff:127.0.0.1 127.0.0.1 127.0.0.1
ENDS
mapped=$fixture

ends tcp 127.0.0.1 5101 127.0.0.1 0
other=$(far_port 5101)
is "both ends in one process" "$fixture/ends $fixture/ends" \
	"$(peer 127.0.0.1:5101 "127.0.0.1:$other") $(peer "127.0.0.1:$other" 127.0.0.1:5101)"
# then it is for what is listed alone that processes are looked for, and for its other ends
is "an end that is listed without the other" "$fixture/ends $fixture/ends" \
	"$(exec -a ss "$sockstat" -tnpH --peer --layout=netstat sport = :5101 | awk \
	'{ print $7, $8 }')"
ends tcp 127.0.0.1 5102 127.0.0.1 3
shared=$fixture
other=$(far_port 5102)
is "an end that forked children share" "$(children)" "$(peer 127.0.0.1:5102 "127.0.0.1:$other")"
is "seen from there" "$fixture/ends" "$(peer "127.0.0.1:$other" 127.0.0.1:5102)"
ends self 127.0.0.1 5103
is "a socket that is connected to itself" "$fixture/ends" "$(peer 127.0.0.1:5103 127.0.0.1:5103)"
ends udp ::1 5104 1
is "datagram sockets connected both ways" "$(children) $fixture/ends" \
	"$(peer ::1:5104 ::1:5105) $(peer ::1:5105 ::1:5104)"
ends several 127.0.0.1 5106
is "sockets that cannot be told apart are none" - "$(peer 127.0.0.1:5107 127.0.0.1:5106)"
is "each socket of such a pair has its own owner" "$fixture/ends $fixture/ends" \
	"$(peer 127.0.0.1:5106 127.0.0.1:5107 | xargs)"

# an end that is not here, none, and one that no process holds
start states 127.0.0.1 5200 192.0.2.1
is "a neighbour" - "$("$sockstat" -tanH --peer | awk '$5 == "192.0.2.1:5200" { print $NF }')"
is "a listener" - "$(peer 127.0.0.1:5200 '0.0.0.0:*')"
is "TIME_WAIT" - "$("$sockstat" -tanH --peer | awk '$6 == "TIME_WAIT" { print $NF }' | sort -u)"
is "a connection that waits for accept() has the connecting process as peer" "$fixture/fixture" \
	"$("$sockstat" -tanpeH --peer | awk '/accept_queue/ { print $NF }')"
is "the connecting end has no peer process yet" 0 \
	"$("$sockstat" --json -tan --peer | jq '[.sockets[] | select(.no_owner == "accept_queue") |
	.peer_inode] as $waits | .sockets[] | select(.inode == $waits[0]).peer_inode')"

# unix
# peers_of PID FILTER: the pids at the other end of the sockets that PID holds
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
is "a pair of unix sockets" "[$kid] [$pair]" "$(peers_of "$pair" true) $(peers_of "$kid" true)"
kid=$(pgrep -P "$path")
is "a unix socket that was accepted" "[$kid]" "$(peers_of "$path" '.path | endswith("/path")')"
is "a unix socket that connected" "[$path]" "$(peers_of "$kid" '.path == null')"
kid=$(pgrep -P "$dgram")
is "the peer of a sender of datagrams is the receiver" "[$kid]" "$(peers_of "$dgram" true)"
is "the receiver of datagrams has no peer" "[]" "$(peers_of "$kid" true)"
is "in the unix section" "$kid/ends" \
	"$("$sockstat" -xanH --peer 2>/dev/null | grep -o "\b$kid/ends")"

# with the selection of processes
is "--pid narrows by this end alone" "$(children "$mapped")" \
	"$("$sockstat" -tnH --peer --pid "$mapped" | awk '{ print $NF }')"
is "no note is printed about processes that are not selected" "" \
	"$("$sockstat" -tnH --peer --pid "$mapped" 2>&1 >/dev/null)"
kid=$(pgrep -P "$shared" | head -n 1)
is "owners are the selected ones, peers are all" "$kid/ends $shared/ends" \
	"$("$sockstat" -tnpH --peer --pid "$kid" | awk '{ print $7, $8 }')"
is "seen from there, all of them" "$shared/ends $(children "$shared")" \
	"$("$sockstat" -tnpH --peer --pid "$shared" | awk '{ print $7, $8 }')"

# columns and layouts
is "a column behind that of the owners" 1 \
	"$("$sockstat" -tanp --peer | grep \
	-c ' State       PID/Program name     Peer PID/Program name    $')"
is "the peer column without -p" 1 \
	"$("$sockstat" -tan --peer | grep -c ' State       Peer PID/Program name    $')"
is "-b shows executables" "$(readlink "/proc/$kid/exe")" \
	"$("$sockstat" -tnbH --peer --pid "$shared" |
	awk '{ sub(/,.*/, "", $8); sub(/^[0-9]*\//, "", $8); print $8 }')"
is "in the layout of ss" 1 "$("$sockstat" -tan --peer --layout ss |
	grep -c "127.0.0.1:5102 .* peers:((\"ends\",pid=$kid,fd=[0-9]*),.*$")"
fds=$(pgrep -P "$shared" | while read -r pid; do
	for fd in "/proc/$pid/fd/"*; do
		case $(readlink "$fd") in socket:*) echo "$pid,ends,${fd##*/}u" ;; esac
	done
done | xargs)
is "in the layout of lsof" "$fds (ESTABLISHED)" \
	"$("$sockstat" -nP -i:5102 --peer | awk -v p="$shared" '$2 == p' |
	sed 's/.*->[^ ]* //')"
if command -v lsof >/dev/null; then
	lsof -nP +E -i:5102 2>/dev/null | awk -v p="$shared" '$2 == p' | sed \
		's/.*->[^ ]* //; s/ (.*//' | tr ' ' '\n' |
		sort >"$tmp/expected"
	tr ' ' '\n' <<<"$fds" | sort >"$tmp/seen"
	same "the peers are those of lsof +E" "$tmp/expected" "$tmp/seen"
fi
is "no peer without --peer" 0 "$("$sockstat" --json -tuxan | grep -c peer_owners)"

# from /proc/net, which has inodes too
if "$FIXTURES/nodiag" 93 true; then
	is "without sock_diag" "$(children "$shared")" \
		"$("$FIXTURES/nodiag" 93 "$sockstat" -tnHq --peer --pid "$shared" 2>/dev/null |
		awk '{ print $NF }')"
else
	skip "without sock_diag" "nothing to forbid it with"
fi

if can_be_user; then
	as_user "$sockstat" -tnH --peer >"$tmp/out" 2>"$tmp/err"
	is "a user's listing succeeds" 0 $?
	is "root's processes are not seen" - "$(awk '{ print $NF }' "$tmp/out" | sort -u)"
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
	is "a user sees peers of their own" "$(children)" \
		"$(as_user "$sockstat" -tnHq --peer | awk '$4 == "127.0.0.1:5300" { print $NF }')"
else
	skip "as another user" "no other user to be"
fi
