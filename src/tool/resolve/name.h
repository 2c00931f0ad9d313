/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a name of a database is shown as a name. */
#ifndef RESOLVE_NAME_H
#define RESOLVE_NAME_H

#include <stdbool.h>

/* Whether a name cannot be taken for a number, an address, an address with a port, or the "*" and
 * "-" that layouts have for what is any or not known: it has a letter of ASCII, as RFC 6335 demands
 * of services, holds no colon, and is no number in the notations of inet_aton(3). What has another
 * name is shown by its number. */
bool name_is_distinct(const char *name);

#endif
