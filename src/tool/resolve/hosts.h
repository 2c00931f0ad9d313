/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks up the names of addresses: first in the hosts file, which the calling process
 * reads itself, then in DNS, which a child process queries. All DNS queries run at once
 * under one deadline, and each address is queried once. */
#ifndef RESOLVE_HOSTS_H
#define RESOLVE_HOSTS_H

#include <stdint.h>

struct addr;
struct child;
struct hosts;
struct lookup_child;

/* Makes an object that looks up names of hosts. child, the process that queries DNS, must
 * outlive the object. deadline_ms is the time limit of hosts_resolve in milliseconds.
 * Returns 0 or -ENOMEM. */
int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* Begins a listing. Addresses for which no answer arrived in an earlier listing may be
 * queried again. */
void hosts_begin(struct hosts *h);

/* Queues an address for hosts_resolve, at most once per listing, unless an answer for the
 * address is stored. The unspecified address (all zeros) is not queued. An IPv4-mapped
 * address counts as an IPv4 address. Returns 0 or -errno. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Looks up the names of all addresses that hosts_add has queued, first in the hosts file
 * and then in DNS, until the deadline, a signal or the last answer. If answers are
 * missing or the child process fails, hosts_resolve does not fail: *ret_lost is then the
 * error of lookup_child_ask because of which names may be missing, otherwise 0. Returns
 * 0, or -errno if reading the hosts file has failed. */
int hosts_resolve(struct hosts *h, int *ret_lost);

/* In a child process that makes one listing, hosts_write sends the names that were found
 * since hosts_begin to the parent process, which stores them with hosts_read for the next
 * listing. Names that the parent already has are kept; if too many names are stored, all
 * earlier names are dropped. Both functions return 0 or -errno; hosts_read returns
 * -EBADMSG if it has read what hosts_write never sends. */
int hosts_write(const struct hosts *h, int fd);
int hosts_read(struct hosts *h, const struct child *child);

/* Returns the name of the address a, not escaped; NULL: no name of the address is
 * known. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
