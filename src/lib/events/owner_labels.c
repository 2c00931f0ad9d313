/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_labels.h"

#include <stdlib.h>
#include <unistd.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "netns/cgroup.h"
#include "netns/container_lookup.h"
#include "util/cleanup.h"
#include "util/clock.h"

enum { SLOTS = 1024 };

/* A process that was read. */
struct slot {
	uint32_t pid;
	/* When the process began, in the unit of PROC_STAT_START. */
	uint64_t began;
	/* CLOCK_MONOTONIC time in nanoseconds at which the process last had the pid. */
	uint64_t alive_ns;
	/* NULL: the cgroup could not be read. */
	struct cgroup_labels *labels;
	/* Has the names in labels; NULL: no name was looked up. */
	struct container_lookup *lookup;
};

struct owner_labels {
	const struct context *context;
	/* Each process has one slot, by its pid; a later process with the same slot
	 * replaces it. */
	struct slot slots[SLOTS];
};

int owner_labels_new(const struct context *context, struct owner_labels **ret)
{
	struct owner_labels *l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	l->context = context;
	*ret = l;
	return 0;
}

static void forget_slot(struct slot *slot)
{
	free(slot->labels);
	container_lookup_free(slot->lookup);
	*slot = (struct slot){ 0 };
}

struct owner_labels *owner_labels_free(struct owner_labels *l)
{
	if (!l)
		return NULL;
	for (size_t i = 0; i < SLOTS; i++)
		forget_slot(&l->slots[i]);
	free(l);
	return NULL;
}

/* Command lines are not read, because reading one may block for ever. */
static bool answers(void *arg, int proc_fd, uint32_t pid)
{
	(void)arg;
	(void)proc_fd;
	(void)pid;
	return false;
}

/* Fills a slot. What cannot be read stays unknown. */
static void read_slot(const struct owner_labels *l, struct slot *slot, uint32_t pid,
		      uint64_t began)
{
	const int proc_fd = l->context->proc_fd;
	const struct container_process process = { proc_fd, pid, answers, NULL };

	forget_slot(slot);
	slot->pid = pid;
	slot->began = began;
	if (cgroup_read(proc_fd, pid, &slot->labels) < 0 || !slot->labels->id ||
	    slot->labels->name || !l->context->state_root ||
	    container_lookup_new(l->context->state_root, &slot->lookup) < 0)
		return;
	(void)container_lookup_name(slot->lookup, &process, slot->labels);
}

/* Returns a CLOCK_MONOTONIC time in nanoseconds in the unit of PROC_STAT_START. If the
 * machine was suspended since, the result is too late by the time of the suspension. */
static uint64_t ticks_of(uint64_t ns)
{
	const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
	const uint64_t boot_ns = clock_ns(CLOCK_BOOTTIME) - (now_ns - ns);

	return boot_ns / (NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK));
}

const struct cgroup_labels *owner_labels_get(struct owner_labels *l,
					     const struct event_owner *owner)
{
	struct slot *slot = &l->slots[owner->pid % SLOTS];
	const uint64_t seen = ticks_of(owner->seen_ns);
	uint64_t began = 0;

	if (slot->pid == owner->pid && slot->began <= seen &&
	    owner->seen_ns <= slot->alive_ns)
		return slot->labels;
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(l->context);
	const uint64_t alive_ns = clock_ns(CLOCK_MONOTONIC);

	/* A process that began in the same clock tick counts as the owner: a pid is not
	 * used again so soon. */
	if (proc_read_stat_number(l->context->proc_fd, owner->pid, PROC_STAT_START,
				  &began) < 0 ||
	    began > seen)
		return NULL;
	if (slot->pid != owner->pid || slot->began != began)
		read_slot(l, slot, owner->pid, began);
	slot->alive_ns = alive_ns;
	return slot->labels;
}
