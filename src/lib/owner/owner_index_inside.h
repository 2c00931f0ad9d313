/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the holders are made of: for those who keep them (holders.c), and who look into /proc for
 * them (owner_index_read.c). */
#ifndef OWNER_OWNER_INDEX_INSIDE_H
#define OWNER_OWNER_INDEX_INSIDE_H

#include "owner_index.h"
#include "util/map.h"

/* Of the index of inodes, which is a map (util/map.h) whose keys stand in the holders: half
 * the room, of which a million sockets take much. */
struct slot {
	uint32_t tag; /* of the hash */
	uint32_t
		last_plus_1; /* the inode's last holder, whose next is its first; 0: free */
};

struct owner_index {
	struct slot *slots;
	size_t slots_cap; /* 0 or a power of two, at least twice what is in them */
	uint64_t seed; /* random, so that chosen inodes cannot be made to collide */
	struct holder *all;
	size_t len, cap;
	size_t indexed; /* so many of them, from the first on */
	struct map
		by_all; /* of processes with tables: by a hash of all that there is to them */
	struct processes processes;
	struct cmdline_reader *readers;
	const struct context *context; /* NULL: no hooks */
	const struct deadline *deadline; /* NULL: none */
	bool has_since; /* by owner_index_set_listing_start */
	struct process **marked;
	size_t marked_len, marked_cap;
	/* of each holder its descriptor's flags, and whether they were read; none as long as
	 * they are not wanted */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct no_owner_reason why;
};

/* Each holder of a socket, to be changed, also those that are none any more. */
struct holder *owner_index_inside_first(const struct owner_index *h, uint64_t inode);
struct holder *owner_index_inside_next(const struct owner_index *h,
				       const struct holder *holder);

#endif
