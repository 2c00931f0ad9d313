/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ends [SCENARIO ARG...]...: connections whose ends are both on this host, and
 * descriptors in flight from one process to another. Prints "ready" and holds them until
 * standard input ends; the forked processes that hold the other ends end with it. */
#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "ends: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int number(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_un un;
};

static socklen_t inet_address(const char *text, int port, union address *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, text, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons((uint16_t)port);
		return sizeof(ret->in);
	}
	check(inet_pton(AF_INET6, text, &ret->in6.sin6_addr) == 1 ? 0 : -1, text);
	ret->in6.sin6_family = AF_INET6;
	ret->in6.sin6_port = htons((uint16_t)port);
	return sizeof(ret->in6);
}

static socklen_t unix_address(const char *path, union address *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->un.sun_family = AF_UNIX;
	check(strlen(path) < sizeof(ret->un.sun_path) ? 0 : -1, path);
	memcpy(ret->un.sun_path, path, strlen(path));
	return sizeof(ret->un);
}

static int bound(int type, const union address *a, socklen_t len)
{
	const int one = 1;
	int fd = socket(a->sa.sa_family, type, 0);

	check(fd, "socket");
	if (a->sa.sa_family != AF_UNIX)
		check(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)),
		      "SO_REUSEPORT");
	check(bind(fd, &a->sa, len), "bind");
	return fd;
}

static int bound_at(int type, const char *text, int port)
{
	union address a;
	const socklen_t len = inet_address(text, port, &a);

	return bound(type, &a, len);
}

static void connect_to(int fd, const char *text, int port)
{
	union address a;
	const socklen_t len = inet_address(text, port, &a);

	check(connect(fd, &a.sa, len), "connect");
}

static pid_t children[16];
static size_t children_count;

/* Gives the far end to the given number of children, which share it, and keeps the near
 * end. Without children both ends are kept. Returns when the children have closed the
 * near end. */
static void part(int near, int far, int count)
{
	int closed[2];
	char byte = 0;

	check(pipe(closed), "pipe");
	for (int i = 0; i < count; i++) {
		check(children_count < ARRAY_SIZE(children) ? 0 : -1, "children");
		pid_t pid = fork();
		check(pid, "fork");
		if (pid) {
			children[children_count++] = pid;
			continue;
		}
		check(prctl(PR_SET_PDEATHSIG, SIGKILL), "PR_SET_PDEATHSIG");
		close(near);
		check(write(closed[1], "", 1) == 1 ? 0 : -1, "write");
		for (;;)
			pause();
	}
	for (int i = 0; i < count; i++)
		check(read(closed[0], &byte, 1) == 1 ? 0 : -1, "a child");
	close(closed[0]);
	close(closed[1]);
	if (count)
		close(far);
}

/* LISTEN PORT CONNECT CHILDREN: the accepted end is the near end. */
static void make_tcp(char *const args[])
{
	const int port = number(args[1]);
	union address a;
	const socklen_t len = inet_address(args[2], port, &a);
	int listener = bound_at(SOCK_STREAM, args[0], port);

	check(listen(listener, 5), "listen");
	int far = socket(a.sa.sa_family, SOCK_STREAM, 0);
	check(far, "socket");
	check(connect(far, &a.sa, len), "connect");
	int near = accept(listener, NULL, NULL);
	check(near, "accept");
	close(listener);
	part(near, far, number(args[3]));
}

/* ADDRESS PORT: a socket that is connected to itself. */
static void make_self(char *const args[])
{
	int fd = bound_at(SOCK_STREAM, args[0], number(args[1]));

	connect_to(fd, args[0], number(args[1]));
}

/* ADDRESS PORT CHILDREN: sockets connected to each other; the second has the next
 * port. */
static void make_udp(char *const args[])
{
	const int port = number(args[1]);
	int near = bound_at(SOCK_DGRAM, args[0], port);
	int far = bound_at(SOCK_DGRAM, args[0], port + 1);

	connect_to(near, args[0], port + 1);
	connect_to(far, args[0], port);
	part(near, far, number(args[2]));
}

/* ADDRESS PORT: two sockets with the same addresses, connected to the next port, and one
 * at that port, connected to them. */
static void make_several(char *const args[])
{
	const int port = number(args[1]);

	for (int i = 0; i < 2; i++)
		connect_to(bound_at(SOCK_DGRAM, args[0], port), args[0], port + 1);
	connect_to(bound_at(SOCK_DGRAM, args[0], port + 1), args[0], port);
}

/* CHILDREN: a pair of unix sockets. */
static void make_pair(char *const args[])
{
	int fds[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), "socketpair");
	part(fds[0], fds[1], number(args[0]));
}

/* PATH CHILDREN: the accepted end is the near end. */
static void make_path(char *const args[])
{
	union address a;
	const socklen_t len = unix_address(args[0], &a);
	int listener = bound(SOCK_STREAM, &a, len);

	check(listen(listener, 5), "listen");
	int far = socket(AF_UNIX, SOCK_STREAM, 0);
	check(far, "socket");
	check(connect(far, &a.sa, len), "connect");
	int near = accept(listener, NULL, NULL);
	check(near, "accept");
	close(listener);
	part(near, far, number(args[1]));
}

/* PATH CHILDREN: a sender, as to syslog, and the receiver, which is the far end. */
static void make_datagrams(char *const args[])
{
	union address a;
	const socklen_t len = unix_address(args[0], &a);
	int far = bound(SOCK_DGRAM, &a, len);
	int near = socket(AF_UNIX, SOCK_DGRAM, 0);

	check(near, "socket");
	check(connect(near, &a.sa, len), "connect");
	part(near, far, number(args[1]));
}

static void send_fd(int over, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {
		.header = {
			.cmsg_len = CMSG_LEN(sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		},
	};
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	const struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	check(sendmsg(over, &msg, 0) == 1 ? 0 : -1, "sendmsg");
}

/* ADDRESS PORT here|elsewhere: a listener whose only descriptor is in the queue of a unix
 * socket. */
static void make_flight(char *const args[])
{
	int listener = bound_at(SOCK_STREAM, args[0], number(args[1]));
	int fds[2];

	check(listen(listener, 5), "listen");
	/* With "elsewhere" the listener is in a network namespace of its own. */
	if (strcmp(args[2], "elsewhere") == 0)
		check(unshare(CLONE_NEWNET), "unshare");
	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), "socketpair");
	send_fd(fds[0], listener);
	close(listener);
}

static const struct scenario {
	const char *name;
	int args;
	void (*make)(char *const args[]);
} scenarios[] = {
	{ "tcp", 4, make_tcp },         { "self", 2, make_self },
	{ "udp", 3, make_udp },         { "several", 2, make_several },
	{ "pair", 1, make_pair },       { "path", 2, make_path },
	{ "dgram", 2, make_datagrams }, { "flight", 3, make_flight },
};

static const struct scenario *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		if (strcmp(scenarios[i].name, name) == 0)
			return &scenarios[i];
	errno = EINVAL;
	check(-1, name);
	return NULL;
}

int main(int argc, char *argv[])
{
	for (int i = 1; i < argc;) {
		const struct scenario *s = find(argv[i]);

		errno = EINVAL;
		check(i + s->args < argc ? 0 : -1, argv[i]);
		s->make(argv + i + 1);
		i += s->args + 1;
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	for (size_t c = 0; c < children_count; c++)
		kill(children[c], SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
