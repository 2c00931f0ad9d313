/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notifications of sock_diag on destroyed TCP sockets (groups SKNLGRP_INET_TCP_DESTROY
 * and SKNLGRP_INET6_TCP_DESTROY of linux/sock_diag.h, Linux 4.2; with byte counts since
 * 4.19). */
#ifndef EVENTS_DESTROY_H
#define EVENTS_DESTROY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/sock.h"

struct nlmsghdr;

/* A destroyed socket. */
struct destroyed {
	struct sock sock;
	/* sent and received are known, and retransmits is known. */
	bool has_bytes, has_retransmits;
	/* number of retransmitted segments, including SYNs */
	uint32_t retransmits;
	/* A round trip was measured. */
	bool was_established;
	/* bytes of data; `received` may count the FIN as one */
	uint64_t sent, received;
};

/* Called for each destroyed socket. Returns 0 to continue, < 0 for an error, which
 * destroy_read() returns. */
typedef int (*destroyed_fn)(const struct destroyed *d, void *arg);

/* Opens a netlink socket that receives the notifications. The caller polls the descriptor
 * and closes it. */
int destroy_open(int *ret_fd);

/* Calls fn for each socket destroyed since the last call. -ENOBUFS: notifications were
 * lost. */
int destroy_read(int fd, destroyed_fn fn, void *arg);

/* Decodes the socket in one complete message. -EBADMSG: the message has no socket. */
int destroy_decode(const struct nlmsghdr *nlh, struct destroyed *ret);

#endif
