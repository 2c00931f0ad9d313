/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late PORT COMMAND ARG...: runs a command while a socket that listens on 127.0.0.1 PORT
 * is in flight between processes, and receives the socket when the command begins its
 * second search through the processes. With -PORT the socket is closed then. */
#include <arpa/inet.h>

#include "notified.h"

struct flight {
	/* The end at which the socket arrives. */
	int over;
	int walks;
	int is_closed;
};

static void listen_in_flight(int over, int port)
{
	const struct sockaddr_in a = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	check(fd, "socket");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
	send_fd(over, fd);
	close(fd);
}

static void land(const struct seccomp_notif *asked, void *arg)
{
	struct flight *flight = arg;

	/* The list of processes is opened as "." in /proc. */
	if (!notified_is_of(asked, ".") || ++flight->walks != 2)
		return;
	int fd = receive_fd(flight->over);

	if (flight->is_closed)
		close(fd);
}

int main(int argc, char *argv[])
{
	struct flight flight = { 0 };
	int ends[2];
	int notify = -1;

	if (argc < 3)
		return 125;
	const int port = (int)strtol(argv[1], NULL, 10);
	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair");
	listen_in_flight(ends[0], port < 0 ? -port : port);
	flight.over = ends[1];
	flight.is_closed = port < 0;
	const pid_t pid = notified_start(argv + 2, SCMP_SYS(openat), &notify);
	return notified_watch(pid, notify, land, &flight);
}
