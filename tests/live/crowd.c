/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crowd KIND COUNT FILE: COUNT permanent sockets in one hash bucket, in which other sockets begin
 * and end all the time. KIND: tcp, udp (SO_REUSEPORT on one port), tcp46, udp46 (over IPv6, and
 * the temporary sockets over IPv4), bound (TCP, without listening), mixed (TCP, every eighth
 * without listening), unix (without names), or packet. The inodes of the permanent sockets are
 * written to FILE, one per line. Ends when a line or the end of standard input is read, or after
 * two minutes. */
#include <arpa/inet.h>
#include <errno.h>
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
#include <unistd.h>

enum { PORT = 7777, CHURNERS = 1, COMING = 100, SECONDS = 120 };

static const struct kind {
	const char *name;
	/* Address families of these sockets. */
	int type, staying, coming;
	/* One TCP socket of so many does not listen; 0 means that all listen. */
	int bound;
} kinds[] = {
	{ "tcp", SOCK_STREAM, AF_INET, AF_INET, 0 },
	{ "udp", SOCK_DGRAM, AF_INET, AF_INET, 0 },
	{ "tcp46", SOCK_STREAM, AF_INET6, AF_INET, 0 },
	{ "udp46", SOCK_DGRAM, AF_INET6, AF_INET, 0 },
	{ "unix", SOCK_DGRAM, AF_UNIX, AF_UNIX, 0 },
	{ "packet", SOCK_DGRAM, AF_PACKET, AF_PACKET, 0 },
	{ "bound", SOCK_STREAM, AF_INET, AF_INET, 1 },
	{ "mixed", SOCK_STREAM, AF_INET, AF_INET, 8 },
};

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void bind_to_port(int family, int fd)
{
	const struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
					 .sin6_port = htons(PORT) };
	const struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	const int one = 1;

	check(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)),
	      "SO_REUSEPORT");
	if (family == AF_INET)
		check(bind(fd, (const struct sockaddr *)&v4, sizeof(v4)), "bind");
	else
		check(bind(fd, (const struct sockaddr *)&v6, sizeof(v6)), "bind");
}

static int open_one(const struct kind *kind, int family)
{
	static int count;
	const int fd = check(socket(family, kind->type, 0), "socket");

	if (family == AF_INET || family == AF_INET6)
		bind_to_port(family, fd);
	if (kind->type == SOCK_STREAM && !(kind->bound && ++count % kind->bound == 0))
		check(listen(fd, 1), "listen");
	return fd;
}

/* Opens and closes sockets with the same probability. */
static void come_and_go(const struct kind *kind, unsigned int seed)
{
	int fds[COMING];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(SECONDS);
	for (size_t i = 0; i < COMING; i++)
		fds[i] = -1;
	for (;;) {
		int *fd = &fds[(size_t)rand_r(&seed) % COMING];

		if (*fd >= 0)
			close(*fd);
		*fd = *fd >= 0 ? -1 : open_one(kind, kind->coming);
	}
}

static void stay(const struct kind *kind, long count, const char *path)
{
	FILE *f = fopen(path, "w");

	check(f ? 0 : -1, path);
	for (long i = 0; i < count; i++) {
		struct stat st;

		check(fstat(open_one(kind, kind->staying), &st), "fstat");
		fprintf(f, "%ju\n", (uintmax_t)st.st_ino);
	}
	check(fclose(f), path);
}

int main(int argc, char *argv[])
{
	const struct kind *kind = NULL;
	pid_t pids[CHURNERS];
	struct rlimit files;
	char line[8];

	for (size_t i = 0; argc == 4 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, argv[1]) == 0)
			kind = &kinds[i];
	if (!kind)
		return 2;
	check(getrlimit(RLIMIT_NOFILE, &files), "getrlimit");
	files.rlim_cur = files.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
	for (size_t i = 0; i < CHURNERS; i++) {
		pids[i] = check(fork(), "fork");
		if (!pids[i])
			come_and_go(kind, (unsigned int)i + 1);
	}
	stay(kind, strtol(argv[2], NULL, 10), argv[3]);
	puts("ready");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		line[0] = '\0';
	for (size_t i = 0; i < CHURNERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	return 0;
}
