# SPDX-License-Identifier: GPL-2.0-or-later
VERSION := 0.1.0

PREFIX  ?= /usr/local
DESTDIR ?=
bindir := $(DESTDIR)$(PREFIX)/bin
mandir := $(DESTDIR)$(PREFIX)/share/man/man8
completions := $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions/sockstat \
               zsh/site-functions/_sockstat fish/vendor_completions.d/sockstat.fish)

CC         ?= cc
PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g
SANITIZE   ?= 0
FUZZ       ?= 0
V          ?= 0
# O: the directory of another build, program included, as of another compiler
O          ?=
build      := $(or $(O),build/plain)
ifneq ($(SANITIZE),0)
build      := $(or $(O),build/sanitize)
endif
ifneq ($(FUZZ),0)
build      := $(or $(O),build/fuzz)
endif
program    := $(if $(filter-out build/plain,$(build)),$(build)/)sockstat

# Warnings are errors for developers: once check or lint has been made in a build directory,
# they stay errors there, so that the next make does not compile everything again.
WERROR     ?= $(if $(filter check check-builds lint,$(MAKECMDGOALS))$(shell \
              grep -s -- ' -Werror ' $(build)/flags),-Werror)

# Owners and events by BPF, from the skeletons below src, which gcc compiles; BPF=0 leaves them
# out. make bpf makes the skeletons anew.
BPF        ?= 1
BPF_CLANG  ?= clang
BPFTOOL    ?= $(or $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool),bpftool)
skeletons  := src/lib/owner/task_file.lskel.h src/lib/events/trace_all.lskel.h src/lib/events/trace_states.lskel.h \
              src/lib/tables/tcp_walk.lskel.h src/lib/netns/ring.lskel.h

# The filters of system calls are made by a program that runs while building. CC_FOR_BUILD is
# its compiler, also where CC compiles for another machine or another C library.
CC_FOR_BUILD ?= $(if $(shell command -v cc 2>/dev/null),cc,$(CC))
PKG_CONFIG_FOR_BUILD ?= pkg-config
sandbox    := $(build)/sandbox
machine     = $(firstword $(subst -, ,$(shell $(1) -dumpmachine)))
arch        = $(filter-out $(call machine,$(CC_FOR_BUILD)),$(call machine,$(CC)))

comma      := ,

# make V=1 shows the commands
say_0       = @printf '  %-5s %s\n' $(1) $@ &&
say         = $(say_$(V))

build_packages := gcc make pkg-config libc6-dev libmnl-dev libcap-dev libc-ares-dev libseccomp-dev libbpf-dev
check_packages := libcmocka-dev
libs       := libmnl libcap libcares
test_libs  := $(libs) cmocka

# The Debian packages of what is missing, asked before anything is compiled.
compiler   := $(notdir $(lastword $(filter-out -%,$(CC))))
compiler_package := $(patsubst %-gcc,gcc-%,$(patsubst musl-gcc,musl-tools,$(patsubst cc,gcc,$(compiler))))
# A cross build takes the libraries of the machine it is for.
library_arch := $(if $(filter aarch64-%,$(compiler)),:arm64)
define list_missing
includes() { $(CC) $(CPPFLAGS) $(CFLAGS) -E -include $$1 -x c -o /dev/null /dev/null; }; \
if $(CC) --version; then \
	includes stdio.h || echo libc6-dev$(library_arch) >&3; \
	$(if $(filter-out 0,$(BPF)),! includes stdio.h || includes bpf/skel_internal.h || echo libbpf-dev >&3;) \
else echo $(compiler_package) >&3; fi; \
if $(PKG_CONFIG) --version; then \
	$(PKG_CONFIG) --exists libmnl || echo libmnl-dev$(library_arch) >&3; \
	$(PKG_CONFIG) --exists libcap || echo libcap-dev$(library_arch) >&3; \
	$(PKG_CONFIG) --exists libcares || echo libc-ares-dev$(library_arch) >&3; \
else echo pkg-config >&3; fi; \
! $(PKG_CONFIG_FOR_BUILD) --version || $(PKG_CONFIG_FOR_BUILD) --exists libseccomp || echo libseccomp-dev >&3 \
$(if $(filter check,$(MAKECMDGOALS)),; ! $(PKG_CONFIG) --version || $(PKG_CONFIG) --exists cmocka || echo libcmocka-dev$(library_arch) >&3)
endef
ifneq ($(filter-out bpf bpf-tools clean deps format help uninstall,$(or $(MAKECMDGOALS),all)),)
missing    := $(shell { $(list_missing); } 3>&1 >/dev/null 2>&1)
ifneq ($(missing),)
$(error missing Debian packages: $(missing) $(if $(library_arch),(see \
	tests/builds/README.md),(make deps installs all that it takes to build)))
endif
endif

flags      := -std=gnu11 -pthread -Wall -Wextra $(WERROR) -D_GNU_SOURCE -Iinclude -Isrc/lib -Isrc/tool \
              -DSOCKSTAT_VERSION='"$(VERSION)"' $(if $(filter-out 0,$(BPF)),-DSOCKSTAT_BPF) \
              -isystem $(sandbox) -MMD -MP -fPIE -ffile-prefix-map=$(CURDIR)=.
# each where the compiler has it, together with the CFLAGS; of FORTIFY_SOURCE the best level
takes       = $(shell $(CC) -Werror $(CFLAGS) $(1) -include stdio.h -x c -c -o /dev/null /dev/null \
              2>/dev/null && echo '$(1)')
fortify     = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(1)
hardening  := $(foreach flag,-fstack-protector-strong -fstack-clash-protection \
              -fcf-protection=full -mbranch-protection=standard,$(call takes,$(flag)))
ifeq ($(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),)
hardening  += $(or $(call takes,$(call fortify,3)),$(call takes,$(call fortify,2)))
endif
ldflags    := -pie -Wl,-z,relro -Wl,-z,now
ifneq ($(SANITIZE),0)
hardening  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
# For make fuzz, which sets it: the targets with libFuzzer in place of a driver of ours.
ifneq ($(FUZZ),0)
hardening  := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all \
              -fno-omit-frame-pointer
fuzzer     := -fsanitize=fuzzer
endif
cflags     := $(flags) $(hardening) $(shell $(PKG_CONFIG) --cflags $(libs) 2>/dev/null) $(CFLAGS)

sources := $(sort $(filter-out %.bpf.c %.gen.c,$(wildcard src/*/*.c src/*/*/*.c)))
objects := $(sources:%.c=$(build)/%.o)
library := $(filter-out $(build)/src/tool/main.o,$(objects))
archive := $(build)/library.a
units   := $(patsubst tests/unit/%.c,$(build)/tests/unit/%,$(wildcard tests/unit/test_*.c))
fuzzers := $(patsubst tests/fuzz/%.c,$(build)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
helpers := $(patsubst tests/live/%.c,$(build)/tests/live/%,$(wildcard tests/live/*.c))
preload := $(build)/tests/live/faulty.so
shared  := $(if $(filter-out build/plain,$(build)),$(build)/)libsockstat.so
bench   := $(build)/tests/bench
benches := $(addprefix $(bench)/,bench load rawdump connections)
checked := $(filter-out $(skeletons),$(wildcard include/*.h src/*/*.[ch] src/*/*/*.[ch] tests/unit/*.[ch] \
                    tests/live/*.[ch] tests/bench/*.[ch] tests/fuzz/*.[ch] tests/preload/*.[ch]))

all: $(program) ## ./sockstat, the default

libsockstat.so: ## the library, see include/sockstat.h; it is not yet stable

# The library: position independent objects of src/lib in a folder of their own.
$(build)/shared/%.o: %.c $(build)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(subst -fPIE,-fPIC,$(cflags)) -fvisibility=hidden $(CPPFLAGS) -c -o $@ $<

$(shared): $(patsubst %.c,$(build)/shared/%.o,$(filter src/lib/%,$(sources)))
	$(call say,LINK) $(CC) $(subst -fPIE,-fPIC,$(cflags)) -shared -Wl,-soname,libsockstat.so \
		$(if $(filter 0,$(SANITIZE)),-Wl$(comma)-z$(comma)defs) -Wl,-z,relro -Wl,-z,now $(LDFLAGS) -o $@ $^ \
		$$($(PKG_CONFIG) --libs libmnl)

# The program that tests the library, linked with it.
$(build)/tests/live/library: $(build)/tests/live/library.o $(shared)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ -Wl,-rpath,$(abspath $(dir $(shared)))

$(program): $(filter-out $(build)/src/lib/sockstat.o,$(objects))
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(libs))

# Little-endian and of 64 bits, as what is compiled for; kernel/has_bpf.h leaves them out elsewhere.
define make_skeleton
	@printf '  %-5s %s\n' BPF $(1).lskel.h
	@$(BPF_CLANG) -target bpfel -mcpu=v3 -ffreestanding -std=gnu11 -O2 -g -Iinclude -Isrc/lib -Isrc/tool -Wall -Wextra -Werror \
		-ffile-prefix-map=$(CURDIR)=. $(3) -c -o build/bpf/$(notdir $(1)).o $(2)
	@$(BPFTOOL) gen object build/bpf/$(notdir $(1)).linked.o build/bpf/$(notdir $(1)).o
	@$(BPFTOOL) gen skeleton -L build/bpf/$(notdir $(1)).linked.o name $(notdir $(1))_bpf >build/bpf/$(notdir $(1)).h
	@sed '1a /* Made by make bpf of $(2): $(bpf_tools) */\n#pragma GCC system_header' \
		build/bpf/$(notdir $(1)).h >build/bpf/$(notdir $(1)).lskel.h
	@mv build/bpf/$(notdir $(1)).lskel.h $(1).lskel.h

endef

# The bytes depend on the versions of these, not on the directory.
bpf_tools   = clang $(shell $(BPF_CLANG) -dumpversion), $(shell $(BPFTOOL) version | sed -n 's/.*bpftool v/bpftool /p'), \
              libbpf-dev $(shell $(PKG_CONFIG) --modversion libbpf)

bpf: ## the skeletons of the BPF programs below src, by clang and bpftool
	@{ $(BPF_CLANG) -print-targets | grep -qw bpf && $(BPFTOOL) version && $(PKG_CONFIG) libbpf; } \
		>/dev/null 2>&1 || { echo '  make bpf takes the Debian packages clang, bpftool, libbpf-dev' >&2; exit 1; }
	@mkdir -p build/bpf
	$(call make_skeleton,src/lib/netns/ring,src/lib/netns/ring.bpf.c)
	$(call make_skeleton,src/lib/owner/task_file,src/lib/owner/task_file.bpf.c)
	$(call make_skeleton,src/lib/events/trace_all,src/lib/events/trace.bpf.c,-DTRACE_ALL)
	$(call make_skeleton,src/lib/events/trace_states,src/lib/events/trace.bpf.c)
	$(call make_skeleton,src/lib/tables/tcp_walk,src/lib/tables/tcp_walk.bpf.c)

bpf-tools: ## the versions that make bpf would write into them
	@echo '$(bpf_tools)'

$(sandbox)/gen: src/tool/privilege/sandbox.gen.c $(build)/flags
	@mkdir -p $(@D)
	$(call say,HOST) $(CC_FOR_BUILD) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-missing-field-initializers \
		$(WERROR) -O1 -o $@ $< $$($(PKG_CONFIG_FOR_BUILD) --cflags --libs libseccomp)

$(sandbox)/sandbox_filters.h: $(sandbox)/gen
	$(call say,GEN) $(sandbox)/gen $(arch) >$@.new && mv $@.new $@

$(build)/src/tool/privilege/sandbox.o: $(sandbox)/sandbox_filters.h

# how objects are compiled, renewed where that has changed
quoted      = '$(subst ','\'',$(1))'
$(build)/flags: FORCE
	@mkdir -p $(@D)
	@echo $(call quoted,$(CC) $(cflags) $(CPPFLAGS)) | cmp -s - $@ || \
		echo $(call quoted,$(CC) $(cflags) $(CPPFLAGS)) >$@

$(build)/%.o: %.c $(build)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(cflags) $(CPPFLAGS) -c -o $@ $<

# An archive, because a test is linked with the objects that it needs: with all of them the links
# take as long as the compiler.
$(archive): $(library)
	@rm -f $@
	$(call say,AR) $(AR) rcsT $@ $^

$(units): $(build)/tests/unit/%: $(build)/tests/unit/%.o $(archive)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(test_libs))

$(fuzzers): %: %.o $(if $(fuzzer),,$(build)/tests/fuzz/drive.o) $(archive)
	$(call say,LINK) $(CC) $(cflags) $(fuzzer) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(libs))

$(filter-out $(build)/tests/live/library,$(helpers)): $(build)/tests/live/%: $(build)/tests/live/%.o
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs libseccomp)

# what the program under a sanitizer loads has none itself
$(preload): tests/preload/faulty.c tests/preload/faulty.h
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(flags) -O2 $(CPPFLAGS) -fPIC -shared -MF $@.d -o $@ $<

$(bench)/bench: $(addprefix $(bench)/,apart.o hold.o plan.o report.o run.o)
$(benches): %: %.o
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ -lm

fuzzers: $(fuzzers)

# TESTS: names of tests, each with :CASE or without, see tests/run
TESTS      ?=
check: $(program) $(shared) $(units) $(fuzzers) $(helpers) $(preload) $(benches) ## all tests, or TESTS="NAME[:CASE]..." (SANITIZE=1: under ASan and UBSan)
	BUILD=$(build) SOCKSTAT=$(program) tests/run $(TESTS)

# SUITES: the releases of Debian that are tried
export SUITES ?= bookworm trixie
check-builds: $(program) ## other compilers and C libraries, and as root fresh trees of Debian (SUITES)
	BUILD=$(build) SOCKSTAT=$(program) tests/run $(sort $(wildcard tests/builds/test_*.sh)) tests/builds/debian

faults: $(program) $(helpers) $(preload) ## every single fault that tests/live/test_faults.sh has a few of
	SOCKSTAT=$$(realpath $(program)) FIXTURES=$$PWD/$(build)/tests/live LC_ALL=C.UTF-8 \
		FAULTS_STRIDE=1 tests/live/test_faults.sh </dev/null

# T: seconds for each; JOBS: how many at a time
T          ?= 60
JOBS       ?= $(shell nproc)
FUZZ_CLANG ?= clang
fuzz: ## the parsers against made-up input, T=60 seconds each, by clang's libFuzzer
	@echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' | \
		$(FUZZ_CLANG) -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null || \
		{ echo '  make fuzz takes clang with libFuzzer (Debian 12: clang, libclang-rt-14-dev)' >&2; exit 1; }
	$(MAKE) FUZZ=1 CC=$(FUZZ_CLANG) fuzzers
	tests/fuzz/run build/fuzz $(T) $(JOBS)

# BENCH: options of tests/bench/bench.c
FULL    ?= 0
bench_sizes := 1000,10000,100000$(if $(filter-out 0,$(FULL)),$(comma)1000000)
bench: $(program) $(benches) ## speed beside ss, netstat, lsof, as root (FULL=1: to 1,000,000 sockets)
	$(bench)/bench -s $(bench_sizes) $(BENCH) $(program) >$(bench).md
	@cat $(bench).md
	@$(MAKE) --no-print-directory bench-events

bench-events: $(program) $(bench)/connections ## of these, what --events costs
	tests/bench/events $(abspath $(program)) $(bench)/connections

install: $(program) ## bin/sockstat, its manual and completions into $(DESTDIR)$(PREFIX), /usr/local by default
	install -D -m 0755 $(program) $(bindir)/sockstat
	install -D -m 0644 man/sockstat.8 $(mandir)/sockstat.8
	install -d $(dir $(completions))
	$(abspath $(program)) --completion bash >$(word 1,$(completions))
	$(abspath $(program)) --completion zsh >$(word 2,$(completions))
	$(abspath $(program)) --completion fish >$(word 3,$(completions))

uninstall: ## what install put there
	rm -f $(bindir)/sockstat $(mandir)/sockstat.8 $(completions)

deps: ## what it is built with, by apt-get
	apt-get update
	apt-get install -y --no-install-recommends $(build_packages) $(check_packages)

man: $(program) ## the manual's section TCP STATES, from --explain
	man/tcp-states $(abspath $(program)) man/sockstat.8 >build/sockstat.8 && mv build/sockstat.8 man/sockstat.8

format: ## the sources, in place
	clang-format -i $(checked)

lint: $(program) $(objects) ## formatting, doors, floors, manual, clang-tidy, cppcheck, gcc -fanalyzer
	clang-format --dry-run -Werror $(checked)
	tests/lint/floors
	tests/lint/language
	BUILD=$(build) tests/lint/library
	BUILD=$(build) tests/lint/doors
	SOCKSTAT=$(abspath $(program)) tests/lint/manual
	shellcheck -x -e SC2016 .ci/run man/tcp-states tests/run tests/leaks tests/fuzz/run tests/bench/events tests/bench/into_readme $(filter-out %/packages,$(wildcard tests/lint/*)) $(filter-out %.md,$(wildcard tests/builds/* tests/live/*.sh))
	# it does not know the cleanup attribute; leaks are LeakSanitizer's
	cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --suppress=memleak -Iinclude -Isrc/lib -Isrc/tool \
		--enable=warning,performance,portability -D_GNU_SOURCE \
		-DSOCKSTAT_VERSION='"$(VERSION)"' $(sources) $(wildcard tests/*/*.c)
	printf '%s\n' $(sources) $(wildcard tests/*/*.c) | xargs -P $$(nproc) -n 4 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- -std=gnu11 -D_GNU_SOURCE \
		-DSOCKSTAT_BPF -isystem $(sandbox) -Iinclude -Isrc/lib -Isrc/tool -DSOCKSTAT_VERSION=\"$(VERSION)\" 2>/dev/null' clang-tidy
	# it loses sight of what a struct takes with it where that is assigned, and takes it for a leak
	printf '%s\n' $(sources) | xargs -P $$(nproc) -I{} gcc -std=gnu11 -D_GNU_SOURCE -DSOCKSTAT_BPF \
		-isystem $(sandbox) -Iinclude -Isrc/lib -Isrc/tool -DSOCKSTAT_VERSION='"$(VERSION)"' -O2 -fanalyzer -Wno-analyzer-malloc-leak \
		-Werror -c -o /dev/null {}

clean: ## what was built
	rm -rf build sockstat libsockstat.so

help: ## this list
	@sed -n 's/^\([a-z.-]*\):.*## /\1 /p' Makefile | awk '{n=$$1; $$1=""; printf "%-15s%s\n", n, $$0}'

.PHONY: all bpf bpf-tools check-builds man bench bench-events check faults fuzz fuzzers install uninstall deps format lint clean help FORCE
.SECONDARY:
-include $(objects:.o=.d) $(patsubst %.c,$(build)/shared/%.d,$(filter src/lib/%,$(sources))) $(units:=.d) $(fuzzers:=.d) $(build)/tests/fuzz/drive.d $(helpers:=.d) $(wildcard $(bench)/*.d)
