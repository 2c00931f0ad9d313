/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache of the systemd units and containers of the owners of connections, which reads
 * each process once. */
#ifndef EVENTS_OWNER_LABELS_H
#define EVENTS_OWNER_LABELS_H

#include "event.h"

struct cgroup_labels;
struct context;
struct owner_labels;

/* Creates an empty cache in *ret. The context must outlive the cache. Returns 0 or
 * -ENOMEM. */
int owner_labels_new(const struct context *context, struct owner_labels **ret);
struct owner_labels *owner_labels_free(struct owner_labels *l);

/* Returns the systemd unit, the container and the pod of an owner, valid until the next
 * owner_labels_get(). NULL: the labels are not known, because the owner ended before its
 * cgroup was read, the pid belongs to a process that began later, or the cgroup could not
 * be read. */
const struct cgroup_labels *owner_labels_get(struct owner_labels *l,
					     const struct event_owner *owner);

#endif
