#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# JSON has the place and time of the listing, and distinguishes different names.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

inode=$(stat -Lc %i /proc/self/ns/net)
boot=$(cat /proc/sys/kernel/random/boot_id)
hostname=$(uname -n)

# object WORD...: stores the outer object of a listing, or the first object of several, in
# $tmp/json
object() {
	before=$(date +%s)
	"$sockstat" --json "$@" 2>"$tmp/err" | head -n "${lines:-100000}" >"$tmp/json"
	after=$(date +%s)
}

case_objects() {
	for words in "-tan" "-s" "--doctor -c 0.01" "--events --for 0.01 --owners=proc"; do
		lines=100000
		[ "${words#--events}" = "$words" ] || lines=1
		# shellcheck disable=SC2086 # several words
		object $words
		is "$words: JSON has host, boot and network namespace" "$hostname $boot $inode" \
			"$(jq -r '"\(.host) \(.boot_id) \(.netns_inode)"' "$tmp/json")"
		jq -e --argjson before "$before" --argjson after "$after" \
			'.time | sub("\\.[0-9]{6}Z$"; "Z") | fromdate | . >= $before and . <= $after' \
			"$tmp/json" >"$tmp/out"
		ok "$words: JSON has the time of the listing" $? "$tmp/json"
		jq -r .netns_cookie "$tmp/json" >>"$tmp/cookies"
	done
	if [ "$(printf '5.14\n%s\n' "$(uname -r)" | sort -V | head -1)" = 5.14 ]; then
		is "all listings have the same cookie of the network namespace" "4 1" \
			"$(grep -cE '^[0-9a-f]{16}$' "$tmp/cookies") $(sort -u "$tmp/cookies" | wc \
			-l)"
		unshare --net "$sockstat" --json -tan 2>/dev/null | jq -r .netns_cookie \
			>>"$tmp/cookies"
		is "another network namespace has another cookie" \
			2 "$(sort -u "$tmp/cookies" | wc -l)"
	else
		skip "cookies of network namespaces" "an older kernel"
	fi
	# In a user namespace the file belongs to another user.
	if unshare --uts sh -c ': >>/proc/sys/kernel/hostname' 2>/dev/null; then
		is "a host name that is not UTF-8 is added as hexadecimal digits" \
			"61ff" "$(unshare --uts sh -c \
			"printf 'a\\377' >/proc/sys/kernel/hostname 2>/dev/null; exec '$sockstat' --json -tan" 2>/dev/null |
			jq -r .host_hex)"
	else
		skip "a host name that is not UTF-8" "it cannot be set here"
	fi
	mount -t tmpfs none /proc/sys
	lines=100000
	object -tan
	is "a key whose value cannot be read is left out" "false $hostname" \
		"$(jq -r '"\(has("boot_id")) \(.host)"' "$tmp/json")"
	umount /proc/sys
}

# hex TEXT: prints its bytes as hexadecimal digits
hex() {
	printf '%b' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# Names that could look alike: bytes that are not UTF-8 and U+FFFD, abstract names and paths
# that look like them.
case_names() {
	cd "$tmp" || exit
	names=()
	for name in '\0377' '\0376' '\0357\0277\0275' 'x' '@x' '\0000x' '\0000@x' '\0000x\0000' \
		'\0000\0377' \
		'\0000\0000' '\0303('; do
		names+=("$(hex "$name")")
	done
	program=names start_as names "${names[@]}"
	# The name is the value of its key, or the bytes under the key with _hex; an abstract
	# name has no leading NUL there.
	"$sockstat" -xan --json 2>/dev/null >"$tmp/json"
	jq -r --argjson pid "$fixture" '.sockets[] | select(any(.owners[]; .pid == $pid)) |
		if has("abstract") then "00 \(.abstract_hex // ("=" + (.abstract | @base64)))"
		else "- \(.path_hex // ("=" + (.path | @base64)))" end' "$tmp/json" |
		while read -r first name; do
			[ "${name#=}" = "$name" ] ||
				name=$(echo "${name#=}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
			echo "${first#-}$name"
		done >"$tmp/names"
	is "each name can be recovered from JSON" \
		"$(printf '%s\n' "${names[@]}" | LC_ALL=C sort | xargs)" \
		"$(LC_ALL=C sort "$tmp/names" | xargs)"
	is "different names are different in JSON" "${#names[@]}" \
		"$(jq -c --argjson pid "$fixture" '[.sockets[] |
		select(any(.owners[]; .pid == $pid)) | {path, path_hex, abstract, abstract_hex}] |
		unique | length' "$tmp/json")"
	is "JSON contains no NUL" 0 "$(grep -c 'u0000' "$tmp/json")"
	end_fixture
	cp "$FIXTURES/names" "$tmp/$(printf 'c\377')"
	FIXTURES=$tmp program=$(printf 'c\377') start_as "$(printf 'argv\376')" "$(hex y)"
	"$sockstat" -xanb --json 2>/dev/null |
		jq -r --argjson pid "$fixture" '.sockets[].owners[] | select(.pid == $pid) |
			"\(.command_hex) \(.executable_hex)"' >"$tmp/out"
	is "bytes of commands and executables are added as hexadecimal digits" \
		"$(hex 'argv\0376') $(hex "$tmp/c\\0377")" \
		"$(cat "$tmp/out")"
	end_fixture
}

# The keys v6only and interface.
case_fields() {
	start listener 127.0.0.1 2100
	"$sockstat" -tln --json >"$tmp/json"
	is "an IPv4 socket has no key v6only" false \
		"$(jq '.sockets[] | select(.local_port == 2100) | has("v6only")' "$tmp/json")"
	end_fixture
	start listener :: 2101
	"$sockstat" -tln --json >"$tmp/json"
	is "v6only of an IPv6 listener is a boolean" boolean \
		"$(jq -r '.sockets[] | select(.local_port == 2101).v6only | type' "$tmp/json")"
	end_fixture
}

run_cases
