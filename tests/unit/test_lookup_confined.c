/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the process that looks up hosts can do after it has confined itself, tried in
 * child processes, one attempt each. LOOKUP_HOST is a name that DNS knows. */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "privilege/priv.h"
#include "resolve/channel.h"
#include "resolve/lookup.h"
#include "unit.h"
#include "util/cleanup.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/* Since Linux 5.6. */
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum { DEADLINE_MS = 2000, FAILED = 255, KILLED = 256, LANDLOCK = 512 };

static int result(long r)
{
	return r < 0 ? errno : 0;
}

static int try_open(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static int read_shadow(void)
{
	return try_open("/etc/shadow", O_RDONLY);
}

static int read_users(void)
{
	return try_open("/etc/passwd", O_RDONLY);
}

static int read_process(void)
{
	return try_open("/proc/self/status", O_RDONLY);
}

static int list_directory(void)
{
	return try_open("/etc", O_RDONLY | O_DIRECTORY);
}

static int read_hosts(void)
{
	return try_open("/etc/hosts", O_RDONLY);
}

static int write_file(void)
{
	return try_open("/dev/null", O_WRONLY);
}

static int make_file(void)
{
	return try_open("/tmp/confined", O_RDONLY | O_CREAT);
}

static int execute(void)
{
	char *const argv[] = { "true", NULL };

	return result(execve("/bin/true", argv, NULL));
}

static int trace(void)
{
	return result(ptrace(PTRACE_ATTACH, getppid(), 0, 0));
}

static int signal_parent(void)
{
	return result(kill(getppid(), 0));
}

static int fork_again(void)
{
	return result(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int be_root(void)
{
	return result(syscall(SYS_setresuid, 0, 0, 0));
}

static int speak_to_services(void)
{
	const struct sockaddr_un at = { AF_UNIX, "/run/systemd/private" };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : result(connect(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int make_pair(void)
{
	int fds[2];

	return result(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
}

static int ask_kernel(void)
{
	return result(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int ping(void)
{
	return result(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
}

static int open_variant(void)
{
	return result(socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int connect_to(uint16_t port)
{
	const struct sockaddr_in at = loopback(port);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : result(connect(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int call_web(void)
{
	return connect_to(80);
}

/* Nothing or a name server listens there; the call itself is not denied. */
static int call_dns(void)
{
	const int r = connect_to(53);

	return r == ECONNREFUSED ? 0 : r;
}

static int call_without_connect(void)
{
	const struct sockaddr_in at = loopback(80);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : result(sendto(fd, "", 1, MSG_FASTOPEN,
				      (const struct sockaddr *)&at, sizeof(at)));
}

static int wait_for_callers(void)
{
	const struct sockaddr_in at = loopback(0);
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return fd < 0 ? errno
		      : result(bind(fd, (const struct sockaddr *)&at, sizeof(at)));
}

/* Expected errno, or KILLED. LANDLOCK + version stands for EACCES if the kernel has that
 * version, else for any result. */
static const struct {
	const char *name;
	int (*attempt)(void);
	int expected;
} attempts[] = {
	{ "read /etc/hosts", read_hosts, 0 },
	{ "TCP to port 53", call_dns, 0 },
	{ "read /etc/shadow", read_shadow, EACCES },
	{ "read /etc/passwd", read_users, LANDLOCK + 1 },
	{ "read /proc", read_process, LANDLOCK + 1 },
	{ "list a directory", list_directory, LANDLOCK + 1 },
	{ "write a file", write_file, ENOSYS },
	{ "make a file", make_file, ENOSYS },
	{ "execute", execute, KILLED },
	{ "trace", trace, KILLED },
	{ "signal", signal_parent, KILLED },
	{ "fork", fork_again, ENOSYS },
	{ "become root", be_root, ENOSYS },
	{ "connect to a unix socket", speak_to_services, ENOSYS },
	{ "a pair of unix sockets", make_pair, ENOSYS },
	{ "netlink", ask_kernel, ENOSYS },
	{ "ping", ping, ENOSYS },
	{ "a variant of TCP", open_variant, ENOSYS },
	{ "TCP to port 80", call_web, LANDLOCK + 4 },
	{ "TCP to port 80 without connect", call_without_connect, ENOSYS },
	{ "bind", wait_for_callers, ENOSYS },
};

static long landlock_version(void)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	return version < 0 ? 0 : version;
}

/* Returns the result of an attempt in a confined child. */
static int try_confined(int (*attempt)(struct channel *c, const void *arg),
			const void *arg)
{
	int status = 0;
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct channel *c = NULL;

		if (priv_begin() < 0 || channel_new(DEADLINE_MS, &c) < 0 ||
		    lookup_confine(c) < 0)
			_exit(FAILED);
		_exit(attempt(c, arg));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? KILLED : FAILED;
	return WEXITSTATUS(status);
}

static int make_attempt(struct channel *c, const void *arg)
{
	int (*const *attempt)(void) = arg;

	(void)c;
	return (*attempt)();
}

static bool has_seccomp(void)
{
	int (*const attempt)(void) = be_root;

	return try_confined(make_attempt, &attempt) == ENOSYS;
}

static void forbidden_operations_fail(void **state)
{
	const long version = landlock_version();
	bool failed = false;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	if (!has_seccomp())
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++) {
		int expected = attempts[i].expected;
		const int seen = try_confined(make_attempt, &attempts[i].attempt);

		if (expected > LANDLOCK && version < expected - LANDLOCK)
			continue;
		if (expected > LANDLOCK)
			expected = EACCES;
		if (seen != expected)
			print_error("%s: %d, expected %d\n", attempts[i].name, seen,
				    expected);
		failed |= seen != expected;
	}
	assert_false(failed);
}

static int count(const struct addr *a, void *arg)
{
	int *n = arg;

	(void)a;
	++*n;
	return 0;
}

static int find_host(struct channel *c, const void *arg)
{
	int n = 0;

	const int r = lookup_host(c, arg, channel_now_ms() + DEADLINE_MS, -1, count, &n);
	return r < 0 ? -r : n == 0;
}

static void finds_hosts(void **state)
{
	const char *host = getenv("LOOKUP_HOST");

	(void)state;
	assert_int_equal(try_confined(find_host, "localhost"), 0);
	if (host)
		assert_int_equal(try_confined(find_host, host), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_operations_fail),
		cmocka_unit_test(finds_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
