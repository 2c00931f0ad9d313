/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program "sandbox.gen ARCH", which writes the system call filters of sandbox.c as C,
 * one for each scope. The program runs during the build, because libseccomp takes a third
 * of a millisecond to compile a filter, and a whole listing takes little more than a
 * millisecond. A filter allows the system calls in the tables `allowed` and `narrowed`.
 * System calls that only an attacker would make end the process. All other system calls
 * fail with ENOSYS and not with EPERM: a newer C library tries system calls that are in
 * no table, and can do without them on a kernel that lacks them. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Bits of which masks of scopes are made. BARE, NAMES, FOLLOW and LOOKUP stand for
 * SANDBOX_BARE, SANDBOX_NAMES, SANDBOX_FOLLOW and SANDBOX_LOOKUP. LISTING: all scopes in
 * which the process reads sockets and writes rows. */
enum {
	BARE = 1,
	NAMES = 2,
	FOLLOW = 4,
	LOOKUP = 8,
	LISTING = BARE | NAMES | FOLLOW,
	ALL = LISTING | LOOKUP,
};

/* The name that the filter of each scope has in C, and the bit of the scope in a mask of
 * scopes. */
static const struct {
	const char *name;
	unsigned int mask;
} scopes[] = {
	{ "bare", BARE },
	{ "names", NAMES },
	{ "follow", FOLLOW },
	{ "lookup", LOOKUP },
};

/* System calls that are allowed with any arguments in the scopes of the row. */
static const struct {
	unsigned int scopes;
	/* The names of the system calls; a NULL follows the last name if there are fewer
	 * than 24 names. */
	const char *names[24];
} allowed[] = {
	/* clang-format off */
	/* System calls for memory, signals, time and the end of the process. */
	{ ALL, { "brk", "munmap", "mremap", "madvise", "exit", "exit_group", "futex",
		"futex_time64", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
		"sigreturn", "restart_syscall", "clock_gettime", "clock_gettime64",
		"gettimeofday", "getrandom" } },
	{ NAMES | FOLLOW, { "time" } },
	/* System calls that show the identity of the process, the user and the
	 * machine. */
	{ ALL, { "getpid" } },
	{ NAMES | FOLLOW, { "gettid", "getuid", "geteuid", "getgid", "getegid", "uname",
		"sysinfo", "sched_getaffinity" } },
	{ LISTING, { "capget" } },
	/* System calls on open descriptors. */
	{ ALL, { "write", "writev", "read", "pread64", "close", "lseek", "_llseek",
		"poll", "ppoll", "ppoll_time64", "recvmsg", "getsockname", "getsockopt",
		"setsockopt" } },
	{ NAMES | FOLLOW, { "readv", "recv", "sendmsg", "send" } },
	{ NAMES | FOLLOW | LOOKUP, { "recvfrom" } },
	{ LISTING, { "sendto", "bind" } },
	/* System calls that read attributes of files. */
	{ ALL, { "fstat", "fstat64", "newfstatat", "fstatat64", "statx", "readlinkat" } },
	{ NAMES | FOLLOW, { "stat", "stat64", "lstat", "lstat64", "readlink",
		"getdents64", "access", "faccessat", "faccessat2", "fstatfs",
		"fstatfs64" } },
	/* System calls for DNS and for other sources of names in /etc/nsswitch.conf. */
	{ NAMES | FOLLOW | LOOKUP, { "connect" } },
	{ NAMES | FOLLOW, { "getpeername", "sendmmsg", "recvmmsg", "shutdown", "select",
		"pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
		"eventfd2", "timerfd_create", "timerfd_settime", "pipe2", "getresuid",
		"getresgid" } },
	/* System calls that the process needs to search /proc in several threads. */
	{ FOLLOW, { "capset", "kcmp", "set_robust_list", "rseq" } },
	/* clang-format on */
};

#define ANY_OPEN (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))
#define THREAD                                                                           \
	((uint64_t)(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD))

/* clang-format off */
/* Macros for rows of the table `narrowed` that allow socket(2): SOCKET for a family and a
 * type, NETLINK for a netlink protocol, and INTERNET for look-ups with a family, a type
 * and a protocol. */
#define SOCKET(scopes, family, type)                                                     \
	{ scopes, "socket", 2, { SCMP_A0(SCMP_CMP_EQ, family),                           \
				 SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, type) } }
#define NETLINK(scopes, protocol)                                                        \
	{ scopes, "socket", 2, { SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),                       \
				 SCMP_A2(SCMP_CMP_EQ, protocol) } }
#define INTERNET(family, type, protocol)                                                 \
	{ LOOKUP, "socket", 3, { SCMP_A0(SCMP_CMP_EQ, family),                           \
				 SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, type),                 \
				 SCMP_A2(SCMP_CMP_EQ, protocol) } }
/* clang-format on */

/* System calls that are allowed in the given scopes if their arguments match the first
 * `args` comparisons in the member arg; args 0: any arguments are allowed. */
static const struct {
	unsigned int scopes;
	const char *name;
	unsigned int args;
	struct scmp_arg_cmp arg[3];
} narrowed[] = {
	/* open(2) and openat(2) may open a file only for reading. */
	{ ALL, "open", 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, ANY_OPEN, O_RDONLY) } },
	{ ALL, "openat", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, ANY_OPEN, O_RDONLY) } },
	/* Memory may not become executable, except in the scopes NAMES and FOLLOW, in
	 * which the C library loads modules of nsswitch.conf(5). */
	{ BARE | LOOKUP, "mmap", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ BARE | LOOKUP, "mmap2", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ BARE | LOOKUP, "mprotect", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ NAMES | FOLLOW, "mmap", 0, { { 0 } } },
	{ NAMES | FOLLOW, "mmap2", 0, { { 0 } } },
	{ NAMES | FOLLOW, "mprotect", 0, { { 0 } } },
	/* Sockets that are needed to list sockets, and to look up the names of
	 * interfaces, hosts and users. */
	NETLINK(LISTING, NETLINK_SOCK_DIAG),
	NETLINK(NAMES | FOLLOW, NETLINK_ROUTE),
	SOCKET(LISTING, AF_UNIX, SOCK_DGRAM),
	{ NAMES | FOLLOW, "socket", 1, { SCMP_A0(SCMP_CMP_EQ, AF_UNIX) } },
	SOCKET(NAMES | FOLLOW, AF_INET, SOCK_DGRAM),
	SOCKET(NAMES | FOLLOW, AF_INET6, SOCK_DGRAM),
	SOCKET(NAMES | FOLLOW, AF_INET, SOCK_STREAM),
	SOCKET(NAMES | FOLLOW, AF_INET6, SOCK_STREAM),
	/* Sockets that are needed for DNS. The protocol is compared, too, because ICMP
	 * also has datagram sockets, and Landlock does not restrict MPTCP. */
	INTERNET(AF_INET, SOCK_DGRAM, 0),
	INTERNET(AF_INET, SOCK_DGRAM, IPPROTO_UDP),
	INTERNET(AF_INET, SOCK_STREAM, 0),
	INTERNET(AF_INET, SOCK_STREAM, IPPROTO_TCP),
	INTERNET(AF_INET6, SOCK_DGRAM, 0),
	INTERNET(AF_INET6, SOCK_DGRAM, IPPROTO_UDP),
	INTERNET(AF_INET6, SOCK_STREAM, 0),
	INTERNET(AF_INET6, SOCK_STREAM, IPPROTO_TCP),
	/* Sending with MSG_FASTOPEN is not allowed, because the flag makes sendto(2)
	 * connect the socket, which Landlock does not restrict. */
	{ LOOKUP, "sendto", 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0) } },
	{ LOOKUP, "send", 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0) } },
	/* ioctl(2) may be used only to look up the name of a network interface
	 * (SIOCGIFNAME), to read the number of unread bytes (FIONREAD), to make a
	 * descriptor non-blocking (FIONBIO), and to read the size of the terminal on
	 * standard output. */
	{ LISTING,
	  "ioctl",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO), SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ) } },
	{ LISTING, "ioctl", 1, { SCMP_A1(SCMP_CMP_EQ, 0x8910 /* SIOCGIFNAME */) } },
	{ NAMES | FOLLOW, "ioctl", 1, { SCMP_A1(SCMP_CMP_EQ, FIONREAD) } },
	{ NAMES | FOLLOW, "ioctl", 1, { SCMP_A1(SCMP_CMP_EQ, FIONBIO) } },
	{ ALL, "fcntl", 1, { SCMP_A1(SCMP_CMP_EQ, F_GETFD) } },
	{ ALL, "fcntl", 1, { SCMP_A1(SCMP_CMP_EQ, F_SETFD) } },
	{ ALL, "fcntl", 1, { SCMP_A1(SCMP_CMP_EQ, F_GETFL) } },
	{ ALL, "fcntl", 1, { SCMP_A1(SCMP_CMP_EQ, F_SETFL) } },
	{ ALL, "fcntl64", 1, { SCMP_A1(SCMP_CMP_EQ, F_GETFD) } },
	{ ALL, "fcntl64", 1, { SCMP_A1(SCMP_CMP_EQ, F_SETFD) } },
	{ ALL, "fcntl64", 1, { SCMP_A1(SCMP_CMP_EQ, F_GETFL) } },
	{ ALL, "fcntl64", 1, { SCMP_A1(SCMP_CMP_EQ, F_SETFL) } },
	/* prlimit64(2) may read resource limits (its third argument is NULL) but not set
	 * limits. */
	{ ALL, "prlimit64", 1, { SCMP_A2(SCMP_CMP_EQ, 0) } },
	/* clone(2) may start threads but no processes. clone3(2), whose flags a filter
	 * cannot read, fails with ENOSYS, and the C library then uses clone(2). */
	{ FOLLOW, "clone", 1, { SCMP_A0(SCMP_CMP_MASKED_EQ, THREAD, THREAD) } },
	/* wait4(2) and waitpid(2) may check whether a child process has ended, but may
	 * not wait for the end of the child. */
	{ LISTING, "wait4", 1, { SCMP_A2(SCMP_CMP_EQ, WNOHANG) } },
	{ LISTING, "waitpid", 1, { SCMP_A2(SCMP_CMP_EQ, WNOHANG) } },
	/* bpf(2) may only open an iterator of a BPF program that is already loaded, for a
	 * search for owners. */
	{ FOLLOW, "bpf", 1, { SCMP_A0(SCMP_CMP_EQ, BPF_ITER_CREATE) } },
	/* bpf(2) may also run a BPF program that is already loaded once, to read
	 * sockets. */
	{ LISTING, "bpf", 1, { SCMP_A0(SCMP_CMP_EQ, BPF_PROG_TEST_RUN) } },
};

/* System calls that end the process, because only an attacker would make them. The list
 * is short, because each system call in the list makes loading the filter slower. */
static const char *const deadly[] = {
	"execve",           "execveat",          "fork",  "vfork", "ptrace",
	"process_vm_readv", "process_vm_writev", "setns", "mount", "kill",
	"unshare",
};

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "sandbox.gen: %s: %s\n", what, strerror(-r));
	exit(1);
}

static bool is_narrowed(const char *name, unsigned int scope)
{
	for (size_t i = 0; i < COUNT(narrowed); i++)
		if (narrowed[i].scopes & scope && strcmp(narrowed[i].name, name) == 0)
			return true;
	return false;
}

/* Returns the number of a system call; -1 if the architecture lacks the system call. */
static int number_of(const char *name)
{
	const int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ? -1 : number;
}

static void add_rules(scmp_filter_ctx filter, unsigned int scope)
{
	for (size_t i = 0; i < COUNT(allowed); i++) {
		if (!(allowed[i].scopes & scope))
			continue;
		for (const char *const *name = allowed[i].names; *name; name++) {
			const int number = number_of(*name);

			if (number != -1)
				check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0),
				      *name);
		}
	}
	for (size_t i = 0; i < COUNT(narrowed); i++) {
		const int number = number_of(narrowed[i].name);

		if (narrowed[i].scopes & scope && number != -1)
			check(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number,
						     narrowed[i].args, narrowed[i].arg),
			      narrowed[i].name);
	}
	for (size_t i = 0; i < COUNT(deadly); i++) {
		const int number = number_of(deadly[i]);

		if (number != -1 && !is_narrowed(deadly[i], scope))
			check(seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, number, 0),
			      deadly[i]);
	}
}

static void write_filter(uint32_t arch, const char *name, unsigned int scope)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	FILE *made = tmpfile();
	struct sock_filter line;

	if (!filter || !made)
		check(-ENOMEM, name);
	if (arch != seccomp_arch_native()) {
		check(seccomp_arch_add(filter, arch), "architecture");
		check(seccomp_arch_remove(filter, SCMP_ARCH_NATIVE), "architecture");
	}
	check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS),
	      "foreign calls");
	/* The value 2 arranges the filter as a binary tree, in which the kernel finds a
	 * system call in fewer steps than in a list. */
	check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "tree");
	add_rules(filter, scope);
	check(seccomp_export_bpf(filter, fileno(made)), name);
	rewind(made);
	printf("static const struct sock_filter filter_%s[] = {\n", name);
	/* When a filter is loaded, the kernel emulates the filter for each system call,
	 * to find out which system calls are always allowed; sockstat gains little by
	 * that. The kernel cannot emulate the instruction that is written here, and gives
	 * up at once, which makes loading take a third less time. */
	printf("\t{ 0x%02x, 0, 0, 0 },\n", BPF_LD | BPF_IMM);
	while (fread(&line, sizeof(line), 1, made) == 1)
		printf("\t{ 0x%02x, %u, %u, 0x%08x },\n", line.code, line.jt, line.jf,
		       line.k);
	printf("};\n");
	fclose(made);
	seccomp_release(filter);
}

int main(int argc, char *argv[])
{
	const uint32_t arch = argc > 1 ? seccomp_arch_resolve_name(argv[1]) : 0;

	if (argc > 1 && !arch) {
		fprintf(stderr, "sandbox.gen: unknown architecture '%s'\n", argv[1]);
		return 1;
	}
	printf("/* made by sandbox.gen.c */\n");
	for (size_t i = 0; i < COUNT(scopes); i++)
		write_filter(arch ? arch : seccomp_arch_native(), scopes[i].name,
			     scopes[i].mask);
	return fflush(stdout) == 0 ? 0 : 1;
}
