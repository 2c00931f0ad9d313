/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that no process was found to hold, for a second look. */
#ifndef QUERY_UNHELD_H
#define QUERY_UNHELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "family/family.h"

struct holders;
struct owner_keep;
struct owner_source_ops;

/* All zero is empty. */
struct unheld {
	uint64_t *inodes;
	size_t len, cap;
	uint32_t pairs; /* mask of PAIR_BIT: what they are */
	bool is_explained; /* what those can be that stay without holder is known */
	struct map
		gone; /* those that were closed before they could be looked for again */
};

void unheld_release(struct unheld *u);

/* -ENOMEM. */
int unheld_add(struct unheld *u, const struct sock *s);

/* Asks the source of owners again for the holders of all that were added, which may be of a
 * process that came or opened it meanwhile. If some stay without, finds out what there is to know
 * of such, for why_no_owner; u is to outlive h then. keep is the source's, or NULL. Errors are
 * those of the source. Behind it u is as if none had been added. */
int unheld_look(struct unheld *u, struct holders *h,
		const struct owner_source_ops *source, struct owner_keep *keep,
		const struct family_source *from);

#endif
