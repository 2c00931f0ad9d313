#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Why a socket has no owner, where -e asks with -p, and in JSON; and that none is called unowned
# for having come late.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

start states 127.0.0.1 1000 192.0.2.1
"$sockstat" -tanpeH 2>/dev/null >"$tmp/rows"
is "each by its state" \
	"ESTABLISHED -(accept_queue),FIN_WAIT -(closed),SYN_RECV -(handshake),TIME_WAIT -(time_wait)" \
	"$(awk '$NF ~ /^-/ { sub(/[12]$/, "", $6); print $6, $NF }' "$tmp/rows" | LC_ALL=C sort -u | paste -sd,)"
is "an owner needs no reason" "$fixture/fixture" \
	"$(awk '$NF !~ /^-/ { print $NF }' "$tmp/rows" | sort -u)"
is "without -e there is none" 0 "$("$sockstat" -tanpH | grep -c -- '-(')"
is "nor without -p" 0 "$("$sockstat" -tane --layout ss | grep -c no-owner)"
is "in the layout of ss" "accept_queue closed handshake time_wait" \
	"$("$sockstat" -tanpe --layout ss | grep -o 'no-owner:[a-z_]*' | cut -d: -f2 | sort -u | xargs)"
is "in JSON" "accept_queue closed handshake time_wait" \
	"$("$sockstat" -tan --json | jq -r '.sockets[] | .no_owner // empty' | sort -u | xargs)"
ln -s "$sockstat" "$tmp/netstat"
is "called as netstat it is netstat's blank" 0 "$("$tmp/netstat" -tanpe | grep -c -- '-(')"
end_fixture

# on its way from one process to another
program=ends start_as ends flight 127.0.0.1 1100 here
is "in flight" "-(in_flight)" "$("$sockstat" -tlnpeH 2>"$tmp/err" | awk '{ print $NF }')"
is "in flight, in the layout of ss" 1 "$("$sockstat" -tlnpe --layout ss 2>/dev/null | grep -c 'no-owner:in_flight')"
is "the row stands once, with the rest" "127.0.0.1:1100" \
	"$("$sockstat" -tlnpeH 2>/dev/null | awk '{ print $4 }' | xargs)"
is "called by host names, too" 1 "$("$sockstat" -tlpeH 2>/dev/null | grep -c -- '-(in_flight)')"
# the first recvmsg reads the rows and the second their end; further ones are for the reason
rows_without() {
	strace -f -o /dev/null -e trace=recvmsg -e inject=recvmsg:error=ENOMEM:when="$1" \
		"$sockstat" -tlnpeH4 2>"$tmp/err" | awk '{ print $4 }'
}
if is_sanitized || ! strace -o /dev/null true 2>/dev/null; then
	skip "what was read before reading failed" "no strace here"
else
	is "what was read before reading failed" "127.0.0.1:1100" "$(rows_without 2)"
	grep -q 'cannot read sockets: Cannot allocate memory' "$tmp/err"
	ok "and that it did" $? "$tmp/err"
	is "what was read, but not the reason" "127.0.0.1:1100" "$(rows_without 3)"
	grep -q 'cannot read sockets: Cannot allocate memory' "$tmp/err"
	ok "and that it was not" $? "$tmp/err"
fi
end_fixture
is "and no longer" 0 "$("$sockstat" -tlnpeH | wc -l)"

# a socket that came when the processes had been looked at
if "$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpH >"$tmp/rows" 2>/dev/null; then
	is "one look misses who comes late" - "$(awk '{ print $NF }' "$tmp/rows")"
	is "a second look finds it" "late" \
		"$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpeH | awk '{ print $NF }' | sed 's/.*\///')"
	is "in JSON" "late" "$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json | jq -r '.sockets[].owners[].command')"
	is "and nothing is said of it" 0 "$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tlnpe 2>&1 >/dev/null | wc -l)"
	# what had an owner before has it once
	start listener 127.0.0.1 1201
	is "nobody is found twice" "1200 1,1201 1" "$("$FIXTURES/late" 1200 "$sockstat" --owners=proc -tln --json |
		jq -r '.sockets[] | "\(.local_port) \(.owners | length)"' | sort | paste -sd,)"
	end_fixture
else
	skip "a socket that comes late" "system calls cannot be watched"
fi

# the kernel's
is "netlink sockets of the kernel" kernel \
	"$("$sockstat" --netlink -a --json | jq -r '.sockets[] | select(.portid == 0 and .no_owner).no_owner' | sort -u)"
is "in their section" 1 "$("$sockstat" --netlink -apeH | grep -c ' route .* kernel .*-(kernel)' | sed 's/[2-9]/1/')"
if ip link add vxlan9 type vxlan id 9 dstport 4789 2>/dev/null && ip link set vxlan9 up &&
	"$sockstat" -uanH | grep -q :4789; then
	has_rings() {
		readlink /proc/[0-9]*/task/*/fd/* 2>/dev/null | grep -qxF 'anon_inode:[io_uring]'
	}
	word=unseen
	# BPF is denied nothing, but the look for io_urings is
	"$sockstat" --owners=proc -uan --json 2>/dev/null >"$tmp/json"
	[ "$(jq .gaps.processes_denied "$tmp/json")" -ne 0 ] || has_rings ||
		[ "$(readlink /proc/self/ns/pid)" != 'pid:[4026531836]' ] || word=kernel
	# what others have in flight for a moment may be it, for all that is known
	tunnels() {
		"$sockstat" -uan --json 2>/dev/null |
			jq -r '[.sockets[] | select(.local_port == 4789).no_owner] | unique[]'
	}
	await '[ "$(tunnels)" = "$word" ]'
	is "a tunnel's socket" "$word" "$(tunnels)"
	# as if the one that denies access, as the first may even to root, were not there
	mkdir "$tmp/empty"
	if [ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] && mount --bind "$tmp/empty" /proc/1 2>/dev/null &&
		[ "$("$sockstat" -uan --json 2>/dev/null | jq .gaps.processes_denied)" -eq 0 ] && ! has_rings; then
		await '[ "$(tunnels)" = kernel ]'
		is "where none denies access" "-(kernel)" "$("$sockstat" -uanpeH 2>/dev/null |
			awk '/:4789/ { print $NF }' | sort -u)"
		if "$FIXTURES/late" -1200 "$sockstat" --owners=proc -tlnpeH >"$tmp/rows" 2>/dev/null; then
			is "what was closed meanwhile may have been anybody's" "-(unseen)" \
				"$(awk '/:1200/ { print $NF }' "$tmp/rows")"
		else
			skip "what was closed meanwhile" "system calls cannot be watched"
		fi
		program=ends start_as ends flight 127.0.0.1 1100 here
		is "unless one is in flight, for all that is known" "-(in_flight)" "$("$sockstat" -uanpeH 2>/dev/null |
			awk '/:4789/ { print $NF }' | sort -u)"
		end_fixture
		program=ends start_as ends flight 127.0.0.1 1100 elsewhere
		is "be it in a queue of another network namespace" "-(in_flight)" "$("$sockstat" -uanpeH 2>/dev/null |
			awk '/:4789/ { print $NF }' | sort -u)"
		end_fixture
		# held by a process all the same, and no descriptor tells by which
		if "$FIXTURES/ring" 2>/dev/null; then
			program=ring start_as ring 1400
			for source in proc bpf; do
				"$sockstat" --owners=$source -tlnpeH >"$tmp/rows" 2>"$tmp/err" || continue
				is "$source: what is registered with an io_uring may be anybody's" "-(unseen)" \
					"$(awk '/:1400/ { print $NF }' "$tmp/rows")"
				is "$source: and so may any other" "-(unseen)" \
					"$("$sockstat" --owners=$source -uanpeH 2>/dev/null | awk '/:4789/ { print $NF }' | sort -u)"
			done
			end_fixture
			await '[ "$(tunnels)" = kernel ]'
			is "and no longer" kernel "$(tunnels)"
		else
			skip "what is registered with an io_uring" "no io_uring here"
		fi
	else
		skip "where none denies access" "some do, or have an io_uring"
	fi
	umount /proc/1 2>/dev/null
	# what is outside cannot be seen
	if unshare --pid --fork --mount-proc true 2>/dev/null; then
		is "from within a pid namespace" unseen "$(unshare --pid --fork --mount-proc "$sockstat" -uan --json 2>/dev/null |
			jq -r '[.sockets[] | select(.local_port == 4789).no_owner] | unique[]')"
	fi
	ip link delete vxlan9
else
	skip "a tunnel's socket" "no vxlan"
fi

if can_be_user; then
	start listener 127.0.0.1 1300
	is "not permitted" "-(not_permitted)" "$(as_user "$sockstat" -tlnpeHq | awk '{ print $NF }')"
	is "in JSON" not_permitted "$(as_user "$sockstat" -tlnq --json | jq -r '.sockets[].no_owner')"
else
	skip "not permitted" "no other user to be"
fi
