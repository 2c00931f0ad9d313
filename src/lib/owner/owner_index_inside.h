/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of struct owner_index, for the three files that use them: owner_index.c and
 * fd_references.c, which store holders, and owner_index_read.c, which reads the processes
 * of holders. */
#ifndef OWNER_OWNER_INDEX_INSIDE_H
#define OWNER_OWNER_INDEX_INSIDE_H

#include "owner_index.h"
#include "util/map.h"

struct container_lookup;

/* A slot of the hash table that finds the holders of a socket by its inode. The inode is
 * stored only in struct holder. This makes the table half as large as a struct map
 * (util/map.h), which matters for a million sockets. */
struct slot {
	/* The high 32 bits of the hash of the inode to which the slot belongs. */
	uint32_t tag;
	/* Index in the array of all holders, plus 1, of the last holder of the socket to
	 * which the slot belongs; 0 if the slot is free. The member `next` of the last
	 * holder is the index of the first holder. */
	uint32_t last_plus_1;
};

struct owner_index {
	struct slot *slots;
	/* Number of slots in the hash table of holders: 0, or a power of two that is at
	 * least twice the number of used slots. */
	size_t slots_cap;
	/* Random seed of the hash of inodes, so that inodes cannot be chosen to have
	 * equal hashes. */
	uint64_t seed;
	struct holder *all;
	size_t len, cap;
	/* Number of holders, from the start of the array `all`, that are in the hash
	 * table of holders. */
	size_t indexed;
	/* Maps the hash of a holder's inode, process and fd to the index of the holder in
	 * the array `all`. Contains only holders whose processes have several descriptor
	 * tables. */
	struct map by_all;
	struct processes processes;
	/* Reads processes with a time limit; NULL if processes are read without a time
	 * limit. */
	struct cmdline_reader *reader;
	/* Context in which processes are read; NULL if no privileges are raised to read
	 * processes. */
	const struct context *context;
	/* Deadline after which no process is read; NULL if there is no deadline. */
	const struct deadline *deadline;
	/* Looks up the names of the containers that processes are in; NULL until the
	 * first name is looked up. */
	struct container_lookup *containers;
	/* Whether owner_index_set_listing_start has set the start of the listing. */
	bool has_start;
	struct process **marked;
	size_t marked_len, marked_cap;
	/* The flags of the descriptor of each holder in the array `all`; the bit
	 * HAS_FLAGS is set if the flags were read. The array of flags is empty until
	 * flags are wanted. */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct no_owner_reason no_owner_reason;
};

/* Returns the first holder of the socket with this inode, even if the holder was dropped
 * by a failed check or its process has ended; NULL if the socket has no holder. The
 * caller may change the holder. */
struct holder *owner_index_inside_first(const struct owner_index *index, uint64_t inode);

/* Returns the next holder after `holder` of the socket of `holder`, even if the next
 * holder was dropped by a failed check or its process has ended; NULL if `holder` is the
 * last holder of the socket. */
struct holder *owner_index_inside_next(const struct owner_index *index,
				       const struct holder *holder);

#endif
