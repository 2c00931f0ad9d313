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

/* The means by which a process holds a socket: a descriptor, a mapping, or an io_uring that the
 * socket is registered with. */
enum held_by { HELD_BY_FD, HELD_BY_MAPPING, HELD_BY_RING, HELD_BY_MAX_ };

/* One process that holds one socket. */
struct owner_record {
	uint64_t inode;
	uint32_t pid, fd;
	/* The fd is of a thread's own table; the process' table may have the same fd. */
	bool is_threads;
	/* Sources report HELD_BY_FD only. */
	enum held_by held_by;
	/* Task name of the process, valid until the next record; NULL if the source does not
	 * read it. */
	const char *comm;
	enum owner_on_exec on_exec;
	/* Image of the process before the source looked at the descriptor. */
	struct proc_image image;
};

/* What a source could not look into. */
struct owner_gaps {
	/* Processes of other users that denied access. */
	uint64_t denied;
	/* Selected processes that denied access. */
	uint64_t selected_denied;
	/* Tasks that were skipped because they began after the source did. */
	uint64_t unfollowed;
	/* The deadline ended the search. */
	bool is_late;
	/* The source sees every process whatever our privileges are. */
	bool saw_all;
};

struct context;
struct deadline;
struct owner_source;
struct listing_start;
struct process_select;

/* The processes that a source reports, and what it may use. */
struct owner_scope {
	/* The context must outlive the source; NULL: no hooks. */
	const struct context *context;
	/* The selection must outlive the source; NULL: all processes are selected. */
	const struct process_select *select;
	/* Reports all holders; `select` is only used to count denied processes. */
	bool is_all;
	/* The deadline must outlive the source; NULL: no deadline. */
	const struct deadline *deadline;
	/* Tasks that began after this time need not be reported; NULL: tasks that began after the
	 * source did. */
	const struct listing_start *start;
	/* Another source has reported the descriptors in the own tables of all processes up to
	 * this pid, so the scan of /proc skips these tables; NULL: no table is skipped. */
	const uint32_t *last_reported;
	/* Pid of a child of the program, which is no gap if it denies access; 0: no child. */
	uint32_t helper;
	/* Use one thread and as few descriptors as possible. */
	bool is_alone;
};

struct owner_source_ops {
	const char *name;
	/* Begins to search the processes in scope; NULL: all processes. */
	int (*begin)(int proc_fd, const struct owner_scope *scope,
		     struct owner_source **ret);
	/* Returns 1 and sets *ret, 0 at the end, or an error, which may be that of the
	 * deadline. A process that ends meanwhile is no error. */
	int (*next)(struct owner_source *source, struct owner_record *ret);
	/* Frees the source, and adds what it could not look into to the gaps. */
	void (*end)(struct owner_source *source, struct owner_gaps *gaps);
};

/* Scans /proc/<pid>/fd. */
extern const struct owner_source_ops owner_source_proc;

/* Reads a BPF iterator, which takes CAP_BPF and CAP_PERFMON, the BTF of the kernel, and a
 * /proc of our own pid namespace. begin returns -EOPNOTSUPP if the program was not built in,
 * -EPERM without the capabilities, -EXDEV if /proc is of another pid namespace, or the
 * kernel's error of loading. */
extern const struct owner_source_ops owner_source_bpf;

/* Stands for the cheaper one of the sources that are available, see owner_source_begin. */
extern const struct owner_source_ops owner_source_auto;

/* Begins the source *ops. owner_source_auto is first replaced by the source that it stands for. */
int owner_source_begin(const struct owner_source_ops **ops, int proc_fd,
		       const struct owner_scope *scope, struct owner_source **ret);

/* All sources, the default first. */
extern const struct owner_source_ops *const owner_sources[];
extern const size_t owner_sources_count;

/* Returns whether a source may use BPF, so that its capabilities are needed. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope);

#endif
