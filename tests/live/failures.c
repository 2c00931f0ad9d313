/* SPDX-License-Identifier: GPL-2.0-or-later */
/* failures KIND COUNT: provokes so many failures on the loopback interface, each of which
 * the kernel counts at once, and prints their number. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* A port without a socket. */
enum { UNUSED_PORT = 1 };

static int check(int r, const char *what)
{
	if (r < 0) {
		fprintf(stderr, "failures: %s: %s\n", what, strerror(errno));
		exit(1);
	}
	return r;
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* Makes a socket with a port of its own, and returns its address. */
static int bind_any(int type, struct sockaddr_in *ret)
{
	socklen_t len = sizeof(*ret);
	int fd = check(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket");

	*ret = loopback(0);
	check(bind(fd, (struct sockaddr *)ret, sizeof(*ret)), "bind");
	check(getsockname(fd, (struct sockaddr *)ret, &len), "getsockname");
	return fd;
}

static int try_connect(const struct sockaddr_in *to, int flags, int *ret_fd)
{
	*ret_fd = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket");
	return connect(*ret_fd, (const struct sockaddr *)to, sizeof(*to));
}

/* Makes both ends of a connection. */
static void make_pair(int *ret_client, int *ret_server)
{
	struct sockaddr_in at;
	int listener = bind_any(SOCK_STREAM, &at);

	check(listen(listener, 1), "listen");
	check(try_connect(&at, 0, ret_client), "connect");
	*ret_server = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
	close(listener);
}

/* Connects to a port without a listener. */
static int refused(int count)
{
	const struct sockaddr_in unused = loopback(UNUSED_PORT);
	int made = 0;

	for (int i = 0; i < count; i++) {
		int fd = -1;

		made += try_connect(&unused, 0, &fd) < 0 && errno == ECONNREFUSED;
		close(fd);
	}
	return made;
}

/* Makes connections that one end aborts, with a linger time of 0. */
static int reset(int count)
{
	const struct linger none = { .l_onoff = 1 };

	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;

		make_pair(&client, &server);
		check(setsockopt(client, SOL_SOCKET, SO_LINGER, &none, sizeof(none)),
		      "SO_LINGER");
		close(client);
		close(server);
	}
	return count;
}

/* Makes connections that one end closes with data unread. */
static int unread(int count)
{
	for (int i = 0; i < count; i++) {
		int client = -1;
		int server = -1;
		char byte = 0;

		make_pair(&client, &server);
		check((int)write(server, &byte, 1), "write");
		/* Wait until the data has arrived. */
		check((int)recv(client, &byte, 1, MSG_PEEK), "recv");
		close(client);
		close(server);
	}
	return count;
}

/* Sends SYNs to a listener whose accept queue is full. */
static int overflow(int count)
{
	struct sockaddr_in at;
	int listener = bind_any(SOCK_STREAM, &at);
	int fd = -1;
	int made = 0;

	/* With a backlog of 0 the queue has room for one connection. */
	check(listen(listener, 0), "listen");
	check(try_connect(&at, 0, &fd), "connect");
	for (int i = 0; i < count; i++)
		made += try_connect(&at, SOCK_NONBLOCK, &fd) < 0 && errno == EINPROGRESS;
	return made;
}

/* Sends datagrams to a port without a socket. */
static int astray(int count)
{
	const struct sockaddr_in unused = loopback(UNUSED_PORT);
	int fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	int made = 0;

	for (int i = 0; i < count; i++)
		made += sendto(fd, "", 1, 0, (const struct sockaddr *)&unused,
			       sizeof(unused)) == 1;
	return made;
}

static int astray6(int count)
{
	const struct sockaddr_in6 unused = {
		.sin6_family = AF_INET6,
		.sin6_port = htons(UNUSED_PORT),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT,
	};
	int fd = check(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	int made = 0;

	for (int i = 0; i < count; i++)
		made += sendto(fd, "", 1, 0, (const struct sockaddr *)&unused,
			       sizeof(unused)) == 1;
	return made;
}

/* Sends datagrams to a socket that does not read until all are sent, and counts the lost
 * ones. */
static int unheard(int count)
{
	const int least = 1;
	char bytes[1024] = { 0 };
	struct sockaddr_in at;
	int reader = bind_any(SOCK_DGRAM, &at);
	int fd = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
	int lost = 0;

	check(setsockopt(reader, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least)),
	      "SO_RCVBUF");
	for (int i = 0; i < count; i++)
		lost += sendto(fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&at,
			       sizeof(at)) == sizeof(bytes);
	while (recv(reader, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		lost--;
	return lost;
}

static const struct {
	const char *name;
	int (*make)(int count);
} kinds[] = {
	{ "refused", refused },   { "reset", reset },   { "unread", unread },
	{ "overflow", overflow }, { "astray", astray }, { "astray6", astray6 },
	{ "unheard", unheard },
};

int main(int argc, char *argv[])
{
	const long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && count > 0 && count < 10000; i++) {
		if (strcmp(kinds[i].name, argv[1]) != 0)
			continue;
		printf("%d\n", kinds[i].make((int)count));
		return 0;
	}
	return 2;
}
