#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The filter language: each filter lists the sockets that jq selects from the whole listing.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	listener 0.0.0.0 22 listener :: 80 listener 127.0.0.1 8080 \
	datagrams 127.0.0.1 53 datagrams ::1 53
start shared 127.0.0.1 3000 2
start_as "web: worker process" listener 127.0.0.1 443
web=$fixture

# selects FILTER JQ: the filter, given as one operand and as several, lists the sockets of every
# state that the predicate of jq selects; there must be one
selects() {
	local words
	"$sockstat" -an --json | jq -r ".sockets[] | select($2) | .cookie" | sort >"$tmp/expected"
	"$sockstat" -n --json "$1" 2>"$tmp/err" | jq -r '.sockets[].cookie' | sort >"$tmp/seen"
	same "$1" "$tmp/expected" "$tmp/seen"
	[ -s "$tmp/seen" ]
	ok "$1: selects at least one socket" $?
	read -ra words <<<"$1"
	"$sockstat" -n --json "${words[@]//\'/}" | jq -r '.sockets[].cookie' | sort >"$tmp/seen"
	same "$1: as several operands" "$tmp/expected" "$tmp/seen"
}

# The default listing has no packet sockets and the like; the predicates name what they mean.
inet='(.family == "inet" or .family == "inet6")'

case_words() {
	selects 443 "$inet and (.local_port == 443 or .peer_port == 443)"
	selects :22 "$inet and (.local_port == 22 or .peer_port == 22)"
	selects 8000-9000 "$inet and .local_port == 8080"
	selects :ssh "$inet and (.local_port == 22 or .peer_port == 22)"
	selects 127.0.0.0/8 '[.local_address, .peer_address] | any(. // "" | startswith("127."))'
	selects 127.0.0.1:53 '.local_address == "127.0.0.1" and .local_port == 53 or
		.peer_address == "127.0.0.1" and .peer_port == 53'
	selects '[::1]:53' '.local_address == "::1" and .local_port == 53 or
		.peer_address == "::1" and .peer_port == 53'
	selects ::1 '.local_address == "::1" or .peer_address == "::1"'
	selects listen '.state == "LISTEN"'
	selects CLOSE_WAIT '.state == "CLOSE_WAIT"'
	selects time-wait '.state == "TIME_WAIT"'
	selects 'proto udp6' '.proto == "udp" and .family == "inet6"'
	selects 'tcp 22' '.proto == "tcp" and (.local_port == 22 or .peer_port == 22)'
	selects inet6 '.family == "inet6"'
	selects netlink '.proto == "netlink"'
}

# What people type first. Each line: operands # the sockets that are meant, as a predicate of jq.
# Protocols alone list connected sockets, as -t and -u do.
case_first() {
	local words predicate count=0
	local either="$inet and (.local_port == P or .peer_port == P)"
	local web_holds="[.owners[]?.pid] | any(. == $web)"
	mount -t tmpfs none /run && program=named start_as named named /run/first.sock
	"$sockstat" -an --json -p >"$tmp/all"
	while IFS='#' read -r words predicate; do
		count=$((count + 1))
		predicate=$(sed "s/EITHER(\([0-9]*\))/${either//P/\\1}/g; s/WEB/$web_holds/" \
			<<<"$predicate")
		jq -r ".sockets[] | select($predicate) | .inode, .cookie" "$tmp/all" |
			paste - - | sort >"$tmp/expected"
		eval "set -- $words"
		"$sockstat" -n --json "$@" 2>"$tmp/err" |
			jq -r '.sockets[] | .inode, .cookie' | paste - - | sort >"$tmp/seen"
		{ [ -s "$tmp/seen" ] || [ "$words" = "'not user root'" ]; } &&
			diff -u "$tmp/expected" "$tmp/seen" >"$tmp/diff"
		ok "the first attempt: $words" $? "$tmp/diff"
	done <<-EOF
		443#EITHER(443)
		:443#EITHER(443)
		web#WEB
		listen#.state == "LISTEN"
		CLOSE_WAIT#.state == "CLOSE_WAIT"
		127.0.0.0/8#[.local_address, .peer_address] | any(. // "" | startswith("127."))
		127.0.0.1:443#.local_address == "127.0.0.1" and .local_port == 443
		'[::1]:53'#.local_address == "::1" and .local_port == 53 or .peer_address == "::1" and .peer_port == 53
		@root#$inet and .uid == 0 or .proto == "unix"
		pid $web#WEB
		tcp#.proto == "tcp" and .state != "LISTEN" and .state != "CLOSE"
		udp#.proto == "udp" and .peer_port > 0
		'port 80,443'#EITHER(80) or EITHER(443)
		'sport = :22'#$inet and .local_port == 22
		'dst 192.0.0.0/8'#.peer_address // "" | startswith("192.")
		'tcp dst port 1001'#.proto == "tcp" and .peer_port == 1001
		-p web#WEB
		established#.state == "ESTABLISHED"
		'not user root'#(.uid // 0) != 0
		'listen tcp'#.proto == "tcp" and .state == "LISTEN"
		1-1023#$inet and (.local_port >= 1 and .local_port <= 1023 or .peer_port >= 1 and .peer_port <= 1023)
		::1#.local_address == "::1" or .peer_address == "::1"
		'port 80 or port 443'#EITHER(80) or EITHER(443)
		path "'/run/*'"#.path // "" | startswith("/run/")
		udp 53#.proto == "udp" and (EITHER(53))
	EOF
	is "first attempts" 25 $count
}

case_expressions() {
	selects 'port 22,53 and not tcp' "$inet and (.local_port == 53 or .peer_port == 53)"
	selects '(port 80 or port 443) and listen' \
		'.state == "LISTEN" and (.local_port == 80 or .local_port == 443)'
	selects 'tcp src port 80' '.proto == "tcp" and .local_port == 80'
	selects 'sport = :22' "$inet and .local_port == 22"
	selects 'dst 192.0.2.0/24' '.peer_address // "" | startswith("192.0.2.")'
	selects 'state listen,close-wait tcp' \
		'.proto == "tcp" and (.state == "LISTEN" or .state == "CLOSE_WAIT")'
	selects 'port ge 3000 tcp' '.proto == "tcp" and (.local_port >= 3000 or .peer_port >= 3000)'
	selects 'recv_q > 0 and udp or send_q ge 1 and tcp' \
		'.proto == "udp" and .recv_q > 0 or .proto == "tcp" and .send_q >= 1'
	selects 'not tcp and not udp and inet6 or listen' \
		'.state == "LISTEN" or (.family == "inet6" and .proto != "tcp" and .proto != "udp")'
	selects 'local != 127.0.0.1 and udp' '.proto == "udp" and .local_address != "127.0.0.1"'
}

case_owners() {
	"$sockstat" -n --json "pid $web" | jq -r '.sockets[].local_port' >"$tmp/seen"
	is "pid" 443 "$(cat "$tmp/seen")"
	for filter in web "'w?b'" "comm fixture 443" "443 and exe '*/fixture'" \
		"not not web" "command 'web: worker process'" "pid > $((web - 1)) 443"; do
		is "$filter" 443 "$("$sockstat" -n --json "$filter" |
			jq -r '.sockets[] | select(.state == "LISTEN").local_port')"
	done
	is "not names no process that holds the socket" "" \
		"$("$sockstat" -nH 'not web and 443 and listen')"
	is "the owner is shown if -p asks" "$web/web:" \
		"$("$sockstat" -npH web | awk '{ print $7 }')"
	is "an owner that --pid does not select is compared, too" 443 \
		"$("$sockstat" -n --json --pid "$web" "not comm nosuch and listen" |
			jq -r '.sockets[].local_port')"
	is "no warning counts sockets that the filter drops" "" \
		"$("$sockstat" -npeH 'comm nosuch and port 443' 2>&1)"
	is "-l limits a filter to listeners" 22 \
		"$("$sockstat" -nl --json 22 | jq -r '.sockets[].local_port')"
	id=$("$sockstat" -ne --json listen | jq -r '.sockets[0].uid')
	is "user by number" 0 "$id"
	"$sockstat" -n --json @root tcp listen | jq -r '.sockets[].local_port' |
		sort -n >"$tmp/seen"
	"$sockstat" -ltn --json | jq -r '.sockets[].local_port' | sort -n >"$tmp/expected"
	same "@root selects the sockets of root" "$tmp/expected" "$tmp/seen"
}

case_unseen() {
	can_be_user || { skip "filters by unseen owners" "no other user here"; return; }
	as_user "$sockstat" -n web >"$tmp/out" 2>"$tmp/err"
	is "unseen owners: status 3" 3 $?
	is "unseen owners: nothing is listed" "" "$(cat "$tmp/out")"
	grep -q 'left out: the filter asks for owners' "$tmp/err"
	ok "unseen owners: they are counted" $? "$tmp/err"
	is "unseen owners: they are counted in JSON" true \
		"$(as_user "$sockstat" -n --json web 2>/dev/null |
			jq '.gaps.sockets_undecided > 0')"
	as_user "$sockstat" -nH 'web or 443' >"$tmp/out" 2>"$tmp/err"
	is "what does not depend on the owner is listed" 127.0.0.1:443 \
		"$(awk '{ print $4 }' "$tmp/out")"
}

case_verbs() {
	is "explain" "$("$sockstat" --explain CLOSE_WAIT)" "$("$sockstat" explain CLOSE_WAIT)"
	is "help STATE" "$("$sockstat" --explain CLOSE_WAIT)" "$("$sockstat" help CLOSE_WAIT)"
	is "help" "$("$sockstat" --help)" "$("$sockstat" help)"
	is "version" "$("$sockstat" --version)" "$("$sockstat" version)"
	is "summary" "$("$sockstat" -s | wc -l)" "$("$sockstat" summary | wc -l)"
	"$sockstat" doctor 22 >"$tmp/out" 2>&1
	grep -q '1 TCP socket' "$tmp/out"
	ok "doctor takes a filter" $? "$tmp/out"
	is "tcp udp is a set" "tcp tcp6 udp udp6" \
		"$("$sockstat" -anH tcp udp | awk '{ print $1 }' | sort -u | tr '\n' ' ' | sed 's/ $//')"
}

# refuses TEXT WORD...: the command line is wrong, and the message has the text
refuses() {
	local text=$1
	shift
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	is "$*: exit status" 2 $?
	grep -qF -- "$text" "$tmp/err"
	ok "$*: the message has: $text" $? "$tmp/err"
}

case_verbs_checked() {
	refuses "unknown state 'CLOSE_WIAT' (did you mean" explain CLOSE_WIAT
	refuses "unknown state 'nonsense'" help nonsense
	refuses "unknown operand '443'" explain LISTEN 443
	refuses "unknown operand '443'" help LISTEN 443
	refuses "unknown operand 'tcp'" version tcp
	refuses "--doctor does not go with 'list'" list --doctor
	refuses "--doctor does not go with '--summary'" summary --doctor
	is "list is no operand of the filter" "$("$sockstat" -tln)" "$("$sockstat" list -tln)"
}

# first_of WORD...: the local ports of the first listing of a repeated one
first_of() {
	timeout 20 "$sockstat" -nH "$@" 2>"$tmp/err" | head -n 1 | awk '{ print $4 }'
}

case_interval() {
	is "a number directly behind -c is the interval" 127.0.0.1:443 "$(first_of 443 -c 0.05)"
	is "the interval precedes the filter" 127.0.0.1:443 "$(first_of -c 0.05 443)"
	is "an attached interval leaves the operand alone" 127.0.0.1:443 \
		"$(first_of --continuous=0.05 443)"
	is "a port with a colon is no interval" 127.0.0.1:443 "$(first_of -c :443)"
	is "an address is no interval" 127.0.0.1:443 "$(first_of -c 127.0.0.1:443)"
	is "a host address is no interval" "" "$("$sockstat" -c 10.0.0.1 tcp --explain 2>&1 |
		grep -i 'not 0.001')"
}

# same_list TEXT WORD...: the operands list what the text lists as one operand
same_list() {
	local text=$1
	shift
	"$sockstat" -n --json "$text" | jq -r '.sockets[].cookie' | sort >"$tmp/expected"
	"$sockstat" -n --json "$@" | jq -r '.sockets[].cookie' | sort >"$tmp/seen"
	same "$*: as '$text'" "$tmp/expected" "$tmp/seen"
	[ -s "$tmp/seen" ]
	ok "$*: lists a socket" $?
}

case_sets() {
	same_list 'tcp 443 or udp 53' tcp 443 or udp 53
	same_list 'tcp 443 or udp 53' tcp '443 or udp 53'
	same_list 'tcp 443 | udp 53' tcp '443|udp' 53
	same_list '(tcp or udp) and port 53' tcp udp and port 53
	same_list '(tcp or udp) and (port 53 or port 22)' tcp udp '(port 53 or port 22)'
	same_list '(tcp or udp) and port 53' udp tcp port 53 and not comm "'a or b'"
	refuses "at 'and'" tcp and
}

case_protocols() {
	local verb words
	while read -r verb words; do
		# shellcheck disable=SC2086 # the words are operands
		refuses "leave the other protocols out" "$verb" $words
	done <<-'EOF'
		doctor netlink
		doctor unix
		doctor tcp or unix
		events netlink
		events udp
		events port 22 and udp
	EOF
	refuses "the protocols named and the filter leave nothing to list" -t unix
	refuses "the protocols named and the filter leave nothing to list" -t netlink
	refuses "the protocols named and the filter leave nothing to list" udp tcp listen unix
	"$sockstat" doctor inet6 >"$tmp/out" 2>&1
	grep -q 'TCP sockets' "$tmp/out"
	ok "doctor takes a family" $? "$tmp/out"
	"$sockstat" -n --json tcp or netlink | jq -r '.sockets[].proto' | sort -u >"$tmp/seen"
	is "protocols of the filter are added to those of the default" "netlink tcp" \
		"$(tr '\n' ' ' <"$tmp/seen" | sed 's/ $//')"
}

case_hints() {
	is "doctor hints at a mistyped word" "(did you mean LISTEN?)" \
		"$("$sockstat" doctor listne 2>&1 >/dev/null | grep -o '(did.*')"
	is "the first empty listing of -c has the hint" 1 "$(timeout 0.5 "$sockstat" -c 0.05 \
		listne 2>&1 >/dev/null | grep -c 'did you mean LISTEN')"
	is "a field needs a value" "(a field needs a value: port VALUE)" \
		"$("$sockstat" "'port'" 2>&1 >/dev/null | grep -o '(a field.*')"
	can_be_user || { skip "hints beside unseen owners" "no other user here"; return; }
	is "no hint if owners could not be seen" 0 \
		"$(as_user "$sockstat" listne 2>&1 | grep -c 'was taken')"
}

case_narrow() {
	local filter
	for filter in :443 127.0.0.1:80 '[::1]:80'; do
		is "-s $filter is a summary" Sockets \
			"$("$sockstat" -s "$filter" | head -n 1)"
	done
	is "-s TCP:LISTEN selects states" "$("$sockstat" -n --state=TCP:LISTEN)" \
		"$("$sockstat" -n -s TCP:LISTEN)"
	refuses "'--listening' and the filter leave nothing" -l established
	is "the title follows the filter" "Active Internet connections (only servers)" \
		"$("$sockstat" -n tcp listen | head -n 1)"
	"$sockstat" doctor tcp or udp >"$tmp/out" 2>&1
	grep -q "the kernel's counters" "$tmp/out"
	ok "doctor keeps the counters if the filter accepts all" $? "$tmp/out"
	"$sockstat" --doctor -i >"$tmp/out" 2>&1
	grep -q "the kernel's counters" "$tmp/out"
	ok "doctor keeps the counters if -i accepts all" $? "$tmp/out"
	"$sockstat" doctor tcp and port 22 or udp >"$tmp/out" 2>&1
	grep -q 'not the counters' "$tmp/out"
	ok "doctor leaves the counters out if sockets are selected" $? "$tmp/out"
	for filter in 'user root' 'rtt gt 3ms' 'recv_q > 1' 'inode 3'; do
		refuses "--events cannot compare" events --for=1 "$filter"
	done
}

case_events() {
	local watcher
	"$sockstat" events --json 'comm bash and dport 22' >"$tmp/events" 2>"$tmp/err" &
	watcher=$!
	fixtures+=("$watcher")
	await "grep -q start $tmp/events || ! kill -0 $watcher"
	if ! grep -q '"source":"bpf"' "$tmp/events"; then
		kill -INT "$watcher"
		wait "$watcher"
		skip "filters of events on owners" "owners may be unknown without BPF"
		return
	fi
	"$FIXTURES/talk" refused 127.0.0.1 1 >"$tmp/out" 2>&1
	"$FIXTURES/talk" exchange 127.0.0.1 1002 10 10 >"$tmp/out" 2>&1
	bash -c ': </dev/tcp/127.0.0.1/22'
	await "grep -q established $tmp/events"
	kill -INT "$watcher"
	wait "$watcher"
	is "events takes a filter on ports and owners" "bash 22" "$(jq -r 'select(.event ==
		"established") | "\(.owner.command) \(.peer_port)"' "$tmp/events" | sort -u)"
	is "events shows no other connection" 0 "$(jq -r 'select(.peer_port and
		.peer_port != 22).event' "$tmp/events" | wc -l)"
	"$sockstat" events "exe '/x'" >"$tmp/out" 2>&1
	is "events cannot compare executables" 2 $?
}

case_errors() {
	local text status
	while IFS='|' read -r text status; do
		"$sockstat" "$text" >"$tmp/out" 2>"$tmp/err"
		is "$text: exit status" "$status" $?
		is "$text: one line" 1 "$(wc -l <"$tmp/err")"
	done <<-'EOF'
		port 80 and|2
		(22|2
		port nosuch|2
		state nosuch|2
		70000|2
		netns web|2
		rtt gt 3foo|2
		lsten|0
	EOF
	is "the place of an error counts from the first operand" \
		"sockstat: filter: operand 4, character 7, at 'nosuch': no such state" \
		"$("$sockstat" list tcp 22 'state nosuch' 2>&1)"
	is "completion offers verbs" 3 "$(for shell in bash zsh fish; do
		"$sockstat" --completion=$shell | grep -c ' doctor events '; done | grep -c '^1$')"
	is "a name is compared in any case" "(did you mean LISTEN?)" \
		"$("$sockstat" listne 2>&1 >/dev/null | grep -o '(did.*')"
	is "families do not restrict addresses" 127.0.0.1:443 \
		"$("$sockstat" -nH -A inet,unix 127.0.0.1 and 443 | awk '{ print $4 }')"
	is "the place of an error" \
		"sockstat: filter: operand 3, character 7, at 'nosuch': no such state" \
		"$("$sockstat" 22 and "state nosuch" 2>&1)"
	"$sockstat" stat listen 2>&1 | grep -q 'did you mean state'
	ok "the nearest word is shown" $?
}

run_cases
