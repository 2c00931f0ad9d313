/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes selected by pid whose sockets are not listed here: they do not exist, or are
 * in other network namespaces, whose sockets /proc/PID/net shows. */
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
	/* there is no such process */
	PID_MISSING,
	/* The pid is that of a thread; `number` is its process. */
	PID_IS_THREAD,
	/* exists, but /proc hides it */
	PID_HIDDEN,
	/* The network namespace of the process cannot be compared with that of this
	 * program, because /proc belongs to another pid namespace. */
	PID_UNPLACED,
	/* In the network namespace `number`; 0: the number may not be read. */
	PID_ELSEWHERE,
	/* one of its threads is elsewhere */
	PID_THREAD_ELSEWHERE,
};

struct pid_found {
	uint32_t pid;
	enum pid_state state;
	uint32_t number;
};

/* Another network namespace. */
struct pids_netns {
	/* directory of a task in it, with net/ */
	int fd;
	/* identifies the namespace while it exists */
	uint64_t id;
	/* As in /proc/PID/ns/net; 0: may not be read. */
	uint32_t number;
};

/* All zero: every selected process is here. */
struct pids {
	/* processes that are not here */
	struct pid_found *all;
	size_t len, cap;
	struct pids_netns *netns;
	size_t netns_len, netns_cap;
};

/* Finds where the selected processes are. -ENOMEM, or another error of
 * errno_is_resource(). */
int pids_find(struct pids *p, const struct context *context,
	      const struct process_select *select);
void pids_release(struct pids *p);

/* Calls fn for each socket of a pair and of these states in the other namespaces. Errors
 * other than those of errno_is_resource() are counted in *failed. */
int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed);

/* Counts the sockets held by processes elsewhere that neither /proc/PID/net nor sock_diag
 * here has shown. */
int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *owners, uint64_t *ret);

#endif
