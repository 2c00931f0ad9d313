/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index that finds the holders of a socket by the inode of the socket. Each holder is
 * a process with its fd. */
#ifndef OWNER_OWNER_INDEX_H
#define OWNER_OWNER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "no_owner_reason.h"
#include "owner.h"
#include "process.h"

/* One process that holds one socket, by one descriptor or by other means. */
struct holder {
	uint64_t inode;
	/* Index of the holding process in the member `all` of struct processes. */
	uint32_t process : 31;
	/* The process is not selected, so this holder of the socket is not shown. */
	uint32_t is_hidden : 1;
	/* Descriptor of the socket, or of the io_uring that the socket is registered
	 * with; 0 for a mapping. */
	uint32_t fd;
	/* Index of the next holder of the same socket; in the last holder of a socket,
	 * the index of its first holder. */
	uint32_t next : 31;
	uint32_t is_last : 1;
	/* Whether the process is selected was looked up, so the member is_hidden is
	 * final. */
	uint32_t is_selection_known : 1;
	/* It was checked that the member `process` holds the socket, and not another
	 * process that had its pid, or an earlier program of the process. */
	uint32_t is_verified : 1;
	/* The holder failed the check whether its process holds the socket: which process
	 * really holds the socket is not known. */
	uint32_t is_dropped : 1;
	/* How the process holds the socket, as enum held_by. */
	uint32_t held_by : 2;
};

/* The most holders that an index can have. */
#define OWNER_INDEX_MAX ((size_t)INT32_MAX)

struct owner_index;
struct map;
struct cmdline_reader;

int owner_index_new(struct owner_index **ret);
struct owner_index *owner_index_free(struct owner_index *index);

/* Sets when the listing started; must be called before holders are collected. By default,
 * the listing started when the index was made or, if the index is still empty then, when
 * owner_index_collect is called. */
void owner_index_set_listing_start(struct owner_index *index,
				   const struct listing_start *start);

/* Sets the context in which processes are read (NULL, the default: no privileges are
 * raised), the reader that reads processes with a time limit (NULL, the default: no time
 * limit), and the deadline after which no process is read (NULL, the default: no
 * deadline). */
void owner_index_set_context(struct owner_index *index, const struct context *context,
			     struct cmdline_reader *reader,
			     const struct deadline *deadline);

/* Adds to the index the holders that `source` reports: of the processes in `scope`
 * (NULL: of all processes) and of the sockets whose inodes are the keys of `inodes`
 * (NULL: of all sockets). Adds to *gaps what the source could not look into. Returns 0
 * or -errno. */
int owner_index_collect(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps);

/* Adds a holder to the index: the process, socket and fd in `record`. The holders of a
 * socket keep the order in which they were added. A holder that is equal to an earlier
 * one (several descriptor tables of a process may have the same descriptor) is not added
 * again. Returns 0 or -errno. */
int owner_index_add(struct owner_index *index, const struct owner_record *record);

/* Makes the processor load into its cache the memory that a lookup of the socket with
 * this inode needs. */
void owner_index_prefetch(const struct owner_index *index, uint64_t inode);

/* Returns the first holder, among selected processes, of the socket with this inode; NULL
 * if there is no such holder. The result is valid until a holder is added to the
 * index. */
const struct holder *owner_index_first(const struct owner_index *index, uint64_t inode);

/* Returns the next holder, among selected processes, of the same socket as `holder`; NULL
 * if `holder` is the last one. */
const struct holder *owner_index_next(const struct owner_index *index,
				      const struct holder *holder);

/* Returns whether a process was seen to hold the socket with this inode, even if the
 * process has ended. */
bool owner_index_was_held(const struct owner_index *index, uint64_t inode);

/* Returns the first holder, among all processes, of the socket with this inode; NULL if
 * there is no such holder. */
const struct holder *owner_index_first_of_all(const struct owner_index *index,
					      uint64_t inode);

/* Returns the next holder, among all processes, of the same socket as `holder`; NULL if
 * `holder` is the last one. */
const struct holder *owner_index_next_of_all(const struct owner_index *index,
					     const struct holder *holder);

/* Returns the holder after `holder` in the list of the holders of all sockets; NULL after
 * the last holder. If `holder` is NULL, returns the first holder in the list. */
const struct holder *owner_index_next_at_all(const struct owner_index *index,
					     const struct holder *holder);

/* Finds out which holders of the socket with this inode are selected by `select`, and
 * hides all other holders from owner_index_first and owner_index_next. A process that
 * holds several sockets is looked up only once, unless its pid may have been reused.
 * Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int owner_index_select(struct owner_index *index, uint64_t inode, int proc_fd,
		       const struct process_select *select);

const struct process *owner_index_process(const struct owner_index *index,
					  const struct holder *holder);

/* Returns the word for a mapping or an io_uring if the process holds the socket by such
 * means; NULL if it holds the socket by a descriptor. */
const char *owner_index_means(const struct holder *holder);

/* Sets *ret to the flags of the descriptor of `holder`, see proc_read_fd_flags. Returns
 * false if the flags were not read, because they were not wanted or reading them
 * failed. */
bool owner_index_flags(const struct owner_index *index, const struct holder *holder,
		       uint32_t *ret);

/* Marks the processes that hold the socket with this inode as processes that
 * owner_index_read_marked is to read. Returns 0 or -ENOMEM. */
int owner_index_mark(struct owner_index *index, uint64_t inode);

/* Reads the data in `wanted` of all processes that owner_index_mark has marked, in
 * parallel. Returns 0 or -errno. */
int owner_index_read_marked(struct owner_index *index, int proc_fd,
			    const struct process_wanted *wanted);

/* Reads the data in `wanted` of all processes in the index, so that later calls need not
 * read any process, and finds out which of the processes `select` selects (NULL: this is
 * not found out). Returns 0 or -errno. */
int owner_index_read_all(struct owner_index *index, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select);

/* Reads the data in `wanted` of each process that holds the socket with this inode,
 * unless the process was read before. If the process does not hold the socket any more,
 * and may have executed another program since the source of owners saw it, only its pid
 * and the data that the source reported are shown. A process that has ended does not
 * count as a holder. Returns 0 or -errno. */
int owner_index_describe(struct owner_index *index, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted);

/* Returns what the index knows about the reasons why sockets have no holder. Before
 * owner_index_set_no_owner_reason is called, all members are false. */
const struct no_owner_reason *owner_index_no_owner_reason(
	const struct owner_index *index);

/* Sets what the index knows about the reasons why sockets have no holder. */
void owner_index_set_no_owner_reason(struct owner_index *index,
				     const struct no_owner_reason *reason);

#endif
