/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index that finds, by the inode of a socket, the processes that hold the socket. */
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
	/* Index of the process that holds the socket, in the array `all` of struct
	 * processes. */
	uint32_t process : 31;
	/* Whether the process is not shown as a holder of the socket, because it is not
	 * selected or denied access. */
	uint32_t is_hidden : 1;
	/* Descriptor of the socket, or descriptor of the io_uring that the socket is
	 * registered with; 0 if the process holds the socket by a mapping. */
	uint32_t fd;
	/* Index, in the array of all holders, of the next holder of the socket; in the
	 * last holder of the socket, the index of the first holder of the socket. */
	uint32_t next : 31;
	uint32_t is_last : 1;
	/* Whether the member is_hidden is final, because it was found out whether the
	 * process is selected. */
	uint32_t is_selection_known : 1;
	/* Whether a check has found out if the process in the member `process` holds the
	 * socket. The check is needed if the pid may have been reused, or if the process
	 * may have executed another program. */
	uint32_t is_verified : 1;
	/* Whether a check has shown that the process does not hold the socket. The real
	 * holder of the socket is then unknown. */
	uint32_t is_dropped : 1;
	/* How the process holds the socket: a value of enum held_by. */
	uint32_t held_by : 2;
};

/* Maximum number of holders in an index; a holder is one process that holds one
 * socket. */
#define OWNER_INDEX_MAX ((size_t)INT32_MAX)

struct owner_index;
struct map;
struct cmdline_reader;

int owner_index_new(struct owner_index **ret);
struct owner_index *owner_index_free(struct owner_index *index);

/* Sets the time when the listing started; must be called before holders are collected. If
 * the caller does not set this time, the listing starts at the last call of
 * owner_index_collect at which the index had no holders or, without such a call, at the
 * call of owner_index_new. */
void owner_index_set_listing_start(struct owner_index *index,
				   const struct listing_start *start);

/* Sets how processes are read. context: the context in which processes are read; NULL,
 * the default, raises no privileges. reader: the reader with a time limit; NULL, the
 * default, sets no time limit. deadline: the time after which no process is read; NULL,
 * the default, sets no deadline. */
void owner_index_set_context(struct owner_index *index, const struct context *context,
			     struct cmdline_reader *reader,
			     const struct deadline *deadline);

/* Adds to the index the holders that `source` reports: of the processes in `scope` (NULL:
 * of all processes) and of the sockets whose inodes are the keys of `inodes` (NULL: of
 * all sockets). Adds to *gaps the counts of the processes that `source` could not look
 * into. Returns 0 or -errno. */
int owner_index_collect(struct owner_index *index, const struct owner_source_ops *source,
			int proc_fd, const struct owner_scope *scope,
			const struct map *inodes, struct owner_gaps *gaps);

/* Adds a holder to the index: the process, the socket and the fd in `record`. The holders
 * of a socket keep the order in which they were added. A holder equal to an earlier
 * holder is not added again; equal holders are reported if several descriptor tables of a
 * process have the socket at one fd. Returns 0 or -errno. */
int owner_index_add(struct owner_index *index, const struct owner_record *record);

/* Makes the processor load into its cache the memory that a lookup of the socket with
 * this inode needs. */
void owner_index_prefetch(const struct owner_index *index, uint64_t inode);

/* Returns the first holder of the socket with this inode whose process is selected;
 * NULL if there is no such holder. The result is valid until a holder is added to the
 * index. */
const struct holder *owner_index_first(const struct owner_index *index, uint64_t inode);

/* Returns the next holder after `holder` of the socket of `holder` whose process is
 * selected; NULL if there is no such holder. */
const struct holder *owner_index_next(const struct owner_index *index,
				      const struct holder *holder);

/* Returns whether any process was found to hold the socket with this inode, including
 * processes that ended after they were found. */
bool owner_index_was_held(const struct owner_index *index, uint64_t inode);

/* Returns the first holder of the socket with this inode, whether its process is selected
 * or not; NULL if there is no such holder. */
const struct holder *owner_index_first_of_all(const struct owner_index *index,
					      uint64_t inode);

/* Returns the next holder after `holder` of the socket of `holder`, whether its process
 * is selected or not; NULL if there is no such holder. */
const struct holder *owner_index_next_of_all(const struct owner_index *index,
					     const struct holder *holder);

/* Returns the holder after `holder` in the array of the holders of all sockets; NULL
 * after the last holder. If `holder` is NULL, returns the first holder in the array. */
const struct holder *owner_index_next_at_all(const struct owner_index *index,
					     const struct holder *holder);

/* Finds out whether `select` selects the processes that hold the socket with this inode,
 * and hides holders whose processes are not selected from owner_index_first and
 * owner_index_next. A process that holds several sockets is looked up only once, unless
 * its pid may have been reused. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int owner_index_select(struct owner_index *index, uint64_t inode, int proc_fd,
		       const struct process_select *select);

const struct process *owner_index_process(const struct owner_index *index,
					  const struct holder *holder);

/* Returns "mapped" or "io_uring" if the process holds the socket by a mapping or by an
 * io_uring; NULL if the process holds the socket by a descriptor. */
const char *owner_index_means(const struct holder *holder);

/* Sets *ret to the flags of the descriptor of `holder`, as proc_read_fd_flags reads them.
 * Returns false if the flags were not wanted or could not be read. */
bool owner_index_flags(const struct owner_index *index, const struct holder *holder,
		       uint32_t *ret);

/* Marks the processes that hold the socket with this inode, so that
 * owner_index_read_marked reads these processes. Returns 0 or -ENOMEM. */
int owner_index_mark(struct owner_index *index, uint64_t inode);

/* Reads, in parallel, the data in `wanted` of all processes that owner_index_mark has
 * marked. Returns 0 or -errno. */
int owner_index_read_marked(struct owner_index *index, int proc_fd,
			    const struct process_wanted *wanted);

/* Reads the data in `wanted` of all processes in the index, so that no process need be
 * read later, and finds out which of the processes are selected by `select`, unless
 * `select` is NULL. Returns 0 or -errno. */
int owner_index_read_all(struct owner_index *index, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select);

/* Reads the data in `wanted` of each process that holds the socket with this inode,
 * unless the process was read before. A process that has ended does not count as a
 * holder. A process that no longer holds the socket may have executed another program; of
 * such a process only the pid and the data that the source of owners reported are shown.
 * Returns 0 or -errno. */
int owner_index_describe(struct owner_index *index, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted);

/* Returns the facts that explain why sockets have no holder. All members of these facts
 * are false until owner_index_set_no_owner_reason is called. */
const struct no_owner_reason *owner_index_no_owner_reason(
	const struct owner_index *index);

/* Sets the facts that owner_index_no_owner_reason returns, which explain why sockets have
 * no holder. */
void owner_index_set_no_owner_reason(struct owner_index *index,
				     const struct no_owner_reason *reason);

#endif
