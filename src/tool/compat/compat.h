/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialects of netstat, lsof and ss: if sockstat is started under one of these names,
 * it accepts the options of the program with this name. */
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

struct dialect;

extern const struct dialect dialect_netstat, dialect_lsof, dialect_ss;

/* Returns the dialect (the set of options) of the program named by the last part of the
 * path argv0: netstat, lsof or ss, else dialect_sockstat. */
const struct dialect *compat_dialect(const char *argv0);

#endif
