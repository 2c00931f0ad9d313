/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the process that lists and the one that looks up hosts write to each other: blocks of one
 * size, each of which a pipe takes whole or not at all (PIPE_BUF). A reader believes nothing in
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
	HOSTS_NAMES = 1, /* entries of addresses; the answer has their names */
	HOSTS_ADDRS, /* an entry with the name of a host; the answers have its addresses */
	HOSTS_END, /* an answer: there are no more, see result */
};

struct hosts_block {
	uint64_t token; /* of the question, and so of each answer to it */
	int64_t deadline; /* of channel_now_ms: no answer is read that comes later */
	int32_t result; /* of HOSTS_END: 0 or -errno */
	uint16_t kind;
	uint16_t len; /* of the bytes that are in use */
	uint8_t bytes[HOSTS_BLOCK_ROOM];
};
_Static_assert(sizeof(struct hosts_block) == 4096, "a block is to be of PIPE_BUF");

struct hosts_entry {
	struct addr addr; /* of no family (0): there is none */
	bool is_answered; /* by a name server, even if there is no name */
	uint16_t name_len; /* 0: there is none */
	char name[NI_MAXHOST]; /* raw, a NUL behind it */
};

/* Adds an entry, without the name if that is NULL; of a longer one the end is cut off. False: there
 * is no room for it. */
bool hosts_block_add(struct hosts_block *b, const struct addr *a, bool is_answered,
		     const char *name);

/* The entry at *at, which is moved behind it; begin with 0. 1: *ret is set, 0: there are no more,
 * -EBADMSG: it is none. */
int hosts_block_next(const struct hosts_block *b, size_t *at, struct hosts_entry *ret);

#endif
