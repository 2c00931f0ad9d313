/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of addresses from the hosts file, which the process reads itself, and from DNS, which a
 * child process queries. All queries run at once under one deadline, and each address is queried
 * once. */
#ifndef RESOLVE_HOSTS_H
#define RESOLVE_HOSTS_H

#include <stdint.h>

struct addr;
struct child;
struct hosts;
struct lookup_child;

/* Makes an object that finds names. The look-up child must outlive it. */
int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* Begins a listing: addresses that were not answered in an earlier listing are queried again. */
void hosts_begin(struct hosts *h);

/* Queues an address for hosts_resolve, at most once per listing, unless its answer is known. The
 * unspecified address is not queued. An IPv4-mapped address counts as IPv4. -ENOMEM. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Looks up all queued addresses, first in the hosts file and then in DNS, until the deadline, a
 * signal or the last answer. It is no error if addresses have no answer by then, or if the child
 * fails: *ret_lost is then the error of lookup_child_ask because of which names may be missing,
 * otherwise 0. -errno. */
int hosts_resolve(struct hosts *h, int *ret_lost);

/* Pass the names that a listing child has found since hosts_begin to its parent, for the next
 * listing. Names that the parent knows are kept; all earlier names are dropped when there are too
 * many. -EBADMSG: hosts_read has read something else than hosts_write writes. */
int hosts_write(const struct hosts *h, int fd);
int hosts_read(struct hosts *h, const struct child *child);

/* Returns the name of an address, not escaped, or NULL. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
