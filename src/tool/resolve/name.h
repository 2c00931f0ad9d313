/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names of a database are shown as names. */
#ifndef RESOLVE_NAME_H
#define RESOLVE_NAME_H

#include <stdbool.h>

/* Whether a name cannot be mistaken for a number, an address, an address with a port, or
 * the "*" and "-" of the layouts: it has an ASCII letter, as RFC 6335 requires of
 * services, has no colon, and is no number in a notation of inet_aton(3). Where the name
 * is not distinct, the number is shown. */
bool name_is_distinct(const char *name);

#endif
