#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Command lines of a first-time user: hints to what was meant, options that exclude each other, and
# titles that are true of the states that were selected.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# hints MESSAGE ARGUMENT...: the command line is refused with that message
hints() {
	local message=$1
	shift
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	is "$* is refused with a hint" "2 0 sockstat: $message" \
		"$? $(wc -c <"$tmp/out") $(cat "$tmp/err")"
}

case_values() {
	hints "-i: cannot understand '22' (did you mean -i :22?)" -i 22
	hints "-i: cannot understand '192.0.2.1' (did you mean -i @192.0.2.1?)" -i192.0.2.1
	hints "-i: cannot understand 'x' (no such protocol)" -i x
	hints "--internet: cannot understand '22' (did you mean --internet :22?)" --internet=22
	hints "--state: cannot understand 'X' (not of the form PROTOCOL:STATES)" --state=X
	hints "--state: cannot understand 'LISTEN' (did you mean --state tcp:LISTEN?)" \
		--state LISTEN
	hints "filter: operand 1, character 1, at 'x:LISTEN': no such port or service" -s x:LISTEN
	hints "-i: cannot understand '22' (did you mean -i :22?)" -si 22
	"$sockstat" -i $'\e[31m' >"$tmp/out" 2>"$tmp/err"
	is "a value with control characters is escaped" "2 1" \
		"$? $(grep -c '\\x1b\[31m' "$tmp/err")"
	# What a hint advises is understood.
	"$sockstat" -i :22 >"$tmp/out" 2>"$tmp/err" && "$sockstat" -s tcp:CLOSE_WAIT >"$tmp/out"
	is "the advised command lines are understood" 0 $?
}

case_exclusive() {
	start states 127.0.0.1 1000 192.0.2.1
	local message="'--listening' and the states of '--state' leave nothing to list"
	hints "$message" -l -s tcp:CLOSE_WAIT
	hints "$message" -tln --state=tcp:^LISTEN
	is "-l -s tcp:LISTEN lists the listeners" "$("$sockstat" -tlnH | wc -l)" \
		"$("$sockstat" -nlH -s tcp:LISTEN 2>&1 | wc -l)"
	is "-la -s tcp:CLOSE_WAIT lists what -a does" \
		"$("$sockstat" -anH -s tcp:CLOSE_WAIT | wc -l)" \
		"$("$sockstat" -lanH -s tcp:CLOSE_WAIT 2>&1 | wc -l)"
}

# title TITLE ARGUMENT...: the first line of the list ends with the title
title() {
	local title=$1
	shift
	is "the title of $*" "Active Internet connections ($title)" \
		"$("$sockstat" "$@" 2>&1 | head -n 1)"
}

case_titles() {
	start states 127.0.0.1 1000 192.0.2.1
	title "w/o servers" -tn
	title "only servers" -tln
	title "servers and established" -tan
	title "only servers" -n -s tcp:LISTEN
	title "only servers" -tan -s tcp:LISTEN
	title "servers and established" -n -s tcp:LISTEN,ESTABLISHED
	title "w/o servers" -n -s tcp:ESTABLISHED
	title "w/o servers" -tan -s tcp:^LISTEN
	title "servers and established" -tan -s tcp:^CLOSE_WAIT
}

run_cases
