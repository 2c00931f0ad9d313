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
 * conditions of the filter; a condition on owners is met if one owner of s meets it. If
 * an owner of s could not be seen and the conditions depend on this owner, s is not
 * passed on but counted in `undecided` of struct query_gaps. */
int owner_filter_add(const struct sock *s, void *arg);

#endif
