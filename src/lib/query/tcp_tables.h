/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads TCP sockets from the kernel's hash tables, and from sock_diag the sockets that
 * the tables lack. */
#ifndef QUERY_TCP_TABLES_H
#define QUERY_TCP_TABLES_H

#include "model/family.h"

/* Reads TCP sockets like the functions that family_ops(PROTO_TCP) returns, but from
 * from->tables, which must not be NULL. A socket may lack its cookie, so sockets that
 * were read before are recognized by their inodes (moves_recognize_by_inode()). */
extern const struct family_ops tcp_tables_ops;

#endif
