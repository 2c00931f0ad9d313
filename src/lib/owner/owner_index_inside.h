/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of struct owner_index, shared by owner_index.c, which stores holders, and
 * owner_index_read.c, which reads their processes. */
#ifndef OWNER_OWNER_INDEX_INSIDE_H
#define OWNER_OWNER_INDEX_INSIDE_H

#include "owner_index.h"
#include "util/map.h"

/* A slot of the hash table of inodes. Unlike a struct map (util/map.h) the table finds its keys in
 * the holders, which halves its size; it is large for a million sockets. */
struct slot {
	/* High half of the hash of the inode. */
	uint32_t tag;
	/* Index plus 1 of the last holder of the inode, whose next is the first; 0: free. */
	uint32_t last_plus_1;
};

struct owner_index {
	struct slot *slots;
	/* 0 or a power of two, at least twice the number of used slots. */
	size_t slots_cap;
	/* Random seed of the hash, so that chosen inodes cannot be made to collide. */
	uint64_t seed;
	struct holder *all;
	size_t len, cap;
	/* Number of holders that are in the hash table: the first ones of `all`. */
	size_t indexed;
	/* Holders of processes with several tables, by a hash of (inode, process, fd). */
	struct map by_all;
	struct processes processes;
	/* The arguments of owner_index_set_context. */
	struct cmdline_reader *reader;
	const struct context *context;
	const struct deadline *deadline;
	/* owner_index_set_listing_start was called. */
	bool has_start;
	struct process **marked;
	size_t marked_len, marked_cap;
	/* For each holder the flags of its descriptor, and whether the flags were read. Empty
	 * while no flags are wanted. */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct no_owner_reason no_owner_reason;
};

/* Return the first and the next holder of a socket, which the caller may change; dropped holders
 * and holders that have ended are included. */
struct holder *owner_index_inside_first(const struct owner_index *index, uint64_t inode);
struct holder *owner_index_inside_next(const struct owner_index *index,
				       const struct holder *holder);

#endif
