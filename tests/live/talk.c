/* SPDX-License-Identifier: GPL-2.0-or-later */
/* talk SCENARIO ADDRESS PORT [ARGUMENT]...: plays one end of a TCP connection, or both, and
 * exits. A server is a process of its own, named talk-server.
 *   exchange N M    connects to its own server; the client sends N bytes, the server M; the
 *                   client closes first
 *   abort           the same, but the server aborts the connection with a reset
 *   hold            the same, but the server closes on a line from stdin; prints "held" before
 *   refused         connects to a port without listener
 *   refused-again   does so again with the same socket
 *   unanswered      connects without answer, and sends one more SYN
 *   stuck N         connects without answer, and sends N more SYNs
 *   send N          connects to an existing server, sends N bytes and exits at once */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct at {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t len;
};

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "talk: %s: %s\n", what, strerror(errno));
	exit(125);
}

static struct at parse(const char *text, const char *port)
{
	struct at at = { .len = sizeof(at.v4) };

	if (inet_pton(AF_INET, text, &at.v4.sin_addr) == 1) {
		at.v4.sin_family = AF_INET;
		at.v4.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
		return at;
	}
	at.len = sizeof(at.v6);
	errno = EINVAL;
	check(inet_pton(AF_INET6, text, &at.v6.sin6_addr) - 1, text);
	at.v6.sin6_family = AF_INET6;
	at.v6.sin6_port = htons((uint16_t)strtoul(port, NULL, 10));
	return at;
}

static int make(const struct at *at)
{
	const int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check(fd, "socket");
	return fd;
}

static int connected(const struct at *at)
{
	const int fd = make(at);

	check(connect(fd, &at->any, at->len), "connect");
	return fd;
}

static void send_all(int fd, size_t n)
{
	static char bytes[65536];

	while (n) {
		const size_t piece = n < sizeof(bytes) ? n : sizeof(bytes);
		const ssize_t sent = send(fd, bytes, piece, MSG_NOSIGNAL);

		check((int)sent, "send");
		n -= (size_t)sent;
	}
}

/* Reads n bytes, or SIZE_MAX for all until the end. */
static void receive(int fd, size_t n)
{
	static char bytes[65536];

	while (n) {
		const size_t piece = n < sizeof(bytes) ? n : sizeof(bytes);
		const ssize_t got = recv(fd, bytes, piece, 0);

		if (got <= 0)
			return;
		n -= (size_t)got;
	}
}

/* Accepts in a child, which is the server; the parent continues as the client. */
static int accepted(const struct at *at, pid_t *ret_pid)
{
	const int one = 1;
	const int listener = make(at);

	check(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)),
	      "SO_REUSEADDR");
	check(bind(listener, &at->any, at->len), "bind");
	check(listen(listener, 1), "listen");
	*ret_pid = fork();
	check(*ret_pid, "fork");
	if (*ret_pid) {
		close(listener);
		return connected(at);
	}
	check(prctl(PR_SET_NAME, "talk-server"), "PR_SET_NAME");
	const int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	check(fd, "accept");
	close(listener);
	return fd;
}

static void play_exchange(const struct at *at, char *const args[])
{
	const size_t n = strtoul(args[0], NULL, 10);
	const size_t m = strtoul(args[1], NULL, 10);
	pid_t pid = 0;
	const int fd = accepted(at, &pid);

	if (pid) {
		send_all(fd, n);
		receive(fd, m);
		close(fd);
	} else {
		receive(fd, n);
		send_all(fd, m);
		receive(fd, SIZE_MAX);
	}
	if (pid)
		waitpid(pid, NULL, 0);
}

static void play_abort(const struct at *at, char *const args[])
{
	const struct linger none = { .l_onoff = 1 };
	pid_t pid = 0;
	const int fd = accepted(at, &pid);

	(void)args;
	if (!pid) {
		check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)),
		      "SO_LINGER");
		close(fd);
		return;
	}
	receive(fd, SIZE_MAX);
	close(fd);
	waitpid(pid, NULL, 0);
}

static void play_hold(const struct at *at, char *const args[])
{
	pid_t pid = 0;
	const int fd = accepted(at, &pid);

	(void)args;
	if (pid) {
		puts("held");
		fflush(stdout);
		receive(fd, SIZE_MAX);
		close(fd);
		waitpid(pid, NULL, 0);
		return;
	}
	while (getchar() != '\n' && !feof(stdin))
		;
	close(fd);
}

static void play_refused(const struct at *at, char *const args[])
{
	(void)args;
	if (connect(make(at), &at->any, at->len) == 0 || errno != ECONNREFUSED)
		check(-1, "not refused");
}

static void play_refused_again(const struct at *at, char *const args[])
{
	const int fd = make(at);

	(void)args;
	for (int i = 0; i < 2; i++)
		if (connect(fd, &at->any, at->len) == 0 || errno != ECONNREFUSED)
			check(-1, "not refused");
}

static void play_unanswered(const struct at *at, char *const args[])
{
	const int more = args[0] ? atoi(args[0]) : 1;
	const int fd = make(at);

	check(setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &more, sizeof(more)), "TCP_SYNCNT");
	if (connect(fd, &at->any, at->len) == 0 || errno != ETIMEDOUT)
		check(-1, "not timed out");
}

static void play_send(const struct at *at, char *const args[])
{
	const int fd = connected(at);

	send_all(fd, strtoul(args[0], NULL, 10));
}

static const struct scenario {
	const char *name;
	int args;
	void (*play)(const struct at *at, char *const args[]);
} scenarios[] = {
	{ "exchange", 2, play_exchange }, { "abort", 0, play_abort },
	{ "hold", 0, play_hold },         { "refused", 0, play_refused },
	{ "send", 1, play_send },         { "unanswered", 0, play_unanswered },
	{ "stuck", 1, play_unanswered },  { "refused-again", 0, play_refused_again },
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 3 && i < ARRAY_SIZE(scenarios); i++) {
		const struct scenario *s = &scenarios[i];

		if (strcmp(s->name, argv[1]) != 0 || argc != 4 + s->args)
			continue;
		const struct at at = parse(argv[2], argv[3]);
		s->play(&at, argv + 4);
		return 0;
	}
	fputs("talk SCENARIO ADDRESS PORT [ARGUMENT]...\n", stderr);
	return 125;
}
