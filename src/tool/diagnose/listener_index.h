/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of the local addresses and ports that have a listener or have received connections. */
#ifndef DIAGNOSE_LISTENER_INDEX_H
#define DIAGNOSE_LISTENER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

/* A local address and port. */
struct doctor_port {
	/* the address; an IPv4-mapped one is stored as IPv4 */
	struct addr addr;
	uint16_t port;
	/* the inode of the listener with the longest accept queue; 0: nothing listens */
	uint64_t listener;
	/* a connection has arrived at the address, which proves that this host has it */
	bool is_own;
	/* the length and the limit of the accept queue of that listener */
	uint32_t queued, queue_max;
	/* how long the oldest connection in an accept queue has waited */
	uint64_t oldest_ms;
};

struct listener_index {
	struct doctor_port *all;
	size_t len, cap;
	struct map by_end;
};

void listener_index_release(struct listener_index *p);

/* Adds the port of a TCP socket if it listens or waits for accept(). Returns 0 or -ENOMEM. */
int listener_index_add(struct listener_index *p, const struct sock *s);

/* Attributes waiting connections to the listener that will accept them, which may be bound to any
 * address. To be called after the last listener_index_add. */
void listener_index_finish(struct listener_index *p);

/* Returns the listener that receives connections to an address and port: one of that address, else
 * one of any address, else an entry of zeros. The pointer is valid until the next
 * listener_index_add. */
const struct doctor_port *listener_index_serving(const struct listener_index *p,
						 const struct addr *a, uint16_t port);

/* Returns whether the peer of a socket is known to have an address of this host. */
bool listener_index_is_own(const struct listener_index *p, const struct sock *s);

#endif
