/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialects of netstat, lsof and ss: sockstat accepts their options if it is called by their
 * names. */
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

struct dialect;

extern const struct dialect dialect_netstat, dialect_lsof, dialect_ss;

/* Returns the dialect of the program whose name is the last part of argv0, or
 * dialect_sockstat if that is not netstat, lsof or ss. */
const struct dialect *compat_dialect(const char *argv0);

#endif
