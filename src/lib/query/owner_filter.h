/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conditions of a filter on owners, which are evaluated when the owners of a socket
 * are known. */
#ifndef QUERY_OWNER_FILTER_H
#define QUERY_OWNER_FILTER_H

#include "model/family.h"

struct expr;
struct join;

struct owner_filter {
	const struct expr *expr;
	/* The join of sockets and owners, which has the index of owners, and counts the
	 * sockets for which the filter cannot be decided. */
	const struct join *join;
	/* The function that gets each socket that meets the conditions of the filter. */
	sock_fn fn;
	void *arg;
};

/* Passes the socket s to the function fn of `arg`, a struct owner_filter, if s meets the
 * conditions of the filter. A condition on owners is met if one owner of s meets it. If
 * the result depends on an owner that could not be seen, s is only counted, in
 * query_gaps.undecided. */
int owner_filter_add(const struct sock *s, void *arg);

#endif
