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
WERROR     ?= -Werror
V          ?= 0

# Owners by BPF: BPF=0 leaves it out, as does the lack of what it is built with; BPF=1 insists
# on it. The program finds its place in the running kernel's structures by itself.
BPF        ?= auto
BPF_CLANG  ?= clang
BPFTOOL    ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool)
bpf        := build/bpf
ifeq ($(BPF),0)
no_bpf     := BPF=0
else ifeq ($(shell $(BPF_CLANG) -print-targets 2>/dev/null | grep -cw bpf),0)
no_bpf     := no $(BPF_CLANG) with the target bpf
else ifneq ($(shell $(or $(BPFTOOL),false) version >/dev/null 2>&1 && echo works),works)
no_bpf     := no bpftool
else ifneq ($(shell $(CC) -E -include bpf/skel_internal.h -x c /dev/null >/dev/null 2>&1 && echo found),found)
no_bpf     := no headers of libbpf
endif
ifeq ($(BPF)$(if $(no_bpf),lacks),1lacks)
$(error BPF=1, but there is $(no_bpf): see make deps)
endif
bpf_flags  := $(if $(no_bpf),,-DSOCKSTAT_HAS_BPF -isystem $(bpf))

# Filters of system calls, made by a program that runs here: CC_FOR_BUILD is for that, where CC
# compiles for another machine.
sandbox    := build/sandbox
CC_FOR_BUILD ?= $(CC)
arch        = $(if $(filter-out $(CC_FOR_BUILD),$(CC)),$(firstword $(subst -, ,$(shell $(CC) -dumpmachine))))

# make V=1 shows the commands
say_0       = @printf '  %-5s %s\n' $(1) $@ &&
say         = $(say_$(V))

build_packages := gcc make pkg-config libc6-dev libmnl-dev libcap-dev libc-ares-dev libseccomp-dev
bpf_packages   := clang bpftool libbpf-dev
libs       := libmnl libcap libcares
test_libs  := $(libs) cmocka
flags      := -std=gnu11 -pthread -Wall -Wextra $(WERROR) -D_GNU_SOURCE -Isrc \
              -DSOCKSTAT_VERSION='"$(VERSION)"' $(bpf_flags) -isystem $(sandbox) -MMD -MP -fPIE
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
build      := build/plain
ifneq ($(SANITIZE),0)
build      := build/sanitize
hardening  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
# For make fuzz, which sets it: the targets with libFuzzer in place of a driver of ours.
ifneq ($(FUZZ),0)
build      := build/fuzz
hardening  := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all \
              -fno-omit-frame-pointer
fuzzer     := -fsanitize=fuzzer
endif
cflags     := $(flags) $(hardening) $(shell $(PKG_CONFIG) --cflags $(libs)) $(CFLAGS)
program    := $(if $(filter 0,$(SANITIZE)),sockstat,$(build)/sockstat)

sources := $(filter-out %.bpf.c %.gen.c,$(wildcard src/*/*.c))
objects := $(sources:%.c=$(build)/%.o)
library := $(filter-out $(build)/src/cmd/main.o,$(objects))
units   := $(patsubst tests/unit/%.c,$(build)/tests/unit/%,$(wildcard tests/unit/test_*.c))
fuzzers := $(patsubst tests/fuzz/%.c,$(build)/tests/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
helpers := $(patsubst tests/live/%.c,$(build)/tests/live/%,$(wildcard tests/live/*.c))
preload := $(build)/tests/live/faulty.so
bench   := $(build)/tests/bench
benches := $(addprefix $(bench)/,bench load rawdump connections)
checked := $(wildcard src/*/*.c src/*/*.h tests/unit/*.[ch] tests/live/*.[ch] tests/bench/*.[ch] \
                    tests/fuzz/*.[ch] tests/preload/*.[ch])

all: $(program) ## ./sockstat, the default

$(program): $(objects)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(libs))

compile_bpf = $(BPF_CLANG) -target bpf -mcpu=v3 -ffreestanding -std=gnu11 -O2 -g -Isrc \
	-Wall -Wextra $(WERROR) $(1) -c -o $@ $<

$(bpf)/task_file.o: src/owner/task_file.bpf.c src/owner/task_file.h src/base/bpf_types.h
	@mkdir -p $(@D)
	$(call say,BPF) $(compile_bpf)

$(bpf)/trace_states.o: src/events/trace.bpf.c src/events/trace.h src/base/bpf_types.h
	@mkdir -p $(@D)
	$(call say,BPF) $(compile_bpf)

$(bpf)/trace_all.o: src/events/trace.bpf.c src/events/trace.h src/base/bpf_types.h
	@mkdir -p $(@D)
	$(call say,BPF) $(call compile_bpf,-DTRACE_ALL)

$(bpf)/%.lskel.h: $(bpf)/%.o
	$(call say,BPF) $(BPFTOOL) gen object $(<:.o=.linked.o) $< && \
		$(BPFTOOL) gen skeleton -L $(<:.o=.linked.o) name $*_bpf >$@.new && mv $@.new $@

$(sandbox)/gen: src/sys/sandbox.gen.c Makefile
	@mkdir -p $(@D)
	$(call say,HOST) $(CC_FOR_BUILD) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-missing-field-initializers \
		$(WERROR) -O1 -o $@ $< \
		$$($(PKG_CONFIG) --cflags --libs libseccomp)

$(sandbox)/sandbox_filters.h: $(sandbox)/gen
	$(call say,GEN) $(sandbox)/gen $(arch) >$@.new && mv $@.new $@

$(build)/src/sys/sandbox.o: $(sandbox)/sandbox_filters.h

# what was decided, renewed where it is another decision
$(build)/bpf-or-not: FORCE
	@mkdir -p $(@D)
	@echo '$(or $(no_bpf),yes)' | cmp -s - $@ || { echo '$(or $(no_bpf),yes)' >$@; \
	echo '  owners are found by $(if $(no_bpf),/proc alone: $(no_bpf),BPF and by /proc)'; }

$(build)/src/owner/bpf_open.o: $(build)/bpf-or-not $(if $(no_bpf),,$(bpf)/task_file.lskel.h)
$(build)/src/events/tracer.o: $(build)/bpf-or-not \
	$(if $(no_bpf),,$(bpf)/trace_all.lskel.h $(bpf)/trace_states.lskel.h)

$(build)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(cflags) $(CPPFLAGS) -c -o $@ $<

$(units): $(build)/tests/unit/%: $(build)/tests/unit/%.o $(library)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(test_libs))

$(fuzzers): %: %.o $(if $(fuzzer),,$(build)/tests/fuzz/drive.o) $(library)
	$(call say,LINK) $(CC) $(cflags) $(fuzzer) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(libs))

$(helpers): $(build)/tests/live/%: $(build)/tests/live/%.o
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs libseccomp)

# what the program under a sanitizer loads has none itself
$(preload): tests/preload/faulty.c tests/preload/faulty.h
	@mkdir -p $(@D)
	$(call say,LINK) $(CC) $(flags) -O2 $(CPPFLAGS) -fPIC -shared -MF $@.d -o $@ $<

$(bench)/bench: $(addprefix $(bench)/,apart.o hold.o plan.o report.o run.o)
$(benches): %: %.o
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ -lm

fuzzers: $(fuzzers)

check: $(program) $(units) $(fuzzers) $(helpers) $(preload) $(benches) ## all tests (SANITIZE=1: under ASan and UBSan)
	tests/run $(build) $(program)

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
comma   := ,
bench_sizes := 1000,10000,100000$(if $(filter-out 0,$(FULL)),$(comma)1000000)
bench: $(program) $(benches) ## speed beside ss, netstat, lsof, as root (FULL=1: to 1,000,000 sockets)
	$(bench)/bench -s $(bench_sizes) $(BENCH) $(program) >$(bench).md
	@cat $(bench).md
	@$(MAKE) --no-print-directory bench-events

bench-events: $(program) $(bench)/connections ## of these, what --events costs
	tests/bench/events ./$(program) $(bench)/connections

install: $(program) ## bin/sockstat, its manual and completions into $(DESTDIR)$(PREFIX), /usr/local by default
	install -D -m 0755 $(program) $(bindir)/sockstat
	install -D -m 0644 man/sockstat.8 $(mandir)/sockstat.8
	install -d $(dir $(completions))
	./$(program) --completion bash >$(word 1,$(completions))
	./$(program) --completion zsh >$(word 2,$(completions))
	./$(program) --completion fish >$(word 3,$(completions))

uninstall: ## what install put there
	rm -f $(bindir)/sockstat $(mandir)/sockstat.8 $(completions)

deps: ## what it is built with, BPF included, by apt-get
	apt-get update
	apt-get install -y --no-install-recommends $(build_packages) $(bpf_packages)

man: $(program) ## the manual's section TCP STATES, from --explain
	man/tcp-states ./$(program) man/sockstat.8 >build/sockstat.8 && mv build/sockstat.8 man/sockstat.8

format: ## the sources, in place
	clang-format -i $(checked)

lint: $(program) ## formatting, doors, floors, manual, clang-tidy, cppcheck, gcc -fanalyzer
	clang-format --dry-run -Werror $(checked)
	tests/lint/floors
	BUILD=$(build) tests/lint/doors
	SOCKSTAT=./$(program) tests/lint/manual
	shellcheck -x -e SC2016 .ci/run man/tcp-states tests/run tests/leaks tests/fuzz/run tests/bench/events tests/bench/into_readme $(filter-out %/packages,$(wildcard tests/lint/*)) $(wildcard tests/live/*.sh)
	# it does not know the cleanup attribute; leaks are LeakSanitizer's
	cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --suppress=memleak -Isrc \
		--enable=warning,performance,portability -D_GNU_SOURCE \
		-DSOCKSTAT_VERSION='"$(VERSION)"' $(sources) $(wildcard tests/*/*.c)
	printf '%s\n' $(sources) $(wildcard tests/*/*.c) | xargs -P $$(nproc) -n 4 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- -std=gnu11 -D_GNU_SOURCE \
		$(bpf_flags) -isystem $(sandbox) -Isrc -DSOCKSTAT_VERSION=\"$(VERSION)\" 2>/dev/null' clang-tidy
	# it loses sight of what a struct takes with it where that is assigned, and takes it for a leak
	printf '%s\n' $(sources) | xargs -P $$(nproc) -I{} gcc -std=gnu11 -D_GNU_SOURCE $(bpf_flags) \
		-isystem $(sandbox) -Isrc -DSOCKSTAT_VERSION='"$(VERSION)"' -O2 -fanalyzer -Wno-analyzer-malloc-leak \
		-Werror -c -o /dev/null {}

clean: ## what was built
	rm -rf build sockstat

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | awk '{n=$$1; $$1=""; printf "%-13s%s\n", n, $$0}'

.PHONY: all man bench bench-events check faults fuzz fuzzers install uninstall deps format lint clean help FORCE
.SECONDARY:
-include $(objects:.o=.d) $(units:=.d) $(fuzzers:=.d) $(build)/tests/fuzz/drive.d $(helpers:=.d) $(wildcard $(bench)/*.d)
