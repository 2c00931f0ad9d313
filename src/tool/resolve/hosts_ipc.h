/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages between the listing process and the look-up process: blocks of PIPE_BUF bytes, which
 * write(2) to a pipe transfers as a whole or not at all. The reader of a block validates it. */
#ifndef RESOLVE_HOSTS_IPC_H
#define RESOLVE_HOSTS_IPC_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/addr.h"

enum { HOSTS_BLOCK_ROOM = 4096 - 24 };

enum hosts_block_kind {
	/* a question with addresses, or the answer with their names */
	HOSTS_NAMES = 1,
	/* a question with the name of a host, or the answer with its addresses */
	HOSTS_ADDRS,
	/* the last block of an answer, with a result */
	HOSTS_END,
};

struct hosts_block {
	/* identifies a question and the blocks of its answer */
	uint64_t token;
	/* when the parent stops to read answers, by the clock of channel_now_ms */
	int64_t deadline;
	/* the result in a block of HOSTS_END: 0 or -errno */
	int32_t result;
	uint16_t kind;
	/* how many of the bytes entries occupy */
	uint16_t len;
	uint8_t bytes[HOSTS_BLOCK_ROOM];
};
_Static_assert(sizeof(struct hosts_block) == 4096, "a block is to be of PIPE_BUF");

struct hosts_entry {
	/* the address; family 0: there is none */
	struct addr addr;
	/* a name server has answered, even if the address has no name */
	bool is_answered;
	uint16_t name_len; /* 0: no name */
	/* the name, not escaped, with a NUL at its end */
	char name[NI_MAXHOST];
};

/* Adds an entry to a block. The address and the name may be NULL, and the name is cut at
 * NI_MAXHOST. Returns false if the block has no room for the entry. */
bool hosts_block_add(struct hosts_block *b, const struct addr *a, bool is_answered,
		     const char *name);

/* Reads the entry at the offset *at, which is 0 for the first entry, and moves *at to the next one.
 * Returns 1 if *ret is set, 0 after the last entry, and -EBADMSG if the block is malformed. */
int hosts_block_next(const struct hosts_block *b, size_t *at, struct hosts_entry *ret);

#endif
