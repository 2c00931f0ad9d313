/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sandbox.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "kernel/proc.h"
#include "util/cleanup.h"

/* The build generates sandbox_filters.h with sandbox.gen.c. */
#include "sandbox_filters.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

/* The following definitions are those of linux/landlock.h of Linux 6.12, because the
 * header of the build machine may be older. */
struct ruleset {
	uint64_t files, net, scoped;
};

struct beneath {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

struct net_port {
	uint64_t allowed, port;
};

enum {
	QUERY_VERSION = 1,
	RULE_BENEATH = 1,
	RULE_NET_PORT = 2,
	FILE_EXECUTE = 1 << 0,
	FILE_WRITE = 1 << 1,
	FILE_READ = 1 << 2,
	FILE_READ_DIR = 1 << 3,
	/* All rights to make and to remove files in a directory. */
	FILE_CHANGE = 0x1ff << 4,
	FILE_REFER = 1 << 13,
	FILE_TRUNCATE = 1 << 14,
	FILE_IOCTL_DEV = 1 << 15,
	NET_BIND_TCP = 1 << 0,
	NET_CONNECT_TCP = 1 << 1,
	SCOPE_ABSTRACT_UNIX = 1 << 0,
	SCOPE_SIGNAL = 1 << 1,
};

/* The restrictions that each version of Landlock has added to the versions before. */
static const struct {
	int version;
	struct ruleset added;
} versions[] = {
	{ 1, { .files = FILE_EXECUTE | FILE_WRITE | FILE_CHANGE } },
	{ 2, { .files = FILE_REFER } },
	{ 3, { .files = FILE_TRUNCATE } },
	{ 4, { .net = NET_BIND_TCP } },
	{ 5, { .files = FILE_IOCTL_DEV } },
	{ 6, { .scoped = SCOPE_SIGNAL } },
};

static struct ruleset find_rules(enum sandbox_scope scope, int version)
{
	struct ruleset rules = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		if (version < versions[i].version)
			break;
		rules.files |= versions[i].added.files;
		rules.net |= versions[i].added.net;
		rules.scoped |= versions[i].added.scoped;
	}
	/* Only SANDBOX_BARE and SANDBOX_LOOKUP restrict reading: a module of
	 * nsswitch.conf(5) may be in any directory, and may read any file. */
	if (scope != SANDBOX_BARE && scope != SANDBOX_LOOKUP)
		return rules;
	rules.files |= FILE_READ | FILE_READ_DIR;
	if (rules.net)
		rules.net |= NET_CONNECT_TCP;
	if (rules.scoped)
		rules.scoped |= SCOPE_ABSTRACT_UNIX;
	return rules;
}

/* Adds the rule that permits reading /proc. Returns false if /proc exists and the rule
 * cannot be added. */
static bool allow_proc(int ruleset)
{
	_cleanup_close_ int fd = open("/proc", O_PATH | O_CLOEXEC);
	const struct beneath rule = { FILE_READ | FILE_READ_DIR, fd };

	if (fd < 0)
		return errno == ENOENT;
	return syscall(SYS_landlock_add_rule, ruleset, RULE_BENEATH, &rule, 0) == 0;
}

/* Adds the rule that permits reading a file. A file that cannot be opened now could not
 * be opened later, either, so that only a lack of memory or descriptors is an error.
 * Returns 0 or -errno. */
static int allow_file(int ruleset, const char *path)
{
	_cleanup_close_ int fd = open(path, O_PATH | O_CLOEXEC);
	const struct beneath rule = { FILE_READ, fd };

	if (fd < 0)
		return errno_is_resource(-errno) ? -errno : 0;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_BENEATH, &rule, 0) < 0)
		return -errno;
	return 0;
}

/* The files that a process in the sandbox may read, and the TCP ports to which it may
 * connect. */
struct allowed {
	const char *const *files;
	size_t files_len;
	const uint16_t *ports;
	size_t ports_len;
};

/* Restricts access to files and TCP ports by Landlock, if the kernel supports it. Returns
 * 0 or the errors of allow_file. */
static int restrict_files(enum sandbox_scope scope, const struct allowed *allowed)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, QUERY_VERSION);
	if (version < 1)
		return 0;

	/* A kernel with an older version of Landlock expects a shorter struct ruleset. */
	const struct ruleset rules = find_rules(scope, (int)version);
	const size_t size = rules.scoped ? sizeof(rules)
			    : rules.net  ? 2 * sizeof(uint64_t)
					 : sizeof(uint64_t);
	_cleanup_close_ int fd =
		(int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return 0;
	/* The process goes on without Landlock if the rule for /proc cannot be added. */
	if (scope == SANDBOX_BARE && !allow_proc(fd))
		return 0;
	for (size_t i = 0; i < allowed->files_len; i++) {
		const int r = allow_file(fd, allowed->files[i]);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; rules.net && i < allowed->ports_len; i++) {
		const struct net_port rule = { NET_CONNECT_TCP, allowed->ports[i] };

		(void)syscall(SYS_landlock_add_rule, fd, RULE_NET_PORT, &rule, 0);
	}
	(void)syscall(SYS_landlock_restrict_self, fd, 0);
	return 0;
}

bool sandbox_is_built(void)
{
	return !IS_SANITIZED;
}

static int enter_scope(enum sandbox_scope scope, const struct allowed *allowed)
{
#define FILTER(of) ARRAY_SIZE(of), (struct sock_filter *)(of)
	static const struct sock_fprog filters[SANDBOX_SCOPE_MAX_] = {
		[SANDBOX_BARE] = { FILTER(filter_bare) },
		[SANDBOX_NAMES] = { FILTER(filter_names) },
		[SANDBOX_FOLLOW] = { FILTER(filter_follow) },
		[SANDBOX_LOOKUP] = { FILTER(filter_lookup) },
	};

	if (IS_SANITIZED)
		return 0;
	/* SANDBOX_FOLLOW does without Landlock, which denies a process access to
	 * processes outside its domain (PTRACE_MODE_READ): the search for owners needs
	 * this access. */
	const int r = scope == SANDBOX_FOLLOW ? 0 : restrict_files(scope, allowed);
	(void)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filters[scope]);
	return r;
}

void sandbox_enter(enum sandbox_scope scope)
{
	(void)enter_scope(scope, &(struct allowed){ 0 });
}

int sandbox_enter_lookup(const char *const files[], size_t files_len,
			 const uint16_t ports[], size_t ports_len)
{
	const struct allowed allowed = { files, files_len, ports, ports_len };

	return enter_scope(SANDBOX_LOOKUP, &allowed);
}
