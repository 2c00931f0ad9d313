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
	/* There is no such process. */
	PID_MISSING,
	/* The pid is that of a thread; `number` is its process. */
	PID_IS_THREAD,
	/* The process exists, but /proc hides it. */
	PID_HIDDEN,
	/* The network namespace of the process cannot be compared with that of this
	 * program, because /proc belongs to another pid namespace. */
	PID_UNPLACED,
	/* The process is in the network namespace `number`; 0: not known which. */
	PID_ELSEWHERE,
	/* A thread of the process is in the network namespace `number`. */
	PID_THREAD_ELSEWHERE,
};

struct pid_found {
	uint32_t pid;
	enum pid_state state;
	uint32_t number;
};

/* A network namespace other than that of this program. */
struct pids_netns {
	/* /proc directory of a task in the namespace, with net/ */
	int fd;
	/* identifies the namespace while it exists */
	uint64_t id;
	/* inode of /proc/PID/ns/net; 0: it may not be read */
	uint32_t number;
};

/* The selected processes that are not in the network namespace of this program, and their
 * namespaces. The struct is empty when all its bytes are zero. */
struct pids {
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

/* Calls fn for each requested socket in the other namespaces. Errors other than those of
 * errno_is_resource() are counted in *failed. */
int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed);

/* Counts the sockets held by processes in other namespaces that neither /proc/PID/net nor
 * sock_diag in this namespace has shown. */
int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *owners, uint64_t *ret);

#endif
