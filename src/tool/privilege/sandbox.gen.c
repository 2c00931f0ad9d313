/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sandbox.gen ARCH: writes the filters of sandbox.c, one for each scope, as C. It runs during
 * the build, because libseccomp takes a third of a millisecond to compile a filter, and a
 * whole listing takes not much more than one.
 *
 * Calls in the tables are allowed. Calls that only an attacker would make end the process. All
 * others fail with ENOSYS and not with EPERM: a newer C library tries calls that are not known
 * here, and can do without them on a kernel that lacks them. */
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

/* The scopes: LISTING reads sockets and writes rows, LOOKUP asks for hosts. */
enum {
	BARE = 1,
	NAMES = 2,
	FOLLOW = 4,
	LOOKUP = 8,
	LISTING = BARE | NAMES | FOLLOW,
	ALL = LISTING | LOOKUP,
};

/* The bit of each scope of sandbox.h. */
static const struct {
	const char *name;
	unsigned int mask;
} scopes[] = {
	{ "bare", BARE },
	{ "names", NAMES },
	{ "follow", FOLLOW },
	{ "lookup", LOOKUP },
};

/* Calls that are allowed with any arguments. */
static const struct {
	unsigned int scopes;
	const char *name;
} allowed[] = {
	/* memory, time, the end */
	{ ALL, "brk" },
	{ ALL, "munmap" },
	{ ALL, "mremap" },
	{ ALL, "madvise" },
	{ ALL, "exit" },
	{ ALL, "exit_group" },
	{ ALL, "futex" },
	{ ALL, "futex_time64" },
	{ ALL, "rt_sigaction" },
	{ ALL, "rt_sigprocmask" },
	{ ALL, "rt_sigreturn" },
	{ ALL, "sigreturn" },
	{ ALL, "restart_syscall" },
	{ ALL, "clock_gettime" },
	{ ALL, "clock_gettime64" },
	{ ALL, "gettimeofday" },
	{ NAMES | FOLLOW, "time" },
	{ ALL, "getrandom" },
	/* identity of process and machine */
	{ ALL, "getpid" },
	{ NAMES | FOLLOW, "gettid" },
	{ NAMES | FOLLOW, "getuid" },
	{ NAMES | FOLLOW, "geteuid" },
	{ NAMES | FOLLOW, "getgid" },
	{ NAMES | FOLLOW, "getegid" },
	{ NAMES | FOLLOW, "uname" },
	{ NAMES | FOLLOW, "sysinfo" },
	{ NAMES | FOLLOW, "sched_getaffinity" },
	{ LISTING, "capget" },
	/* open descriptors */
	{ ALL, "write" },
	{ ALL, "writev" },
	{ ALL, "read" },
	{ NAMES | FOLLOW, "readv" },
	{ ALL, "pread64" },
	{ ALL, "close" },
	{ ALL, "lseek" },
	{ ALL, "_llseek" },
	{ ALL, "poll" },
	{ ALL, "ppoll" },
	{ ALL, "ppoll_time64" },
	{ NAMES | FOLLOW | LOOKUP, "recvfrom" },
	{ ALL, "recvmsg" },
	{ NAMES | FOLLOW, "recv" },
	{ LISTING, "sendto" },
	{ NAMES | FOLLOW, "sendmsg" },
	{ NAMES | FOLLOW, "send" },
	{ ALL, "getsockname" },
	{ ALL, "getsockopt" },
	{ ALL, "setsockopt" },
	{ LISTING, "bind" },
	/* attributes of files */
	{ ALL, "fstat" },
	{ ALL, "fstat64" },
	{ ALL, "newfstatat" },
	{ ALL, "fstatat64" },
	{ NAMES | FOLLOW, "stat" },
	{ NAMES | FOLLOW, "stat64" },
	{ NAMES | FOLLOW, "lstat" },
	{ NAMES | FOLLOW, "lstat64" },
	{ ALL, "statx" },
	{ NAMES | FOLLOW, "readlink" },
	{ ALL, "readlinkat" },
	{ NAMES | FOLLOW, "getdents64" },
	{ NAMES | FOLLOW, "access" },
	{ NAMES | FOLLOW, "faccessat" },
	{ NAMES | FOLLOW, "faccessat2" },
	{ NAMES | FOLLOW, "fstatfs" },
	{ NAMES | FOLLOW, "fstatfs64" },
	/* DNS, and other sources of names in /etc/nsswitch.conf */
	{ NAMES | FOLLOW | LOOKUP, "connect" },
	{ NAMES | FOLLOW, "getpeername" },
	{ NAMES | FOLLOW, "sendmmsg" },
	{ NAMES | FOLLOW, "recvmmsg" },
	{ NAMES | FOLLOW, "shutdown" },
	{ NAMES | FOLLOW, "select" },
	{ NAMES | FOLLOW, "pselect6" },
	{ NAMES | FOLLOW, "epoll_create1" },
	{ NAMES | FOLLOW, "epoll_ctl" },
	{ NAMES | FOLLOW, "epoll_wait" },
	{ NAMES | FOLLOW, "epoll_pwait" },
	{ NAMES | FOLLOW, "eventfd2" },
	{ NAMES | FOLLOW, "timerfd_create" },
	{ NAMES | FOLLOW, "timerfd_settime" },
	{ NAMES | FOLLOW, "pipe2" },
	{ NAMES | FOLLOW, "getresuid" },
	{ NAMES | FOLLOW, "getresgid" },
	/* the search of /proc by several threads */
	{ FOLLOW, "capset" },
	{ FOLLOW, "kcmp" },
	{ FOLLOW, "set_robust_list" },
	{ FOLLOW, "rseq" },
};

#define ANY_OPEN (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))
#define THREAD                                                                           \
	((uint64_t)(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD))

#define INTERNET(family, type, protocol)                                                 \
	{                                                                                \
		LOOKUP, "socket", 3,                                                     \
		{                                                                        \
			SCMP_A0(SCMP_CMP_EQ, family),                                    \
				SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, type),                  \
				SCMP_A2(SCMP_CMP_EQ, protocol)                           \
		}                                                                        \
	}

/* Calls that are allowed only if the arguments have these values under the mask. */
static const struct {
	unsigned int scopes;
	const char *name;
	unsigned int args;
	struct scmp_arg_cmp arg[3];
} narrowed[] = {
	/* opening for reading */
	{ ALL, "open", 1, { SCMP_A1(SCMP_CMP_MASKED_EQ, ANY_OPEN, O_RDONLY) } },
	{ ALL, "openat", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, ANY_OPEN, O_RDONLY) } },
	/* memory that is not executable; a module for names is executable */
	{ BARE | LOOKUP, "mmap", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ BARE | LOOKUP, "mmap2", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ BARE | LOOKUP, "mprotect", 1, { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) } },
	{ NAMES | FOLLOW, "mmap", 0, { { 0 } } },
	{ NAMES | FOLLOW, "mmap2", 0, { { 0 } } },
	{ NAMES | FOLLOW, "mprotect", 0, { { 0 } } },
	/* the dump of another protocol */
	{ LISTING,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_NETLINK), SCMP_A2(SCMP_CMP_EQ, NETLINK_SOCK_DIAG) } },
	{ NAMES | FOLLOW,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_NETLINK), SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE) } },
	{ LISTING,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_UNIX),
	    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM) } },
	{ NAMES | FOLLOW, "socket", 1, { SCMP_A0(SCMP_CMP_EQ, AF_UNIX) } },
	{ NAMES | FOLLOW,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_INET),
	    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM) } },
	{ NAMES | FOLLOW,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_INET6),
	    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_DGRAM) } },
	{ NAMES | FOLLOW,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_INET),
	    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM) } },
	{ NAMES | FOLLOW,
	  "socket",
	  2,
	  { SCMP_A0(SCMP_CMP_EQ, AF_INET6),
	    SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM) } },
	/* DNS only: ICMP has datagram sockets, too, and the rules of Landlock do not apply to
	 * variants of TCP */
	INTERNET(AF_INET, SOCK_DGRAM, 0),
	INTERNET(AF_INET, SOCK_DGRAM, IPPROTO_UDP),
	INTERNET(AF_INET, SOCK_STREAM, 0),
	INTERNET(AF_INET, SOCK_STREAM, IPPROTO_TCP),
	INTERNET(AF_INET6, SOCK_DGRAM, 0),
	INTERNET(AF_INET6, SOCK_DGRAM, IPPROTO_UDP),
	INTERNET(AF_INET6, SOCK_STREAM, 0),
	INTERNET(AF_INET6, SOCK_STREAM, IPPROTO_TCP),
	/* MSG_FASTOPEN connects without connect(2), so that Landlock does not see it */
	{ LOOKUP, "sendto", 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0) } },
	{ LOOKUP, "send", 1, { SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0) } },
	/* the name of an interface (by a datagram socket of AF_UNIX), and the bytes to be read */
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
	/* reading limits */
	{ ALL, "prlimit64", 1, { SCMP_A2(SCMP_CMP_EQ, 0) } },
	/* threads, but no process; clone3 hides its flags, and if it fails with ENOSYS, the C
	 * library uses clone */
	{ FOLLOW, "clone", 1, { SCMP_A0(SCMP_CMP_MASKED_EQ, THREAD, THREAD) } },
	/* the end of a child that was started earlier */
	{ LISTING, "wait4", 1, { SCMP_A2(SCMP_CMP_EQ, WNOHANG) } },
	{ LISTING, "waitpid", 1, { SCMP_A2(SCMP_CMP_EQ, WNOHANG) } },
	/* a search for owners by the BPF program that is already loaded */
	{ FOLLOW, "bpf", 1, { SCMP_A0(SCMP_CMP_EQ, BPF_ITER_CREATE) } },
};

/* Calls that end the process. The list is short because each entry makes the filter slower to
 * load. */
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

/* Returns the number of the call, or -1 if the architecture lacks it. */
static int number_of(const char *name)
{
	const int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ? -1 : number;
}

static void add_rules(scmp_filter_ctx filter, unsigned int scope)
{
	for (size_t i = 0; i < COUNT(allowed); i++) {
		const int number = number_of(allowed[i].name);

		if (allowed[i].scopes & scope && number != -1)
			check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0),
			      allowed[i].name);
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
	/* a tree needs fewer steps for a call than a list */
	check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "tree");
	add_rules(filter, scope);
	check(seccomp_export_bpf(filter, fileno(made)), name);
	rewind(made);
	printf("static const struct sock_filter filter_%s[] = {\n", name);
	/* When a filter is loaded, the kernel emulates it for each call, to know which calls are
	 * always allowed. That is of little use here. It gives up at a first instruction that it
	 * does not emulate, which makes loading a third cheaper. */
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
