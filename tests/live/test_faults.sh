#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Allocations fail one by one, and system calls fail one by one: each run ends like the
# undisturbed run, or with status 3 and a message. Every FAULTS_STRIDE-th fault is tried, and
# the first of each kind; make faults tries all.
# shellcheck source-path=SCRIPTDIR source=lib.sh
# In a pid namespace, so that no other process begins or ends meanwhile.
if [ -n "${IN_NAMESPACE-}" ] && [ -z "${IN_PIDS-}" ]; then
	IN_PIDS=1 exec unshare --pid --fork --mount-proc "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"

stride=${FAULTS_STRIDE-60}
# Output that changes by itself.
ignored=(-i '[0-9]+ms$' -i '"interval_ms":[0-9]+' -i '^[0-9:.]+ ' -i '"time":"[-0-9T:.]+Z"'
	-i '.*whole machine.*]$' -i '"of_machine":true,"value":[0-9]+')

is_first_root || ignored+=(-i '"processes_denied":[0-9]+')

# The sanitizer makes these calls itself, and aborts if they fail.
if is_sanitized; then
	ignored+=(-x mmap -x mremap -x mprotect -x clone -x prctl -x sched_getaffinity -x prlimit64)
	# regcomp(3) of the C library leaks memory when an allocation fails.
	printf 'leak:%s\n' re_node_set_init_copy regcomp >"$tmp/leaks"
	export LSAN_OPTIONS=suppressions=$tmp/leaks:print_suppressions=0
fi

start listener 127.0.0.1 1000 listener ::1 1000 bound 127.0.0.1 123 bound ::1 123
start load 5 8
# Names that are found without a server outside.
{
	echo "127.0.0.1 localhost"
	echo "::1 localhost6"
	for i in 1 2 3 4 5 6 7 8; do
		echo "127.0.1.$i host$i.example"
	done
} >"$tmp/hosts"
mount --bind "$tmp/hosts" "$(realpath /etc/hosts)"
ln -s sockstat "$tmp/ss"
ln -s sockstat "$tmp/lsof"
cd "$tmp" || exit 1

kinds=(memory calls pieces)
"$FIXTURES/faults" "${ignored[@]}" -s 1000 calls "$FIXTURES/faulty.so" "$sockstat" --version \
	>"$tmp/out" 2>&1
if [ $? -eq 125 ]; then
	cat "$tmp/out"
	skip "failing system calls" "no seccomp notifications"
	kinds=(memory pieces)
fi

# Each line: options of the fixture faults, the program and its arguments.
while read -r line; do
	case $line in
	\#*) continue ;;
	*owners=bpf*) "$sockstat" -tlnp --owners=bpf >/dev/null 2>&1 || continue ;;
	esac
	options=()
	while [[ $line == -* ]]; do
		options+=("${line%% *}")
		line=${line#* }
	done
	for kind in "${kinds[@]}"; do
		# shellcheck disable=SC2086 # several words
		timeout 1200 "$FIXTURES/faults" "${ignored[@]}" -s "$stride" "${options[@]}" \
			"$kind" \
			"$FIXTURES/faulty.so" $line >"$tmp/out" 2>&1
		status=$?
		ok "$line: $(tail -n 1 "$tmp/out")" $status "$tmp/out"
	done
done <<'LINES'
./sockstat -tanp --owners=proc
./sockstat -tanp --owners=bpf
./sockstat -tuanpe
./sockstat -tlnp --peer
./sockstat -tuanpb
# where the hosts file cannot be read DNS is asked, by sockets that others would list
-j1 ./sockstat -tua --json -p
-j1 ./sockstat -tua
./sockstat -tuae --numeric-hosts
./sockstat -tan --tcp-info
./sockstat -tuanm --layout ss
./sockstat -nP -i
-a ./sockstat -nP -i -Fpcn
./sockstat -nP --pid 1 -i :1000
./sockstat -tan --json -i @127.0.0.1
./sockstat -tan -i @host3.example
-j1 ./sockstat -s
-j1 ./sockstat -s --json
-r2 ./sockstat -tanp -c 0.02
-j1 ./sockstat --doctor -c 0.02
-j1 ./sockstat --doctor --json -c 0.02
./sockstat --events --for 0.02 --owners=bpf
./sockstat --events --for 0.02 --owners=proc --json
./ss -tlnp sport = :1000 or dport = :ssh
./ss -tanpe ( sport = :1000 or dst 10.0.0.0/8 )
./ss -xa autobound
-a ./lsof -nP -a -iTCP -c fix -c /fixt/ -u root
-a ./lsof -t -i:1000
./sockstat --completion bash
./sockstat --help
./sockstat --explain CLOSE_WAIT
./sockstat --nosuchthing
LINES
