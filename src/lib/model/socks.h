/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compact list of sockets in the order in which they were added: about 70 bytes each,
 * an eighth of struct sock. */
#ifndef MODEL_SOCKS_H
#define MODEL_SOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"

/* The list is empty when all its bytes are zero. len and cap are in bytes. */
struct socks {
	char *bytes;
	size_t len, cap;
};

void socks_release(struct socks *socks);

/* Removes all sockets and keeps the memory. */
static inline void socks_clear(struct socks *socks)
{
	socks->len = 0;
}

/* Appends a copy of a socket. -ENOMEM. */
int socks_add(struct socks *socks, const struct sock *s);

/* Copies the socket at *at (0 for the first) and moves *at behind it. Returns false at
 * the end. */
bool socks_next(const struct socks *socks, size_t *at, struct sock *ret);

/* Does the same as socks_next(), but copies only the inode of the socket. */
bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode);

#endif
