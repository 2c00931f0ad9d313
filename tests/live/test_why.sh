#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Why a socket has no owner, where -e asks with -p, and in JSON; and that none is called unowned
# for having come late.
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
	is "without -e no reason is shown" 0 "$("$sockstat" -tanpH | grep -c -- '-(')"
	is "without -p no reason is shown" 0 "$("$sockstat" -tane --layout ss | grep -c no-owner)"
	is "in the layout of ss" "accept_queue closed handshake time_wait" \
		"$("$sockstat" -tanpe --layout ss | grep -o 'no-owner:[a-z_]*' | cut -d: -f2 |
		sort -u | xargs)"
	is "in JSON" "accept_queue closed handshake time_wait" \
		"$("$sockstat" -tan --json | jq -r '.sockets[] | .no_owner // empty' | sort -u |
		xargs)"
	ln -s "$sockstat" "$tmp/netstat"
	is "called as netstat no reason is shown" 0 "$("$tmp/netstat" -tanpe | grep -c -- '-(')"
	end_fixture
}

# On its way from one process to another: the queue of a unix socket holds it.
case_in_flight() {
	program=ends start_as ends flight 127.0.0.1 1100 here
	is "a socket in flight" "-(unknown)" \
		"$("$sockstat" -tlnpeH 2>"$tmp/err" | awk '{ print $NF }')"
	is "a socket in flight, in the layout of ss" 1 \
		"$("$sockstat" -tlnpe --layout ss 2>/dev/null | grep -c 'no-owner:unknown')"
	grep -q 'owner of 1 socket unknown; not looked at: .*queues of unix sockets' "$tmp/err"
	ok "the note names what was not looked at" $? "$tmp/err"
	is "in JSON" "io_uring kernel system_calls unix_queues" \
		"$("$sockstat" -tln --json 2>/dev/null |
		jq -r '.sockets[].not_looked_at - ["mappings", "processes", "pid_namespaces"] |
		sort | join(" ")')"
	is "the row is listed once, with the others" "127.0.0.1:1100" \
		"$("$sockstat" -tlnpeH 2>/dev/null | awk '{ print $4 }' | xargs)"
	is "a listing with host names has the reason too" 1 \
		"$("$sockstat" -tlpeH 2>/dev/null | grep -c -- '-(unknown)')"
	# The first recvmsg reads the rows and the second their end.
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
	is "the socket is gone with its process" 0 "$("$sockstat" -tlnpeH | wc -l)"
}

# a socket that came when the processes had been looked at
case_late() {
	if "$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpH >"$tmp/rows" 2>/dev/null; then
		is "one look misses a socket that comes late" - "$(awk '{ print $NF }' "$tmp/rows")"
		is "a second look finds it" "late" \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpeH | awk \
			'{ print $NF }' | sed 's/.*\///')"
		is "in JSON" "late" "$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json |
			jq -r '.sockets[].owners[].command')"
		is "no note is printed" 0 \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpe 2>&1 >/dev/null |
			wc -l)"
		# what had an owner before has it once
		start listener 127.0.0.1 1201
		is "no owner is found twice" "1200 1,1201 1" \
			"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json |
			jq -r '.sockets[] | "\(.local_port) \(.owners | length)"' | sort | paste \
			-sd,)"
		end_fixture
	else
		skip "a socket that comes late" "system calls cannot be watched"
	fi
}

# the kernel's
case_kernel() {
	is "netlink sockets of the kernel" kernel \
		"$("$sockstat" --netlink -a --json | jq \
		-r '.sockets[] | select(.portid == 0 and .no_owner).no_owner' | sort -u)"
	is "in their section" 1 "$("$sockstat" --netlink -apeH | grep \
		-c ' route .* kernel .*-(kernel)' | sed 's/[2-9]/1/')"
	if ip link add vxlan9 type vxlan id 9 dstport 4789 2>/dev/null && ip link set vxlan9 up &&
		"$sockstat" -uanH | grep -q :4789; then
		tunnels() {
			"$@" -uan --json 2>/dev/null |
				jq -r '[.sockets[] | select(.local_port == 4789).no_owner] |
				unique[]'
		}
		is "a tunnel's socket" unknown "$(tunnels "$sockstat")"
		# Processes outside the pid namespace cannot be seen.
		if unshare --pid --fork --mount-proc true 2>/dev/null; then
			is "from within a pid namespace" unknown \
				"$(tunnels unshare --pid --fork --mount-proc "$sockstat")"
			start listener 127.0.0.1 1250
			is "JSON names the pid namespace" true \
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
		is "a socket that was closed meanwhile" "-(unknown)" \
			"$(awk '/:1200/ { print $NF }' "$tmp/rows")"
	else
		skip "a socket that was closed meanwhile" "system calls cannot be watched"
	fi
}

case_user() {
	if can_be_user; then
		start listener 127.0.0.1 1300
		is "a user may not look at root's processes" "-(not_permitted)" \
			"$(as_user "$sockstat" -tlnpeHq | awk '{ print $NF }')"
		is "in JSON" not_permitted \
			"$(as_user "$sockstat" -tlnq --json | jq -r '.sockets[].no_owner')"
	else
		skip "a user may not look at root's processes" "no other user to be"
	fi
}

run_cases
