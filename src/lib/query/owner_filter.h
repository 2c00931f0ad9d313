/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conditions of a filter on owners, decided once the owners of a socket are known. */
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
	/* receives the sockets that meet the conditions */
	sock_fn fn;
	void *arg;
	/* accepted sockets without a known owner, as in query_gaps */
	uint64_t unowned;
};

/* A sock_fn whose argument is a struct owner_filter. A condition on owners is true if it is true
 * for one of them. A socket whose owner could not be seen is left out if that could decide
 * otherwise, and counted. */
int owner_filter_add(const struct sock *s, void *arg);

#endif
