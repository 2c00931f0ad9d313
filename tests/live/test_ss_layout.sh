#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The layout of ss and ss itself on the same sockets, field by field. Deliberate differences:
# the order of sockets and owners, column widths, the column Netid when one protocol is
# selected, and what ss adds with -e (cgroup, v6only, shutdown). ss lists no UDP-Lite sockets,
# and ss 6.1 no TCP sockets that are only bound.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start -n 'a "b" c' states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	states ::ffff:127.0.0.1 2000 ::ffff:192.0.2.1
start datagrams 127.0.0.1 53 datagrams ::1 1000 datagrams ::ffff:127.0.0.1 2000 \
	listener 0.0.0.0 22 listener :: 80 bound 0.0.0.0 77 bound :: 78 \
	confined 0.0.0.0 69 confined :: 69 confined ::1 70
start shared 127.0.0.1 3000 3 dups ::1 3001

# plain: reads rows, and prints them sorted, with sorted owners, single blanks, and without
# running times
plain() {
	sed -E -e 's/timer:\((on|persist|timewait),[^,]*,/timer:(\1,/' \
		-e 's/ (cgroup|v6only|no-owner):[^ ]*//g; s/ (<->|<--|-->|---)//' \
		-e 's/ +/ /g; s/ $//' |
		awk '{
			if (!match($0, /users:\(\(.*\)\)/)) {
				print
				next
			}
			before = substr($0, 1, RSTART - 1)
			n = split(substr($0, RSTART + 8, RLENGTH - 10), held, /\),\(/)
			after = substr($0, RSTART + RLENGTH)
			for (i = 1; i <= n; i++)
				for (j = i + 1; j <= n; j++)
					if (held[i] > held[j]) {
						t = held[i]
						held[i] = held[j]
						held[j] = t
					}
			users = ""
			for (i = 1; i <= n; i++)
				users = users (i > 1 ? ",(" : "(") held[i] ")"
			print before "users:(" users ")" after
		}' | LC_ALL=C sort
}

ours() {
	"$sockstat" --layout ss -Htu "$@" | grep -vE "^tcp +UNCONN " |
		sed 's/\\x22/"/g' | plain
}

compare() {
	# A queue may change in between: the comparison is repeated if two listings of ours
	# differ.
	for _ in $(seq 50); do
		ours "$@" "${extra[@]}" >"$tmp/ours"
		timeout 60 ss -H -t -u "$@" | plain >"$tmp/theirs"
		ours "$@" "${extra[@]}" >"$tmp/again"
		cmp -s "$tmp/ours" "$tmp/again" && break
	done
	same "ss -tu $* prints the same lines ($(wc -l <"$tmp/ours"))" "$tmp/theirs" "$tmp/ours"
	[ -s "$tmp/ours" ]
	ok "ss -tu $* prints at least one line" $?
}

extra=()
for flags in -an -ln -anp -lnp -anpe -ane -ano -anpo -anpeo -an4p -an6p -ln6pe; do
	compare $flags
done
# ss looks up hosts only on request.
extra=(--numeric-hosts)
compare -ap
compare -lpe

for state in ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT CLOSE-WAIT LAST-ACK \
	LISTEN CLOSING; do
	"$sockstat" --layout ss -Htan | grep -q "^tcp   $state "
	ok "the layout of ss has a line in $state" $?
done
is "the layout of ss has the header of ss" \
	"Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process" \
	"$("$sockstat" --layout ss -tan | head -n 1 | sed -E 's/ +/ /g')"
# Sockets may end by themselves in between.
for _ in $(seq 50); do
	before=$("$sockstat" -taneoH | wc -l)
	lines=$("$sockstat" --layout ss -tanpeoH | wc -l)
	[ "$before" = "$("$sockstat" -taneoH | wc -l)" ] && break
done
is "the layout of ss has one line per socket" "$before" "$lines"
is "the interface of a bound socket is shown after the address" \
	"0.0.0.0%lo:69 [::1]%lo:70 [::]%lo:69" \
	"$("$sockstat" --layout ss -Hun -a | awk '/%/ { print $5 }' | LC_ALL=C sort | paste -sd' ')"

start -n "$(printf 'x",pid=1,\n\033')" listener 127.0.0.1 4000
is "control characters and quotes of a command are escaped" \
	"users:((\"x\\x22,pid=1,\\x0a\\x1b\",pid=$fixture,fd=3))" \
	"$("$sockstat" --layout ss -Htlnp | awk '$5 == "127.0.0.1:4000" { print $7 }' |
		sed 's/fd=[0-9]*/fd=3/')"
is "-b shows the path of the executable" "users:((\"$(readlink "/proc/$fixture/exe")\"" \
	"$("$sockstat" --layout ss -Htlnb | awk '$5 == "127.0.0.1:4000" { print $7 }' | cut -d, \
	-f1)"
