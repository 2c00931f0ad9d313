#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The reason why a socket has no owner, with -e and -p and in JSON; a socket that appears late
# is not reported without owner.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

case_states() {
	start states 127.0.0.1 1000 192.0.2.1
	"$sockstat" -tanpeH 2>/dev/null >"$tmp/rows"
	is "each socket without owner has the reason of its state" \
		"ESTABLISHED -(accept_queue),FIN_WAIT -(closed),SYN_RECV -(handshake),TIME_WAIT -(time_wait)" \
		"$(awk '$NF ~ /^-/ { sub(/[12]$/, "", $6); print $6, $NF }' "$tmp/rows" | LC_ALL=C \
		sort -u | paste -sd,)"
	is "a socket with an owner has no reason" "$fixture/fixture" \
		"$(awk '$NF !~ /^-/ { print $NF }' "$tmp/rows" | sort -u)"
	is "no reason is shown without -e" 0 "$("$sockstat" -tanpH | grep -c -- '-(')"
	is "no reason is shown without -p" 0 "$("$sockstat" -tane --layout ss | grep -c no-owner)"
	is "the layout of ss shows the reasons" "accept_queue closed handshake time_wait" \
		"$("$sockstat" -tanpe --layout ss | grep -o 'no-owner:[a-z_]*' | cut -d: -f2 |
		sort -u | xargs)"
	is "JSON has the reasons" "accept_queue closed handshake time_wait" \
		"$("$sockstat" -tan --json | jq -r '.sockets[] | .no_owner // empty' | sort -u |
		xargs)"
	ln -s "$sockstat" "$tmp/netstat"
	is "called as netstat, no reason is shown" 0 "$("$tmp/netstat" -tanpe | grep -c -- '-(')"
	end_fixture
}

# A socket in flight is in the queue of a unix socket, sent by one process and not yet received.
case_in_flight() {
	program=ends start_as ends flight 127.0.0.1 1100 here
	is "the owner of a socket in flight is unknown" "-(unknown)" \
		"$("$sockstat" -tlnpeH 2>"$tmp/err" | awk '{ print $NF }')"
	is "the layout of ss shows the owner of a socket in flight as unknown" 1 \
		"$("$sockstat" -tlnpe --layout ss 2>/dev/null | grep -c 'no-owner:unknown')"
	grep -q 'owner of 1 socket unknown; not looked at: .*queues of unix sockets' "$tmp/err"
	ok "the note names what was not examined" $? "$tmp/err"
	is "JSON names what was not examined" "io_uring kernel system_calls unix_queues" \
		"$("$sockstat" -tln --json 2>/dev/null |
		jq -r '.sockets[].not_looked_at - ["mappings", "processes", "pid_namespaces"] |
		sort | join(" ")')"
	is "the socket in flight is listed once" "127.0.0.1:1100" \
		"$("$sockstat" -tlnpeH 2>/dev/null | awk '{ print $4 }' | xargs)"
	is "a listing with host names shows the reason too" 1 \
		"$("$sockstat" -tlpeH 2>/dev/null | grep -c -- '-(unknown)')"
	# The first recvmsg reads the rows, and the second their end.
	rows_without() {
		strace -f -o /dev/null -e trace=recvmsg -e inject=recvmsg:error=ENOMEM:when="$1" \
			"$sockstat" -tlnpeH4 2>"$tmp/err" | awk '{ print $4 }'
	}
	if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
		skip "rows that were read before an error are listed" "no strace here"
	else
		is "rows that were read before an error are listed" "127.0.0.1:1100" \
			"$(rows_without 2)"
		grep -q 'cannot read sockets: Cannot allocate memory' "$tmp/err"
		ok "the error is reported" $? "$tmp/err"
	fi
	end_fixture
	is "the socket in flight ends with its process" 0 "$("$sockstat" -tlnpeH | wc -l)"
}

# A socket that appears after the processes were inspected.
case_late() {
	if "$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpH >"$tmp/rows" 2>/dev/null; then
		is "one search misses the owner of a socket that appears late" \
			- "$(awk '{ print $NF }' "$tmp/rows")"
		is "a second search finds the owner of a socket that appears late" "late" \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpeH | awk \
			'{ print $NF }' | sed 's/.*\///')"
		is "JSON has the owner of a socket that appears late" \
			"late" "$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json |
			jq -r '.sockets[].owners[].command')"
		is "no note is printed about a socket that appears late" 0 \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpe 2>&1 >/dev/null |
			wc -l)"
		# An owner found by the first search is not repeated.
		start listener 127.0.0.1 1201
		is "no owner is listed twice" "1200 1,1201 1" \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json |
			jq -r '.sockets[] | "\(.local_port) \(.owners | length)"' | sort | paste \
			-sd,)"
		end_fixture
	else
		skip "a socket that appears late" "system calls cannot be watched"
	fi
}

# Sockets of the kernel.
case_kernel() {
	is "netlink sockets of the kernel have the reason kernel" kernel \
		"$("$sockstat" --netlink -a --json | jq \
		-r '.sockets[] | select(.portid == 0 and .no_owner).no_owner' | sort -u)"
	is "the section of netlink sockets shows the reason kernel" \
		1 "$("$sockstat" --netlink -apeH | grep \
		-c ' route .* kernel .*-(kernel)' | sed 's/[2-9]/1/')"
	if ip link add vxlan9 type vxlan id 9 dstport 4789 2>/dev/null && ip link set vxlan9 up &&
		"$sockstat" -uanH | grep -q :4789; then
		tunnels() {
			"$@" -uan --json 2>/dev/null |
				jq -r '[.sockets[] | select(.local_port == 4789).no_owner] |
				unique[]'
		}
		is "the owner of a tunnel's socket is unknown" unknown "$(tunnels "$sockstat")"
		# Processes outside the pid namespace are not visible.
		if unshare --pid --fork --mount-proc true 2>/dev/null; then
			is "the owner of a tunnel's socket is unknown inside a pid namespace" \
				unknown \
				"$(tunnels unshare --pid --fork --mount-proc "$sockstat")"
			start listener 127.0.0.1 1250
			is "JSON names processes outside the pid namespace as not examined" \
				true \
				"$(unshare --pid --fork --mount-proc "$sockstat" -tln --json \
				2>/dev/null |
				jq '.sockets[].not_looked_at | contains(["pid_namespaces"])')"
			end_fixture
		fi
		ip link delete vxlan9
	else
		skip "a tunnel's socket" "no vxlan"
	fi
}

case_closed_meanwhile() {
	if "$FIXTURES/late" -1200 "$sockstat" --owners=proc -tlnpeH >"$tmp/rows" 2>/dev/null; then
		is "a socket that was closed during the listing has an unknown owner" \
			"-(unknown)" \
			"$(awk '/:1200/ { print $NF }' "$tmp/rows")"
	else
		skip "a socket that was closed during the listing" \
			"system calls cannot be watched"
	fi
}

case_user() {
	if can_be_user; then
		start listener 127.0.0.1 1300
		is "root's socket has the reason not_permitted for a user" "-(not_permitted)" \
			"$(as_user "$sockstat" -tlnpeHq | awk '{ print $NF }')"
		is "JSON has the reason not_permitted for a user" not_permitted \
			"$(as_user "$sockstat" -tlnq --json | jq -r '.sockets[].no_owner')"
	else
		skip "reasons for an unprivileged user" "no other user to be"
	fi
}

run_cases
