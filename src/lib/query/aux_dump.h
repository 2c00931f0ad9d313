/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps of a pair for the query's own use: their sockets are only looked up, and their
 * gaps are not reported. */
#ifndef QUERY_AUX_DUMP_H
#define QUERY_AUX_DUMP_H

#include "model/family.h"

/* Calls fn for each socket of a pair in the states of `which`, read by sock_diag or else
 * from /proc/net. Returns 0 also if neither has the pair. */
int aux_dump_read(const struct family_source *from, unsigned int pair, enum which which,
		  sock_fn fn, void *arg);

#endif
