#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A process ends while it is looked at, and another gets its number: nothing is said of the one
# that is true of the other.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

export VICTIM=$tmp/victim

# reused PATH PORT WORD...: the listing with these words, numbers of processes by name. VICTIM is
# the number of two, one after the other.
reused() {
	local path=$1 port=$2
	shift 2
	timeout 30 unshare --pid --fork --mount-proc "$FIXTURES/reused" "$path" "$port" \
		"$sockstat" -q "$@" >"$tmp/rows" 2>"$tmp/err"
	echo $? >"$tmp/status"
	sed "s/\\b$(cat "$VICTIM")\\b/VICTIM/; s/\\b$(($(cat "$VICTIM") + 1))\\b/KEEPER/" \
		"$tmp/rows"
}
# owners PATH PORT WORD...: of the first port, one after the other
owners() {
	reused "$@" | awk -v a="127.0.0.1:${2#[-q]}" '$4 == a { print $NF }' | sed \
		's/[0-9]*\/[^,]*reused,//'
	[ "$(cat "$tmp/status")" -eq 0 ] || echo "status $(cat "$tmp/status")"
}

reused %u/cmdline 1000 --owners=proc -tlnpH >/dev/null
if [ "$(cat "$tmp/status")" -ne 0 ]; then
	skip "numbers that are used again" "$(head -1 "$tmp/err")"
	exit
fi

sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"
for source in $sources; do
	# its holder has ended, and is none any more
	for words in -tanp -ptln; do
		is "$source, $words: the process that has ended is not listed, nor is that of its number" \
			"KEEPER/keeper" "$(owners %u/cmdline 1000 --owners="$source" -H $words)"
	done
	is "$source: in the layout of lsof" "KEEPER keeper" \
		"$(reused %u/comm 1000 --owners="$source" -tln --layout lsof | awk \
		'/:1000/ { print $2, $1 }')"
	reused %u/cmdline 1000 --owners="$source" -tln --json >/dev/null
	is "$source: in JSON" "keeper" \
		"$(jq -r '.sockets[] | select(.local_port == 1000).owners[].command' "$tmp/rows")"
	is "$source: the later process that holds the socket is its owner" \
		"VICTIM/impostor,KEEPER/keeper" \
		"$(owners %u/cmdline -1000 --owners="$source" -tanpH)"
	is "$source: the socket is not selected by the name of the later process" "" \
		"$(owners "$([ "$source" = proc ] && echo comm || echo %u/comm)" 1000 \
		--owners="$source" -tlnpH --command impostor)"
done
is "the selected process has no field of another process" "" \
	"$(reused fd 1000 --owners=proc -tlnpH --command victim)"
is "the process ended at the intended moment" 0 "$(cat "$tmp/status")"
