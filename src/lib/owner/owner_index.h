/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds which socket: every (process, fd) by socket inode. */
#ifndef OWNER_OWNER_INDEX_H
#define OWNER_OWNER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "no_owner_reason.h"
#include "owner.h"
#include "process.h"

/* The means by which a process holds a socket. */
enum held_by { HELD_BY_FD, HELD_BY_MAPPING, HELD_BY_RING, HELD_BY_MAX_ };

/* One process's hold on one socket by one fd, or by other means. */
struct holder {
	uint64_t inode;
	uint32_t process : 31; /* index into the processes */
	uint32_t is_hidden : 1; /* the process is not among those selected */
	uint32_t fd;
	uint32_t next : 31; /* holder of the same socket; of the last one, the first */
	uint32_t is_last : 1;
	uint32_t is_looked_up : 1; /* whether it is hidden is known, */
	uint32_t
		is_settled : 1; /* and whether it is of its process, where that was in doubt */
	uint32_t is_dropped : 1; /* it was not, and of which it was is not known */
	/* enum held_by; the fd is that of the socket, or of the io_uring that the socket is
	 * registered with, or 0 for a mapping */
	uint32_t held_by : 2;
};

#define OWNER_INDEX_MAX ((size_t)INT32_MAX)

struct owner_index;
struct map;
struct listing_start;
struct cmdline_reader;

struct context;
struct deadline;

int owner_index_new(struct owner_index **ret);
struct owner_index *owner_index_free(struct owner_index *h);

/* The moment since when processes are told of, in place of that in which it was made. */
void owner_index_set_listing_start(struct owner_index *h,
				   const struct listing_start *since);

/* The context in which processes are read; NULL, as at first: no hooks. */
void owner_index_set_context(struct owner_index *h, const struct context *context);

/* Behind it no process is read; NULL, as at first: there is none. */
void owner_index_set_deadline(struct owner_index *h, const struct deadline *deadline);

/* By these processes are read, in time; NULL, as at first: they are waited for. */
void owner_index_set_cmdline_reader(struct owner_index *h,
				    struct cmdline_reader *readers);

/* Takes in what a source has to say of the processes in scope (NULL: of all) and of the sockets
 * whose inodes are in the map (NULL: of all). */
int owner_index_collect(struct owner_index *h, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps);

/* Takes in one holder; those of one socket are kept in the order in which they came. A process
 * with threads that have tables of their own holds it by an fd once, however many do. */
int owner_index_add(struct owner_index *h, const struct owner_record *record);

/* The same of a process that holds the socket by that means. */
int owner_index_add_by(struct owner_index *h, const struct owner_record *record,
		       enum held_by held_by);

/* Says that a socket will be looked up soon. */
void owner_index_prefetch(const struct owner_index *h, uint64_t inode);

/* The first holder of a socket, the next one of the same socket, among the selected processes;
 * NULL where there is none. Valid until the next owner_index_add. */
const struct holder *owner_index_first(const struct owner_index *h, uint64_t inode);
const struct holder *owner_index_next(const struct owner_index *h,
				      const struct holder *holder);

/* Whether a process was seen to hold the socket, be it that it holds it no more. */
bool owner_index_was_held(const struct owner_index *h, uint64_t inode);

/* The same among all processes. */
const struct holder *owner_index_first_of_all(const struct owner_index *h,
					      uint64_t inode);
const struct holder *owner_index_next_of_all(const struct owner_index *h,
					     const struct holder *holder);

/* Each holder of whatever socket, the first behind NULL; NULL behind the last. */
const struct holder *owner_index_next_at_all(const struct owner_index *h,
					     const struct holder *holder);

/* Looks up which of a socket's holders are selected, each process once, and hides the others
 * from owner_index_first and owner_index_next. Errors are those of process_select_decide. */
int owner_index_select(struct owner_index *h, uint64_t inode, int proc_fd,
		       const struct process_select *select);

const struct process *owner_index_process(const struct owner_index *h,
					  const struct holder *holder);

/* The word for the means, NULL where that is a descriptor. */
const char *owner_index_means(const struct holder *holder);

/* The flags of the holder's descriptor, see proc_read_fd_flags. False where they were not
 * wanted, or could not be read. */
bool owner_index_flags(const struct owner_index *h, const struct holder *holder,
		       uint32_t *ret);

/* Marks the processes that hold the socket, and reads all that were marked, which for many is
 * faster than one after the other. */
int owner_index_mark(struct owner_index *h, uint64_t inode);
int owner_index_read_marked(struct owner_index *h, int proc_fd,
			    const struct process_wanted *wanted);

/* Reads all processes, and looks up which are selected (NULL: that was done, or is not asked
 * for): nothing is left to be read behind this. */
int owner_index_read_all(struct owner_index *h, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select);

/* Reads what is to be shown of each process that holds the socket, each process once. Where it may
 * have executed another program since it was seen, and does not hold the socket any more, no more
 * is shown of it than its number, and what a source told. Of one that has ended nothing is: it is
 * no holder any more. */
int owner_index_describe(struct owner_index *h, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted);

/* What is known of the sockets that have no holder; nothing at first. */
const struct no_owner_reason *owner_index_no_owner_reason(const struct owner_index *h);
void owner_index_set_no_owner_reason(struct owner_index *h,
				     const struct no_owner_reason *why);

#endif
