#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A process ends while it is inspected, and another gets its number: facts of one process are
# not attributed to the other.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

export VICTIM=$tmp/victim

# reused PATH PORT WORD...: prints a listing in which the pids are replaced by names; VICTIM
# stands for the pid that two processes have one after the other
reused() {
	local path=$1 port=$2
	shift 2
	timeout 30 unshare --pid --fork --mount-proc "$FIXTURES/reused" "$path" "$port" \
		"$sockstat" -q "$@" >"$tmp/rows" 2>"$tmp/err"
	echo $? >"$tmp/status"
	sed "s/\\b$(cat "$VICTIM")\\b/VICTIM/; s/\\b$(($(cat "$VICTIM") + 1))\\b/KEEPER/" \
		"$tmp/rows"
}
# owners PATH PORT WORD...: prints the owners of the first port
owners() {
	reused "$@" | awk -v a="127.0.0.1:${2#[-q]}" '$4 == a { print $NF }' | sed \
		's/[0-9]*\/[^,]*reused,//'
	[ "$(cat "$tmp/status")" -eq 0 ] || echo "status $(cat "$tmp/status")"
}

reused %u/cmdline 1000 --owners=proc -tlnpH >/dev/null
if [ "$(cat "$tmp/status")" -ne 0 ]; then
	skip "reused pids" "$(head -1 "$tmp/err")"
	exit
fi

sources=proc
"$sockstat" --owners=bpf -tlnp >/dev/null 2>&1 && sources="proc bpf"
for source in $sources; do
	# The process that held the socket has ended.
	for words in -tanp -ptln; do
		is "$source, $words: neither the ended process nor its successor is shown" \
			"KEEPER/keeper" "$(owners %u/cmdline 1000 --owners="$source" -H $words)"
	done
	is "$source: the layout of lsof shows the remaining owner only" "KEEPER keeper" \
		"$(reused %u/comm 1000 --owners="$source" -tln --layout lsof | awk \
		'/:1000/ { print $2, $1 }')"
	reused %u/cmdline 1000 --owners="$source" -tln --json >/dev/null
	is "$source: JSON shows the remaining owner only" "keeper" \
		"$(jq -r '.sockets[] | select(.local_port == 1000).owners[].command' "$tmp/rows")"
	is "$source: a successor that holds the socket is shown" \
		"VICTIM/impostor,KEEPER/keeper" \
		"$(owners %u/cmdline -1000 --owners="$source" -tanpH)"
	is "$source: --command does not match by the name of the successor" "" \
		"$(owners "$([ "$source" = proc ] && echo comm || echo %u/comm)" 1000 \
		--owners="$source" -tlnpH --command impostor)"
done
is "the row of a selected process has no data of its successor" "" \
	"$(reused fd 1000 --owners=proc -tlnpH --command victim)"
is "the process ended at the intended moment" 0 "$(cat "$tmp/status")"
