/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of struct owner_index. Only three files use them: owner_index.c and
 * fd_references.c, which store holders, and owner_index_read.c, which reads the processes
 * of holders. */
#ifndef OWNER_OWNER_INDEX_INSIDE_H
#define OWNER_OWNER_INDEX_INSIDE_H

#include "owner_index.h"
#include "util/map.h"

struct container_lookup;

/* A slot of the hash table that finds holders by inode. The inode is stored only in
 * struct holder, so that the table is half as large as a struct map (util/map.h), which
 * matters for a million sockets. */
struct slot {
	/* The high 32 bits of the hash of the inode. */
	uint32_t tag;
	/* Index plus 1 of the last holder of the inode, whose member `next` is the index
	 * of the first one; 0: the slot is free. */
	uint32_t last_plus_1;
};

struct owner_index {
	struct slot *slots;
	/* Number of slots: 0 or a power of two, at least twice the number of used
	 * slots. */
	size_t slots_cap;
	/* Random seed of the hash, so that chosen inodes cannot be made to collide. */
	uint64_t seed;
	struct holder *all;
	size_t len, cap;
	/* How many holders at the beginning of the array `all` are in the hash table of
	 * holders. */
	size_t indexed;
	/* Maps a hash of inode, process and fd of a holder to its index in the array
	 * `all`. Only has holders of processes with several descriptor tables. */
	struct map by_all;
	struct processes processes;
	/* Reads processes with a time limit; NULL: processes are read without a limit. */
	struct cmdline_reader *reader;
	/* Context in which processes are read; NULL: no privileges are raised for
	 * reading. */
	const struct context *context;
	/* No process is read after the deadline; NULL: no deadline. */
	const struct deadline *deadline;
	/* Has the names of the containers of processes; NULL: no name was looked up. */
	struct container_lookup *containers;
	/* The start of the listing was set by owner_index_set_listing_start. */
	bool has_start;
	struct process **marked;
	size_t marked_len, marked_cap;
	/* For each holder in `all` the flags of its descriptor; the bit HAS_FLAGS is set
	 * if the flags were read. The array is empty until flags are wanted. */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct no_owner_reason no_owner_reason;
};

/* Returns the first holder of the socket with this inode, also if the holder was dropped
 * or its process has ended. The caller may change the holder. NULL: the socket has no
 * holder. */
struct holder *owner_index_inside_first(const struct owner_index *index, uint64_t inode);

/* Returns the holder after `holder` of the same socket, also if the holder was dropped or
 * its process has ended. NULL: `holder` is the last one. */
struct holder *owner_index_inside_next(const struct owner_index *index,
				       const struct holder *holder);

#endif
