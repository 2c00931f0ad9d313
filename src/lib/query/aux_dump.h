/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets of a pair for the query's own use: what they are asked for is looked up in them, and
 * their gaps are not those of the listing. */
#ifndef QUERY_AUX_DUMP_H
#define QUERY_AUX_DUMP_H

#include "model/family.h"

/* Calls fn for each socket of a pair that the listing calls connected, or for all, by
 * sock_diag or else from /proc/net. 0 also where the kernel tells of none. */
int aux_dump_read(const struct family_source *from, unsigned int pair, enum which which,
		  sock_fn fn, void *arg);

#endif
