/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages between the listing process and the look-up process, which queries DNS:
 * blocks of PIPE_BUF bytes, which write(2) to a pipe transfers as a whole or not at all.
 * The reader of a block checks its contents. */
#ifndef RESOLVE_HOSTS_IPC_H
#define RESOLVE_HOSTS_IPC_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/addr.h"

enum { HOSTS_BLOCK_ROOM = 4096 - 24 };

enum hosts_block_kind {
	/* The block belongs to a question for the names of addresses, and contains
	 * addresses; or the block belongs to the answer to such a question, and contains
	 * the names of addresses. */
	HOSTS_NAMES = 1,
	/* The block belongs to a question for the addresses of a host, and contains the
	 * name of the host; or the block belongs to the answer to such a question, and
	 * contains addresses of the host. */
	HOSTS_ADDRS,
	/* The block ends an answer of the look-up process, and contains the result of the
	 * look-up. */
	HOSTS_END,
};

struct hosts_block {
	/* The number that identifies a question to the look-up process: all blocks of the
	 * question and of its answer contain this number. */
	uint64_t token;
	/* The time until which the look-up process waits for name servers, in
	 * milliseconds of the clock of channel_now_ms. */
	int64_t deadline;
	/* The result of the look-up, 0 or -errno; only set in a block of the kind
	 * HOSTS_END, which ends an answer. */
	int32_t result;
	uint16_t kind;
	/* How many bytes of the member `bytes` are used; hosts_block_next reads the
	 * entries in these bytes. */
	uint16_t len;
	uint8_t bytes[HOSTS_BLOCK_ROOM];
};
_Static_assert(sizeof(struct hosts_block) == 4096, "a block is to be of PIPE_BUF");

struct hosts_entry {
	/* The address of the host; family 0: the entry has no address. */
	struct addr addr;
	/* Whether a name server has answered the query for the address, even if the
	 * answer is that the address has no name. */
	bool is_answered;
	/* The length in bytes of the member `name`, without its NUL; 0: the entry has no
	 * name. */
	uint16_t name_len;
	/* The name of the host, not escaped, with a NUL at its end. */
	char name[NI_MAXHOST];
};

/* Appends an entry to a block. If a is NULL, the entry has no address. If name is NULL,
 * the entry has no name; a name that does not fit into NI_MAXHOST bytes is cut. Returns
 * false if the block has no room for the entry. */
bool hosts_block_add(struct hosts_block *b, const struct addr *a, bool is_answered,
		     const char *name);

/* Reads the entry of the block b at the offset *at, which is 0 for the first entry, and
 * moves *at to the next entry. Returns 1 and sets *ret, 0 after the last entry, or
 * -EBADMSG if b is malformed. */
int hosts_block_next(const struct hosts_block *b, size_t *at, struct hosts_entry *ret);

#endif
