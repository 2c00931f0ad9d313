/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of addresses, from the hosts file, which is read here, and from DNS, which a child asks: all
 * questions in flight at once, each address asked once, one deadline for them all. */
#ifndef RESOLVE_HOSTS_H
#define RESOLVE_HOSTS_H

#include <stdint.h>

struct addr;
struct hosts;
struct lookup_child;

/* The child is to outlive the names. */
int hosts_new(uint32_t deadline_ms, struct lookup_child *child, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* A new listing: what was not answered may be asked for again. */
void hosts_begin(struct hosts *h);

/* Notes an address to ask for, once a listing, unless it was answered before. The unspecified
 * address has no name. An IPv4-mapped address is its IPv4 one. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Looks up all that was added: in the hosts file, then by asking for what that does not know,
 * and waits for the answers until the deadline, or a signal, or the last of them. What has not
 * answered by then keeps no name: that is no error. Nor is it one if the child fails: *ret_lost
 * is why names may be missing, an error of lookup_child_ask, or 0. */
int hosts_resolve(struct hosts *h, int *ret_lost);

/* Calls fn with each address that was answered since hosts_begin, and its name or NULL. What fn
 * returns other than 0 is returned. */
int hosts_each_answered(const struct hosts *h,
			int (*fn)(const struct addr *a, const char *name, void *arg),
			void *arg);

/* Takes in an answer that another process has got, unless there is one; of more than are kept
 * from one listing to the next it forgets some. What is no name is none (NULL). */
int hosts_learn(struct hosts *h, const struct addr *a, const char *name);

/* The name of an address, raw, or NULL. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
