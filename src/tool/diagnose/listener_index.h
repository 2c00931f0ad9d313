/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of the local addresses and ports that have a listener or connections that wait for
 * accept(). */
#ifndef DIAGNOSE_LISTENER_INDEX_H
#define DIAGNOSE_LISTENER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

/* A local address and port, and the listener there. */
struct doctor_port {
	/* the address; an IPv4-mapped IPv6 address is stored as IPv4 */
	struct addr addr;
	uint16_t port;
	/* the inode of the listener with the longest accept queue at the address and port; 0:
	 * nothing listens there */
	uint64_t listener;
	/* a connection has arrived at the address, which proves that the address is of this host */
	bool is_own;
	/* the length of the listener's accept queue, and its limit */
	uint32_t queued, queue_max;
	/* how long the oldest connection to the port has waited for accept(), in milliseconds */
	uint64_t oldest_ms;
};

struct listener_index {
	struct doctor_port *all;
	size_t len, cap;
	struct map by_end;
};

void listener_index_release(struct listener_index *p);

/* Adds the local address and port of a TCP socket if the socket listens or waits for accept().
 * Returns 0 or -ENOMEM. */
int listener_index_add(struct listener_index *p, const struct sock *s);

/* Passes the age of waiting connections on to the listener that will accept them, which may be
 * bound to the wildcard address. To be called after the last listener_index_add. */
void listener_index_finish(struct listener_index *p);

/* Returns the listener that accepts connections to an address and port, bound to that address or
 * else to the wildcard address. If there is none, an entry of zeros is returned. The pointer is
 * valid until the next listener_index_add. */
const struct doctor_port *listener_index_serving(const struct listener_index *p,
						 const struct addr *a, uint16_t port);

/* Returns whether the peer address of a socket is known to be an address of this host. */
bool listener_index_is_own(const struct listener_index *p, const struct sock *s);

#endif
