/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of the local addresses and ports that have a listener or have received
 * connections. */
#ifndef DIAGNOSE_LISTENER_INDEX_H
#define DIAGNOSE_LISTENER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct doctor_port {
	/* IPv4 where it is a mapped address */
	struct addr addr;
	uint16_t port;
	uint64_t listener; /* inode; 0: none */
	/* connections have arrived at this address, so it is one of this host's */
	bool is_own;
	/* fill and limit of the fullest accept queue */
	uint32_t queued, queue_max;
	/* how long a connection has waited for accept(), at most */
	uint64_t oldest_ms;
};

struct listener_index {
	struct doctor_port *all;
	size_t len, cap;
	struct map by_end;
};

void listener_index_release(struct listener_index *p);

/* Adds what a TCP socket shows about its port. -ENOMEM. */
int listener_index_add(struct listener_index *p, const struct sock *s);

/* Called after the last listener_index_add: adds the connections that wait at an address
 * to the listener that will accept them, which may be one of any address. */
void listener_index_finish(struct listener_index *p);

/* The listener that receives connections to an address and port: one of that address,
 * else one of any address. All zeros where there is none. Valid until the next
 * listener_index_add. */
const struct doctor_port *listener_index_serving(const struct listener_index *p,
						 const struct addr *a, uint16_t port);

/* Whether the peer of a socket is known to have an address of this host. */
bool listener_index_is_own(const struct listener_index *p, const struct sock *s);

#endif
