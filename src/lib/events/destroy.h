/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notifications of sock_diag about destroyed TCP sockets: groups SKNLGRP_INET_TCP_DESTROY
 * and SKNLGRP_INET6_TCP_DESTROY of linux/sock_diag.h, since Linux 4.2. The notifications
 * have byte counts since Linux 4.19. */
#ifndef EVENTS_DESTROY_H
#define EVENTS_DESTROY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"

struct nlmsghdr;

/* A TCP socket that the kernel has destroyed. */
struct destroyed {
	struct sock sock;
	/* has_bytes: whether `sent` and `received` are set. has_retransmits: whether
	 * `retransmits` is set. */
	bool has_bytes, has_retransmits;
	/* number of segments that the socket has retransmitted, including SYNs */
	uint32_t retransmits;
	/* whether the connection was ever established, which a measured round trip time
	 * proves */
	bool was_established;
	/* bytes of data that the socket has sent and received; `received` may count the
	 * FIN as one byte */
	uint64_t sent, received;
};

/* Callback for a destroyed socket. Returns 0 to continue, or a negative error, which
 * destroy_read() then returns. */
typedef int (*destroyed_fn)(const struct destroyed *d, void *arg);

/* Opens a netlink socket that receives the notifications of destroyed sockets, and stores
 * its descriptor in *ret_fd. The caller polls and closes the descriptor. */
int destroy_open(int *ret_fd);

/* Calls fn for each socket that was destroyed since the last call of destroy_read().
 * -ENOBUFS: the kernel dropped notifications that were not read in time. */
int destroy_read(int fd, destroyed_fn fn, void *arg);

/* Decodes one complete netlink message into *ret. -EBADMSG: the message does not describe
 * a destroyed TCP socket. */
int destroy_decode(const struct nlmsghdr *nlh, struct destroyed *ret);

#endif
