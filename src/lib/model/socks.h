/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compact list of sockets in the order in which they were added: about 70 bytes each,
 * an eighth of struct sock. */
#ifndef MODEL_SOCKS_H
#define MODEL_SOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"
#include "util/huge.h"

/* The size in bytes of a chunk, a memory block that holds stored sockets: a huge page. */
#define SOCKS_CHUNK HUGE_PAGE

/* A list of stored sockets, which is empty when all bytes of the struct are zero. A
 * position in the list is the index of a chunk (memory block) times SOCKS_CHUNK plus an
 * offset in the chunk. Chunks are never moved, except the first chunk, which grows up to
 * SOCKS_CHUNK. */
struct socks {
	char **chunks;
	size_t chunks_len, chunks_cap;
	/* size of the first chunk (memory block) in bytes */
	size_t first_cap;
	/* position behind the last socket of the list: about the number of bytes in
	 * use */
	size_t len;
	/* number of sockets in the list */
	size_t count;
};

void socks_release(struct socks *socks);

/* Removes all sockets from the list but keeps the memory for new sockets. */
static inline void socks_clear(struct socks *socks)
{
	socks->len = 0;
	socks->count = 0;
}

/* Appends a copy of a socket to the list. Returns 0 or -ENOMEM. */
int socks_add(struct socks *socks, const struct sock *s);

/* Copies the socket at position *at (0: the first socket) of the list to *ret and moves
 * *at to the next socket. Returns false at the end of the list. */
bool socks_next(const struct socks *socks, size_t *at, struct sock *ret);

/* Starts to fetch the socket at position `at` into the CPU cache. Useful when sockets are
 * read in another order than they were added. */
static inline void socks_prefetch(const struct socks *socks, size_t at)
{
	const char *stored = socks->chunks[at / SOCKS_CHUNK] + at % SOCKS_CHUNK;

	__builtin_prefetch(stored);
	__builtin_prefetch(stored + 64);
}

/* Moves *at to the next socket of the list, like socks_next(), but copies only the inode
 * of the socket at *at, to *ret_inode. Returns false at the end of the list. */
bool socks_skip(const struct socks *socks, size_t *at, uint64_t *ret_inode);

#endif
