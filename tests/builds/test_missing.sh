#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# If something is missing, make says so in one line before it compiles anything. Warnings are
# errors for make check, and in a directory where it was run, but not for plain make.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# names PACKAGES ARGUMENT...: checks that one line names the packages, and that nothing is made
names() {
	local packages=$1
	shift
	if env PKG_CONFIG_LIBDIR="${libdir-$(pkg-config --variable pc_path pkg-config)}" \
		make O="$tmp/out" "$@" >"$tmp/log" 2>&1; then
		ok "make $* fails" 1
	fi
	[ "$(wc -l <"$tmp/log")" -eq 1 ] && grep \
		-qF "missing Debian packages: $packages (" "$tmp/log" &&
		[ ! -e "$tmp/out" ]
	ok "make names $packages" $? "$tmp/log"
}
# lacking HEADER: makes a compiler that does not find the header
lacking() {
	printf '#!/bin/sh\ncase "$*" in *%s*) exit 1 ;; esac\nexec gcc "$@"\n' "$1" >"$tmp/cc"
	chmod 755 "$tmp/cc"
}
names gcc CC=/nowhere/gcc
names clang-19 CC=/nowhere/clang-19
names musl-tools CC=/nowhere/musl-gcc
names gcc-aarch64-linux-gnu CC=/nowhere/aarch64-linux-gnu-gcc
names pkg-config PKG_CONFIG=/nowhere/pkg-config
names "gcc pkg-config" CC=/nowhere/gcc PKG_CONFIG=/nowhere/pkg-config \
	PKG_CONFIG_FOR_BUILD=/nowhere/pkg-config
libdir=/nowhere names "libmnl-dev libcap-dev libc-ares-dev libseccomp-dev"
libdir=/nowhere names "libmnl-dev libcap-dev libc-ares-dev libseccomp-dev libcmocka-dev" check
# A cross build takes libraries of the other machine, which make deps does not install.
ln -s "$(command -v gcc)" "$tmp/aarch64-linux-gnu-gcc"
PKG_CONFIG_LIBDIR=/nowhere make O="$tmp/out" CC="$tmp/aarch64-linux-gnu-gcc" \
	PKG_CONFIG_FOR_BUILD=true >"$tmp/log" 2>&1
[ "$(wc -l <"$tmp/log")" -eq 1 ] && grep -qF "missing Debian packages: libmnl-dev:arm64 \
libcap-dev:arm64 libc-ares-dev:arm64 (see tests/builds/README.md)" "$tmp/log"
ok "make names the libraries of arm64" $? "$tmp/log"
lacking skel_internal.h
names libbpf-dev CC="$tmp/cc"
lacking stdio.h
names libc6-dev CC="$tmp/cc"
lacking skel_internal.h
make CC="$tmp/cc" BPF=0 O="$tmp/out" "$tmp/out/src/lib/owner/bpf_iter_open.o" >"$tmp/log" 2>&1
ok "make BPF=0 does without libbpf-dev" $? "$tmp/log"
rm -rf "$tmp/out"
for target in clean help; do
	make CC=/nowhere/gcc PKG_CONFIG=/nowhere/pkg-config O="$tmp/out" -n $target >"$tmp/log" 2>&1
	ok "make $target does without all of them" $? "$tmp/log"
done

# compiled ARGUMENT...: prints the number of compiled files, and how many of them with -Werror
compiled() {
	make -n V=1 O="$tmp/out" "$@" >"$tmp/log" 2>&1
	grep -E -- ' -c -o [^ ]*\.o [^ ]*\.c$' "$tmp/log" | awk \
		'/ -Werror / { n++ } END { print NR, n + 0 }'
}
read -r all strict <<<"$(compiled)"
[ "$all" -gt 100 ] && [ "$strict" -eq 0 ]
ok "make takes no warning for an error" $? "$tmp/log"
read -r all strict <<<"$(compiled check)"
[ "$all" -gt 200 ] && [ "$strict" -eq "$all" ]
ok "make check takes each for one" $? "$tmp/log"

# makes ARGUMENT...: prints what is compiled for one object
object=$tmp/out/src/lib/util/parse.o
makes() {
	make O="$tmp/out" "$@" "$object" | grep -c '  CC '
}
[ "$(makes) $(makes) $(makes WERROR=-Werror) $(makes)" = "1 0 1 0" ]
ok "an object is compiled anew for the first make check, not for the make after that" $?
[ "$(makes CFLAGS=-O0)" -eq 1 ]
ok "an object is compiled anew for other flags" $?
