/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a load in a network namespace of its own, prints "ready" once the kernel has all of
 * it, then the number of its processes, and holds it until its standard input ends:
 *
 *   load tcp SOCKETS [PROCESSES]      TCP sockets, one in twenty a listener, the others
 *                                     connections of which both ends are held; half of
 *                                     each over IPv4, half over IPv6; by default in 8
 *                                     processes, or as many as may have so many files
 *   load files PROCESSES FDS [LISTENERS]  FDS open files in each process, and one
 *                                     listener in each of the first ones (default: 8, or
 *                                     in all)
 *   load shared CHILDREN              one listener, that forked children share
 *   load idle [PROCESSES]             two listeners and two connections, and processes with
 *                                     a few open files (default: 0)
 *
 * Its processes end with it, however it ends. Nothing is left in TIME_WAIT. To look at it:
 * nsenter --net --target PID COMMAND. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum {
	PROCESSES = 8,
	PROCESSES_MAX = 20000,
	LISTENERS_OF_100 = 5,
	BACKLOG = 1024,
	/* Connections get their own ports from here on, listeners below. */
	FIRST_EPHEMERAL = 32768,
	FIRST_PORT = 1024,
	BUILD_SECONDS = 300,
	HOLD_SECONDS = 2 * 60 * 60,
	/* Kernel memory in bytes, as seen in /proc/meminfo. */
	SOCKET_BYTES = 4000,
	FILE_BYTES = 400,
	PROCESS_BYTES = 300000,
	/* A process has some descriptors besides its load. */
	SPARE_FDS = 64,
	FEW_FILES = 8,
	FEW_LISTENERS = 8
};

struct family {
	int domain;
	socklen_t len;
};

enum { V4, V6, FAMILIES };
static const struct family families[FAMILIES] = {
	[V4] = { AF_INET, sizeof(struct sockaddr_in) },
	[V6] = { AF_INET6, sizeof(struct sockaddr_in6) },
};

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static pid_t children[PROCESSES_MAX];
static int children_count;
/* whether this process holds sockets of the load too */
static int is_held_here;

__attribute__((noreturn)) static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void check(int r, const char *what)
{
	if (r < 0)
		die(what);
}

__attribute__((noreturn, format(printf, 1, 2))) static void refuse(const char *format,
								   ...)
{
	va_list args;

	fputs("load: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static int number(const char *text, int least)
{
	char *end = NULL;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < least || value > 100000000)
		refuse("%s: not a number of %d or more", text, least);
	return (int)value;
}

static uint64_t read_limit(const char *path, const char *format)
{
	uint64_t value = 0;
	char line[128];
	FILE *f = fopen(path, "r");

	if (!f)
		die(path);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, format, &value) == 1)
			break;
	fclose(f);
	return value;
}

/* Raises the limit of open files as far as the kernel permits, and returns it: fs.nr_open
 * with CAP_SYS_RESOURCE, else the hard limit. */
static uint64_t most_files(void)
{
	const uint64_t nr_open = read_limit("/proc/sys/fs/nr_open", "%" SCNu64);
	struct rlimit limit = { nr_open, nr_open };

	if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
		return nr_open;
	check(getrlimit(RLIMIT_NOFILE, &limit), "RLIMIT_NOFILE");
	limit.rlim_cur = limit.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &limit), "RLIMIT_NOFILE");
	return limit.rlim_cur;
}

/* Refuses a load that does not fit, since settings of the whole machine are not
 * changed. */
static void demand(uint64_t processes, uint64_t fds_of_each, uint64_t bytes)
{
	const uint64_t fds = processes * (fds_of_each + SPARE_FDS);
	const uint64_t file_max = read_limit("/proc/sys/fs/file-max", "%" SCNu64);
	const uint64_t pid_max = read_limit("/proc/sys/kernel/pid_max", "%" SCNu64);
	const uint64_t kib = read_limit("/proc/meminfo", "MemAvailable: %" SCNu64);
	const uint64_t may_have = most_files();

	if (processes > PROCESSES_MAX || processes > pid_max / 2)
		refuse("%" PRIu64 " processes are too many, pid_max is %" PRIu64,
		       processes, pid_max);
	if (fds_of_each + SPARE_FDS > may_have)
		refuse("a process would have %" PRIu64 " files, and may have %" PRIu64,
		       fds_of_each + SPARE_FDS, may_have);
	if (fds > file_max)
		refuse("it takes fs.file-max of %" PRIu64 ", which is %" PRIu64, fds,
		       file_max);
	bytes += processes * PROCESS_BYTES;
	if (bytes / 1024 > kib)
		refuse("it takes %" PRIu64 " MiB of memory, %" PRIu64 " are free",
		       bytes >> 20, kib >> 10);
}

/* Both settings belong to this network namespace. */
static void enter_namespace(void)
{
	static const char path[] = "/proc/sys/net/ipv4/ip_local_port_range";
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	check(unshare(CLONE_NEWNET), "a network namespace");
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	check(fd, "socket");
	check(ioctl(fd, SIOCSIFFLAGS, &lo), "lo");
	close(fd);
	FILE *f = fopen(path, "w");
	if (!f || fprintf(f, "%d 65535\n", FIRST_EPHEMERAL) < 0 || fclose(f) != 0)
		die(path);
}

/* A process that ends early ends the whole load. */
static void end_early(int signal)
{
	(void)signal;
	_exit(1);
}

static void tell_late(int signal)
{
	static const char message[] = "load: it took too long\n";

	(void)signal;
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	_exit(1);
}

/* Forks a process that ends with this one, and returns whether it is the child. */
static bool fork_held(void)
{
	const pid_t parent = getpid();
	const pid_t pid = fork();

	check(pid, "fork");
	if (pid) {
		children[children_count++] = pid;
		return false;
	}
	signal(SIGCHLD, SIG_DFL);
	check(prctl(PR_SET_PDEATHSIG, SIGKILL), "PR_SET_PDEATHSIG");
	if (getppid() != parent)
		exit(1);
	return true;
}

__attribute__((noreturn)) static void hold(int done)
{
	check((int)write(done, "", 1), "write");
	for (;;)
		pause();
}

static void await_children(int done)
{
	char byte = 0;

	for (int i = 0; i < children_count; i++)
		if (read(done, &byte, 1) != 1)
			die("a part of the load");
}

/* Every process has an address in 127.0.0.0/8; IPv6 has ::1 only. */
static union address address_of(int family, int process, int port)
{
	union address a = { .sa.sa_family = (sa_family_t)families[family].domain };

	if (family == V6) {
		a.in6.sin6_addr = in6addr_loopback;
		a.in6.sin6_port = htons((uint16_t)port);
	} else {
		a.in.sin_addr.s_addr = htonl(0x7f010000U + (uint32_t)process + 1);
		a.in.sin_port = htons((uint16_t)port);
	}
	return a;
}

/* The socket is reset when it is closed, so that nothing remains. Accepted sockets
 * inherit this. */
static int tcp_socket(int family)
{
	const struct linger reset = { .l_onoff = 1 };
	const int fd = socket(families[family].domain, SOCK_STREAM, 0);

	check(fd, "socket");
	check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), "SO_LINGER");
	return fd;
}

static int listener(const union address *a, int family)
{
	const int fd = tcp_socket(family);

	check(bind(fd, &a->sa, families[family].len), "bind");
	check(listen(fd, BACKLOG), "listen");
	return fd;
}

/* The part of a load that one process holds; each process has its own IPv6 ports. */
struct part {
	int process;
	int listeners;
	int connections;
	int first_port;
};

/* Returns how many of n things belong to one family: every second one. */
static int share(int n, int family)
{
	return (n + (family == V4)) / 2;
}

static void make_family(const struct part *part, int family)
{
	const int listeners = share(part->listeners, family);
	int *fds = calloc((size_t)listeners + 1, sizeof(*fds));

	if (!fds)
		die("memory");
	for (int i = 0; i < listeners; i++) {
		const union address a =
			address_of(family, part->process, part->first_port + i);

		fds[i] = listener(&a, family);
	}
	for (int i = 0; i < share(part->connections, family); i++) {
		const int to = i % listeners;
		const union address a =
			address_of(family, part->process, part->first_port + to);

		check(connect(tcp_socket(family), &a.sa, families[family].len),
		      "connect");
		check(accept(fds[to], NULL, NULL), "accept");
	}
	free(fds);
}

static void make_part(const struct part *part)
{
	for (int family = 0; family < FAMILIES; family++)
		make_family(part, family);
}

static int part_of(int n, int processes, int process)
{
	return n / processes + (process < n % processes);
}

static int fewest_processes(int sockets)
{
	const int of_each = (int)most_files() - 2 * SPARE_FDS;
	const int processes = of_each > 0 ? sockets / of_each + 1 : 1;

	return processes > PROCESSES ? processes : PROCESSES;
}

/* Makes exactly SOCKETS sockets: listeners and both ends of connections. */
static void make_tcp(int argc, char *const argv[])
{
	const int sockets = number(argv[0], 1);
	const int processes = argc > 1 ? number(argv[1], 1) : fewest_processes(sockets);
	int listeners = (int)((int64_t)sockets * LISTENERS_OF_100 / 100);

	/* Each process connects to a listener of its own of each family. */
	if (listeners < 2 * processes)
		listeners = 2 * processes;
	listeners += (sockets - listeners) % 2 != 0;
	if (sockets < 2 * listeners)
		refuse("%d sockets are too few for %d processes", sockets, processes);
	const int connections = (sockets - listeners) / 2;
	const int ports = (listeners / processes + 2) / 2;
	if (ports > (FIRST_EPHEMERAL - FIRST_PORT) / processes)
		refuse("%d listeners are more than there are ports", listeners);
	demand((uint64_t)processes, (uint64_t)sockets / (uint64_t)processes + 4,
	       (uint64_t)sockets * SOCKET_BYTES);

	int done[2];
	check(pipe(done), "pipe");
	for (int i = 0; i < processes; i++) {
		const struct part part = {
			.process = i,
			.listeners = part_of(listeners, processes, i),
			.connections = part_of(connections, processes, i),
			.first_port = FIRST_PORT + i * ports,
		};

		if (!fork_held())
			continue;
		make_part(&part);
		hold(done[1]);
	}
	await_children(done[0]);
}

/* Each file is opened separately: forked or duplicated descriptors would share a struct
 * file, and so be closer to the CPU caches than on a real machine. */
static void make_files(int argc, char *const argv[])
{
	const int processes = number(argv[0], 1);
	const int files = number(argv[1], 1);
	const int usual = processes < FEW_LISTENERS ? processes : FEW_LISTENERS;
	const int listeners = argc > 2 ? number(argv[2], 0) : usual;

	if (listeners > processes)
		refuse("%d listeners are more than one in each process", listeners);
	demand((uint64_t)processes, (uint64_t)files,
	       (uint64_t)processes * (uint64_t)files * FILE_BYTES);

	int done[2];
	check(pipe(done), "pipe");
	for (int i = 0; i < processes; i++) {
		const int family = i % FAMILIES;
		const union address a = address_of(family, i, FIRST_PORT + i);

		if (!fork_held())
			continue;
		if (i < listeners)
			listener(&a, family);
		for (int n = 0; n < files; n++)
			check(open("/dev/null", O_RDONLY), "/dev/null");
		hold(done[1]);
	}
	await_children(done[0]);
}

static void make_shared(int argc, char *const argv[])
{
	const int processes = number(argv[0], 1);
	const union address a = address_of(V4, 0, FIRST_PORT);
	int done[2];

	(void)argc;
	demand((uint64_t)processes, 1, 0);
	listener(&a, V4);
	is_held_here = 1;
	check(pipe(done), "pipe");
	for (int i = 0; i < processes; i++)
		if (fork_held())
			hold(done[1]);
	await_children(done[0]);
}

static void make_idle(int argc, char *const argv[])
{
	const struct part part = {
		.listeners = 2,
		.connections = 2,
		.first_port = FIRST_PORT,
	};

	const int processes = argc > 0 ? number(argv[0], 0) : 0;
	int done[2];

	is_held_here = 1;
	for (int n = 0; n < FEW_FILES; n++)
		check(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
	check(pipe(done), "pipe");
	for (int i = 0; i < processes; i++)
		if (fork_held())
			hold(done[1]);
	await_children(done[0]);
	make_part(&part);
}

static const struct scenario {
	const char *name;
	int least;
	int most;
	void (*make)(int argc, char *const argv[]);
} scenarios[] = {
	{ "tcp", 1, 2, make_tcp },
	{ "files", 2, 3, make_files },
	{ "shared", 1, 1, make_shared },
	{ "idle", 0, 1, make_idle },
};

static const struct scenario *find_scenario(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		if (strcmp(scenarios[i].name, name) == 0)
			return &scenarios[i];
	return NULL;
}

int main(int argc, char *argv[])
{
	const struct scenario *s = argc > 1 ? find_scenario(argv[1]) : NULL;
	const int args = argc - 2;
	char byte = 0;

	if (!s || args < s->least || args > s->most)
		refuse("usage: load tcp SOCKETS [PROCESSES] | files PROCESSES FDS "
		       "[LISTENERS] | shared CHILDREN | idle [PROCESSES]");
	/* Descriptors inherited from the parent are not part of the load. */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGCHLD, end_early);
	signal(SIGALRM, tell_late);
	alarm(BUILD_SECONDS);
	enter_namespace();
	s->make(args, argv + 2);
	printf("ready\n%d\n", children_count + is_held_here);
	fflush(stdout);
	alarm(HOLD_SECONDS);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	/* gone when we are, not some time after */
	signal(SIGCHLD, SIG_DFL);
	for (int i = 0; i < children_count; i++)
		kill(children[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
