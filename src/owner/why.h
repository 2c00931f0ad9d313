/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a socket has no owner. */
#ifndef OWNER_WHY_H
#define OWNER_WHY_H

#include <stdbool.h>

struct sock;

/* One word, of those that the manual explains. can_see_all: every process could have been
 * looked into. */
const char *why_no_owner(const struct sock *s, bool can_see_all);

#endif
