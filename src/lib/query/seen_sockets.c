/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "seen_sockets.h"

#include <string.h>

#include "model/sock.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* BITS: the number of bits that a struct seen_block has for each cookie, one for each
 * kernel table in enum seen_table. PER_WORD: number of cookies in a word. PER_BLOCK:
 * number of cookies in a struct seen_block. */
enum { BITS = 4, PER_WORD = 64 / BITS, PER_BLOCK = PER_WORD * SEEN_WORDS };

/* The bit that is set in the id of a socket if the id is made from the socket's inode.
 * Cookies and inodes are never so large that this bit is set. */
#define IS_INODE (UINT64_C(1) << 63)

void seen_sockets_release(struct seen_sockets *t)
{
	map_release(&t->index);
	map_release(&t->time_waits);
	free(t->blocks);
	*t = (struct seen_sockets){ 0 };
}

static unsigned int find_table(const struct sock *s)
{
	if (s->timer == TIMER_TIME_WAIT)
		return SEEN_TIME_WAIT;
	if (s->proto != PROTO_TCP)
		return SEEN_CONNECTED;
	if (s->state == STATE_LISTEN)
		return SEEN_LISTENING;
	return s->state == STATE_CLOSE ? SEEN_BOUND : SEEN_CONNECTED;
}

static int find_block(struct seen_sockets *t, uint64_t key, struct seen_block **ret)
{
	if (t->len && t->last_key == key) {
		*ret = &t->blocks[t->last];
		return 0;
	}
	uint32_t at = map_get(&t->index, key);
	if (at == MAP_NONE) {
		if (t->len >= MAP_NONE)
			return -ENOMEM;
		at = (uint32_t)t->len;
		int r = grow(&t->blocks, &t->cap, t->len + 1, sizeof(*t->blocks));
		if (r == 0)
			r = map_set(&t->index, key, at);
		if (r < 0)
			return r;
		t->blocks[t->len++] = (struct seen_block){ 0 };
	}
	t->last_key = key;
	t->last = at;
	*ret = &t->blocks[at];
	return 0;
}

static uint64_t hash_time_wait(const struct sock *s)
{
	uint64_t words[4];
	uint64_t hash = map_mix(s->cookie);

	memcpy(words, s->local.bytes, sizeof(s->local.bytes));
	memcpy(words + 2, s->peer.bytes, sizeof(s->peer.bytes));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		hash = map_mix(hash ^ words[i]);
	return map_mix(hash ^ ((uint64_t)s->local_port << 16 | s->peer_port));
}

/* Adds a TIME_WAIT entry to the set t. The entry is identified by its cookie and
 * addresses, because the entries of successive connections of a socket have the same
 * cookie. Sets SEEN_SAME in *ret if the entry was added before. Returns 0 or -ENOMEM. */
static int add_time_wait(struct seen_sockets *t, const struct sock *s, unsigned int *ret)
{
	const uint64_t hash = hash_time_wait(s);

	if (map_get(&t->time_waits, hash) == MAP_NONE)
		return map_set(&t->time_waits, hash, 0);
	*ret |= SEEN_SAME;
	return 0;
}

int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret)
{
	const bool has_cookie = s->has & SOCK_HAS_COOKIE;
	const uint64_t id = has_cookie && !(t->is_by_inode && s->inode)
				    ? s->cookie
				    : s->inode | IS_INODE;
	struct seen_block *block = NULL;

	*ret = 0;
	if (s->proto == PROTO_SCTP || id == IS_INODE)
		return 0;
	int r = find_block(t, id / PER_BLOCK, &block);
	if (r < 0)
		return r;
	const unsigned int table = find_table(s);
	const unsigned int shift = id % PER_WORD * BITS;
	uint64_t *word = &block->words[id % PER_BLOCK / PER_WORD];
	const unsigned int before = *word >> shift & ((1U << BITS) - 1);
	const unsigned int open = before & SEEN_OPEN;

	*ret = before;
	if (table == SEEN_TIME_WAIT)
		r = add_time_wait(t, s, ret);
	else if (open)
		*ret |= SEEN_SAME;
	*word |= (uint64_t)table << shift;
	/* A socket that moves is counted only once, when it is seen in a second table of
	 * the kernel. */
	t->moved += table & SEEN_OPEN && open && !(open & table) && !(open & (open - 1));
	return r;
}
