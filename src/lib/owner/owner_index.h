/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Index of the holders of sockets: every (process, fd) by socket inode. */
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

/* One process that holds one socket, by one fd or by other means. */
struct holder {
	uint64_t inode;
	/* Index into the processes. */
	uint32_t process : 31;
	/* The process is not among the selected ones. */
	uint32_t is_hidden : 1;
	uint32_t fd;
	/* Index of the next holder of the same socket; of the last holder, the first. */
	uint32_t next : 31;
	uint32_t is_last : 1;
	uint32_t is_selection_known : 1; /* is_hidden is final */
	/* It was checked whether the socket is held by `process`, not by another process that had
	 * its pid, or by an earlier program of it. */
	uint32_t is_verified : 1;
	/* The check has failed, and the real holder is not known. */
	uint32_t is_dropped : 1;
	/* enum held_by; the fd is that of the socket, or of the io_uring that the socket is
	 * registered with, or 0 for a mapping. */
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
struct owner_index *owner_index_free(struct owner_index *index);

/* Sets the time since when processes are reported; by default that is when the index was made, or
 * when collecting begins. */
void owner_index_set_listing_start(struct owner_index *index,
				   const struct listing_start *start);

/* Sets the context in which processes are read; NULL, the default: no hooks. */
void owner_index_set_context(struct owner_index *index, const struct context *context);

/* Sets the deadline after which no process is read; NULL, the default: none. */
void owner_index_set_deadline(struct owner_index *index, const struct deadline *deadline);

/* Sets the reader of processes, which has a time limit. NULL, the default: the index reads them
 * itself, and waits as long as it takes. */
void owner_index_set_cmdline_reader(struct owner_index *index,
				    struct cmdline_reader *reader);

/* Adds what a source reports of the processes in scope (NULL: all) and of the sockets whose inodes
 * are in the map (NULL: all). */
int owner_index_collect(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps);

/* Adds one holder. The holders of a socket keep the order in which they were added. A process whose
 * threads have tables of their own holds a socket by an fd once, however many tables have it. */
int owner_index_add(struct owner_index *index, const struct owner_record *record);

/* Adds a process that holds the socket by that means. */
int owner_index_add_by(struct owner_index *index, const struct owner_record *record,
		       enum held_by held_by);

/* Fetches into the processor's cache what looking up the socket will need. */
void owner_index_prefetch(const struct owner_index *index, uint64_t inode);

/* Return the first holder of a socket among the selected processes, and the next holder of the same
 * socket; NULL if there is none. Valid until the next owner_index_add. */
const struct holder *owner_index_first(const struct owner_index *index, uint64_t inode);
const struct holder *owner_index_next(const struct owner_index *index,
				      const struct holder *holder);

/* Returns whether a process was seen to hold the socket, even if it does not any more. */
bool owner_index_was_held(const struct owner_index *index, uint64_t inode);

/* Return the first and the next holder among all processes. */
const struct holder *owner_index_first_of_all(const struct owner_index *index,
					      uint64_t inode);
const struct holder *owner_index_next_of_all(const struct owner_index *index,
					     const struct holder *holder);

/* Iterates over all holders of all sockets. Takes NULL for the first one, and returns NULL at the
 * end. */
const struct holder *owner_index_next_at_all(const struct owner_index *index,
					     const struct holder *holder);

/* Finds out which holders of a socket are selected, and hides the others from owner_index_first and
 * owner_index_next. Each process is looked up once. Returns the errors of process_select_decide. */
int owner_index_select(struct owner_index *index, uint64_t inode, int proc_fd,
		       const struct process_select *select);

const struct process *owner_index_process(const struct owner_index *index,
					  const struct holder *holder);

/* Returns the word for the means of a holder; NULL for a descriptor. */
const char *owner_index_means(const struct holder *holder);

/* Gets the flags of the holder's descriptor, see proc_read_fd_flags. Returns false if they were not
 * wanted, or could not be read. */
bool owner_index_flags(const struct owner_index *index, const struct holder *holder,
		       uint32_t *ret);

/* Marks the processes that hold the socket; owner_index_read_marked reads all marked processes,
 * which for many of them is faster than reading one after the other. */
int owner_index_mark(struct owner_index *index, uint64_t inode);
int owner_index_read_marked(struct owner_index *index, int proc_fd,
			    const struct process_wanted *wanted);

/* Reads all processes, and finds out which are selected (NULL: not asked, or known already). After
 * it nothing else is read. */
int owner_index_read_all(struct owner_index *index, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select);

/* Reads what is shown of each process that holds the socket, each process once. If a process may
 * have executed another program since it was seen and does not hold the socket any more, only its
 * pid and what the source reported is shown. A process that has ended is no holder any more. */
int owner_index_describe(struct owner_index *index, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted);

/* What is known about sockets without a holder; all false at first. */
const struct no_owner_reason *owner_index_no_owner_reason(
	const struct owner_index *index);
void owner_index_set_no_owner_reason(struct owner_index *index,
				     const struct no_owner_reason *reason);

#endif
