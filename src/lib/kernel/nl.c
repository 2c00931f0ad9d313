/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nl.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "util/cleanup.h"
#include "util/clock.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

enum {
	/* Size of the receive buffer in bytes: the maximum number of bytes that the
	 * kernel puts into a datagram of a dump (NLMSG_GOODSIZE). */
	NL_BUFFER = 32768,
	/* The maximum number of bytes that the kernel takes for its own data from the
	 * memory of a datagram. */
	NL_OVERHEAD_MAX = 1024,
	NL_REQUEST_MAX = 16384,
	/* The number of seconds to wait for a datagram: the kernel answers at once or not
	 * at all. */
	NL_TIMEOUT_S = 10,
	/* The number of sockets opened by nl_open_beside() whose inode numbers are
	 * remembered for nl_is_own(). */
	NL_OWN_MAX = 64,
};

/* The part of a recording of netlink datagrams that was not replayed yet. */
struct replay {
	const char *at;
	size_t left;
};

struct nl {
	/* The netlink socket; NULL: a recording of datagrams is replayed. */
	struct mnl_socket *socket;
	struct replay own;
	/* The recording of datagrams that is replayed; NULL: the kernel is asked. A
	 * struct nl that nl_open_beside() made uses the recording of the struct nl that
	 * was opened first. */
	struct replay *replay;
	/* Sequence number and port id that every message of the current dump must
	 * have. */
	unsigned int seq, portid;
	/* Number of the last received datagram, counted from 1 in each dump. */
	unsigned int datagram;
	/* Length of the last received datagram in bytes. */
	size_t len;
	/* The number of bytes of the first datagram that the kernel was asked to fill; 0:
	 * the kernel fills its default number of bytes. */
	size_t first;
	/* Inode number of the netlink socket; 0: a recording of datagrams is replayed. */
	uint64_t inode;
	/* Inode numbers of the latest sockets that nl_open_beside() opened for this
	 * struct nl. */
	uint64_t beside[NL_OWN_MAX];
	/* The number of calls of nl_open_beside() for this struct nl that succeeded; may
	 * exceed NL_OWN_MAX. */
	size_t beside_len;
	char buffer[NL_BUFFER] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct nl *nl_free(struct nl *nl)
{
	if (nl && nl->socket)
		mnl_socket_close(nl->socket);
	free(nl);
	return NULL;
}

int nl_open(struct nl **ret)
{
	_cleanup_(nl_freep) struct nl *nl = calloc(1, sizeof(*nl));
	if (!nl)
		return -ENOMEM;

	nl->socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!nl->socket)
		return -errno;

	const int fd = mnl_socket_get_fd(nl->socket);
	const struct timeval limit = { .tv_sec = NL_TIMEOUT_S };
	struct stat st;
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0 ||
	    fstat(fd, &st) < 0)
		return -errno;

	nl->inode = st.st_ino;
	nl->portid = mnl_socket_get_portid(nl->socket);
	*ret = TAKE(nl);
	return 0;
}

int nl_netns_cookie(const struct nl *nl, uint64_t *ret)
{
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	if (!nl->socket)
		return -EOPNOTSUPP;
	if (getsockopt(mnl_socket_get_fd(nl->socket), SOL_SOCKET, SO_NETNS_COOKIE,
		       &cookie, &size) < 0)
		return -errno;
	*ret = cookie;
	return 0;
}

int nl_open_replay(const void *data, size_t size, struct nl **ret)
{
	struct nl *nl = calloc(1, sizeof(*nl));
	if (!nl)
		return -ENOMEM;

	nl->own = (struct replay){ .at = data, .left = size };
	nl->replay = &nl->own;
	*ret = nl;
	return 0;
}

static int nl_send(struct nl *nl, uint16_t type, uint16_t flags, const void *payload,
		   size_t size)
{
	char request[NL_REQUEST_MAX] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);

	if (size > sizeof(request) - MNL_NLMSG_HDRLEN)
		return -EMSGSIZE;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++nl->seq;
	if (size)
		memcpy(mnl_nlmsg_put_extra_header(nlh, size), payload, size);

	return mnl_socket_sendto(nl->socket, nlh, nlh->nlmsg_len) < 0 ? -errno : 0;
}

/* Copies the next datagram of the recording to nl->buffer. Returns the length of the
 * datagram in bytes, or -errno. */
static ssize_t nl_recv_replay(struct nl *nl)
{
	struct replay *replay = nl->replay;
	uint32_t len = 0;

	/* At the end of a recording, the error is the error for a kernel that does not
	 * answer. */
	if (replay->left < sizeof(len))
		return -ETIMEDOUT;
	memcpy(&len, replay->at, sizeof(len));
	if (len > replay->left - sizeof(len) || len > sizeof(nl->buffer))
		return -EMSGSIZE;

	memcpy(nl->buffer, replay->at + sizeof(len), len);
	replay->at += sizeof(len) + len;
	replay->left -= sizeof(len) + len;

	const struct nlmsghdr *nlh = (const struct nlmsghdr *)nl->buffer;
	if (nl->seq == 0 && len >= sizeof(*nlh)) {
		nl->seq = nlh->nlmsg_seq;
		nl->portid = nlh->nlmsg_pid;
	}
	return (ssize_t)len;
}

/* Receives one datagram from the kernel into the first `size` bytes of nl->buffer.
 * Returns the length of the datagram in bytes, or -errno. Datagrams from processes are
 * dropped: any process with CAP_NET_ADMIN may write to the port of a netlink socket.
 * Dropped datagrams and signals do not extend the timeout. */
static ssize_t nl_recv(struct nl *nl, size_t size)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { .iov_base = nl->buffer, .iov_len = size };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};

	if (!nl->socket)
		return nl_recv_replay(nl);

	const uint64_t end = clock_ns(CLOCK_MONOTONIC) + NL_TIMEOUT_S * NS_PER_S;
	do {
		msg.msg_namelen = sizeof(from);
		ssize_t n = recvmsg(mnl_socket_get_fd(nl->socket), &msg, 0);
		if (n < 0 && errno != EINTR)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (n >= 0 && msg.msg_namelen == sizeof(from) && from.nl_pid == 0)
			return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
	} while (clock_ns(CLOCK_MONOTONIC) < end);
	return -ETIMEDOUT;
}

/* Makes the kernel fill at most `first` bytes of the first datagram of a dump. The
 * kernel's limit is the size of the largest buffer by which the program has received from
 * the socket; therefore the function requests an acknowledgement and receives the
 * acknowledgement into a buffer of `first` bytes. */
static int nl_begin_with(struct nl *nl, size_t first)
{
	const size_t size = first < sizeof(nl->buffer) ? first : sizeof(nl->buffer);
	const int r = nl_send(nl, NLMSG_NOOP, NLM_F_ACK, NULL, 0);
	const ssize_t n = r < 0 ? r : nl_recv(nl, size);

	return n < 0 ? (int)n : 0;
}

bool nl_is_own(const struct nl *nl, uint64_t inode)
{
	bool is_own = inode == nl->inode;

	for (size_t i = 0; i < NL_OWN_MAX; i++)
		is_own |= nl->beside[i] == inode;
	return inode && is_own;
}

int nl_open_beside(struct nl *nl, size_t first, struct nl **ret)
{
	_cleanup_(nl_freep) struct nl *beside = NULL;

	int r = nl->socket ? nl_open(&beside) : nl_open_replay(NULL, 0, &beside);
	if (!beside)
		return r;
	if (nl->socket) {
		r = nl_begin_with(beside, first);
	} else {
		beside->replay = nl->replay;
		beside->seq = nl->seq;
		beside->portid = nl->portid;
	}
	if (r < 0)
		return r;
	nl->beside[nl->beside_len++ % NL_OWN_MAX] = beside->inode;
	beside->first = first;
	*ret = TAKE(beside);
	return 0;
}

unsigned int nl_datagram(const struct nl *nl)
{
	return nl->datagram;
}

/* For a datagram the kernel allocates one page, two pages if pages are small, or the size
 * of the largest buffer by which the program has received from the socket. The kernel
 * uses a part of this memory for its own data. */
bool nl_is_full(const struct nl *nl, size_t message)
{
	const size_t rooms[] = { 4096, 8192, NL_BUFFER, nl->first };
	bool is_full = false;

	for (size_t i = 0; i < ARRAY_SIZE(rooms); i++)
		is_full |= nl->len <= rooms[i] &&
			   nl->len + message + NL_OVERHEAD_MAX > rooms[i];
	return is_full;
}

/* Handles the netlink control message nlh. Returns 1 if the message ends the dump, 0 if
 * the dump goes on, or the error that the message reports. */
static int nl_control(const struct nlmsghdr *nlh)
{
	const size_t size = mnl_nlmsg_get_payload_len(nlh);
	int error = 0;

	if (nlh->nlmsg_type == NLMSG_OVERRUN)
		return -ENOBUFS;
	if (nlh->nlmsg_type != NLMSG_DONE && nlh->nlmsg_type != NLMSG_ERROR)
		return 0;
	if (nlh->nlmsg_type == NLMSG_ERROR && size < sizeof(struct nlmsgerr))
		return -EBADMSG;
	/* A message NLMSG_DONE or NLMSG_ERROR begins with the result of the dump as a
	 * number. */
	if (size >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	return error < 0 ? error : 1;
}

/* Returns whether the message nlh ends within the next `left` bytes, which are the rest
 * of its datagram. mnl_nlmsg_ok() alone is not enough, because mnl_nlmsg_ok() treats a
 * length of 2 GiB or more as negative. */
static bool nl_is_whole(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (unsigned int)left;
}

/* Calls fn for each message of the last received datagram. Returns 1 if the dump has
 * ended, or if fn returned a result other than 0, to which *stop is then set. Returns 0
 * if the dump goes on, or -errno. */
static int nl_deliver(struct nl *nl, nl_message_fn fn, void *arg, int *stop,
		      bool *interrupted)
{
	int left = (int)nl->len;
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)nl->buffer;

	for (; nl_is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		/* A message with a sequence number other than nl->seq belongs to an
		 * earlier dump, and a message with a port id other than nl->portid
		 * belongs to another socket. */
		if (nlh->nlmsg_seq != nl->seq || nlh->nlmsg_pid != nl->portid)
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			*interrupted = true;
		int r = 0;
		if (nlh->nlmsg_type < NLMSG_MIN_TYPE)
			r = nl_control(nlh);
		else if ((*stop = fn(nlh, arg)) != 0)
			r = 1;
		if (r)
			return r;
	}
	return left ? -EBADMSG : 0;
}

int nl_dump(struct nl *nl, uint16_t type, const void *payload, size_t size,
	    nl_message_fn fn, void *arg, bool *interrupted)
{
	int stop = 0;
	int r = nl->socket ? nl_send(nl, type, NLM_F_DUMP, payload, size) : 0;

	nl->datagram = 0;
	while (r == 0) {
		const ssize_t n = nl_recv(nl, sizeof(nl->buffer));
		nl->datagram++;
		nl->len = n < 0 ? 0 : (size_t)n;
		r = n < 0 ? (int)n : nl_deliver(nl, fn, arg, &stop, interrupted);
	}
	return r < 0 ? r : stop;
}
