/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions of a filter on owners, which are decided when the owners of a socket are
 * known. */
#ifndef QUERY_OWNER_FILTER_H
#define QUERY_OWNER_FILTER_H

#include "model/family.h"

struct expr;
struct join;

struct owner_filter {
	const struct expr *expr;
	/* has the owners, and counts what could not be seen */
	const struct join *join;
	/* called for each socket that meets the conditions */
	sock_fn fn;
	void *arg;
};

/* A sock_fn whose argument `arg` is a struct owner_filter. Passes on each socket that
 * meets the conditions; a condition on owners is met if one owner of the socket meets it.
 * If the owner could not be seen and the answer depends on that owner, the socket is
 * dropped and counted in `undecided` of its gaps. */
int owner_filter_add(const struct sock *s, void *arg);

#endif
