/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rawdump one|two: what a list of all TCP sockets costs in the kernel alone. Asks for it over
 * netlink, passes over the replies, and prints how many sockets they were:
 *
 *   one  both address families in one pass over the kernel's table (TCPDIAG_GETSOCK)
 *   two  a pass for each (SOCK_DIAG_BY_FAMILY) */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 32 * 1024 };

static void check(long r, const char *what)
{
	if (r < 0) {
		fprintf(stderr, "rawdump: %s: %s\n", what, strerror(errno));
		exit(3);
	}
}

/* Walks over the messages of one buffer; returns how many sockets there are, and whether
 * the last message is among them. */
static size_t pass_over(const void *data, ssize_t size, int *is_last)
{
	const struct nlmsghdr *h = data;
	size_t sockets = 0;

	for (; NLMSG_OK(h, size); h = NLMSG_NEXT(h, size)) {
		if (h->nlmsg_type == NLMSG_ERROR) {
			errno = EIO;
			check(-1, "the kernel's answer");
		}
		if (h->nlmsg_type == NLMSG_DONE)
			*is_last = 1;
		else
			sockets++;
	}
	return sockets;
}

static size_t dump(int fd, uint16_t type, const void *payload, size_t size)
{
	static _Alignas(struct nlmsghdr) char buffer[BUFFER];
	struct nlmsghdr *h = (struct nlmsghdr *)buffer;
	size_t sockets = 0;
	int is_last = 0;

	memset(buffer, 0, NLMSG_HDRLEN);
	h->nlmsg_len = (uint32_t)NLMSG_LENGTH(size);
	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	memcpy(NLMSG_DATA(h), payload, size);
	check(send(fd, buffer, h->nlmsg_len, 0), "send");
	while (!is_last) {
		const ssize_t n = recv(fd, buffer, sizeof(buffer), 0);

		check(n, "recv");
		sockets += pass_over(buffer, n, &is_last);
	}
	return sockets;
}

static size_t dump_one(int fd)
{
	const struct inet_diag_req request = {
		.idiag_family = AF_UNSPEC,
		.idiag_states = UINT32_MAX,
	};

	return dump(fd, TCPDIAG_GETSOCK, &request, sizeof(request));
}

static size_t dump_two(int fd)
{
	struct inet_diag_req_v2 request = {
		.sdiag_family = AF_INET,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_states = UINT32_MAX,
	};
	const size_t sockets = dump(fd, SOCK_DIAG_BY_FAMILY, &request, sizeof(request));

	request.sdiag_family = AF_INET6;
	return sockets + dump(fd, SOCK_DIAG_BY_FAMILY, &request, sizeof(request));
}

int main(int argc, char *argv[])
{
	if (argc != 2 || (strcmp(argv[1], "one") != 0 && strcmp(argv[1], "two") != 0)) {
		fputs("usage: rawdump one|two\n", stderr);
		return 2;
	}
	const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	check(fd, "socket");
	printf("%zu\n", strcmp(argv[1], "one") == 0 ? dump_one(fd) : dump_two(fd));
	close(fd);
	return 0;
}
