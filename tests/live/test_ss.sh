#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The fields of sockstat and of ss on the same sockets: queues (also of listeners), states,
# addresses, inodes, users, and every (pid, fd) that holds a socket.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1 \
	datagrams 127.0.0.1 53 datagrams ::1 1000 listener :: 80 listener 0.0.0.0 22 \
	shared 127.0.0.1 3000 5 dups ::1 3001

# of_ss FLAG FAMILY: prints "STATE RECV_Q SEND_Q LOCAL PEER UID INODE PID,FD PID,FD..."
of_ss() {
	ss -H -a -n -e -p "-$1" "-$2" | awk -v protocol="$1" '
		function plain(a) {
			sub(/^\*:/, "[::]:", a)
			sub(/%[^\]:]*/, "", a)
			sub(/^\[::ffff:/, "[", a)
			gsub(/[\[\]]/, "", a)
			return a
		}
		{
			state = $1
			sub(/^ESTAB$/, "ESTABLISHED", state)
			gsub(/-/, "_", state)
			sub(/FIN_WAIT_/, "FIN_WAIT", state)
			uid = 0
			inode = 0
			users = ""
			if (match($0, /uid:[0-9]+/))
				uid = substr($0, RSTART + 4, RLENGTH - 4)
			if (match($0, /ino:[0-9]+/))
				inode = substr($0, RSTART + 4, RLENGTH - 4)
			rest = $0
			n = 0
			while (match(rest, /pid=[0-9]+,fd=[0-9]+/)) {
				user = substr(rest, RSTART, RLENGTH)
				gsub(/pid=|fd=/, "", user)
				held[++n] = user
				rest = substr(rest, RSTART + RLENGTH)
			}
			# Sort the owners.
			for (i = 1; i <= n; i++)
				for (j = i + 1; j <= n; j++)
					if (held[i] > held[j]) {
						t = held[i]
						held[i] = held[j]
						held[j] = t
					}
			for (i = 1; i <= n; i++)
				users = users " " held[i]
			print state, $2, $3, plain($4), plain($5), uid, inode users
		}' | sed 's/:0 /:* /g' | LC_ALL=C sort
}

of_sockstat() {
	"$sockstat" --json -n -a "-$1" "-$2" | jq -r '.sockets[] |
		# ss 6.1 does not list TCP sockets that are only bound.
		select(.proto != "tcp" or .state != "CLOSE") |
		def at(a; p): (a | sub("^::ffff:(?<v4>[0-9]+\\.)"; "\(.v4)")) + ":" +
			(if p == 0 then "*" else "\(p)" end);
		([.state, .recv_q, .send_q, at(.local_address; .local_port),
		  at(.peer_address; .peer_port), .uid, .inode] +
		 ([.owners[] | "\(.pid),\(.fd)"] | sort)) | map(tostring) | join(" ")' |
		LC_ALL=C sort
}

for protocol in t u; do
	for family in 4 6; do
		# A queue may change in between: the comparison is repeated if two listings of
		# ours differ.
		for _ in $(seq 50); do
			of_sockstat $protocol $family >"$tmp/seen"
			of_ss $protocol $family >"$tmp/expected"
			of_sockstat $protocol $family >"$tmp/again"
			cmp -s "$tmp/seen" "$tmp/again" && break
		done
		same "ss -ane$protocol$family lists the same ($(wc -l <"$tmp/seen") sockets)" \
			"$tmp/expected" "$tmp/seen"
		[ "$(wc -l <"$tmp/seen")" -ge 2 ]
		ok "ss -ane$protocol$family lists at least two sockets" $?
	done
done

# Cookies, as the kernel reports them.
ss -Htlne4 | sed -nE 's/.* sk:([0-9a-f]+).*/\1/p' | LC_ALL=C sort >"$tmp/expected"
"$sockstat" --json -tln4 | jq -r '.sockets[].cookie | sub("^0+"; "")' | LC_ALL=C sort >"$tmp/seen"
same "cookies are those of ss" "$tmp/expected" "$tmp/seen"
