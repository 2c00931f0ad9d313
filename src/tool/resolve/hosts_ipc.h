/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages between the listing process and the look-up process: blocks of PIPE_BUF
 * bytes, which a pipe takes as a whole or not at all. A reader validates everything in
 * them. */
#ifndef RESOLVE_HOSTS_IPC_H
#define RESOLVE_HOSTS_IPC_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/addr.h"

enum { HOSTS_BLOCK_ROOM = 4096 - 24 };

enum hosts_block_kind {
	/* the question has addresses, the answer their names */
	HOSTS_NAMES = 1,
	/* the question has the name of a host, the answer its addresses */
	HOSTS_ADDRS,
	/* the last answer, with a result */
	HOSTS_END,
};

struct hosts_block {
	/* identifies a question and its answers */
	uint64_t token;
	/* by the clock of channel_now_ms; later answers are not read */
	int64_t deadline;
	/* in HOSTS_END: 0 or -errno */
	int32_t result;
	uint16_t kind;
	uint16_t len; /* used bytes */
	uint8_t bytes[HOSTS_BLOCK_ROOM];
};
_Static_assert(sizeof(struct hosts_block) == 4096, "a block is to be of PIPE_BUF");

struct hosts_entry {
	/* family 0: no address */
	struct addr addr;
	/* a name server has answered, even if there is no name */
	bool is_answered;
	uint16_t name_len; /* 0: no name */
	/* not escaped, with a NUL at its end */
	char name[NI_MAXHOST];
};

/* Adds an entry; name may be NULL, and is cut at NI_MAXHOST. False: the block has no room
 * for it. */
bool hosts_block_add(struct hosts_block *b, const struct addr *a, bool is_answered,
		     const char *name);

/* Reads the entry at *at, which is 0 for the first, and moves *at to the next. 1: *ret is
 * set, 0: there are no more, -EBADMSG: the block is malformed. */
int hosts_block_next(const struct hosts_block *b, size_t *at, struct hosts_entry *ret);

#endif
