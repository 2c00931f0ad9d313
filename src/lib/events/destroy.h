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

struct destroyed {
	struct sock sock;
	bool has_bytes;
	bool has_retransmits;
	uint32_t retransmits; /* including resent SYNs */
	/* With has_bytes: a round trip was measured. */
	bool was_established;
	uint64_t sent,
		/* Bytes of data; `received` may count the FIN as one. */
		received;
};

/* Returns 0 to continue, < 0 for an error, which destroy_read() returns. */
typedef int (*destroyed_fn)(const struct destroyed *d, void *arg);

/* Joins the groups; the caller polls the descriptor and closes it. */
int destroy_open(int *ret_fd);

/* Calls fn for each socket destroyed since the last call. -ENOBUFS: notifications were
 * lost. */
int destroy_read(int fd, destroyed_fn fn, void *arg);

/* Decodes the socket in one message, which is complete. -EBADMSG: there is none. */
int destroy_decode(const struct nlmsghdr *nlh, struct destroyed *ret);

#endif
