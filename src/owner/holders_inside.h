/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the holders are made of: for those who keep them (holders.c), and who look into /proc for
 * them (holders_read.c). */
#ifndef OWNER_HOLDERS_INSIDE_H
#define OWNER_HOLDERS_INSIDE_H

#include "base/map.h"
#include "holders.h"

/* Of the index of inodes, which is a map (base/map.h) whose keys stand in the holders: half
 * the room, of which a million sockets take much. */
struct slot {
	uint32_t tag; /* of the hash */
	uint32_t
		last_plus_1; /* the inode's last holder, whose next is its first; 0: free */
};

struct holders {
	struct slot *slots;
	size_t slots_cap; /* 0 or a power of two, at least twice what is in them */
	uint64_t seed; /* random, so that chosen inodes cannot be made to collide */
	struct holder *all;
	size_t len, cap;
	size_t indexed; /* so many of them, from the first on */
	struct map
		by_all; /* of processes with tables: by a hash of all that there is to them */
	struct processes processes;
	struct readers *readers;
	const struct deadline *deadline; /* NULL: none */
	bool has_since; /* by holders_set_since */
	struct process **marked;
	size_t marked_len, marked_cap;
	/* of each holder its descriptor's flags, and whether they were read; none as long as
	 * they are not wanted */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct why why;
};

/* Each holder of a socket, to be changed, also those that are none any more. */
struct holder *holders_inside_first(const struct holders *h, uint64_t inode);
struct holder *holders_inside_next(const struct holders *h, const struct holder *holder);

#endif
