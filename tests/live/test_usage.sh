#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Spellings of options, exit statuses, pipes and repeated listings.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1 states ::1 1000 2001:db8::1 \
	datagrams 127.0.0.1 1000 datagrams ::1 1000

# spelt NAME EXPECTED-ARGUMENTS SEEN-ARGUMENTS: checks that two spellings print the same
spelt() {
	# Timers run, and queues may change in between.
	for _ in $(seq 50); do
		# shellcheck disable=SC2086
		"$sockstat" $1 >"$tmp/expected"
		# shellcheck disable=SC2086
		"$sockstat" $2 >"$tmp/seen"
		# Each listing has the netlink socket of its own process.
		sed -i '/^netlink.* sock_diag /d' "$tmp/expected" "$tmp/seen"
		sed -i -E 's/(on|keepalive|timewait|probe) \(.*/\1/' "$tmp/expected" "$tmp/seen"
		cmp -s "$tmp/expected" "$tmp/seen" && break
	done
	same "$2 prints the same as $1" "$tmp/expected" "$tmp/seen"
	[ "$(wc -l <"$tmp/seen")" -gt 3 ]
	ok "$2 lists at least two sockets" $?
}

# Spellings of netstat on Windows.
case_spellings() {
	spelt "-anpt" "-na -p tcp"
	spelt "-anpt4" "-na -p tcpv4"
	spelt "-anpt6" "-na -p tcpv6"
	spelt "-anpt6" "-na -p tcp6"
	spelt "-anpu" "-na -p udp"
	spelt "-anpu6" "-na -p udpv6"
	spelt "-anpu6" "-na -p UDP6"
	spelt "-a -n --executable" "-na -b"
	spelt "-a -n --executable --timers" "-na -bo"
	# Spellings of netstat on Linux, bundled in any order.
	spelt "--program --tcp --listening --numeric" "-ptln"
	spelt "-ptln" "-nltp"
	spelt "-ptln" "-t -l -n -p"
	spelt "-ptln" "--prog --tcp --list --numeric"
	spelt "-tn4" "-tn -f inet"
	spelt "-tn6" "-tn -A inet6"
	spelt "-tan" "-tan --family=inet,inet6"
	spelt "-tuan" "-an tcp udp"
	spelt "-tan6" "-tan tcpv6"
	spelt "-an tcp6 udp4" "-ant udp4 tcp6"
	spelt "-tanW" "-tan"
	spelt "-ane --numeric" "-a --extend --numeric-hosts --numeric-ports --numeric-users"
}

case_options() {
	is "-H prints neither title nor header" \
		"$("$sockstat" -tan | tail -n +3 | cut -c-70 | wc -l)" \
		"$("$sockstat" -tanH | wc -l)"
	is "an operand selects a protocol" "tcp tcp6" \
		"$("$sockstat" -anH tcp | awk '{ print $1 }' | sort -u | xargs)"
	is "without a protocol all protocols are listed" "netlink tcp tcp6 udp udp6 udpl udpl6" \
		"$("$sockstat" -anH | awk '{ print $1 }' | sort -u | xargs)"
	version=$("$sockstat" -V)
	grep -qxE 'sockstat [0-9.]+' <<<"${version%%$'\n'*}"
	ok "-V begins with name and version" $?
	# The BPF loader has symbols if it was built in; a sanitizer excludes the sandbox.
	bpf=- sandbox=+
	nm "$sockstat" | grep -q ' task_file_bpf__' && bpf=+
	is_sanitized && sandbox=-
	is "-V names the optional features" \
		"${bpf}bpf ${bpf}tables ${sandbox}seccomp ${sandbox}landlock" \
		"${version#*$'\n'}"
	"$sockstat" -i :22 --pid 1 --help | grep -q -- '--fail-empty'
	ok "--help lists the options" $?
}

# fails STATUS WORD ARGUMENT...: checks the status, and that only one line with WORD is printed
fails() {
	local status=$1 word=$2
	shift 2
	"$sockstat" "$@" >"$tmp/out" 2>"$tmp/err"
	is "$* ends with $status" "$status" $?
	[ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$word" "$tmp/err"
	ok "$* prints one line with $word" $? "$tmp/err"
}

case_wrong() {
	fails 2 "'-z'" -tzn
	fails 2 "'--nothing'" --nothing
	fails 2 "'--all=3'" --all=3
	fails 2 "'bogus'" -f bogus
	fails 2 "'-f'" -tn -f
	fails 2 "'never'" --continuous=never
	fails 2 "'-1'" --resolve-timeout=-1
	fails 2 "ambiguous option '--numeric-'" --numeric-
	fails 2 "'-4'" -4 tcp6
	fails 2 "'-4'" -4t tcp6
	fails 2 "'99999'" -tc 5 99999
	fails 2 "ambiguous option '--n'" --n
	fails 2 '\x1b' "$(printf -- '--\033[2J')"
}

case_statuses() {
	"$sockstat" -tan >/dev/null
	is "a listing ends with 0" 0 $?
	"$sockstat" -tlnH -f inet >/dev/null
	is "a listing without header ends with 0" 0 $?
	nothing() {
		unshare --net "$sockstat" -tln "$@"
	}
	nothing >"$tmp/out"
	is "an empty listing ends with 0" 0 $?
	is "an empty listing has title and header" 2 "$(wc -l <"$tmp/out")"
	nothing --fail-empty >/dev/null
	is "--fail-empty ends an empty listing with 1" 1 $?
	nothing --json | jq -e '.sockets == []' >/dev/null
	ok "JSON of an empty listing has an empty array" $?
	"$sockstat" --fail-empty -tln >/dev/null
	is "--fail-empty ends a listing with rows with 0" 0 $?
}

# Output that cannot be written, or is not read to the end.
case_unwritable() {
	"$sockstat" -tan 2>"$tmp/err" >/dev/full
	is "a full disk ends a listing with 3" 3 $?
	grep -q 'No space left' "$tmp/err"
	ok "a full disk is reported" $?
	"$sockstat" --json 2>/dev/null >/dev/full
	is "a full disk ends --json with 3" 3 $?
	"$sockstat" --help 2>/dev/null >/dev/full
	is "a full disk ends --help with 3" 3 $?
	"$sockstat" -tan 2>/dev/null >&-
	is "a closed stdout ends a listing with 3" 3 $?
	"$sockstat" -tan <&- 2>&- | grep -q LISTEN
	ok "a closed stdin and stderr do not matter" $?
	for trap in '' 'trap "" PIPE;'; do
		bash -c "$trap"' "$1" -tan --continuous=0.01 2>"$2" | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}' \
			bash "$sockstat" "$tmp/err" >"$tmp/out"
		is "a reader that closes the pipe ends -c with 0 (${trap:-SIGPIPE})" \
			0 "$(cat "$tmp/out")"
		is "a reader that closes the pipe gets no message" "" "$(cat "$tmp/err")"
	done

	states=$fixture
}

# A pipe that another process made non-blocking, and a slow reader.
case_nonblocking() {
	start load 2000 1
	"$FIXTURES/nonblock" "$sockstat" -tan >"$tmp/out" 2>"$tmp/err"
	is "a full non-blocking pipe is waited for" 0 $?
	is "a full non-blocking pipe loses no row" \
		"$("$sockstat" -tan | wc -l)" "$(wc -l <"$tmp/out")"
	end_fixture
	fixture=$states
}

# Repeated listings.
case_continuous() {
	: >"$tmp/out"
	"$sockstat" -tln --continuous=0.05 >"$tmp/out" &
	await '[ "$(grep -c '\''^Active'\'' "$tmp/out")" -ge 3 ]'
	kill -INT $!
	wait $!
	is "SIGINT ends -c with 0" 0 $?
	is "SIGINT does not cut a listing" \
		0 "$(($(wc -l <"$tmp/out") % $("$sockstat" -tln | wc -l)))"
	: >"$tmp/out"
	"$sockstat" --json -tn --continuous=0.05 >"$tmp/out" &
	await '[ "$(grep -c schema "$tmp/out")" -ge 3 ]'
	kill -INT $!
	wait $!
	is "SIGINT ends --json -c with 0" 0 $?
	jq -e . "$tmp/out" >/dev/null
	ok "SIGINT does not cut an object" $?
	: >"$tmp/out"
	"$sockstat" -tlnc 0.1 >"$tmp/out" &
	await '[ "$(grep -c '\''^Active'\'' "$tmp/out")" -ge 2 ]'
	kill -INT $!
	wait $!
	is "SIGINT ends -c with an interval" 0 $?
}

# JSON is one object, with every field of its type and every owner.
case_json() {
	"$sockstat" --json -tan >"$tmp/json"
	jq -e '.schema == 2 and (.sockets | length > 5) and all(.sockets[];
		(.proto, .family, .state, .local_address, .peer_address, .timer, .cookie |
		type == "string")
		and (.local_port, .peer_port, .recv_q, .send_q, .uid, .inode, .timer_ms,
		.retransmits,
		     .probes | type == "number") and (.owners | type == "array"))' "$tmp/json" \
		>/dev/null
	ok "JSON fields have their types" $? "$tmp/json"
	is "JSON has all states" \
		"CLOSE CLOSE_WAIT CLOSING ESTABLISHED FIN_WAIT1 FIN_WAIT2 LAST_ACK LISTEN SYN_RECV SYN_SENT TIME_WAIT" \
		"$(jq -r '.sockets[].state' "$tmp/json" | sort -u | xargs)"
	is "JSON has the owner" "$fixture fixture" \
		"$(jq -r '.sockets[] | select(.state == "LISTEN").owners[] |
		"\(.pid) \(.command)"' "$tmp/json" | sort -u)"
	is "JSON has no executable without -b" "null" \
		"$(jq '.sockets[0].owners[0].executable' "$tmp/json")"
	is "JSON has the executable with -b" "\"$(readlink "/proc/$fixture/exe")\"" \
		"$("$sockstat" --json -tlnb | jq '.sockets[0].owners[0].executable')"
	jq -e '.gaps | has("processes_denied") and has("interrupted")' "$tmp/json" >/dev/null
	ok "JSON has the gaps" $?
}

# Without /proc there are sockets without owners.
case_no_proc() {
	if is_sanitized; then
		skip "no /proc" "LeakSanitizer needs it"
		exit
	fi
	mount -t tmpfs none /proc 2>/dev/null || umount -l /proc
	"$sockstat" -tlnp >"$tmp/out" 2>"$tmp/err"
	is "owners without /proc end with 3" 3 $?
	grep -q '/proc' "$tmp/err"
	ok "the message without /proc names it" $?
	"$sockstat" -tln | grep -q LISTEN
	ok "sockets are listed without /proc" $?
}

run_cases
