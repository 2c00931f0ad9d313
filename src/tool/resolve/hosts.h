/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of addresses: from the hosts file, which is read here, and from DNS, which a
 * child queries. All queries run at once under one deadline, and each address is queried
 * once. */
#ifndef RESOLVE_HOSTS_H
#define RESOLVE_HOSTS_H

#include <stdint.h>

struct addr;
struct hosts;
struct lookup_child;

/* The child must live longer than the object. */
int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* Begins a listing: addresses without an answer may be queried again. */
void hosts_begin(struct hosts *h);

/* Queues an address for hosts_resolve, at most once per listing, unless its answer is
 * known. The unspecified address has no name. An IPv4-mapped address counts as the IPv4
 * address. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Looks up all queued addresses, first in the hosts file and then in DNS, until the
 * deadline, a signal or the last answer. Addresses without an answer by then have no
 * name, which is no error. A failure of the child is no error either: *ret_lost is the
 * error of lookup_child_ask because of which names may be missing, or 0. */
int hosts_resolve(struct hosts *h, int *ret_lost);

/* Calls fn with each address that was answered since hosts_begin, and its name or NULL.
 * Stops at the first result other than 0 and returns it. */
int hosts_each_answered(const struct hosts *h,
			int (*fn)(const struct addr *a, const char *name, void *arg),
			void *arg);

/* Stores an answer that another process received, unless one is known. Beyond a certain
 * number older answers are dropped. A name that is not distinct (name.h) is stored as
 * NULL. */
int hosts_learn(struct hosts *h, const struct addr *a, const char *name);

/* The name of an address, not escaped, or NULL. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
