#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The program is compiled and linked without a warning by gcc -O3, clang -O3 and musl-gcc, without
# debug information, which no warning depends on and which takes a fifth of the time.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# builds NAME ARGUMENT...: runs make with the arguments, with warnings as errors
builds() {
	local name=$1
	shift
	make "$jobs" O="$tmp/out" WERROR=-Werror "$@" >"$tmp/log" 2>&1
	ok "$name" $? "$tmp/log"
}

# runs NAME FEATURES: checks that the program starts, and has these features
runs() {
	"$tmp/out/sockstat" --version >"$tmp/version" 2>&1
	[ "$(tail -n 1 "$tmp/version")" = "$2" ]
	ok "$1 makes a program that runs" $? "$tmp/version"
	rm -rf "$tmp/out"
}

builds "gcc -O3 BPF=0" CC=gcc CFLAGS=-O3 BPF=0 && runs "gcc -O3 BPF=0" \
	"-bpf -tables +seccomp +landlock"
if command -v clang >/dev/null; then
	builds "clang -O3" CC=clang CFLAGS=-O3 && runs "clang -O3" "+bpf +tables +seccomp +landlock"
else
	skip clang "no clang"
fi

# Debian has no libraries built for musl. The program is compiled with the headers of the
# libraries for glibc, which contain no types of the C library that differ, and linked with
# these libraries: that fails if the program uses a function that neither they nor musl have.
# The result cannot be run. It is not optimized, because the warnings of the optimizer are those
# of gcc -O3 above.
musl() {
	local header

	mkdir -p "$tmp/include/sys" "$tmp/lib"
	for header in linux asm asm-generic libmnl bpf sys/capability.h ares.h ares_build.h \
		ares_dns.h \
		ares_nameser.h ares_rules.h ares_version.h ares_dns_record.h; do
		for directory in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
			[ ! -e "$directory/$header" ] || ln -s "$directory/$header" \
				"$tmp/include/$header"
		done
	done
	for library in libmnl libcap libcares; do
		ln -s "$(gcc -print-file-name=$library.so)" "$tmp/lib/"
	done
	builds "musl-gcc, with the other libraries for glibc" CC=musl-gcc CFLAGS=-O0 \
		CPPFLAGS="-isystem $tmp/include" \
		LDFLAGS="-L$tmp/lib -Wl,--allow-shlib-undefined"
	readelf -d "$tmp/out/sockstat" >"$tmp/log" 2>&1
	grep -q 'NEEDED.*\[libc\.so\]' "$tmp/log" && ! grep -q 'NEEDED.*\[libc\.so\.6\]' "$tmp/log"
	ok "musl is the C library of the program" $? "$tmp/log"
}
if command -v musl-gcc >/dev/null; then
	musl
else
	skip musl-gcc "no musl-tools"
fi
