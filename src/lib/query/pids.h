/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The selected processes (by pid) that do not exist or are in other network namespaces
 * than this program, and the sockets of these namespaces, which /proc/PID/net shows. */
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
	/* The selected pid is the number of a thread; the member `number` of struct
	 * pid_found is then the pid of the process of the thread. */
	PID_IS_THREAD,
	/* The process exists, but /proc hides its directory (mount option hidepid). */
	PID_HIDDEN,
	/* It is not known whether the process is in the network namespace of this
	 * program, because /proc belongs to another pid namespace. */
	PID_UNPLACED,
	/* The process is in another network namespace than this program. The member
	 * `number` of struct pid_found is then the inode of that namespace; 0: the inode
	 * cannot be read. */
	PID_ELSEWHERE,
	/* A thread of the process is in another network namespace than this program. The
	 * member `number` of struct pid_found is then the inode of that namespace; 0: the
	 * inode cannot be read. */
	PID_THREAD_ELSEWHERE,
};

struct pid_found {
	uint32_t pid;
	enum pid_state state;
	uint32_t number;
};

/* A network namespace that a selected process is in, but that this program is not in. */
struct pids_netns {
	/* Descriptor of the /proc directory of a task in the network namespace; the files
	 * below net/ in this directory show the sockets of the namespace. */
	int fd;
	/* Inode of the file net/dev of a task in the network namespace, which identifies
	 * the namespace as long as the namespace exists. */
	uint64_t id;
	/* Number of the network namespace, which is the inode of /proc/PID/ns/net; 0: the
	 * link cannot be read. */
	uint32_t number;
};

/* all: the selected processes that do not exist, or are in other network namespaces than
 * this program. netns: these other network namespaces. A struct whose bytes are all zero
 * is empty. */
struct pids {
	struct pid_found *all;
	size_t len, cap;
	struct pids_netns *netns;
	size_t netns_len, netns_cap;
};

/* Fills the empty struct *p: finds out which of the processes that `select` selects by
 * pid do not exist, and which are in other network namespaces than this program. Returns
 * 0, -ENOMEM or another error for which errno_is_resource() is true. */
int pids_find(struct pids *p, const struct context *context,
	      const struct process_select *select);
void pids_release(struct pids *p);

/* Removes from *p what pids_find() has found out about other network namespaces than that
 * of this program. */
void pids_forget_elsewhere(struct pids *p);

/* Calls fn for each requested socket in the network namespaces in p->netns. Returns 0,
 * the result of fn if it is not 0, or an error for which errno_is_resource() is true; any
 * other error is counted in *failed. */
int pids_read(const struct pids *p, struct family_source *from,
	      const struct family_request *request, sock_fn fn, void *arg,
	      uint64_t *failed);

/* Sets *ret to the number of sockets that are held by processes in other network
 * namespaces, but were not listed. Such sockets are shown neither by /proc/PID/net of the
 * processes nor by sock_diag in the network namespace of this program. Returns 0 or
 * -errno. */
int pids_count_unlisted(const struct pids *p, const struct context *context,
			const struct family_source *from,
			const struct owner_index *owners, uint64_t *ret);

#endif
