/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kinds: netlink sockets of every protocol of this kernel, packet sockets for several
 * protocols, and sockets with several file flags, to compare with the layouts of other
 * programs. Prints "ready" and holds them until standard input ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The number is larger than any pid. */
#define PORTID UINT32_C(2000000000)

enum { OSPF = 89 };

static int check(int r, const char *what)
{
	if (r >= 0)
		return r;
	fprintf(stderr, "kinds: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int make(int family, int type, int protocol)
{
	return check(socket(family, type, protocol), "socket");
}

static void bind_netlink(int fd, uint32_t portid)
{
	const struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_pid = portid };

	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
}

static void connect_netlink(int fd, uint32_t portid)
{
	const struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_pid = portid };

	check(connect(fd, (const struct sockaddr *)&a, sizeof(a)), "connect");
}

static void make_netlink(void)
{
	for (int protocol = 0; protocol < MAX_LINKS; protocol++) {
		int fd = socket(AF_NETLINK, SOCK_RAW, protocol);

		if (fd >= 0)
			bind_netlink(fd, PORTID + (uint32_t)protocol);
	}
	int fd = make(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	bind_netlink(fd, (uint32_t)getpid());
	connect_netlink(fd, PORTID);
	fd = make(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	bind_netlink(fd, PORTID - 1);
	connect_netlink(fd, 0);
}

static void make_packet(void)
{
	static const uint16_t ethertypes[] = {
		0,      0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0017, 0x0060,
		0x0800, 0x0805, 0x0806, 0x08ff, 0x1234, 0x6558, 0x8035, 0x809b,
		0x80f3, 0x8100, 0x8137, 0x86dd, 0x8847, 0x8848, 0x8863, 0x8864,
		0x888e, 0x88a2, 0x88a8, 0x88ca, 0x88cc, 0x88e5, 0x88f7, 0x892f,
	};

	for (size_t i = 0; i < sizeof(ethertypes) / sizeof(ethertypes[0]); i++)
		make(AF_PACKET, i % 2 ? SOCK_RAW : SOCK_DGRAM, htons(ethertypes[i]));
}

static void make_flags(void)
{
	static const int flags[] = { 0, SOCK_CLOEXEC, SOCK_NONBLOCK,
				     SOCK_CLOEXEC | SOCK_NONBLOCK };
	struct sockaddr_in a = { .sin_family = AF_INET };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		make(AF_UNIX, SOCK_STREAM | flags[i], 0);
		int fd = make(AF_INET, SOCK_DGRAM | flags[i], 0);
		check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	}
	int fd = make(AF_INET, SOCK_STREAM, 0);
	check(fcntl(fd, F_SETFL, O_ASYNC | O_APPEND | O_NONBLOCK), "F_SETFL");
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 1), "listen");
}

static void make_raw(void)
{
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };
	int fd = make(AF_INET6, SOCK_RAW, OSPF);

	a6.sin6_addr = in6addr_loopback;
	check(connect(fd, (const struct sockaddr *)&a6, sizeof(a6)), "connect");
	fd = make(AF_INET, SOCK_RAW, OSPF);
	check(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2), "SO_BINDTODEVICE");
}

int main(void)
{
	make_netlink();
	make_packet();
	make_flags();
	make_raw();
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
