#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The list on a terminal, that of tmux: captures at 80 and 120 columns, colours, folded owners. A
# pipe gets the layout of netstat.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

if ! command -v tmux >/dev/null; then
	skip "the list on a terminal" "no tmux"
	exit 0
fi

ip -6 address add 2001:db8:1111:2222:3333:4444:5555:6666/128 dev lo nodad
start_as listening-for-long listener 2001:db8:1111:2222:3333:4444:5555:6666 65443
start listener 127.0.0.1 8080 listener 0.0.0.0 22
start_as w shared 127.0.0.1 3000 2
start datagrams 127.0.0.1 53

# open_terminal WIDTH HEIGHT COMMAND: runs the command in a terminal. Each has a server of its own,
# because a server that ends may still accept a client.
servers=0
open_terminal() {
	servers=$((servers + 1))
	terminal new-session -d -x "$1" -y "$2" "$3"
}

terminal() {
	tmux -S "$tmp/tmux$servers" -f /dev/null "$@" 2>>"$tmp/tmux.err"
}

# shows WIDTH COMMAND: runs the command in a terminal of this width, and stores what the terminal
# shows in $tmp/seen, and with colours in $tmp/coloured; pids become N
shows() {
	open_terminal "$1" 30 "export LC_ALL=${locale-C.UTF-8}; $2 2>$tmp/err
		echo END; exec sleep 60"
	await 'terminal capture-pane -p | grep -qx END'
	terminal capture-pane -ep >"$tmp/coloured"
	# A shortened name depends on the length of its pid.
	terminal capture-pane -p | sed -E 's/[0-9]+\/li.*$/N\/long/; s/[0-9]+\/([a-z])/N\/\1/g
		s/\([0-9]+…\)/(N…)/; s/ *$//; /^END$/d' | grep . >"$tmp/seen"
	terminal kill-server
}

case_golden() {
	cat >"$tmp/expected" <<'SCREEN'
Active Internet connections (only servers)
Proto Recv-Q Send- Local Address       Foreign Address State  PID/Program name
tcp        0     5 0.0.0.0:22          0.0.0.0:*       LISTEN N/fixture
tcp        0     5 127.0.0.1:3000      0.0.0.0:*       LISTEN w ×3 (N…)
tcp        0     5 127.0.0.1:8080      0.0.0.0:*       LISTEN N/fixture
tcp6       0     5 2001:db8:…666:65443 :::*            LISTEN N/long
udp        0     0 127.0.0.1:53        0.0.0.0:*              N/fixture
SCREEN
	shows 80 "$sockstat -ltunp"
	same "80 columns: one line for each row" "$tmp/expected" "$tmp/seen"
	cat >"$tmp/expected" <<'SCREEN'
Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address                                Foreign Address State  PID/Program name
tcp        0      5 0.0.0.0:22                                   0.0.0.0:*       LISTEN N/fixture
tcp        0      5 127.0.0.1:3000                               0.0.0.0:*       LISTEN w ×3 (N…)
tcp        0      5 127.0.0.1:8080                               0.0.0.0:*       LISTEN N/fixture
tcp6       0      5 2001:db8:1111:2222:3333:4444:5555:6666:65443 :::*            LISTEN N/long
udp        0      0 127.0.0.1:53                                 0.0.0.0:*              N/fixture
SCREEN
	shows 120 "$sockstat -ltunp"
	same "120 columns: one line for each row" "$tmp/expected" "$tmp/seen"
	# Terminals write the end of a colour in different ways.
	[ "$(grep -c $'\e\\[36mLISTEN\e' "$tmp/coloured")" -eq 4 ]
	ok "states have colours" $? "$tmp/coloured"
}

case_plain() {
	locale=C shows 60 "NO_COLOR=1 $sockstat -ltunp"
	! grep -q $'\e\\|…\|×' "$tmp/coloured" && grep -q 'w x3' "$tmp/coloured" &&
		[ "$(wc -l <"$tmp/seen")" -eq 7 ]
	ok "neither colours with NO_COLOR nor UTF-8 in the locale C" $? "$tmp/coloured"
	shows 120 "TERM=dumb $sockstat -ltunpv"
	! grep -q $'\e' "$tmp/coloured" && grep -q 'w,[0-9]*/w,[0-9]*/w' "$tmp/coloured"
	ok "no colours on a dumb terminal, and all owners with -v" $? "$tmp/coloured"
	shows 150 "$sockstat -ltunp --layout netstat"
	"$sockstat" -ltunp --layout netstat >"$tmp/netstat"
	sed -E 's/[0-9]+\/li.*$/N\/long/; s/[0-9]+\/([a-z])/N\/\1/g; s/ *$//' "$tmp/netstat" \
		>"$tmp/expected"
	same "--layout netstat is the same on a terminal" "$tmp/expected" "$tmp/seen"
}

case_capable() {
	local other='setpriv --reuid=65534 --regid=65534 --clear-groups'
	install -m 755 "$sockstat" "$tmp/capable"
	if ! can_be_user || ! setcap cap_sys_ptrace,cap_dac_read_search+ep "$tmp/capable" ||
		! $other "$tmp/capable" --version >/dev/null; then
		skip "a program with capabilities on a terminal" "there can be none here"
		return
	fi 2>/dev/null
	shows 80 "$other $tmp/capable -ltunp --owners=proc"
	grep -q 'w ×3' "$tmp/seen" && grep -q $'\e\[36mLISTEN\e' "$tmp/coloured"
	ok "a program with capabilities knows the terminal" $? "$tmp/coloured"
	shows 80 "LC_ALL=/x.UTF-8 LANG= NO_COLOR=1 $other $tmp/capable -ltunp --owners=proc"
	! grep -q $'×\|\e' "$tmp/coloured" && grep -q 'w x3' "$tmp/seen"
	ok "a program with capabilities ignores a path in its environment" $? "$tmp/coloured"
}

case_redraw() {
	local height
	for height in 10 6; do
		open_terminal 80 $height "echo before; $sockstat -c 0.05 -ltn"
		# Each list begins in the first line and differs from the one before at most in its
		# time; the next one shows that nothing has scrolled.
		await 'terminal capture-pane -p >"$tmp/seen"; grep -q "^[0-9:]*$" "$tmp/seen" &&
			grep -q LISTEN "$tmp/seen"'
		start listener 127.0.0.1 $((9000 + height))
		await 'terminal capture-pane -p >"$tmp/seen"
			grep -qE ":90$(printf %02d $height) |^[3-9] more rows" "$tmp/seen"'
		head -n 1 "$tmp/seen" | grep -qE '^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]$' &&
			[ "$(grep -c '^Proto' "$tmp/seen")" -le 1 ] &&
			! grep -q before "$tmp/seen" &&
			[ "$(terminal display-message -p '#{history_size}')" -eq 0 ]
		ok "-c redraws in $height lines" $? "$tmp/seen"
		terminal kill-server
	done
	grep -qx '[3-9] more rows' "$tmp/seen"
	ok "rows that do not fit are counted" $? "$tmp/seen"
}

# shellcheck disable=SC2016 # await evaluates its text
case_marks() {
	local as seen='terminal capture-pane -p >"$tmp/seen"; '
	for as in '' 'setpriv --reuid=65534 --regid=65534 --clear-groups'; do
		[ -z "$as" ] || can_be_user || continue
		open_terminal 120 14 "export LC_ALL=C.UTF-8; $as $sockstat -c 0.5 -ltn"
		await "$seen"'grep -q "^  tcp .*:8080" "$tmp/seen"'
		! grep -q '^[+-]' "$tmp/seen"
		ok "${as%% *}: the first list has no marks" $? "$tmp/seen"
		start listener 127.0.0.1 3500
		await "$seen"'grep -q "^+ tcp .*:3500 " "$tmp/seen"'
		terminal capture-pane -ep | grep -q $'\e\[1m\e\[32m+\|\e\[1;32m+'
		ok "${as%% *}: a new row is marked, and its mark is coloured" $? "$tmp/seen"
		await "$seen"'grep -q "^  tcp .*:3500 " "$tmp/seen"'
		end_fixture
		await "$seen"'grep -q "^- tcp .*:3500 " "$tmp/seen"'
		is "${as%% *}: a row that is gone is shown where it was" "3000 3500 8080" \
			"$(sed -n 's/^[- ] tcp .*127.0.0.1:\(3.00\|8080\) .*/\1/p' "$tmp/seen" |
				xargs)"
		await "$seen"'grep -q :8080 "$tmp/seen" && ! grep -q :3500 "$tmp/seen"'
		terminal resize-window -x 60 -y 9
		await "$seen"'grep -q "2001:db8.*….*:65443" "$tmp/seen" && [ "$(wc -l <"$tmp/seen")" -le 9 ]'
		ok "${as%% *}: the list follows the size of the terminal" $? "$tmp/seen"
		terminal kill-server
	done
}

case_columns() {
	cat >"$tmp/expected" <<'SCREEN'
proto local                        state  command
tcp   0.0.0.0:22                   LISTEN fixture
tcp   127.0.0.1:3000               LISTEN w
tcp   127.0.0.1:8080               LISTEN fixture
tcp   [2001:db8:111…55:6666]:65443 LISTEN listening-for-long
SCREEN
	shows 60 "$sockstat -ltn --columns proto,local,state,command"
	same "--columns is fitted to the terminal" "$tmp/expected" "$tmp/seen"
	"$sockstat" -ltn --columns proto,local,state --sort proto,local_port | cat >"$tmp/seen"
	grep -q '^tcp   \[2001:db8:1111:2222:3333:4444:5555:6666\]:65443 LISTEN$' "$tmp/seen"
	ok "--columns is not fitted in a pipe" $? "$tmp/seen"
}

# shellcheck disable=SC2016 # await evaluates its text
case_progress() {
	local slow='strace -f -qq -o /dev/null -e inject=readlinkat:delay_enter=40000'
	if is_sanitized || ! $slow true 2>/dev/null; then
		skip "progress on a terminal" "no strace here"
		return
	fi
	slow+=" $sockstat -ltnp --owners=proc --owners-timeout=2"
	open_terminal 80 40 "$slow; echo END; exec sleep 60"
	await 'terminal capture-pane -p | head -n 1 |
		grep -qE "^[0-9]+ sockets read, [1-9][0-9]* processes looked at$"'
	ok "long work shows its progress on a terminal" $?
	await 'terminal capture-pane -p >"$tmp/seen"; grep -qx END "$tmp/seen"'
	is "progress is erased before the first row" "0 Active" "$(grep -c 'looked at$' \
		"$tmp/seen") $(awk 'NR == 1 { print $1 }' "$tmp/seen")"
	terminal kill-server
	open_terminal 80 9 "$slow 2>&1 >$tmp/out | cat >$tmp/piped & TERM=dumb $slow >$tmp/out2
		wait; echo END; exec sleep 60"
	await 'terminal capture-pane -p >>"$tmp/dumb"; grep -qx END "$tmp/dumb"'
	! grep -q 'sockets read' "$tmp/piped" "$tmp/dumb"
	ok "a pipe and a dumb terminal get no progress" $? "$tmp/piped"
	terminal kill-server
}

case_pager() {
	cat >"$tmp/pager" <<-END
		grep -E '^Cap(Prm|Eff)' /proc/self/status >"$tmp/caps"
		cat >"$tmp/paged"
	END
	open_terminal 80 24 "PAGER='sh $tmp/pager' $sockstat -ltnp --pager; echo \$? >$tmp/paged.status"
	await 'test -s "$tmp/paged.status"'
	is "--pager: the status is that of the list" 0 "$(cat "$tmp/paged.status")"
	is "--pager: the pager gets each row" 4 "$(grep -c LISTEN "$tmp/paged")"
	is "--pager: the pager has no capability" "" "$(grep -v ':[[:space:]]*0*$' "$tmp/caps")"
	rm "$tmp/paged.status"
	open_terminal 80 24 "PAGER=true $sockstat -tnp 1 --fail-empty --pager
		echo \$? >$tmp/paged.status"
	await 'test -s "$tmp/paged.status"'
	is "--pager: the status of an empty list" 1 "$(cat "$tmp/paged.status")"
	rm "$tmp/paged.status"
	open_terminal 80 24 "PAGER=$tmp/none $sockstat -ltn --pager; echo \$? >$tmp/paged.status"
	await 'test -s "$tmp/paged.status"'
	is "--pager: the status if there is no such pager" 3 "$(cat "$tmp/paged.status")"
	"$sockstat" -ltn --pager | cat >"$tmp/seen"
	"$sockstat" -ltn >"$tmp/expected"
	same "--pager: a pipe is not paged" "$tmp/expected" "$tmp/seen"
}

case_pipe() {
	local options
	"$sockstat" -ltunp --layout netstat >"$tmp/expected"
	for options in '' --color=auto --color=never '--layout netstat --color=always' -v; do
		# shellcheck disable=SC2086 # several options
		"$sockstat" -ltunp $options | cat >"$tmp/seen"
		same "a pipe has the layout of netstat: ${options:-no option}" "$tmp/expected" \
			"$tmp/seen"
	done
	"$sockstat" -ltunp --color=always | cat >"$tmp/seen"
	[ "$(grep -c $'\e\\[36mLISTEN\e\\[m .*[0-9]' "$tmp/seen")" -eq 4 ] &&
		grep -q 'listening-for-long$' "$tmp/seen"
	ok "--color=always in a pipe: colours, and nothing is shortened" $? "$tmp/seen"
	"$sockstat" --color=red >"$tmp/seen" 2>&1
	is "an unknown word is refused" 2 $?
}

run_cases
