#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --explain: each state is found under all its names, and its command lists exactly such
# sockets.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1

"$sockstat" --explain >"$tmp/page"
is "--explain ends with 0" 0 $?
states=$(grep -oE '\b[A-Z]+_?[A-Z]*[12]?\b' "$tmp/page" | sort -u |
	grep -xE 'LISTEN|SYN_SENT|SYN_RECV|ESTABLISHED|FIN_WAIT[12]|CLOSE|CLOSE_WAIT|LAST_ACK|CLOSING|TIME_WAIT')
is "the page shows all 11 states" 11 "$(wc -l <<<"$states")"

for state in $states; do
	"$sockstat" --explain "$state" >"$tmp/one"
	is "--explain $state describes the state" "0 $state" "$? $(head -n 1 "$tmp/one")"
	# The command that the text gives must list sockets of this state and no other.
	find=$(sed -n 's/^  find  *//p' "$tmp/one")
	read -ra words <<<"$find"
	"$sockstat" "${words[@]:1}" -H >"$tmp/out" 2>"$tmp/err"
	is "$find ends with 0" 0 $?
	is "$find lists this state only" "$state" "$(awk '{ print $6 }' "$tmp/out" | sort -u)"
done

head -n 1 <("$sockstat" --explain=syn-recv) <("$sockstat" --explain NEW_SYN_RECV) \
	<("$sockstat" --explain tcp_syn_recv) <("$sockstat" --explain SYN-RECEIVED) |
	grep -c '^SYN_RECV$' >"$tmp/out"
is "all spellings of SYN_RECV are accepted" 4 "$(cat "$tmp/out")"

{
	cat "$tmp/page"
	"$sockstat" --explain all | sed -n 's/^\([A-Z][A-Z_12]*\)$/\1/p' | sort
} >"$tmp/expected"
{
	"$sockstat" --explain all | sed '/^--explain/q'
	printf '%s\n' "$states"
} >"$tmp/seen"
same "--explain all prints the page and all states" "$tmp/expected" "$tmp/seen"

"$sockstat" --explain CLOSE_WIAT >"$tmp/out" 2>"$tmp/err"
is "a mistyped state is a usage error" 2 $?
is "the message about a mistyped state suggests the right one" \
	"sockstat: --explain: unknown state 'CLOSE_WIAT' (did you mean CLOSE_WAIT?)" \
	"$(cat "$tmp/err")"
for words in "--explain --events" "--explain --json" "-tan --explain" "--explain=LISTEN -i:9"; do
	# shellcheck disable=SC2086
	"$sockstat" $words >"$tmp/out" 2>"$tmp/err"
	is "$words: usage error with one line" \
		"2 1 0" "$? $(wc -l <"$tmp/err") $(wc -c <"$tmp/out")"
done
"$sockstat" -q --explain ALL -q >"$tmp/seen"
"$sockstat" --explain all >"$tmp/expected"
same "--explain accepts 'all' in upper case" "$tmp/expected" "$tmp/seen"
"$sockstat" --explain $'\e[31m' >"$tmp/out" 2>"$tmp/err"
is "control characters of an unknown state are escaped" \
	"2 1" "$? $(grep -c '\\x1b\[31m' "$tmp/err")"
is "an unknown state prints nothing on stdout" "" "$(cat "$tmp/out")"
for name in netstat lsof ss; do
	ln -sf "$tmp/sockstat" "$tmp/$name"
	"$tmp/$name" --explain >"$tmp/seen"
	same "called as $name, --explain prints the same page" "$tmp/page" "$tmp/seen"
done

"$sockstat" --explain all >&- 2>"$tmp/err"
is "--explain ends with 3 if stdout is closed" 3 $?
