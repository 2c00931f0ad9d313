/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes selected by pid that do not exist or are in other network namespaces, and the
 * sockets of those namespaces, which /proc/PID/net shows. */
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
	/* There is no process with this pid. */
	PID_MISSING,
	/* The selected pid is that of a thread; the member `number` is the pid of its
	 * process. */
	PID_IS_THREAD,
	/* The process exists, but /proc hides its directory (mount option hidepid). */
	PID_HIDDEN,
	/* The network namespace of the process cannot be compared with that of this
	 * program, because /proc belongs to another pid namespace. */
	PID_UNPLACED,
	/* The process is in another network namespace. The member `number` of struct
	 * pid_found is the inode of the namespace; 0: the inode cannot be read. */
	PID_ELSEWHERE,
	/* A thread of the process is in another network namespace. The member `number` of
	 * struct pid_found is the inode of the namespace; 0: the inode cannot be read. */
	PID_THREAD_ELSEWHERE,
};

struct pid_found {
	uint32_t pid;
	enum pid_state state;
	uint32_t number;
};

/* A network namespace other than that of this program. */
struct pids_netns {
	/* descriptor of the /proc directory of a task in the namespace, below which net/
	 * shows the sockets of the namespace */
	int fd;
	/* inode of net/dev, which identifies the namespace while the namespace exists */
	uint64_t id;
	/* number of the namespace, which is the inode of /proc/PID/ns/net; 0: the link
	 * cannot be read */
	uint32_t number;
};

/* `all`: selected processes that are missing or not in this network namespace. `netns`:
 * the other network namespaces. The struct is empty when all its bytes are zero. */
struct pids {
	struct pid_found *all;
	size_t len, cap;
	struct pids_netns *netns;
	size_t netns_len, netns_cap;
};

/* Finds out where the selected processes are. Fails only if resources are lacking, with
 * -ENOMEM or another error for which errno_is_resource() is true. */
int pids_find(struct pids *p, const struct context *context,
	      const struct process_select *select);
void pids_release(struct pids *p);

/* Removes what pids_find() found about other network namespaces. */
void pids_forget_elsewhere(struct pids *p);

/* Calls fn for each requested socket in the other network namespaces. Returns a result of
 * fn other than 0, or an error for which errno_is_resource() is true. Any other error is
 * counted in *failed. */
int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed);

/* Stores in *ret the number of sockets that processes in other network namespaces hold
 * and that neither /proc/PID/net nor sock_diag in this namespace has shown. */
int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *owners, uint64_t *ret);

#endif
