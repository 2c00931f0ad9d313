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

/* A local address and port of TCP, with the data of its listener and of the connections
 * that wait for accept() there. */
struct doctor_port {
	/* The local address, in IPv4 form if it is an IPv4-mapped IPv6 address. */
	struct addr addr;
	uint16_t port;
	/* The inode of the listener at the address and port; of several listeners, the
	 * one with the longest accept queue; 0: there is no listener. */
	uint64_t listener;
	/* Whether the address is known to belong to this host, because a connection has
	 * arrived there. */
	bool is_own;
	/* The length of the listener's accept queue (queued) and the limit of this length
	 * (queue_max). */
	uint32_t queued, queue_max;
	/* For how many milliseconds the oldest of the connections that wait for accept()
	 * has waited. */
	uint64_t oldest_ms;
};

struct listener_index {
	struct doctor_port *all;
	size_t len, cap;
	struct map by_end;
};

void listener_index_release(struct listener_index *p);

/* Adds the local address and port of a TCP socket that listens or waits for accept();
 * ignores other sockets. Returns 0 or -ENOMEM. */
int listener_index_add(struct listener_index *p, const struct sock *s);

/* Adds the ages of connections that wait for accept() to the entry of the listener that
 * will accept them; this listener may be bound to the wildcard address. To be called
 * after the last call of listener_index_add. */
void listener_index_finish(struct listener_index *p);

/* Returns the entry of the listener that accepts connections to an address and port: a
 * listener bound to the address or else one bound to the wildcard address. If there is no
 * such listener, returns an entry of zeros. The pointer is valid until the next call of
 * listener_index_add. */
const struct doctor_port *listener_index_serving(const struct listener_index *p,
						 const struct addr *a, uint16_t port);

/* Returns whether the peer address of a socket is known to belong to this host. */
bool listener_index_is_own(const struct listener_index *p, const struct sock *s);

#endif
