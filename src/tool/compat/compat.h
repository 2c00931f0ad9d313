/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialects of the programs by whose names sockstat may be called. */
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

struct dialect;

extern const struct dialect dialect_netstat, dialect_lsof, dialect_ss;

/* Returns the dialect of the name that the program was called by (argv[0]), or dialect_sockstat
 * if the name is of no other program. */
const struct dialect *compat_dialect(const char *argv0);

#endif
