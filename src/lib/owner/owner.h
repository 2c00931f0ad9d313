/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where owners come from: a source tells, one by one, which process holds which socket. */
#ifndef OWNER_OWNER_H
#define OWNER_OWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/proc.h"

/* What becomes of a descriptor when its process executes another program. */
enum owner_on_exec { ON_EXEC_UNKNOWN, ON_EXEC_KEPT, ON_EXEC_CLOSED };

struct owner_record {
	uint64_t inode;
	uint32_t pid;
	uint32_t fd;
	bool is_threads; /* of a thread's own table: the process may have this fd too */
	/* the task name of the process, valid until the next record; NULL where the source
	 * has not come across it */
	const char *comm;
	enum owner_on_exec on_exec;
	/* of the process, as it was before the source looked at the descriptor */
	struct proc_image image;
};

/* What a source could not look into. */
struct owner_gaps {
	uint64_t denied; /* processes of others that we may not look into */
	uint64_t selected_denied; /* those of them that are selected */
	uint64_t
		unfollowed; /* tasks passed over because they began after the source did */
	bool is_late; /* the deadline has ended the search */
	bool saw_all; /* whatever our privileges, none was hidden from the source */
};

struct context;
struct deadline;
struct owner_source;
struct bpf_cache;
struct listing_start;
struct process_select;

/* Which processes a source is to tell of. */
struct owner_scope {
	const struct context *context; /* to outlive the source; NULL: no hooks */
	const struct process_select *select; /* to outlive the source; NULL: all */
	bool is_all; /* the others too: the selection is for the gaps */
	struct bpf_cache *bpf_cache; /* for the next time; NULL: nothing */
	const struct deadline *deadline; /* to outlive the source; NULL: none */
	/* Tasks that began later need not be told of; NULL: later than the source. */
	const struct listing_start *since;
	/* Pid of a child of the program: that it denies access is no gap. 0: there is none. */
	uint32_t helper;
	bool is_alone; /* one thread is to look, with as few descriptors as can be */
};

struct owner_source_ops {
	const char *name;
	/* scope may be NULL: all processes. */
	int (*begin)(int proc_fd, const struct owner_scope *scope,
		     struct owner_source **ret);
	/* 1: *ret is set, 0: no more, <0: error, that of the deadline too. A process that
	 * goes meanwhile is no error. */
	int (*next)(struct owner_source *source, struct owner_record *ret);
	void (*end)(struct owner_source *source, struct owner_gaps *gaps);
};

/* The walk over /proc/<pid>/fd. */
extern const struct owner_source_ops owner_source_proc;

/* One pass in the kernel, which takes CAP_BPF and CAP_PERFMON, its BTF, and a /proc of our
 * own pid namespace. begin: -EOPNOTSUPP where it is not built in, -EPERM without the
 * capabilities, -EXDEV where /proc is another's, and whatever else the kernel has against the
 * program. */
extern const struct owner_source_ops owner_source_bpf;

/* Whichever of these is cheaper, of those that can be had. */
extern const struct owner_source_ops owner_source_auto;

/* All of them, the default first. */
extern const struct owner_source_ops *const owner_sources[];
extern const size_t owner_sources_count;

/* Whether a source may make use of BPF, for the sake of its capabilities. */
bool owner_may_use_bpf(const struct owner_source_ops *source,
		       const struct owner_scope *scope);

#endif
