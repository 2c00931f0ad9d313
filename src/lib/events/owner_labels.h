/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The units and containers of the owners of connections, each process read once. */
#ifndef EVENTS_OWNER_LABELS_H
#define EVENTS_OWNER_LABELS_H

#include "event.h"

struct cgroup_labels;
struct context;
struct owner_labels;

/* The context must outlive *ret. Returns 0 or -ENOMEM. */
int owner_labels_new(const struct context *context, struct owner_labels **ret);
struct owner_labels *owner_labels_free(struct owner_labels *l);

/* Returns what the cgroup of an owner shows, valid until the next call; NULL: this is not
 * known, because the process has ended before it was read, or because its pid belongs to
 * a process that began later. */
const struct cgroup_labels *owner_labels_get(struct owner_labels *l,
					     const struct event_owner *owner);

#endif
