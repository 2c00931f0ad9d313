/* SPDX-License-Identifier: GPL-2.0-or-later */
/* families DIR: sockets of every family of this kernel, unix sockets below DIR, some with names
 * that are hostile to a program that prints them. DIR/made gets a word for each optional family
 * that exists.
 * families DIR INODE: a socket whose name looks like the line of another socket in
 * /proc/net/unix.
 * Prints "ready" and holds them until standard input ends. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
/* The header requires struct sockaddr. */
#include <linux/vm_sockets.h>

enum { PORT = 999, PING_ID = 77, VSOCK_PORT = 1234, MPTCP = 262 };

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "families: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int make(int family, int type, int protocol)
{
	int fd = socket(family, type, protocol);

	check(fd, "socket");
	return fd;
}

static socklen_t unix_address(struct sockaddr_un *a, const char *name, size_t n)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	memcpy(a->sun_path, name, n);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
}

static int unix_bound(int type, const char *name, size_t n)
{
	struct sockaddr_un a;
	const socklen_t len = unix_address(&a, name, n);
	int fd = make(AF_UNIX, type, 0);

	check(bind(fd, (const struct sockaddr *)&a, len), "bind");
	return fd;
}

static int unix_connected(int type, const char *name, size_t n)
{
	struct sockaddr_un a;
	const socklen_t len = unix_address(&a, name, n);
	int fd = make(AF_UNIX, type, 0);

	check(connect(fd, (const struct sockaddr *)&a, len), "connect");
	return fd;
}

static void make_unix(void)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };
	static const char evil_path[] = "rel\n\033[2J evil";
	static const char evil_abstract[] = "\0abs\n\033[1mname\0";
	char longest[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	int pair[2];

	for (size_t i = 0; i < 3; i++)
		check(socketpair(AF_UNIX, types[i], 0, pair), "socketpair");
	int fd = unix_bound(SOCK_STREAM, "stream", 6);
	check(listen(fd, 5), "listen");
	unix_connected(SOCK_STREAM, "stream", 6);
	check(accept(fd, NULL, NULL), "accept");
	/* This connection waits for accept(). */
	unix_connected(SOCK_STREAM, "stream", 6);
	unix_bound(SOCK_DGRAM, "dgram", 5);
	unix_connected(SOCK_DGRAM, "dgram", 5);
	fd = unix_bound(SOCK_SEQPACKET, "\0seq", 4);
	check(listen(fd, 3), "listen");
	unix_connected(SOCK_SEQPACKET, "\0seq", 4);
	make(AF_UNIX, SOCK_STREAM, 0);
	memset(longest, 'x', sizeof(longest));
	unix_bound(SOCK_DGRAM, longest, sizeof(longest));
	unix_bound(SOCK_DGRAM, evil_path, sizeof(evil_path) - 1);
	fd = unix_bound(SOCK_STREAM, evil_abstract, sizeof(evil_abstract) - 1);
	check(listen(fd, 3), "listen");
	unix_connected(SOCK_STREAM, evil_abstract, sizeof(evil_abstract) - 1);
}

static void make_raw_and_ping(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PING_ID) };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6, .sin6_port = htons(PING_ID) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a6.sin6_addr = in6addr_loopback;
	make(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	make(AF_INET, SOCK_RAW, IPPROTO_RAW);
	make(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	int fd = make(AF_INET, SOCK_RAW, 89);
	check(connect(fd, (const struct sockaddr *)&a, sizeof(a)), "connect");

	fd = make(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	fd = make(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
	check(bind(fd, (const struct sockaddr *)&a6, sizeof(a6)), "bind");
}

static void make_packet(void)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ARP),
				 .sll_ifindex = (int)if_nametoindex("lo") };
	int fd = make(AF_PACKET, SOCK_RAW, 0);

	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	make(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
}

static void make_netlink(void)
{
	/* No pid is this large; otherwise ss would name the process with that pid. */
	struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_pid = 1800004711 };
	/* The group is beyond the 32 that bind() accepts. */
	const int group = RTNLGRP_TUNNEL;

	a.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR;
	int fd = make(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)),
	      "NETLINK_ADD_MEMBERSHIP");
	a.nl_groups = 2;
	fd = make(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	/* The socket is in a group, and not bound. */
	fd = make(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	check(setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)),
	      "NETLINK_ADD_MEMBERSHIP");
}

static bool make_mptcp(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_STREAM, MPTCP);

	if (fd < 0)
		return false;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 4), "listen");
	int client = make(AF_INET, SOCK_STREAM, MPTCP);
	check(connect(client, (const struct sockaddr *)&a, sizeof(a)), "connect");
	check(accept(fd, NULL, NULL), "accept");
	return true;
}

/* Makes a listener with a connection to it, and an IPv6 listener for many. */
static bool make_sctp(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);

	if (fd < 0)
		return false;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a6.sin6_addr = in6addr_loopback;
	check(bind(fd, (const struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(fd, 4), "listen");
	int client = make(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	const struct sockaddr_in from = { .sin_family = AF_INET,
					  .sin_port = htons(PORT + 1),
					  .sin_addr = a.sin_addr };
	check(bind(client, (const struct sockaddr *)&from, sizeof(from)), "bind");
	check(connect(client, (const struct sockaddr *)&a, sizeof(a)), "connect");
	check(accept(fd, NULL, NULL), "accept");
	fd = make(AF_INET6, SOCK_SEQPACKET, IPPROTO_SCTP);
	check(bind(fd, (const struct sockaddr *)&a6, sizeof(a6)), "bind");
	check(listen(fd, 4), "listen");
	return true;
}

static bool make_vsock(void)
{
	const struct sockaddr_vm a = { .svm_family = AF_VSOCK,
				       .svm_port = VSOCK_PORT,
				       .svm_cid = VMADDR_CID_ANY };
	int fd = socket(AF_VSOCK, SOCK_STREAM, 0);

	return fd >= 0 && bind(fd, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
	       listen(fd, 3) == 0;
}

static bool make_xdp(void)
{
	return socket(AF_XDP, SOCK_RAW, 0) >= 0;
}

static bool make_tipc(void)
{
	return socket(AF_TIPC, SOCK_SEQPACKET, 0) >= 0;
}

static const struct family {
	const char *name;
	bool (*make)(void);
} families[] = {
	{ "mptcp", make_mptcp }, { "sctp", make_sctp }, { "vsock", make_vsock },
	{ "xdp", make_xdp },     { "tipc", make_tipc },
};

static void make_forged(const char *inode)
{
	char name[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	int n = snprintf(name, sizeof(name),
			 "%cx\n00000000b5c02e96: 00000063 00000000 00010000 0001 01 %s",
			 0, inode);

	check(n < (int)sizeof(name) ? 0 : -1, "name");
	unix_bound(SOCK_STREAM, name, (size_t)n);
}

static void make_all(void)
{
	FILE *made = fopen("made", "w");

	check(made ? 0 : -1, "made");
	make_unix();
	make_raw_and_ping();
	make_packet();
	make_netlink();
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].make())
			fprintf(made, "%s\n", families[i].name);
	check(fclose(made), "made");
}

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 2;
	check(chdir(argv[1]), argv[1]);
	if (argc > 2)
		make_forged(argv[2]);
	else
		make_all();
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
