/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources of owners: a source reports, one by one, which process holds which socket. */
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

/* The report of a source that one process holds one socket. */
struct owner_record {
	uint64_t inode;
	uint32_t pid, fd;
	/* The fd is of a thread's own descriptor table; the process's table may have
	 * another file at the same fd. */
	bool is_threads;
	/* How the process holds the socket. Sources only report HELD_BY_FD. */
	enum held_by held_by;
	/* Task name of the process, valid until the next record; NULL if the source does
	 * not read task names. */
	const char *comm;
	enum owner_on_exec on_exec;
	/* Image of the process, read before the source looked at the descriptor; all
	 * members 0: not read. */
	struct proc_image image;
};

/* How complete the search of a source was: what it could not look into, and why. */
struct owner_gaps {
	/* Number of processes that denied access, selected or not. */
	uint64_t denied;
	/* Number of processes that denied access and are selected, or may be selected. */
	uint64_t selected_denied;
	/* Number of tasks that were skipped because they began after the source did. */
	uint64_t unfollowed;
	/* The deadline ended the search early. */
	bool is_late;
	/* The source sees every process, whatever privileges sockstat has. */
	bool saw_all;
};

struct context;
struct deadline;
struct owner_source;
struct listing_start;
struct process_select;

/* Which processes a source searches, until when, and by which means. */
struct owner_scope {
	/* Context in which privileges are raised; it must outlive the source. NULL: no
	 * privileges are raised. */
	const struct context *context;
	/* The selection of the processes that are reported; NULL: all processes. The
	 * selection must outlive the source. */
	const struct process_select *select;
	/* All processes are reported; `select` only decides which processes that deny
	 * access count as selected. */
	bool is_all;
	/* When the search has to end; NULL: no deadline. The deadline must outlive the
	 * source. */
	const struct deadline *deadline;
	/* Tasks that began after this time need not be reported; NULL: tasks that began
	 * after the source did need not be reported. */
	const struct listing_start *start;
	/* Pid up to which another source has reported the processes' own tables of
	 * descriptors, so that the scan of /proc reads only the tables of their threads;
	 * NULL: all descriptor tables are read. */
	const uint32_t *last_reported;
	/* Pid of a child process of sockstat that is not counted as denied if it denies
	 * access; 0: no such process. */
	uint32_t helper;
	/* The source uses only one thread, and as few descriptors as possible. */
	bool is_alone;
};

struct owner_source_ops {
	const char *name;
	/* Begins to search the processes in scope (NULL: all processes) below proc_fd.
	 * Returns 0 and sets *ret, or -errno. */
	int (*begin)(int proc_fd, const struct owner_scope *scope,
		     struct owner_source **ret);
	/* Gets the next holder of a socket. Returns 1 and sets *ret, 0 at the end, or
	 * -errno, which may be an error of deadline_check. A process that ends during the
	 * search is no error. */
	int (*next)(struct owner_source *source, struct owner_record *ret);
	/* Frees the source, and adds to *gaps what the source could not look into. */
	void (*end)(struct owner_source *source, struct owner_gaps *gaps);
};

/* The source that scans /proc/<pid>/fd. */
extern const struct owner_source_ops owner_source_proc;

/* The source that reads a BPF iterator, which takes CAP_BPF and CAP_PERFMON, the BTF of
 * the kernel, and a /proc of our own pid namespace. Its begin returns -EOPNOTSUPP if
 * sockstat was built without BPF programs, -EPERM without the capabilities, -EXDEV if
 * /proc is of another pid namespace, or the kernel's error of loading the program. */
extern const struct owner_source_ops owner_source_bpf;

/* Stands for the cheapest available source of owners, which owner_source_begin
 * chooses. */
extern const struct owner_source_ops owner_source_auto;

/* Begins a search by the source *ops, as its begin does. If *ops is &owner_source_auto,
 * *ops is first set to the source that is used. */
int owner_source_begin(const struct owner_source_ops **ops, int proc_fd,
		       const struct owner_scope *scope, struct owner_source **ret);

/* All sources that can be chosen by name, the default first. */
extern const struct owner_source_ops *const owner_sources[];
extern const size_t owner_sources_count;

/* Returns whether a search by `source` in `scope` may use BPF, so that it needs the
 * capabilities for BPF. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope);

#endif
