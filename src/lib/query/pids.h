/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes that were selected by their pids, and are not where sockets are listed: they do not
 * exist, or are in other network namespaces, whose sockets /proc/PID/net tells. */
#ifndef QUERY_PIDS_H
#define QUERY_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/family.h"

struct context;
struct owner_index;
struct process_select;

enum pid_state {
	PID_MISSING, /* there is no such process */
	PID_IS_THREAD, /* it is that of a thread; number is its process */
	PID_HIDDEN, /* the process exists and /proc does not show it */
	/* The network namespace of the process cannot be told from that of this program, because
	 * /proc is that of another pid namespace. */
	PID_UNPLACED,
	PID_ELSEWHERE, /* it is in network namespace number, or 0 where that may not be read */
	PID_THREAD_ELSEWHERE, /* one of its threads is */
};

struct pid_found {
	uint32_t pid;
	enum pid_state state;
	uint32_t number;
};

/* Another network namespace. */
struct pids_netns {
	int fd; /* the directory of a task in it: net is below */
	uint64_t id; /* one number for each namespace that there is now */
	uint32_t number; /* as in /proc/PID/ns/net; 0: it may not be read */
};

/* All zero is empty: all of them are here. */
struct pids {
	struct pid_found *all; /* those that are not */
	size_t len, cap;
	struct pids_netns *netns;
	size_t netns_len, netns_cap;
};

/* Finds out where the selected processes are. -ENOMEM, or another error of errno_is_resource. */
int pids_find(struct pids *p, const struct context *context,
	      const struct process_select *select);
void pids_release(struct pids *p);

/* Calls fn for each socket of a pair and of these states in the other namespaces. An error other
 * than those of errno_is_resource is counted in *failed. */
int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed);

/* How many sockets processes elsewhere hold that neither /proc/PID/net tells nor sock_diag here. */
int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *holders, uint64_t *ret);

#endif
