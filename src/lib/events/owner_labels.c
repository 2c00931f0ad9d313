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

/* A process whose cgroup was read. */
struct slot {
	uint32_t pid;
	/* time at which the process began, in clock ticks since boot (the unit of
	 * PROC_STAT_START) */
	uint64_t began;
	/* latest CLOCK_MONOTONIC time in nanoseconds at which the process was known to
	 * have the pid */
	uint64_t alive_ns;
	/* systemd unit, container and pod of the process; NULL: its cgroup could not be
	 * read */
	struct cgroup_labels *labels;
	/* container lookup that holds the memory of the names in `labels`; NULL: no name
	 * was looked up */
	struct container_lookup *lookup;
};

struct owner_labels {
	const struct context *context;
	/* Processes that were read, each at the index pid % SLOTS. A later process with
	 * this index replaces the earlier process. */
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

/* Returns whether the command line of a process may be read: never, because reading a
 * command line may block for ever. */
static bool answers(void *arg, int proc_fd, uint32_t pid)
{
	(void)arg;
	(void)proc_fd;
	(void)pid;
	return false;
}

/* Reads the cgroup of a process, and the name of its container, into *slot. Data that
 * cannot be read is left empty. */
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

/* Converts a CLOCK_MONOTONIC time in nanoseconds to clock ticks since boot, the unit of
 * PROC_STAT_START. If the machine was suspended after the time `ns`, the result is too
 * late by the length of the suspension. */
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

	/* A process that began in the clock tick in which the owner was last seen counts
	 * as the owner, because the kernel does not reuse a pid within one clock tick. */
	if (proc_read_stat_number(l->context->proc_fd, owner->pid, PROC_STAT_START,
				  &began) < 0 ||
	    began > seen)
		return NULL;
	if (slot->pid != owner->pid || slot->began != began)
		read_slot(l, slot, owner->pid, began);
	slot->alive_ns = alive_ns;
	return slot->labels;
}
