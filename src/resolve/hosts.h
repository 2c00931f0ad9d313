/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of addresses, from the hosts file and DNS: all questions in flight at once, each
 * address asked once, one deadline for them all. */
#ifndef RESOLVE_HOSTS_H
#define RESOLVE_HOSTS_H

#include <stdint.h>

struct addr;
struct hosts;

/* deadline_ms also bounds the time between two tries of one question. */
int hosts_new(uint32_t deadline_ms, struct hosts **ret);
struct hosts *hosts_free(struct hosts *h);

/* Notes an address to ask for. One that was asked before, answered or not, stays as it
 * is; the unspecified address has no name. An IPv4-mapped address is its IPv4 one. */
int hosts_add(struct hosts *h, const struct addr *a);

/* Asks for all that was added since the last call, and waits for the answers until the
 * deadline, or a signal, or the last of them. What has not answered by then keeps no
 * name: that is no error. */
int hosts_resolve(struct hosts *h);

/* The name of an address, raw, or NULL. */
const char *hosts_name(const struct hosts *h, const struct addr *a);

#endif
