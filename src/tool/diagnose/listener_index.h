/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the addresses and ports that are listened on, or that connections came in by. */
#ifndef DIAGNOSE_LISTENER_INDEX_H
#define DIAGNOSE_LISTENER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct doctor_port {
	struct addr addr; /* a mapped one being IPv4 */
	uint16_t port;
	uint64_t listener; /* inode; 0: none */
	bool is_own; /* connections came in by this address: it is this host's */
	uint32_t queued, queue_max; /* the fill and limit of the fullest accept queue */
	uint64_t oldest_ms; /* how long a connection has been waiting for accept() */
};

struct ports {
	struct doctor_port *all;
	size_t len, cap;
	struct map by_end;
};

void ports_release(struct ports *p);

/* Takes note of a TCP socket. -ENOMEM. */
int ports_note(struct ports *p, const struct sock *s);

/* Once all are noted: what waits at an address does so for the listener that takes it. */
void ports_settle(struct ports *p);

/* The listener that takes what comes for an address and port: its own, else one of any address. One
 * of zeros where there is none. Valid until the next is noted. */
const struct doctor_port *ports_serving(const struct ports *p, const struct addr *a,
					uint16_t port);

/* Whether the peer of a socket is known to be at an address of this host. */
bool ports_is_own(const struct ports *p, const struct sock *s);

#endif
