/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions of a filter on owners, which are decided when the owners of a socket are
 * known. */
#ifndef QUERY_OWNER_FILTER_H
#define QUERY_OWNER_FILTER_H

#include <stdint.h>

#include "model/family.h"

struct expr;
struct owner_index;
struct query_gaps;

struct owner_filter {
	const struct expr *expr;
	const struct owner_index *owners;
	struct query_gaps *gaps;
	/* called for each socket that meets the conditions */
	sock_fn fn;
	void *arg;
	/* number of sockets that meet the conditions and have no known owner; reported as
	 * `unowned` of struct query_gaps */
	uint64_t unowned;
};

/* A sock_fn whose argument `arg` is a struct owner_filter. Passes on each socket that
 * meets the conditions; a condition on owners is met if one owner of the socket meets it.
 * If the owner could not be seen and the answer depends on that owner, the socket is
 * dropped and counted in gaps->undecided. */
int owner_filter_add(const struct sock *s, void *arg);

#endif
