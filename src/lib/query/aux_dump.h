/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Auxiliary dumps, each of the sockets of one protocol and IP version. A query only looks
 * up sockets in an auxiliary dump: it does not list them, and does not report if the dump
 * is incomplete. */
#ifndef QUERY_AUX_DUMP_H
#define QUERY_AUX_DUMP_H

#include "model/family.h"

/* Calls fn for each socket of a pair of protocol and IP version in the states that
 * `which` selects. The sockets are read by sock_diag, or from /proc/net if sock_diag does
 * not support the pair. Returns 0 also if neither sock_diag nor /proc/net supports the
 * pair; otherwise -errno, or the result of fn if it is not 0. */
int aux_dump_read(const struct family_source *from, unsigned int pair, enum which which,
		  sock_fn fn, void *arg);

#endif
