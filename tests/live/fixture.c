/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the sockets of the scenarios given, prints "ready" once the kernel has them all
 * in the intended states, and holds them until its standard input ends. Forked processes
 * end with it. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum {
	ESTABLISHED = 1,
	SYN_SENT,
	SYN_RECV,
	FIN_WAIT1,
	FIN_WAIT2,
	LAST_ACK = 9,
	CLOSING = 11
};
enum {
	CLOSE_WAIT = 8,
	WAIT_MS = 5000,
	CHILDREN_MAX = 1024,
	DEEP_NAME = 200,
	FOREIGN_UID = 12345
};

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static void die(const char *what)
{
	fprintf(stderr, "fixture: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void check(int r, const char *what)
{
	if (r < 0)
		die(what);
}

static int number(const char *text)
{
	char *end = NULL;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < 0 || value > 1000000000) {
		errno = EINVAL;
		die(text);
	}
	return (int)value;
}

/* Parses an address, and returns its size; the text decides the family. */
static socklen_t parse(const char *text, int port, union address *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, text, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons((uint16_t)port);
		return sizeof(ret->in);
	}
	if (inet_pton(AF_INET6, text, &ret->in6.sin6_addr) != 1)
		die(text);
	ret->in6.sin6_family = AF_INET6;
	ret->in6.sin6_port = htons((uint16_t)port);
	return sizeof(ret->in6);
}

static int bound(int type, int protocol, const char *text, int port)
{
	union address a;
	const socklen_t len = parse(text, port, &a);
	const int one = 1;

	int fd = socket(a.sa.sa_family, type, protocol);
	check(fd, "socket");
	check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
	      "SO_REUSEADDR");
	check(bind(fd, &a.sa, len), "bind");
	return fd;
}

static int listening(const char *text, int port, int backlog)
{
	int fd = bound(SOCK_STREAM, 0, text, port);

	check(listen(fd, backlog), "listen");
	return fd;
}

/* Called before a connection is made, so that its window is small from the start. */
static void make_small(int fd)
{
	const int small = 4096;

	check(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), "SO_RCVBUF");
}

static int connected(int type, int protocol, const char *text, int port)
{
	union address a;
	const socklen_t len = parse(text, port, &a);

	int fd = socket(a.sa.sa_family, type, protocol);
	check(fd, "socket");
	if (type == SOCK_STREAM)
		make_small(fd);
	check(connect(fd, &a.sa, len), "connect");
	return fd;
}

struct pair {
	int client;
	int server;
};

static struct pair make_pair(int listener, const char *text, int port)
{
	struct pair p = { .client = connected(SOCK_STREAM, 0, text, port) };

	p.server = accept(listener, NULL, NULL);
	check(p.server, "accept");
	return p;
}

/* Waits until the connection is in a state: packets on loopback take no time, but an ACK
 * may be delayed. */
static void await_state(int fd, int state)
{
	const struct timespec tick = { .tv_nsec = 1000000 };

	for (int ms = 0; ms < WAIT_MS; ms++) {
		struct tcp_info info;
		socklen_t len = sizeof(info);

		check(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len), "TCP_INFO");
		if (info.tcpi_state == state)
			return;
		nanosleep(&tick, NULL);
	}
	errno = ETIMEDOUT;
	die("a state that does not come");
}

static void half_close(int fd)
{
	check(shutdown(fd, SHUT_WR), "shutdown");
}

/* Sends until all buffers are full: a FIN then waits behind data for which the peer,
 * whose buffer is small, has no window. */
static void fill(int fd)
{
	static const char block[65536];

	while (send(fd, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	if (errno != EAGAIN)
		die("send");
}

static void make_syn_sent(const char *black_hole, int port)
{
	union address a;
	const socklen_t len = parse(black_hole, port, &a);

	int fd = socket(a.sa.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	check(fd, "socket");
	if (connect(fd, &a.sa, len) == 0 || errno != EINPROGRESS)
		die("connect to a black hole");
	await_state(fd, SYN_SENT);
}

/* A listener that defers accept() leaves a connection without data in SYN_RECV. */
static void make_syn_recv(const char *text, int port)
{
	const int seconds = 60;
	int fd = listening(text, port, 5);

	check(setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds)),
	      "TCP_DEFER_ACCEPT");
	connected(SOCK_STREAM, 0, text, port);
}

/* ADDRESS PORT BLACK_HOLE: every state of TCP, on PORT to PORT + 2. */
static void make_states(char *const args[])
{
	const char *text = args[0];
	const int port = number(args[1]);
	const int one = 1;
	int listener = listening(text, port, 7);
	struct pair p;

	make_small(listener);

	p = make_pair(listener, text, port);
	check(send(p.client, "12345", 5, 0) == 5 ? 0 : -1, "send");
	p = make_pair(listener, text, port);
	check(setsockopt(p.client, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)),
	      "SO_KEEPALIVE");

	p = make_pair(listener, text, port);
	half_close(p.client);
	await_state(p.client, FIN_WAIT2);
	await_state(p.server, CLOSE_WAIT);

	/* A connection in FIN_WAIT2 without process. */
	p = make_pair(listener, text, port);
	close(p.client);
	await_state(p.server, CLOSE_WAIT);

	p = make_pair(listener, text, port); /* A connection in TIME_WAIT. */
	close(p.client);
	await_state(p.server, CLOSE_WAIT);
	close(p.server);

	p = make_pair(listener, text, port);
	fill(p.client);
	half_close(p.client);
	await_state(p.client, FIN_WAIT1);

	p = make_pair(listener, text, port);
	half_close(p.client);
	await_state(p.server, CLOSE_WAIT);
	fill(p.server);
	half_close(p.server);
	await_state(p.server, LAST_ACK);

	p = make_pair(listener, text, port);
	fill(p.client);
	half_close(p.client);
	half_close(p.server);
	await_state(p.client, CLOSING);

	connected(SOCK_STREAM, 0, text, port); /* A connection that waits for accept(). */
	make_syn_sent(args[2], port);
	make_syn_recv(text, port + 1);
	/* A socket that neither listens nor is connected. */
	bound(SOCK_STREAM, 0, text, port + 2);
}

/* ADDRESS PORT: datagram sockets with and without a peer. */
static void make_datagrams(char *const args[])
{
	static const int protocols[] = { IPPROTO_UDP, IPPROTO_UDPLITE };
	const int port = number(args[1]);

	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		bound(SOCK_DGRAM, protocols[i], args[0], port);
		connected(SOCK_DGRAM, protocols[i], args[0], port);
	}
}

/* ADDRESS PORT: a single listener. */
static void make_listener(char *const args[])
{
	listening(args[0], number(args[1]), 5);
}

/* ADDRESS PORT: a datagram socket bound to the loopback interface, without IPv4 if it is
 * an IPv6 one. */
static void make_confined(char *const args[])
{
	union address a;
	const socklen_t len = parse(args[0], number(args[1]), &a);
	const int one = 1;

	int fd = socket(a.sa.sa_family, SOCK_DGRAM, 0);
	check(fd, "socket");
	if (a.sa.sa_family == AF_INET6)
		check(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)),
		      "IPV6_V6ONLY");
	check(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2), "SO_BINDTODEVICE");
	check(bind(fd, &a.sa, len), "bind");
}

/* ADDRESS PORT: an IPv6 listener without IPv4, bound to the loopback interface, that belongs
 * to another user. */
static void make_foreign(char *const args[])
{
	union address a;
	const socklen_t len = parse(args[0], number(args[1]), &a);
	const int one = 1;

	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	check(fd, "socket");
	check(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)),
	      "IPV6_V6ONLY");
	check(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2), "SO_BINDTODEVICE");
	check(bind(fd, &a.sa, len), "bind");
	check(listen(fd, 3), "listen");
	check(fchown(fd, FOREIGN_UID, (gid_t)-1), "fchown");
}

/* ADDRESS PORT: a listener with three descriptors. */
static void make_dups(char *const args[])
{
	int fd = listening(args[0], number(args[1]), 5);

	check(dup2(fd, 40), "dup2");
	check(dup2(fd, 50), "dup2");
}

/* ADDRESS PORT: a datagram socket that receives and never answers. */
static void make_bound(char *const args[])
{
	bound(SOCK_DGRAM, 0, args[0], number(args[1]));
}

/* ADDRESS PORT: a TCP socket that is bound there, and neither listens nor connects. */
static void make_taken(char *const args[])
{
	bound(SOCK_STREAM, 0, args[0], number(args[1]));
}

/* ADDRESS PORT: a datagram socket with that peer. */
static void make_peer(char *const args[])
{
	connected(SOCK_DGRAM, 0, args[0], number(args[1]));
}

static pid_t children[CHILDREN_MAX];
static size_t children_count;

/* Forks a process that ends with this one, and returns whether it is the child. */
static bool fork_held(void)
{
	pid_t parent = getpid();

	if (children_count == CHILDREN_MAX)
		die("fork");
	pid_t pid = fork();
	check(pid, "fork");
	if (pid) {
		children[children_count++] = pid;
		return false;
	}
	check(prctl(PR_SET_PDEATHSIG, SIGKILL), "PR_SET_PDEATHSIG");
	if (getppid() != parent)
		exit(1);
	return true;
}

/* ADDRESS PORT CHILDREN: a listener shared by forked children. */
static void make_shared(char *const args[])
{
	listening(args[0], number(args[1]), 5);
	for (int i = number(args[2]); i > 0; i--)
		if (fork_held())
			for (;;)
				pause();
}

/* Makes one part of a load: connections through a listener of its own, with both ends
 * held. */
static void hold_connections(int connections, int part)
{
	char text[INET_ADDRSTRLEN];

	/* Each part has an address of its own, because ports are scarce. */
	snprintf(text, sizeof(text), "127.0.1.%u", (uint8_t)part);
	int listener = listening(text, 7777, 1024);
	for (int i = 0; i < connections; i++) {
		/* A reset leaves no connection in TIME_WAIT. */
		const struct linger reset = { .l_onoff = 1 };
		struct pair p = make_pair(listener, text, 7777);

		check(setsockopt(p.client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)),
		      "SO_LINGER");
		check(setsockopt(p.server, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)),
		      "SO_LINGER");
	}
}

/* SOCKETS PROCESSES: a load of TCP connections. */
static void make_load(char *const args[])
{
	const int processes = number(args[1]);
	const int connections = number(args[0]) / 2 / processes;
	struct rlimit limit = { .rlim_cur = (rlim_t)connections * 2 + 64 };
	int done[2];

	limit.rlim_max = limit.rlim_cur;
	check(setrlimit(RLIMIT_NOFILE, &limit), "RLIMIT_NOFILE");
	check(pipe(done), "pipe");
	for (int i = 0; i < processes; i++) {
		if (!fork_held())
			continue;
		hold_connections(connections, i + 1);
		check(write(done[1], "", 1) == 1 ? 0 : -1, "write");
		for (;;)
			pause();
	}
	close(done[1]);
	for (int i = 0; i < processes; i++) {
		char byte = 0;

		if (read(done[0], &byte, 1) != 1)
			die("a part of the load has ended");
	}
}

/* SECONDS: processes that begin, hold a socket and end, one after the other. Prints
 * "ready" only when this is over. */
static void make_churn(char *const args[])
{
	const time_t end = time(NULL) + number(args[0]);

	puts("ready");
	fflush(stdout);
	while (time(NULL) < end) {
		pid_t pid = fork();

		check(pid, "fork");
		if (!pid) {
			listening("127.0.0.1", 0, 1);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	exit(0);
}

static const struct scenario {
	const char *name;
	int args;
	void (*make)(char *const args[]);
} scenarios[] = {
	{ "states", 3, make_states },     { "datagrams", 2, make_datagrams },
	{ "listener", 2, make_listener }, { "dups", 2, make_dups },
	{ "bound", 2, make_bound },       { "peer", 2, make_peer },
	{ "shared", 3, make_shared },     { "load", 2, make_load },
	{ "churn", 1, make_churn },       { "confined", 2, make_confined },
	{ "taken", 2, make_taken },       { "foreign", 2, make_foreign },
};

/* Continues as a copy of this program, with a file open, both below DIR with a path
 * longer than PATH_MAX. Each directory is entered as it is made, because its whole path
 * is too long. */
static void go_deep(const char *dir, char *argv[])
{
	char name[DEEP_NAME + 1];
	struct stat st;

	memset(name, 'd', DEEP_NAME);
	name[DEEP_NAME] = '\0';
	check(chdir(dir), dir);
	for (int i = 0; i * DEEP_NAME < PATH_MAX; i++) {
		check(mkdir(name, 0700), "mkdir");
		check(chdir(name), "chdir");
	}
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	check(self, "/proc/self/exe");
	int copy = open("fixture", O_CREAT | O_WRONLY | O_CLOEXEC, 0700);
	check(copy, "copy");
	check(fstat(self, &st), "fstat");
	check(sendfile(copy, self, NULL, (size_t)st.st_size) == st.st_size ? 0 : -1,
	      "sendfile");
	close(copy);
	check(open("fixture", O_RDONLY), "open"); /* The file stays open. */
	execv("fixture", argv);
	die("execv");
}

/* fixture [-n COMM | -d DIR] [SCENARIO ARG...]... */
int main(int argc, char *argv[])
{
	int i = 1;

	if (i + 1 < argc && strcmp(argv[i], "-d") == 0) {
		const char *dir = argv[i + 1];

		argv[i + 1] = argv[0];
		go_deep(dir, argv + i + 1);
	}

	if (i + 1 < argc && strcmp(argv[i], "-n") == 0) {
		check(prctl(PR_SET_NAME, argv[i + 1]), "PR_SET_NAME");
		i += 2;
	}
	while (i < argc) {
		size_t s = 0;

		while (s < ARRAY_SIZE(scenarios) &&
		       strcmp(scenarios[s].name, argv[i]) != 0)
			s++;
		if (s == ARRAY_SIZE(scenarios) || i + scenarios[s].args >= argc) {
			errno = EINVAL;
			die(argv[i]);
		}
		scenarios[s].make(argv + i + 1);
		i += scenarios[s].args + 1;
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	/* Children end before this process does. */
	for (size_t c = 0; c < children_count; c++)
		kill(children[c], SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
