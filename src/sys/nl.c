/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nl.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/cleanup.h"

enum {
	NL_BUFFER =
		32768, /* the kernel fills no more of a dump's buffer (NLMSG_GOODSIZE) */
	NL_REQUEST_MAX = 4096,
	NL_TIMEOUT_S =
		10, /* between two datagrams: the kernel answers at once or not at all */
};

struct nl {
	struct mnl_socket *socket; /* NULL in a replay */
	const char *replay;
	size_t replay_left;
	unsigned int seq;
	unsigned int portid;
	char buffer[NL_BUFFER] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct nl *nl_free(struct nl *nl)
{
	if (nl && nl->socket)
		mnl_socket_close(nl->socket);
	free(nl);
	return NULL;
}

static void cleanup_nl(struct nl **nl)
{
	nl_free(*nl);
}

int nl_open(struct nl **ret)
{
	_cleanup_(cleanup_nl) struct nl *nl = calloc(1, sizeof(*nl));
	if (!nl)
		return -ENOMEM;

	nl->socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!nl->socket)
		return -errno;
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;

	const struct timeval limit = { .tv_sec = NL_TIMEOUT_S };
	if (setsockopt(mnl_socket_get_fd(nl->socket), SOL_SOCKET, SO_RCVTIMEO, &limit,
		       sizeof(limit)) < 0)
		return -errno;

	nl->portid = mnl_socket_get_portid(nl->socket);
	*ret = TAKE(nl);
	return 0;
}

int nl_open_replay(const void *data, size_t size, struct nl **ret)
{
	struct nl *nl = calloc(1, sizeof(*nl));
	if (!nl)
		return -ENOMEM;

	nl->replay = data;
	nl->replay_left = size;
	*ret = nl;
	return 0;
}

static int nl_send(struct nl *nl, uint16_t type, const void *payload, size_t size)
{
	char request[NL_REQUEST_MAX] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);

	if (size > sizeof(request) - MNL_NLMSG_HDRLEN)
		return -EMSGSIZE;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = ++nl->seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, size), payload, size);

	if (mnl_socket_sendto(nl->socket, nlh, nlh->nlmsg_len) < 0)
		return -errno;
	return 0;
}

/* One datagram of the recording into the buffer; its length. */
static ssize_t nl_recv_replay(struct nl *nl)
{
	uint32_t len = 0;

	/* a kernel that says no more */
	if (nl->replay_left < sizeof(len))
		return -EAGAIN;
	memcpy(&len, nl->replay, sizeof(len));
	if (len > nl->replay_left - sizeof(len) || len > sizeof(nl->buffer))
		return -EMSGSIZE;

	memcpy(nl->buffer, nl->replay + sizeof(len), len);
	nl->replay += sizeof(len) + len;
	nl->replay_left -= sizeof(len) + len;

	const struct nlmsghdr *nlh = (const struct nlmsghdr *)nl->buffer;
	if (nl->seq == 0 && len >= sizeof(*nlh)) {
		nl->seq = nlh->nlmsg_seq;
		nl->portid = nlh->nlmsg_pid;
	}
	return (ssize_t)len;
}

/* One datagram from the kernel into the buffer; its length. What another process sent is
 * dropped: anybody with CAP_NET_ADMIN may write to a netlink socket's port. */
static ssize_t nl_recv(struct nl *nl)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { .iov_base = nl->buffer, .iov_len = sizeof(nl->buffer) };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};

	if (!nl->socket)
		return nl_recv_replay(nl);

	for (;;) {
		msg.msg_namelen = sizeof(from);
		ssize_t n = recvmsg(mnl_socket_get_fd(nl->socket), &msg, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (msg.msg_namelen != sizeof(from) || from.nl_pid != 0)
			continue;
		return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
	}
}

/* The kernel's own word on how a dump went: >0 the dump has ended, <0 its error. */
static int nl_control(const struct nlmsghdr *nlh)
{
	const size_t size = mnl_nlmsg_get_payload_len(nlh);
	int error = 0;

	switch (nlh->nlmsg_type) {
	case NLMSG_DONE:
		/* sock_diag puts what the family's dump returned here */
		if (size >= sizeof(error))
			memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
		return error < 0 ? error : 1;
	case NLMSG_ERROR:
		if (size < sizeof(struct nlmsgerr))
			return -EBADMSG;
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
		return error < 0 ? error : 1;
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	default:
		return 0;
	}
}

/* mnl_nlmsg_ok compares as int, to which a length of 2 GiB and more is negative. */
static bool nl_is_whole(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (unsigned int)left;
}

/* Hands on the messages of one datagram. 1: the dump has ended; *stop is what fn said. */
static int nl_deliver(struct nl *nl, size_t size, nl_message_fn fn, void *arg, int *stop,
		      bool *interrupted)
{
	int left = (int)size;
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)nl->buffer;

	for (; nl_is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		/* the tail of an earlier dump, or an answer to somebody else */
		if (nlh->nlmsg_seq != nl->seq || nlh->nlmsg_pid != nl->portid)
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			*interrupted = true;
		if (nlh->nlmsg_type < NLMSG_MIN_TYPE) {
			int r = nl_control(nlh);
			if (r)
				return r;
			continue;
		}
		*stop = fn(nlh, arg);
		if (*stop)
			return 1;
	}
	return left ? -EBADMSG : 0;
}

int nl_dump(struct nl *nl, uint16_t type, const void *payload, size_t size,
	    nl_message_fn fn, void *arg, bool *interrupted)
{
	int stop = 0;
	int r = nl->socket ? nl_send(nl, type, payload, size) : 0;

	while (r == 0) {
		ssize_t n = nl_recv(nl);
		if (n < 0)
			r = n == -EAGAIN ? -ETIMEDOUT : (int)n;
		else
			r = nl_deliver(nl, (size_t)n, fn, arg, &stop, interrupted);
	}
	return r < 0 ? r : stop;
}
