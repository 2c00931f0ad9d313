/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mover KIND COUNT FILE [MICROSECONDS]: COUNT sockets that stay open and move between the kernel's
 * tables, one after the other, with a pause of this length after each. Their inodes are written to
 * FILE, one per line. KIND:
 *   listen    TCP, bound to a port each: listens, and is shut down
 *   connect4  TCP, bound to a port each: begins to connect without answer, and stops
 *   connect6  the same over IPv6
 *   left      TCP: connects and closes LEFT times, and leaves as many TIME_WAIT entries
 *   fresh     as connect4, but not bound to a port: has a new port each time, and none in between
 * Ends when a line or the end of standard input is read, or after two minutes. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 20000, SECONDS = 120, LEFT = 3 };

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "mover: %s: %s\n", what, strerror(errno));
	exit(1);
}

static socklen_t make_address(int family, bool is_peer, long i, union address *ret)
{
	const uint16_t port = htons((uint16_t)(PORT + i % 30000));

	memset(ret, 0, sizeof(*ret));
	ret->sa.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		ret->in.sin_port = port;
		inet_pton(AF_INET, is_peer ? "192.0.2.1" : "192.0.2.254",
			  &ret->in.sin_addr);
		return sizeof(ret->in);
	}
	ret->in6.sin6_port = port;
	inet_pton(AF_INET6, is_peer ? "2001:db8::1" : "2001:db8::ffff",
		  &ret->in6.sin6_addr);
	return sizeof(ret->in6);
}

static void do_bind(int fd, int family, long i)
{
	union address a;
	const socklen_t len = make_address(family, false, i, &a);

	check(bind(fd, &a.sa, len), "bind");
}

static void do_connect(int fd, int family, long i)
{
	union address a;
	const socklen_t len = make_address(family, true, i, &a);

	if (connect(fd, &a.sa, len) < 0 && errno != EINPROGRESS)
		check(-1, "connect");
}

static void disconnect(int fd)
{
	const struct sockaddr none = { .sa_family = AF_UNSPEC };

	check(connect(fd, &none, sizeof(none)), "disconnect");
}

/* Each step function makes step n of socket i. */
static void step_listen(int fd, int family, long i, long n)
{
	(void)family;
	(void)i;
	check(n % 2 ? shutdown(fd, SHUT_RDWR) : listen(fd, 1), "listen");
}

static void step_connect(int fd, int family, long i, long n)
{
	if (n % 2)
		disconnect(fd);
	else
		do_connect(fd, family, i + n);
}

/* The cookie, once it was requested, is passed on to the TIME_WAIT entry. */
static void step_leave(int fd, int family, long i, long n)
{
	const struct sockaddr_in any = { .sin_family = AF_INET,
					 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in a;
	socklen_t len = sizeof(a);
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);
	char byte = 0;

	(void)family;
	(void)i;
	if (n >= LEFT)
		return;
	check(getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size), "cookie");
	const int listener = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(bind(listener, (const struct sockaddr *)&any, sizeof(any)), "bind");
	check(listen(listener, 1), "listen");
	check(getsockname(listener, (struct sockaddr *)&a, &len), "getsockname");
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 &&
	    errno != EINPROGRESS)
		check(-1, "connect");
	const int peer = check(accept(listener, NULL, NULL), "accept");
	check(shutdown(fd, SHUT_WR), "shutdown");
	check((int)read(peer, &byte, 1), "read");
	close(peer);
	/* Wait until the end of the peer has arrived. */
	while (read(fd, &byte, 1) < 0 && errno == EAGAIN)
		;
	disconnect(fd);
	close(listener);
}

static const struct kind {
	const char *name;
	int type, family;
	bool is_bound;
	void (*step)(int fd, int family, long i, long n);
} kinds[] = {
	{ "listen", SOCK_STREAM, AF_INET, true, step_listen },
	{ "connect4", SOCK_STREAM, AF_INET, true, step_connect },
	{ "connect6", SOCK_STREAM, AF_INET6, true, step_connect },
	{ "left", SOCK_STREAM, AF_INET, false, step_leave },
	{ "fresh", SOCK_STREAM, AF_INET, false, step_connect },
};

static int *open_all(const struct kind *kind, long count, const char *path)
{
	int *fds = calloc((size_t)count, sizeof(*fds));
	FILE *f = fopen(path, "w");

	check(fds && f ? 0 : -1, path);
	for (long i = 0; i < count; i++) {
		struct stat st;

		fds[i] = check(socket(kind->family, kind->type | SOCK_NONBLOCK, 0),
			       "socket");
		if (kind->is_bound)
			do_bind(fds[i], kind->family, i);
		check(fstat(fds[i], &st), "fstat");
		fprintf(f, "%ju\n", (uintmax_t)st.st_ino);
	}
	check(fclose(f), path);
	return fds;
}

static void move(const struct kind *kind, const int *fds, long count, long us)
{
	const struct timespec pause = { us / 1000000, us % 1000000 * 1000 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(SECONDS);
	for (long n = 0;; n++)
		for (long i = 0; i < count; i++) {
			kind->step(fds[i], kind->family, i, n);
			if (us)
				nanosleep(&pause, NULL);
		}
}

int main(int argc, char *argv[])
{
	const struct kind *kind = NULL;
	struct rlimit files;
	char line[8];

	for (size_t i = 0; argc >= 4 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, argv[1]) == 0)
			kind = &kinds[i];
	const long count = kind ? strtol(argv[2], NULL, 10) : 0;
	if (count < 1)
		return 2;
	check(getrlimit(RLIMIT_NOFILE, &files), "getrlimit");
	files.rlim_cur = files.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
	const int *fds = open_all(kind, count, argv[3]);
	const pid_t pid = check(fork(), "fork");
	if (!pid)
		move(kind, fds, count, argc > 4 ? strtol(argv[4], NULL, 10) : 0);
	puts("ready");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		line[0] = '\0';
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return 0;
}
