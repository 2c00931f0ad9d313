#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --netns: the sockets of several network namespaces.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mount -t tmpfs none /run
mkdir -p /run/netns
unpriv=(setpriv --reuid 65534 --clear-groups --bounding-set -all --inh-caps -all)
inode_of() {
	stat -Lc %i "$1"
}

# make_space NAME: makes a namespace with a name, where loopback is up
make_space() {
	touch "/run/netns/$1"
	unshare "--net=/run/netns/$1" ip link set lo up
}
make_space web1
make_space web2
make_space '12'
make_space $'a b\n'
make_space cni-1
cat >"$tmp/inside" <<EOF
#!/bin/sh
exec nsenter --net=/run/netns/web1 "$FIXTURES/fixture" "\$@"
EOF
chmod 755 "$tmp/inside"
FIXTURES=$tmp program=inside start_as fixture listener 127.0.0.1 8001 datagrams 127.0.0.1 53 \
	taken 127.0.0.1 8003
web=$fixture
web_inode=$(inode_of /run/netns/web1)

# list FLAG...: stores rows in $tmp/rows, messages in $tmp/err, and $status
list() {
	"$sockstat" "$@" >"$tmp/rows" 2>"$tmp/err"
	status=$?
}

# rows: prints the lines on standard input without the column Netns, sorted
rows() {
	sed -E 's/ +(host|web1|[0-9]{10}|[^ ]*\/[0-9]+) +$//; s/ +$//' | sort
}

# spaces_hold MODE...: starts the helper, and stores what it prints in $tmp/spaces
spaces_hold() {
	mkfifo "$tmp/spaces.in"
	"$FIXTURES/spaces" "$@" <"$tmp/spaces.in" >"$tmp/spaces" &
	spaces=$!
	fixtures+=("$spaces")
	exec {spaces_in}>"$tmp/spaces.in"
	await "grep -q '^ready' $tmp/spaces"
}

case_one() {
	local word
	nsenter --net=/run/netns/web1 "$sockstat" -tuxanH | rows >"$tmp/expected"
	for word in web1 /run/netns/web1 "$web" "$web_inode" "/proc/$web/ns/net"; do
		list -tuxanH --netns="$word"
		is "--netns=WORD ends with 0" 0 "$status"
		rows <"$tmp/rows" >"$tmp/seen"
		same "--netns=WORD lists the same sockets as the program inside" \
			"$tmp/expected" "$tmp/seen"
	done
	[ "$(wc -l <"$tmp/expected")" -ge 3 ]
	ok "there are sockets" $?
	list -tlnp --netns=web1
	grep -qE "127.0.0.1:8001 .*LISTEN +web1 +$web/" "$tmp/rows"
	ok "the namespace and the owner are shown" $? "$tmp/rows"
	list -tlnH --netns=own
	is "the own namespace is not that one" 0 "$(grep -c web1 "$tmp/rows")"
	list -tlnH --netns=web1 --netns=12 --netns=$'a b\n' --netns=cni-1
	is "several words, of which some name an empty namespace" "0 1" \
		"$status $(wc -l <"$tmp/rows")"
	list -tlnH --netns=nosuch
	is "a word that names nothing" 3 "$status"
	grep -q "no network namespace 'nosuch'" "$tmp/err"
	ok "a word that names nothing is reported" $? "$tmp/err"
	ln -s "$sockstat" "$tmp/ss"
	is "ss -N lists the namespace" 127.0.0.1:8001 \
		"$("$tmp/ss" -N web1 -Htln | awk '{ print $4 }')"
}

case_all() {
	list -tunaH --netns
	awk '$NF == "web1"' "$tmp/rows" | rows >"$tmp/seen"
	nsenter --net=/run/netns/web1 "$sockstat" -tunaH | rows >"$tmp/expected"
	same "all namespaces: those of web1 are complete" "$tmp/expected" "$tmp/seen"
	list -tnaH --netns --pid "$web"
	is "--pid looks through all namespaces" \
		"$(nsenter --net=/run/netns/web1 "$sockstat" -tnaH --pid "$web" | wc -l)" \
		"$(grep -c web1 "$tmp/rows")"
	list -nH --netns -i TCP:8001 --layout netstat
	is "-i looks through all namespaces" yes \
		"$(awk '/:8001/ && /web1/ { print "yes"; exit }' "$tmp/rows")"
	list -tnaH --netns netns web1 and sport 8001
	is "a filter compares the name" yes \
		"$(awk '!/ web1 *$/ { bad = 1 } END { print NR && !bad ? "yes" : "no" }' \
			"$tmp/rows")"
	list -tnaH --netns "netns = $web_inode"
	is "a filter compares the inode" "$(wc -l <"$tmp/expected")" \
		"$(($(wc -l <"$tmp/rows") + $(grep -c ^udp "$tmp/expected")))"
	"$sockstat" -tlnp --json --netns=web1 | jq -r '.sockets[] |
		[.netns, .netns_name, (.netns_cookie | length), .owners[0].pid] | @text' \
		>"$tmp/json"
	is "CSV" "$web_inode,web1" "$("$sockstat" -tlnpH --csv --netns=web1 |
		cut -d, -f16- | sort -u)"
	list -tlnH --netns=web1 --columns netns,netns_name,netns_cookie --sort=-netns_name
	is "--columns and --sort take the fields of the namespace" 1 \
		"$(grep -cE "^$web_inode web1 +[0-9a-f]{16}\$" "$tmp/rows")"
	is "JSON" "[$web_inode,\"web1\",16,$web]" "$(cat "$tmp/json")"
}

# held FLAG...: checks that namespaces are found in each way
held() {
	local mode inode port
	spaces_hold thread fd socket "mount:$tmp/mounted" flight
	"$sockstat" -an --json --tcp --netlink --netns "$@" 2>"$tmp/err" |
		jq -r '.sockets[] | "\(.netns) \(.proto) \(.local_port // 0)"' | sort -u \
		>"$tmp/found"
	while read -r mode inode port; do
		[ "$mode" != ready ] || continue
		# without the kernel's list, this one is not found
		[ "$mode" != flight ] || ! grep -q 'namespaces may be missing' "$tmp/err" ||
			continue
		grep -q "^$inode netlink" "$tmp/found"
		ok "a namespace is found that is held by: $mode" $? "$tmp/err"
		[ "$port" -eq 0 ] || grep -qx "$inode tcp $port" "$tmp/found"
		ok "its listener is listed: $mode" $? "$tmp/found"
	done <"$tmp/spaces"
	exec {spaces_in}>&-
	wait "$spaces"
	umount "$tmp/mounted"
	rm "$tmp/spaces.in" "$tmp/spaces" "$tmp/mounted"
}

case_held() {
	held
}

case_held_without_bpf() {
	held --owners=proc
}

case_peer() {
	local a=/run/netns/web1 b=/run/netns/web2
	nsenter --net=$a ip link add v0 type veth peer name v1 netns web2
	nsenter --net=$a ip address add 10.9.0.1/24 dev v0
	nsenter --net=$b ip address add 10.9.0.2/24 dev v1
	nsenter --net=$a ip link set v0 up
	nsenter --net=$b ip link set v1 up
	spaces_hold joined $a $b 10.9.0.2
	list -tnpH --netns --peer sport 9001 or dport 9001
	if grep -q 'namespaces may be missing' "$tmp/err"; then
		skip "--peer in another namespace" "not all namespaces can be seen"
	else
		is "--peer finds the other end in another namespace" \
			"web1 $spaces/ $spaces/ web2 $spaces/ $spaces/" \
			"$(awk '/EST/ { print $7, $8, $9 }' "$tmp/rows" | sort |
				sed 's/[^ /]*spaces//g' | xargs)"
	fi
	list -tnpH --netns=web1 --peer sport 9001 or dport 9001
	is "not all namespaces: no other end" - "$(awk '/EST/ { print $9 }' "$tmp/rows")"
	exec {spaces_in}>&-
	wait "$spaces"
	rm "$tmp/spaces.in" "$tmp/spaces"
}

case_plain_user() {
	if ! is_first_root; then
		skip "as a plain user" "not root of the first user namespace"
		return
	fi
	"${unpriv[@]}" "$sockstat" -tunlH --netns="$web" >"$tmp/seen" 2>"$tmp/err"
	is "a plain user sees the listeners" 127.0.0.1:8001,127.0.0.1:53 \
		"$(awk '{ print $4 }' "$tmp/seen" | paste -sd,)"
	"${unpriv[@]}" "$sockstat" -tlnH --netns=web1 >"$tmp/seen" 2>"$tmp/err"
	is "an empty namespace of a plain user is a gap" 3 $?
	grep -q 'network namespace cannot be entered (need root or CAP_SYS_ADMIN)' "$tmp/err"
	ok "the gap is said" $? "$tmp/err"
}

case_churn() {
	local i bad=0
	"$FIXTURES/spaces" churn 80 >/dev/null &
	fixtures+=("$!")
	# shellcheck disable=SC2034 # counts
	for i in {1..20}; do
		list -tlnH --netns
		[ "$(grep -c '127.0.0.1:8001 .*web1 *$' "$tmp/rows")" -eq 1 ] || bad=1
		# root of a user namespace may enter few of the others
		is_first_root && grep -vE '(denies|deny) access: network' "$tmp/err" >&2 &&
			bad=1
	done
	ok "namespaces come and go: none that stays is missing, no message" $bad "$tmp/err"
}

case_refused() {
	local words
	while read -r words; do
		# shellcheck disable=SC2086
		"$sockstat" $words >"$tmp/out" 2>"$tmp/err"
		is "refused: $words" "2 1" "$? $(wc -l <"$tmp/err")"
	done <<-EOF
		--netns --doctor
		--netns --events
		--netns -s
		--netns -c
		--netns --layout ss
		--netns dev lo
		--netns --sockets=tables
		netns web1
		--netns=
	EOF
}

run_cases
