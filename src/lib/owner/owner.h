/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources of owners: a source of owners finds out which process holds which socket, and
 * reports one socket of one process at a time. */
#ifndef OWNER_OWNER_H
#define OWNER_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/proc.h"

/* What happens to a descriptor when its process executes another program. */
enum owner_on_exec { ON_EXEC_UNKNOWN, ON_EXEC_KEPT, ON_EXEC_CLOSED };

/* The means by which a process holds a socket: a descriptor, a mapping, or an io_uring
 * that the socket is registered with. */
enum held_by { HELD_BY_FD, HELD_BY_MAPPING, HELD_BY_RING, HELD_BY_MAX_ };

/* A report by a source of owners that one process holds one socket. */
struct owner_record {
	uint64_t inode;
	uint32_t pid, fd;
	/* Whether the descriptor fd is in a thread's own descriptor table. If so, the
	 * descriptor fd of the process's own table may be of another file. */
	bool is_threads;
	/* How the process holds the socket. A source of owners reports only
	 * HELD_BY_FD. */
	enum held_by held_by;
	/* Task name of the process, valid until the source of owners reports its next
	 * record; NULL if the source of owners has not read the task name. */
	const char *comm;
	enum owner_on_exec on_exec;
	/* Image of the process (numbers of its start and its program), read before the
	 * source of owners looked at the descriptor fd; all members are 0 if the image
	 * was not read. */
	struct proc_image image;
};

/* How complete a search for owners was: counts of the processes that the source of owners
 * could not look into, and for which reason. */
struct owner_gaps {
	/* Number of processes that denied access, whether they are selected or not. */
	uint64_t denied;
	/* Number of processes that denied access and that are, or may be, selected. */
	uint64_t selected_denied;
	/* Number of tasks that were skipped because they started after the search for
	 * owners. */
	uint64_t unfollowed;
	/* Whether the deadline ended the search for owners early. */
	bool is_late;
	/* Whether the source of owners sees every process, whatever privileges sockstat
	 * has. */
	bool saw_all;
};

struct context;
struct deadline;
struct owner_source;
struct listing_start;
struct process_select;

/* Which processes a source of owners searches, until when, and by which means. */
struct owner_scope {
	/* Context in which the source of owners raises privileges; NULL if no privileges
	 * are raised. The context must outlive the source of owners. */
	const struct context *context;
	/* Conditions that select the processes whose sockets are reported; NULL if all
	 * processes are selected. The conditions must outlive the source of owners. */
	const struct process_select *select;
	/* Whether the sockets of all processes are reported; `select` then only decides
	 * which of the processes that deny access count as selected. */
	bool is_all;
	/* Deadline at which the search for owners has to end; NULL if there is no
	 * deadline. The deadline must outlive the source of owners. */
	const struct deadline *deadline;
	/* Tasks that started after this time need not be reported; NULL stands for the
	 * time when the search for owners begins. */
	const struct listing_start *start;
	/* Pid up to which another source of owners has reported the own descriptor table
	 * of each process. Of processes up to this pid, the scan of /proc reads only the
	 * descriptor tables of threads; if NULL, the scan reads all descriptor tables. */
	const uint32_t *last_reported;
	/* Pid of a child process of sockstat that is not counted if the child denies
	 * access, because the child holds no sockets of interest; 0 if there is no such
	 * child. */
	uint32_t helper;
	/* Whether the source of owners uses only one thread, and as few descriptors as
	 * possible. */
	bool is_alone;
};

struct owner_source_ops {
	const char *name;
	/* Begins to search the processes in `scope` (NULL: all processes) in the /proc
	 * directory proc_fd. Returns 0 and sets *ret to the new source of owners, or
	 * returns -errno. */
	int (*begin)(int proc_fd, const struct owner_scope *scope,
		     struct owner_source **ret);
	/* Gets the next record, which says that a process holds a socket. Returns 1 and
	 * sets *ret, 0 after the last record, or -errno, which may be an error of
	 * deadline_check. A process that ends during the search is no error. */
	int (*next)(struct owner_source *source, struct owner_record *ret);
	/* Frees the source of owners, and adds to *gaps the counts of the processes that
	 * the source could not look into. */
	void (*end)(struct owner_source *source, struct owner_gaps *gaps);
};

/* The source of owners that scans /proc/<pid>/fd. */
extern const struct owner_source_ops owner_source_proc;

/* The source of owners that reads a BPF iterator, for which CAP_BPF, CAP_PERFMON, the BTF
 * of the kernel and a /proc of the pid namespace of sockstat are needed. The function
 * `begin` of this source returns -EOPNOTSUPP if sockstat was built without BPF programs,
 * -EPERM without the capabilities, -EXDEV if /proc is of another pid namespace, or the
 * -errno with which loading the BPF program failed. */
extern const struct owner_source_ops owner_source_bpf;

/* Stands for the cheapest available source of owners, which owner_source_begin
 * chooses. */
extern const struct owner_source_ops owner_source_auto;

/* Begins a search for owners by calling the function `begin` of the source *ops. If *ops
 * is &owner_source_auto, *ops is first set to the cheapest available source. */
int owner_source_begin(const struct owner_source_ops **ops, int proc_fd,
		       const struct owner_scope *scope, struct owner_source **ret);

/* All sources of owners that can be chosen by name; the first source is the default. */
extern const struct owner_source_ops *const owner_sources[];
extern const size_t owner_sources_count;

/* Returns whether a search for owners by `source` in `scope` may use BPF, and therefore
 * needs the capabilities for BPF. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope);

#endif
