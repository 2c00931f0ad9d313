/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts ADDRESS PORT OUT BACK BLACK-HOLE: sockets with known TCP info, all of whose bytes have
 * been acknowledged: a connection to a listener at the address and port, with OUT bytes sent to
 * the listener's side and BACK bytes received; a connection to the next port whose receiver reads
 * nothing, so that its window is zero; a flooded UDP socket at the port after that; a connection
 * without answer; a pair of unix sockets. Prints "ready" and holds them until standard input
 * ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SMALL = 4096, PIECE = 1024, FLOOD = 500, WAIT_MS = 20000 };

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "facts: %s: %s\n", what, strerror(errno));
	exit(1);
}

static struct sockaddr_in make_address(const char *text, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port) };

	if (inet_pton(AF_INET, text, &a.sin_addr) != 1)
		exit(2);
	return a;
}

static int make_bound(int type, const struct sockaddr_in *a)
{
	const int one = 1;
	int fd = check(socket(AF_INET, type, 0), "socket");

	check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), "reuse");
	check(bind(fd, (const struct sockaddr *)a, sizeof(*a)), "bind");
	return fd;
}

static int make_connected(int type, const struct sockaddr_in *a)
{
	int fd = check(socket(AF_INET, type, 0), "socket");

	check(connect(fd, (const struct sockaddr *)a, sizeof(*a)), "connect");
	return fd;
}

static void move(int from, int to, size_t n)
{
	static char piece[PIECE];

	while (n) {
		const size_t some = n < sizeof(piece) ? n : sizeof(piece);
		size_t got = 0;

		if (check((int)write(to, piece, some), "write") != (int)some)
			exit(1);
		while (got < some) {
			const int r = check((int)read(from, piece, some - got), "read");

			if (!r)
				exit(1);
			got += (size_t)r;
		}
		n -= some;
	}
}

static struct tcp_info info_of(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	check(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), "TCP_INFO");
	return info;
}

/* Polls until is_there returns true. */
static void await(int fd, bool (*is_there)(const struct tcp_info *info), const char *what)
{
	for (int i = 0; i < WAIT_MS; i++) {
		const struct tcp_info info = info_of(fd);

		if (is_there(&info))
			return;
		nanosleep(&(const struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	errno = ETIMEDOUT;
	check(-1, what);
}

static bool is_acked(const struct tcp_info *info)
{
	return !info->tcpi_unacked && !info->tcpi_notsent_bytes;
}

static bool is_zero_window(const struct tcp_info *info)
{
	return !info->tcpi_snd_wnd && info->tcpi_notsent_bytes;
}

static void make_connection(const char *text, int port, size_t out, size_t back)
{
	const struct sockaddr_in a = make_address(text, port);
	int listener = make_bound(SOCK_STREAM, &a);

	check(listen(listener, 5), "listen");
	int client = make_connected(SOCK_STREAM, &a);
	int server = check(accept(listener, NULL, NULL), "accept");
	move(server, client, out);
	move(client, server, back);
	await(client, is_acked, "bytes that went out");
	await(server, is_acked, "bytes that came back");
}

static void make_zero_window(const char *text, int port)
{
	static const char piece[PIECE];
	const int small = SMALL;
	const struct sockaddr_in a = make_address(text, port);
	int listener = make_bound(SOCK_STREAM, &a);

	check(setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
	      "rcvbuf");
	check(listen(listener, 5), "listen");
	int client = make_connected(SOCK_STREAM, &a);
	check(accept(listener, NULL, NULL), "accept");
	check(fcntl(client, F_SETFL, O_NONBLOCK), "O_NONBLOCK");
	while (write(client, piece, sizeof(piece)) > 0)
		;
	await(client, is_zero_window, "a zero window");
}

static void make_flooded(const char *text, int port)
{
	static const char piece[PIECE];
	const int small = SMALL;
	const struct sockaddr_in a = make_address(text, port);
	int flooded = make_bound(SOCK_DGRAM, &a);

	check(setsockopt(flooded, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)),
	      "rcvbuf");
	int sender = make_connected(SOCK_DGRAM, &a);
	for (int i = 0; i < FLOOD; i++)
		check((int)write(sender, piece, sizeof(piece)), "flood");
	close(sender);
}

static void make_unanswered(const char *black_hole)
{
	const struct sockaddr_in a = make_address(black_hole, 9);
	int fd = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");

	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) < 0 &&
	    errno != EINPROGRESS)
		check(-1, "connect");
}

int main(int argc, char *argv[])
{
	if (argc != 6)
		return 2;
	const int port = atoi(argv[2]);
	int pair[2];

	make_connection(argv[1], port, strtoul(argv[3], NULL, 10),
			strtoul(argv[4], NULL, 10));
	make_zero_window(argv[1], port + 1);
	make_flooded(argv[1], port + 2);
	make_unanswered(argv[5]);
	check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
