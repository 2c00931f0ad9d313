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

/* One process that holds one socket, by one fd or by other means. */
struct holder {
	uint64_t inode;
	/* Index of the process in struct processes. */
	uint32_t process : 31;
	/* The process is not among the selected ones. */
	uint32_t is_hidden : 1;
	/* Descriptor of the socket, or of the io_uring that the socket is registered with; 0 for a
	 * mapping. */
	uint32_t fd;
	/* Index of the next holder of the same socket; the last holder has that of the first. */
	uint32_t next : 31;
	uint32_t is_last : 1;
	/* The selection was looked up, so is_hidden is final. */
	uint32_t is_selection_known : 1;
	/* It was checked whether the socket is held by `process`, not by another process that had
	 * its pid, or by an earlier program of the process. */
	uint32_t is_verified : 1;
	/* The check of is_verified has failed, and the real holder is not known. */
	uint32_t is_dropped : 1;
	uint32_t held_by : 2; /* enum held_by */
};

/* The index holds no more holders than this. */
#define OWNER_INDEX_MAX ((size_t)INT32_MAX)

struct owner_index;
struct map;
struct cmdline_reader;

int owner_index_new(struct owner_index **ret);
struct owner_index *owner_index_free(struct owner_index *index);

/* Sets when the listing started, after which the holders are seen. The default is when the index
 * was made, or when collecting begins. */
void owner_index_set_listing_start(struct owner_index *index,
				   const struct listing_start *start);

/* Sets the context in which processes are read (NULL, the default: no hooks), the reader with a
 * time limit (NULL, the default: processes are read without a limit), and the deadline after
 * which no process is read (NULL, the default: none). */
void owner_index_set_context(struct owner_index *index, const struct context *context,
			     struct cmdline_reader *reader,
			     const struct deadline *deadline);

/* Adds the holders that a source reports of the processes in scope (NULL: all) and of the sockets
 * whose inodes are in the map (NULL: all). */
int owner_index_collect(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps);

/* Adds one holder. The holders of a socket keep the order in which they were added. If threads
 * of a process have descriptor tables of their own, the process is a holder by the same fd once,
 * however many of the tables have the socket at that fd. */
int owner_index_add(struct owner_index *index, const struct owner_record *record);

/* Fetches into the processor's cache what looking up the socket will need. */
void owner_index_prefetch(const struct owner_index *index, uint64_t inode);

/* Return the first holder of a socket among the selected processes, and the next holder of the
 * same socket; NULL if there is none. The result is valid until the next owner_index_add. */
const struct holder *owner_index_first(const struct owner_index *index, uint64_t inode);
const struct holder *owner_index_next(const struct owner_index *index,
				      const struct holder *holder);

/* Returns whether a process was seen to hold the socket, even if the process has ended. */
bool owner_index_was_held(const struct owner_index *index, uint64_t inode);

/* Return the first and the next holder of a socket among all processes, selected or not. */
const struct holder *owner_index_first_of_all(const struct owner_index *index,
					      uint64_t inode);
const struct holder *owner_index_next_of_all(const struct owner_index *index,
					     const struct holder *holder);

/* Iterates over the holders of all sockets. Takes NULL for the first holder, and returns NULL at
 * the end. */
const struct holder *owner_index_next_at_all(const struct owner_index *index,
					     const struct holder *holder);

/* Finds out which holders of a socket are selected, and hides all others from owner_index_first
 * and owner_index_next. Each process is looked up once. Returns the errors of
 * process_select_decide. */
int owner_index_select(struct owner_index *index, uint64_t inode, int proc_fd,
		       const struct process_select *select);

const struct process *owner_index_process(const struct owner_index *index,
					  const struct holder *holder);

/* Returns the word for the means by which the process holds the socket; NULL for a descriptor. */
const char *owner_index_means(const struct holder *holder);

/* Gets the flags of the holder's descriptor, see proc_read_fd_flags. Returns false if the flags
 * were not wanted, or could not be read. */
bool owner_index_flags(const struct owner_index *index, const struct holder *holder,
		       uint32_t *ret);

/* Marks the processes that hold the socket. owner_index_read_marked reads all marked processes in
 * parallel. */
int owner_index_mark(struct owner_index *index, uint64_t inode);
int owner_index_read_marked(struct owner_index *index, int proc_fd,
			    const struct process_wanted *wanted);

/* Reads all processes, and finds out which are selected, unless select is NULL. Later calls read
 * no other data of processes. */
int owner_index_read_all(struct owner_index *index, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select);

/* Reads the wanted data of each process that holds the socket, each process once. If a process may
 * have executed another program since it was seen and does not hold the socket any more, only its
 * pid and the data of the source are shown. A process that has ended is no holder any more. */
int owner_index_describe(struct owner_index *index, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted);

/* Return and set what is known about sockets without a holder. At first nothing is known. */
const struct no_owner_reason *owner_index_no_owner_reason(
	const struct owner_index *index);
void owner_index_set_no_owner_reason(struct owner_index *index,
				     const struct no_owner_reason *reason);

#endif
