/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sock_diag tells of TCP sockets as they are destroyed (the groups SKNLGRP_INET_TCP_DESTROY
 * and SKNLGRP_INET6_TCP_DESTROY of linux/sock_diag.h, since Linux 4.2; what they have sent and
 * received since 4.19). */
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
	uint32_t retransmits; /* from the first SYN on */
	bool was_established; /* where has_bytes: there was a round trip to measure */
	uint64_t sent,
		received; /* bytes of data; what was received may count the FIN as one */
};

/* 0 go on, <0 error, which is handed back. */
typedef int (*destroyed_fn)(const struct destroyed *d, void *arg);

/* Joins the groups; the descriptor is to be polled. */
int destroy_open(int *ret_fd);

/* Calls fn for each that has been destroyed since. -ENOBUFS: some were lost. */
int destroy_read(int fd, destroyed_fn fn, void *arg);

/* The socket in one message, all of size bytes. -EBADMSG: there is none. */
int destroy_decode(const struct nlmsghdr *nlh, struct destroyed *ret);

#endif
