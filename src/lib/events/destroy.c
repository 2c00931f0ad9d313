/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "destroy.h"

#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "diag/families.h"
#include "kernel/nl.h"
#include "util/cleanup.h"

enum { BUFFER = 32768, QUEUE = 4 << 20 };

int destroy_open(int *ret_fd)
{
	static const int groups[] = { SKNLGRP_INET_TCP_DESTROY,
				      SKNLGRP_INET6_TCP_DESTROY };
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const int size = QUEUE;
	_cleanup_close_ int fd = socket(
		AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i],
			       sizeof(groups[i])) < 0)
			return -errno;
	/* `size` may be above the kernel's limit for receive buffers: the kernel then
	 * sets the limit. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	*ret_fd = take_fd(&fd);
	return 0;
}

/* Returns whether a struct tcp_info of `size` bytes has `member`: older kernels report a
 * shorter struct. */
#define HAS_INFO(size, member)                                                           \
	((size) >=                                                                       \
	 offsetof(struct tcp_info, member) + sizeof(((struct tcp_info *)NULL)->member))

static void take_info(const struct nlattrs *it, struct destroyed *d)
{
	struct tcp_info info = { 0 };

	memcpy(&info, it->data, it->size < sizeof(info) ? it->size : sizeof(info));
	d->was_established = info.tcpi_rtt;
	d->has_retransmits = HAS_INFO(it->size, tcpi_total_retrans);
	d->retransmits = info.tcpi_total_retrans;
	if (!HAS_INFO(it->size, tcpi_bytes_retrans))
		return;
	d->has_bytes = true;
	d->sent = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
	d->received = info.tcpi_bytes_received;
}

int destroy_decode(const struct nlmsghdr *nlh, struct destroyed *ret)
{
	struct destroyed d = { 0 };
	struct inet_diag_msg msg;
	struct nlattrs it;

	int r = inet_decode(nlh, PROTO_TCP, &d.sock);
	if (r == 0)
		r = nlattrs_begin(&it, nlh, SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	if (r < 0)
		return r;
	while ((r = nlattrs_next(&it)) > 0)
		if (it.type == INET_DIAG_INFO)
			take_info(&it, &d);
	if (r == 0)
		*ret = d;
	return r;
}

static int read_messages(const char *buffer, size_t size, destroyed_fn fn, void *arg)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)buffer;
	int left = (int)size;
	int r = 0;

	for (; r == 0 && mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (unsigned int)left;
	     nlh = mnl_nlmsg_next(nlh, &left)) {
		struct destroyed d;

		/* A message that is not the notification of a destroyed socket is
		 * ignored. */
		if (destroy_decode(nlh, &d) == 0)
			r = fn(&d, arg);
	}
	return r;
}

int destroy_read(int fd, destroyed_fn fn, void *arg)
{
	char buffer[BUFFER] __attribute__((aligned(NLMSG_ALIGNTO)));
	int r = 0;

	while (r == 0) {
		struct sockaddr_nl from = { 0 };
		socklen_t from_len = sizeof(from);
		const ssize_t n = recvfrom(fd, buffer, sizeof(buffer), 0,
					   (struct sockaddr *)&from, &from_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		/* Only messages from the kernel, which has port id 0, are trusted. */
		if (from_len == sizeof(from) && from.nl_pid == 0)
			r = read_messages(buffer, (size_t)n, fn, arg);
	}
	return r;
}
