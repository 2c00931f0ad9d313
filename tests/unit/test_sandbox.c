/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be done in the sandbox, tried in child processes, one attempt each. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "privilege/sandbox.h"
#include "unit.h"
#include "util/cleanup.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

static int result(long r)
{
	return r < 0 ? errno : 0;
}

static int try_open(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static int read_proc(void)
{
	return try_open("/proc/self/status", O_RDONLY);
}

static int read_etc(void)
{
	return try_open("/etc/passwd", O_RDONLY);
}

/* The path "/proc/PID/fd/0" of the test itself. */
static char parent_link[64];

static int look_into_parent(void)
{
	char link[256];

	return result(readlinkat(AT_FDCWD, parent_link, link, sizeof(link)));
}

static int open_to_write(void)
{
	return try_open("/dev/null", O_WRONLY);
}

static int open_both_ways(void)
{
	return try_open("/dev/null", O_RDWR);
}

static int make_file(void)
{
	return try_open("/proc/sandbox", O_RDONLY | O_CREAT);
}

static int truncate_file(void)
{
	return try_open("/dev/null", O_RDONLY | O_TRUNC);
}

static int open_nameless(void)
{
	return try_open("/tmp", O_RDWR | O_TMPFILE);
}

static int remove_file(void)
{
	return result(unlink("/proc/sandbox"));
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

static int make_process(void)
{
	const pid_t child = fork();

	if (child == 0)
		_exit(0);
	return result(child);
}

static void *nothing(void *arg)
{
	return arg;
}

static int make_thread(void)
{
	pthread_t thread;
	const int r = pthread_create(&thread, NULL, nothing, NULL);

	return r ? r : pthread_join(thread, NULL);
}

static int leave_namespace(void)
{
	return result(syscall(SYS_unshare, 0));
}

static int execute_memory(void)
{
	const void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? errno : 0;
}

static int make_executable(void)
{
	void *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? errno : result(mprotect(at, 4096, PROT_EXEC));
}

static int allocate(void)
{
	void *volatile a = malloc(1 << 20);
	void *volatile b = malloc(100);
	const int r = a && b ? 0 : ENOMEM;

	free(a);
	free(b);
	return r;
}

static int open_socket(int family, int type, int protocol)
{
	return result(socket(family, type | SOCK_CLOEXEC, protocol));
}

static int capture(void)
{
	return open_socket(AF_PACKET, SOCK_RAW, 0);
}

static int speak_raw(void)
{
	return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int ask_kernel(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
}

static int speak_to_services(void)
{
	return open_socket(AF_UNIX, SOCK_STREAM, 0);
}

static int name_interfaces(void)
{
	return open_socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int make_pair(void)
{
	int fds[2];

	return result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
}

static int ask_for_routes(void)
{
	return open_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
}

static int ask_dns(void)
{
	return open_socket(AF_INET6, SOCK_DGRAM, 0);
}

static int ask_dns_by_tcp(void)
{
	return open_socket(AF_INET, SOCK_STREAM, 0);
}

static int wait_for_callers(void)
{
	const struct sockaddr_in at = { .sin_family = AF_INET };
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? errno
		      : result(bind(fd, (const struct sockaddr *)&at, sizeof(at)));
}

static int set_capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	const struct __user_cap_data_struct none[2] = { 0 };

	return result(syscall(SYS_capset, &header, none));
}

static int run_bpf(void)
{
	union bpf_attr attr = { .iter_create.link_fd = UINT32_MAX };

	/* There is no BPF link with this descriptor. */
	const int r = result(syscall(SYS_bpf, BPF_ITER_CREATE, &attr, sizeof(attr)));
	return r == EBADF ? 0 : r;
}

static int load_bpf(void)
{
	union bpf_attr attr = { 0 };

	return result(syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

static int set_limit(void)
{
	return result(syscall(SYS_prlimit64, getppid(), 0, "", NULL));
}

static int push_input(void)
{
	/* TIOCSTI types into the terminal of the calling shell. */
	return result(syscall(SYS_ioctl, 0, 0x5412, ""));
}

enum { KILLED = 256, LANDLOCK = 512 };

/* Expected errno, or KILLED; LANDLOCK + version stands for EACCES if the kernel has that
 * version, else for 0. */
static const struct {
	const char *name;
	int (*attempt)(void);
	int expected[SANDBOX_SCOPE_MAX_];
} attempts[] = {
	{ "read /proc", read_proc, { 0, 0, 0, LANDLOCK + 1 } },
	{ "allocate", allocate, { 0, 0, 0, 0 } },
	{ "sock_diag", ask_kernel, { 0, 0, 0, ENOSYS } },
	{ "read /etc", read_etc, { LANDLOCK + 1, 0, 0, LANDLOCK + 1 } },
	{ "open to write", open_to_write, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "open both ways", open_both_ways, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "make a file", make_file, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "truncate a file", truncate_file, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "a file without name", open_nameless, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "remove a file", remove_file, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "execute", execute, { KILLED, KILLED, KILLED, KILLED } },
	{ "trace", trace, { KILLED, KILLED, KILLED, KILLED } },
	{ "signal", signal_parent, { KILLED, KILLED, KILLED, KILLED } },
	{ "namespaces", leave_namespace, { KILLED, KILLED, KILLED, KILLED } },
	{ "a process", make_process, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "a thread", make_thread, { ENOSYS, ENOSYS, 0, ENOSYS } },
	{ "executable memory", execute_memory, { ENOSYS, 0, 0, ENOSYS } },
	{ "memory made executable", make_executable, { ENOSYS, 0, 0, ENOSYS } },
	{ "capture", capture, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "a raw socket", speak_raw, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "services", speak_to_services, { ENOSYS, 0, 0, ENOSYS } },
	{ "interfaces", name_interfaces, { 0, 0, 0, ENOSYS } },
	{ "a pair", make_pair, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "routes", ask_for_routes, { ENOSYS, 0, 0, ENOSYS } },
	{ "DNS", ask_dns, { ENOSYS, 0, 0, 0 } },
	{ "DNS by TCP", ask_dns_by_tcp, { ENOSYS, 0, 0, 0 } },
	{ "listen", wait_for_callers, { ENOSYS, LANDLOCK + 4, 0, ENOSYS } },
	{ "look into a process",
	  look_into_parent,
	  { LANDLOCK + 1, LANDLOCK + 1, 0, LANDLOCK + 1 } },
	{ "capabilities", set_capabilities, { ENOSYS, ENOSYS, 0, ENOSYS } },
	{ "run BPF", run_bpf, { ENOSYS, ENOSYS, 0, ENOSYS } },
	{ "load BPF", load_bpf, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "limits", set_limit, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
	{ "type", push_input, { ENOSYS, ENOSYS, ENOSYS, ENOSYS } },
};

/* Returns the result of an attempt; SANDBOX_SCOPE_MAX_ stands for outside of the
 * sandbox. */
static int try_in(enum sandbox_scope scope, int (*attempt)(void))
{
	int status = 0;

	snprintf(parent_link, sizeof(parent_link), "/proc/%d/fd/0", (int)getpid());
	const pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
			_exit(255);
		sandbox_enter(scope);
		_exit(attempt());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? KILLED : 255;
	return WEXITSTATUS(status);
}

static long landlock_version(void)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	return version < 0 ? 0 : version;
}

static int have_no_seccomp(void)
{
	return result(prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
}

static void forbidden_operations_fail(void **state)
{
	const long version = landlock_version();
	bool failed = false;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	/* The query itself is forbidden inside the sandbox. */
	if (try_in(SANDBOX_BARE, have_no_seccomp) != ENOSYS)
		skip();
	if (!version)
		print_message("this kernel has no Landlock: not tried\n");
	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++) {
		for (enum sandbox_scope scope = 0; scope < SANDBOX_SCOPE_MAX_; scope++) {
			int expected = attempts[i].expected[scope];
			if (expected > LANDLOCK)
				expected = version >= expected - LANDLOCK ? EACCES : 0;
			const int seen = try_in(scope, attempts[i].attempt);

			if (seen != expected)
				print_error("%s, scope %u: %d, expected %d\n",
					    attempts[i].name, scope, seen, expected);
			failed |= seen != expected;
		}
	}
	assert_false(failed);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(forbidden_operations_fail) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
