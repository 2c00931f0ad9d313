/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sick KIND ADDRESS PORT [COUNT]...: makes and keeps real connections that have a problem. Prints
 * "ready", and ends at the end of stdin. Lines of stdin control the connections of the kind talk:
 *   send BYTES   sends on each, as much as there is room for
 *   close        closes each
 *   abort        resets each */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum {
	/* Numbers of states, as in net/tcp_states.h and TCP_INFO. */
	CLOSE_WAIT = 8,
	FIN_WAIT2 = 5,
	WAIT_MS = 30000,
	TALKERS_MAX = 64,
	SMALL = 4096,
};

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static int talkers[TALKERS_MAX];
static size_t talkers_count;

static void die(const char *what)
{
	fprintf(stderr, "sick: %s: %s\n", what, strerror(errno));
	exit(125);
}

static int check(int r, const char *what)
{
	if (r < 0)
		die(what);
	return r;
}

static socklen_t parse(const char *text, int port, union address *a)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->in.sin_addr) == 1) {
		a->in.sin_family = AF_INET;
		a->in.sin_port = htons((uint16_t)port);
		return sizeof(a->in);
	}
	if (inet_pton(AF_INET6, text, &a->in6.sin6_addr) != 1)
		die(text);
	a->in6.sin6_family = AF_INET6;
	a->in6.sin6_port = htons((uint16_t)port);
	return sizeof(a->in6);
}

static int listening(const char *text, int port, int backlog)
{
	const int one = 1;
	union address a;
	const socklen_t len = parse(text, port, &a);
	int fd = check(socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), "REUSEADDR");
	check(bind(fd, &a.sa, len), "bind");
	check(listen(fd, backlog), "listen");
	return fd;
}

/* Begins a connection, and does not wait for it. */
static int connecting(const char *text, int port, int flags)
{
	union address a;
	const socklen_t len = parse(text, port, &a);
	int fd = check(socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0),
		       "socket");

	if (connect(fd, &a.sa, len) < 0 && !(flags && errno == EINPROGRESS))
		die("connect");
	return fd;
}

static void pair(int listener, const char *text, int port, int *client, int *server)
{
	*client = connecting(text, port, 0);
	*server = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
}

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

/* Makes handshakes that are never answered. */
static void make_syn(const char *text, int port, int count)
{
	for (int i = 0; i < count; i++)
		connecting(text, port, SOCK_NONBLOCK);
}

/* Makes a listener with a backlog of 2 that never accepts, and the given number of
 * clients. */
static void make_queue(const char *text, int port, int count)
{
	listening(text, port, 2);
	for (int i = 0; i < count; i++)
		connecting(text, port, SOCK_NONBLOCK);
}

/* Makes a listener with a backlog of 100 whose clients all wait. */
static void make_waiting(const char *text, int port, int count)
{
	listening(text, port, 100);
	for (int i = 0; i < count; i++)
		connecting(text, port, 0);
}

/* Makes servers that do not close, while their clients have closed one direction. */
static void make_leak(const char *text, int port, int count)
{
	int listener = listening(text, port, 5);

	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;

		pair(listener, text, port, &client, &server);
		check(shutdown(client, SHUT_WR), "shutdown");
		await_state(client, FIN_WAIT2);
		await_state(server, CLOSE_WAIT);
	}
}

/* The same with clients that have ended. */
static void make_orphan(const char *text, int port, int count)
{
	int listener = listening(text, port, 5);

	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;

		pair(listener, text, port, &client, &server);
		close(client);
		await_state(server, CLOSE_WAIT);
	}
}

static void fill(int fd)
{
	static const char block[65536];

	while (send(fd, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
	if (errno != EAGAIN)
		die("send");
}

/* Makes readers that never read; their peers send without end, or have closed. */
static void fill_all(const char *text, int port, int count, int is_closed)
{
	const int small = SMALL;
	int listener = listening(text, port, 5);

	check(setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
	      "SO_RCVBUF");
	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;

		pair(listener, text, port, &client, &server);
		fill(client);
		if (is_closed)
			close(client);
	}
}

static void make_unread(const char *text, int port, int count)
{
	fill_all(text, port, count, 0);
}

static void make_parting(const char *text, int port, int count)
{
	fill_all(text, port, count, 1);
}

static void make_time_wait(const char *text, int port, int count)
{
	int listener = listening(text, port, 5);

	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;

		pair(listener, text, port, &client, &server);
		close(client);
		await_state(server, CLOSE_WAIT);
		close(server);
	}
}

/* Makes a datagram socket that is never read, and overfills it. */
static void make_udp(const char *text, int port, int count)
{
	const int small = SMALL;
	char bytes[1024] = { 0 };
	union address a;
	const socklen_t len = parse(text, port, &a);
	int reader =
		check(socket(a.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	int fd = check(socket(a.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");

	check(setsockopt(reader, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
	      "SO_RCVBUF");
	check(bind(reader, &a.sa, len), "bind");
	for (int i = 0; i < count; i++)
		check((int)sendto(fd, bytes, sizeof(bytes), 0, &a.sa, len), "sendto");
}

/* Makes healthy connections: open, idle, and properly closed. */
static void make_well(const char *text, int port, int count)
{
	int listener = listening(text, port, 5);

	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;
		char byte = 0;

		pair(listener, text, port, &client, &server);
		check((int)write(client, &byte, 1), "write");
		check((int)read(server, &byte, 1), "read");
		check((int)write(server, &byte, 1), "write");
		check((int)read(client, &byte, 1), "read");
		if (i == 0) {
			close(client);
			await_state(server, CLOSE_WAIT);
			close(server);
		}
	}
}

/* Makes connections to the fixture serve, controlled by lines of stdin. */
static void make_talk(const char *text, int port, int count)
{
	for (int i = 0; i < count && talkers_count < TALKERS_MAX; i++)
		talkers[talkers_count++] = connecting(text, port, 0);
}

/* Aborts connections with a linger time of 0, many per second, until stdin ends. */
static void reset_for_ever(const char *text, int port)
{
	const struct linger none = { .l_onoff = 1 };
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int listener = listening(text, port, 5);

	while (poll(&in, 1, 1) == 0) {
		int client = -1;
		int server = -1;

		pair(listener, text, port, &client, &server);
		check(setsockopt(client, SOL_SOCKET, SO_LINGER, &none, sizeof(none)),
		      "SO_LINGER");
		close(client);
		close(server);
	}
}

/* Connects to a port without a listener until stdin ends. */
static void refuse_for_ever(const char *text, int port)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	while (poll(&in, 1, 1) == 0) {
		union address a;
		const socklen_t len = parse(text, port, &a);
		int fd = check(socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0),
			       "socket");

		if (connect(fd, &a.sa, len) == 0 || errno != ECONNREFUSED)
			die("connect to a port without a listener");
		close(fd);
	}
}

/* Makes short healthy connections, one after the other, until stdin ends. The server
 * closes first, so that TIME_WAIT takes no port that connect() could use. */
static void be_busy(const char *text, int port)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int listener = listening(text, port, 5);

	while (poll(&in, 1, 0) == 0) {
		int client = -1;
		int server = -1;
		char byte = 0;

		pair(listener, text, port, &client, &server);
		check((int)write(client, &byte, 1), "write");
		check((int)read(server, &byte, 1), "read");
		close(server);
		check((int)read(client, &byte, 1), "read");
		close(client);
	}
}

/* Accepts and reads, and closes connections that the peer closes, until stdin ends. */
static void serve(const char *text, int port)
{
	struct pollfd fds[2 + TALKERS_MAX] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = listening(text, port, TALKERS_MAX), .events = POLLIN },
	};
	static char bytes[1 << 20];
	nfds_t count = 2;

	while (poll(fds, count, -1) >= 0 && !fds[0].revents) {
		for (nfds_t i = 2; i < count; i++) {
			if (fds[i].revents &&
			    read(fds[i].fd, bytes, sizeof(bytes)) <= 0) {
				close(fds[i].fd);
				fds[i--] = fds[--count];
			}
		}
		if (fds[1].revents && count < ARRAY_SIZE(fds))
			fds[count++] = (struct pollfd){
				.fd = check(accept(fds[1].fd, NULL, NULL), "accept"),
				.events = POLLIN,
			};
	}
}

static void obey(const char *line)
{
	const struct linger none = { .l_onoff = 1 };
	static char bytes[1 << 20];
	const unsigned long size =
		strncmp(line, "send ", 5) == 0 ? strtoul(line + 5, NULL, 10) : 0;

	if (size > sizeof(bytes))
		die(line);
	for (size_t i = 0; i < talkers_count; i++) {
		if (strncmp(line, "abort", 5) == 0)
			check(setsockopt(talkers[i], SOL_SOCKET, SO_LINGER, &none,
					 sizeof(none)),
			      "SO_LINGER");
		if (!size)
			close(talkers[i]);
		else if (send(talkers[i], bytes, size, MSG_DONTWAIT) < 0 &&
			 errno != EAGAIN)
			die("send");
	}
	if (!size)
		talkers_count = 0;
}

static const struct {
	const char *name;
	void (*make)(const char *text, int port, int count);
	void (*run)(const char *text, int port); /* called after "ready" was printed */
} kinds[] = {
	{ "syn", make_syn, NULL },           { "queue", make_queue, NULL },
	{ "waiting", make_waiting, NULL },   { "leak", make_leak, NULL },
	{ "orphan", make_orphan, NULL },     { "unread", make_unread, NULL },
	{ "parting", make_parting, NULL },   { "time_wait", make_time_wait, NULL },
	{ "udp", make_udp, NULL },           { "well", make_well, NULL },
	{ "talk", make_talk, NULL },         { "reset", NULL, reset_for_ever },
	{ "refuse", NULL, refuse_for_ever }, { "serve", NULL, serve },
	{ "busy", NULL, be_busy },
};

int main(int argc, char *argv[])
{
	char line[64];
	size_t i = 0;

	while (i < ARRAY_SIZE(kinds) && (argc < 4 || strcmp(kinds[i].name, argv[1]) != 0))
		i++;
	if (i == ARRAY_SIZE(kinds)) {
		fputs("sick KIND ADDRESS PORT [COUNT]\n", stderr);
		return 125;
	}
	const int port = (int)strtol(argv[3], NULL, 10);
	if (kinds[i].make)
		kinds[i].make(argv[2], port,
			      argc > 4 ? (int)strtol(argv[4], NULL, 10) : 1);
	puts("ready");
	fflush(stdout);
	if (kinds[i].run)
		kinds[i].run(argv[2], port);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
