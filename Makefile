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
WERROR     ?= -Werror
V          ?= 0

# make V=1 shows the commands
say_0       = @printf '  %-5s %s\n' $(1) $@ &&
say         = $(say_$(V))

libs       := libmnl libcap libcares
test_libs  := $(libs) cmocka
flags      := -std=gnu11 -Wall -Wextra $(WERROR) -D_GNU_SOURCE -Isrc \
              -DSOCKSTAT_VERSION='"$(VERSION)"' -MMD -MP -fPIE
hardening  := -fstack-protector-strong
ifeq ($(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),)
hardening  += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
ldflags    := -pie -Wl,-z,relro -Wl,-z,now
build      := build/plain
ifneq ($(SANITIZE),0)
build      := build/sanitize
hardening  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
cflags     := $(flags) $(hardening) $(shell $(PKG_CONFIG) --cflags $(libs)) $(CFLAGS)
program    := $(if $(filter 0,$(SANITIZE)),sockstat,$(build)/sockstat)

sources := $(wildcard src/*/*.c)
objects := $(sources:%.c=$(build)/%.o)
library := $(filter-out $(build)/src/cmd/main.o,$(objects))
units   := $(patsubst tests/unit/%.c,$(build)/tests/unit/%,$(wildcard tests/unit/test_*.c))
helpers := $(patsubst tests/live/%.c,$(build)/tests/live/%,$(wildcard tests/live/*.c))
checked := $(sources) $(wildcard src/*/*.h tests/unit/*.[ch] tests/live/*.[ch])

all: $(program) ## ./sockstat, the default

$(program): $(objects)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(libs))

$(build)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC) $(CC) $(cflags) $(CPPFLAGS) -c -o $@ $<

$(units): $(build)/tests/unit/%: $(build)/tests/unit/%.o $(library)
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs $(test_libs))

$(helpers): $(build)/tests/live/%: $(build)/tests/live/%.o
	$(call say,LINK) $(CC) $(cflags) $(ldflags) $(LDFLAGS) -o $@ $^ $$($(PKG_CONFIG) --libs libseccomp)

check: $(program) $(units) $(helpers) ## all tests (SANITIZE=1: under ASan and UBSan)
	tests/run $(build) $(program)

install: $(program) ## bin/sockstat, its manual and completions into $(DESTDIR)$(PREFIX), /usr/local by default
	install -D -m 0755 $(program) $(bindir)/sockstat
	install -D -m 0644 man/sockstat.8 $(mandir)/sockstat.8
	install -d $(dir $(completions))
	./$(program) --completion bash >$(word 1,$(completions))
	./$(program) --completion zsh >$(word 2,$(completions))
	./$(program) --completion fish >$(word 3,$(completions))

uninstall: ## what install put there
	rm -f $(bindir)/sockstat $(mandir)/sockstat.8 $(completions)

format: ## the sources, in place
	clang-format -i $(checked)

lint: $(program) ## formatting, floors, manual, clang-tidy, cppcheck
	clang-format --dry-run -Werror $(checked)
	tests/lint/floors
	SOCKSTAT=./$(program) tests/lint/manual
	shellcheck -x -e SC2016 .ci/run tests/run $(filter-out %/packages,$(wildcard tests/lint/*)) $(wildcard tests/live/*.sh)
	# it does not know the cleanup attribute; leaks are LeakSanitizer's
	cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --suppress=memleak -Isrc \
		--enable=warning,performance,portability -D_GNU_SOURCE \
		-DSOCKSTAT_VERSION='"$(VERSION)"' $(sources) $(wildcard tests/*/*.c)
	printf '%s\n' $(sources) $(wildcard tests/*/*.c) | xargs -P $$(nproc) -n 4 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- -std=gnu11 -D_GNU_SOURCE \
		-Isrc -DSOCKSTAT_VERSION=\"$(VERSION)\" 2>/dev/null' clang-tidy

clean: ## what was built
	rm -rf build sockstat

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' Makefile | awk '{n=$$1; $$1=""; printf "%-10s%s\n", n, $$0}'

.PHONY: all check install uninstall format lint clean help
.SECONDARY:
-include $(objects:.o=.d) $(units:=.d) $(helpers:=.d)
