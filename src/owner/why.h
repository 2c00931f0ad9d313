/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a socket has no owner. */
#ifndef OWNER_WHY_H
#define OWNER_WHY_H

#include <stdbool.h>

struct map;
struct sock;

/* What is known of the sockets that no process was found to hold. What is behind the
 * first two is found out only where all processes could be looked into, and twice. */
struct why {
	bool can_see_all; /* every process could have been looked into, */
	bool is_denied; /* but one would not have it */
	bool is_in_flight; /* queues of unix sockets hold descriptors */
	bool is_ringed; /* a process has an io_uring, or may have: it can hold sockets unseen */
	bool is_whole; /* no process is outside our pid namespace */
	const struct map *gone; /* inodes of those that were closed by then; NULL: none */
};

/* One word, of those that the manual explains. */
const char *why_no_owner(const struct sock *s, const struct why *why);

#endif
