/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that are kept, in the order in which they came and without what is not there of
 * each: some 70 bytes where an array would take eight times that. */
#ifndef MODEL_SOCKS_H
#define MODEL_SOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"

/* All zero is empty. */
struct socks {
	char *bytes;
	size_t len, cap; /* in bytes */
};

void socks_release(struct socks *socks);

/* Forgets them, and keeps the room. */
static inline void socks_clear(struct socks *socks)
{
	socks->len = 0;
}

/* Keeps a copy. -ENOMEM. */
int socks_add(struct socks *socks, const struct sock *s);

/* Copies the one at *at, 0 for the first, and moves *at on. False behind the last. */
bool socks_next(const struct socks *socks, size_t *at, struct sock *ret);

/* Moves on without copying; the inode alone of the one that is passed over. */
bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode);

#endif
