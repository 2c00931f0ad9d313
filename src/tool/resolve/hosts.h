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

/* Makes an object that finds names. child, which queries DNS, must outlive the object.
 * deadline_ms is the time limit of hosts_resolve in milliseconds. Returns 0 or
 * -ENOMEM. */
int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* Begins a listing, in which an address that was not answered in an earlier listing is
 * queried again. */
void hosts_begin(struct hosts *h);

/* Queues an address for hosts_resolve, at most once per listing, unless its answer is
 * known. The unspecified address is not queued. An IPv4-mapped address counts as IPv4.
 * Returns 0 or -errno. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Looks up all queued addresses, first in the hosts file and then in DNS, until the
 * deadline, a signal or the last answer. Addresses without an answer and a failure of the
 * child are no errors: *ret_lost is the error of lookup_child_ask because of which names
 * may be missing, otherwise 0. Returns 0 or the -errno of a failed reading of the hosts
 * file. */
int hosts_resolve(struct hosts *h, int *ret_lost);

/* hosts_write sends the names that a listing child has found since hosts_begin to its
 * parent, and hosts_read receives them there for the next listing. Names that the parent
 * knows are kept; all earlier names are dropped when there are too many. Both return 0 or
 * -errno; -EBADMSG: hosts_read has read something else than hosts_write writes. */
int hosts_write(const struct hosts *h, int fd);
int hosts_read(struct hosts *h, const struct child *child);

/* Returns the name of an address, not escaped; NULL: no name is known. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
