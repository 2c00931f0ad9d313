#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Units and containers of the owners of sockets: fixtures in cgroups of the kernel, and state files
# of container runtimes.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

id=3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f8698
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
made=()

# enter CGROUP PID: moves a process into a cgroup, which is made
enter() {
	local part path=$cgroups
	for part in ${1//\// }; do
		path=$path/$part
		[ -d "$path" ] && continue
		mkdir "$path" || return
		made=("$path" "${made[@]}")
	done
	echo "$2" >"$path/cgroup.procs"
}

leave() {
	local path
	end_fixtures 0
	for path in "${made[@]}"; do
		await "rmdir '$path' 2>/dev/null || [ ! -d '$path' ]"
	done
	finish
}
trap leave EXIT

# put CGROUP PORT: starts a listener in a cgroup
put() {
	start listener 127.0.0.1 "$2"
	enter "$1" "$fixture"
}

# The name of a cgroup has the pid of the test, because others may use the same hierarchy.
slice=sockstat$$.slice
if [ -z "$cgroups" ] || ! enter "$slice" 0 2>/dev/null || ! echo $$ >"$cgroups/cgroup.procs"; then
	made=("${made[@]:0:0}")
	skip "containers" "no cgroup can be made"
	exit 0
fi
# The state files below /var/lib and /run are those of this mount namespace.
mount -t tmpfs state /var/lib && mount -t tmpfs state /run || exit 1

state() {
	mkdir -p "${1%/*}" && printf '%s' "$2" >"$1"
}
state /var/lib/docker/containers/${id}01/config.v2.json \
	'{"Name":"/web","Config":{"Labels":{"a":"b"}}}'
state /var/lib/containers/storage/overlay-containers/containers.json \
	"[{\"id\":\"${id}02\",\"names\":[\"db\"]}]"
state /run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}03/config.json \
	'{"annotations":{"io.kubernetes.cri.container-name":"app","io.kubernetes.cri.sandbox-name":
		"front-1","io.kubernetes.cri.sandbox-namespace":"shop"}}'
put $slice/docker-${id}01.scope 8001
put $slice/libpod-${id}02.scope/container 8002
put $slice/kubepods-pod74ba62da_1a3d_11e7_bb11_080027cb0e22.slice/cri-containerd-${id}03.scope 8003
put $slice/a@b.service 8005
put $slice/docker-${id}06.scope 8006

mkfifo "$tmp/hold"

# finds FILTER PORT...: the filter lists the listeners at these ports
finds() {
	local filter=$1
	shift
	is "$filter" "$*" "$("$sockstat" -Htnl --layout ss "$filter" 2>"$tmp/err" |
		awk '{ sub(/.*:/, "", $5); print $5 }' | sort | paste -sd ' ')"
}

case_filter() {
	finds 'container web' 8001
	finds "container ${id:0:16}" 8001 8002 8003 8006
	finds 'container db and port 8000-9000' 8002
	finds 'container app' 8003
	finds 'pod front-1' 8003
	finds 'pod shop/front-1' 8003
	finds 'pod 74ba62da-1a3d-11e7-bb11-080027cb0e22' 8003
	finds 'unit a@b.service' 8005
	finds "unit docker-${id}01.scope" 8001
	finds "cgroup '/$slice/libpod-*'" 8002
	# The container at port 8006 has no state file and may have any name.
	"$sockstat" -tnl 'container web' >/dev/null 2>"$tmp/err"
	grep -q '1 socket' "$tmp/err"
	ok "a container without a known name is reported" $? "$tmp/err"
}

case_shown() {
	"$sockstat" -tnl --container | awk '$4 ~ /:80/ { sub(/.*:/, "", $4); print $4, $7 }' |
		sort >"$tmp/seen"
	cat >"$tmp/expected" <<-END
		8001 web
		8002 db
		8003 shop/front-1/app
		8005 -
		8006 docker:${id:0:12}
	END
	same "the column Container" "$tmp/expected" "$tmp/seen"
	is "JSON" "{\"runtime\":\"docker\",\"id\":\"${id}01\",\"name\":\"web\"}" \
		"$("$sockstat" -tnlp --json :8001 | jq -c '.sockets[].owners[].container')"
}

# shows NAME OPTIONS [AWK]: the listing of the named containers has the lines of standard input, of
# which awk may print a part
shows() {
	cat >"$tmp/expected"
	# shellcheck disable=SC2086 # options
	"$sockstat" -tnlH $2 'port 8001-8003' | awk "${3:-1}" | sort >"$tmp/seen"
	same "$1" "$tmp/expected" "$tmp/seen"
}

case_layouts() {
	shows "layout ss" "--layout ss --unit --container" '{ print $(NF - 1), $NF }' <<-END
		unit:cri-containerd-${id}03.scope container:shop/front-1/app
		unit:docker-${id}01.scope container:web
		unit:libpod-${id}02.scope container:db
	END
	shows "layout lsof" "--layout lsof --unit --container" '{ print $4, $5 }' <<-END
		cri-containerd-${id}03.scope shop/front-1/app
		docker-${id}01.scope web
		libpod-${id}02.scope db
	END
	shows "layout screen" "--layout screen --container" '{ print $NF }' <<-END
		db
		shop/front-1/app
		web
	END
	shows "CSV" "--csv --columns local_port,unit,container,pod,cgroup" <<-END
		8001,docker-${id}01.scope,web,,/$slice/docker-${id}01.scope
		8002,libpod-${id}02.scope,db,,/$slice/libpod-${id}02.scope/container
		8003,cri-containerd-${id}03.scope,app,front-1,/$slice/kubepods-pod74ba62da_1a3d_11e7_bb11_080027cb0e22.slice/cri-containerd-${id}03.scope
	END
	shows "--group" "--group pod,container" '{ print $1, $2, $3 }' <<-END
		- db 1
		- web 1
		front-1 app 1
	END
	is "--sort" "8003 8002 8001" "$("$sockstat" -tnlH --columns local_port --sort container \
		'port 8001-8003' | paste -sd ' ')"
}

# Connections of a container are named in --events --json as in a listing.
case_events() {
	local client
	"$sockstat" --events --json -n :8001 --for 30 --count 2 >"$tmp/events" 2>"$tmp/err" &
	local watcher=$!
	await '[ -s "$tmp/events" ]' || return
	bash -c 'read -r; exec 3<>/dev/tcp/127.0.0.1/8001; read -r' <"$tmp/hold" &
	client=$!
	exec {hold}>"$tmp/hold"
	enter $slice/docker-${id}01.scope $client
	echo >&"$hold"
	wait $watcher
	exec {hold}>&-
	wait $client
	is "--events --json" "web a docker-${id}01.scope" \
		"$(jq -r 'select(.side == "client") | .owner |
		"\(.container.name) a \(.unit)"' "$tmp/events" | head -n 1)"
}

# The name of a rootless container is in the command line of the parent of its first process.
case_conmon() {
	cp "$(command -v bash)" "$tmp/conmon"
	cat >"$tmp/script" <<-END
		"$FIXTURES/fixture" listener 127.0.0.1 8004 <&0 &
		echo \$! >"$tmp/child"
		wait
	END
	FIXTURES=$tmp program=conmon start_as conmon "$tmp/script" -c ${id}04 -n relay
	enter $slice/user@1.service/libpod-${id}04.scope "$(cat "$tmp/child")"
	finds 'container relay' 8004
	end_fixture
}

run_cases
